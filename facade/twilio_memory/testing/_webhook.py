"""A webhook: each event is sent to a URL, by a thread of its own, so that no call waits for it or fails with it."""

from __future__ import annotations

import collections
import contextlib
import http.client
import json
import logging
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from twilio_memory._http.monotonic import monotonic

if TYPE_CHECKING:
    from ._events import Event

_MAX_WAITING = 10_000
_TIMEOUT = 5.0
# The pauses between attempts, in seconds.
_PAUSES = (0.1, 0.5)
_logger = logging.getLogger("twilio_memory.testing")


class Webhook:
    """Sends events as JSON, in order, each by a POST of its own.

    After a response other than 2xx, and a broken connection, it tries twice again; then the event is dropped, with a
    warning in the log `twilio_memory.testing`. So are the oldest events where more than 10,000 wait.

    Args:
        url: Where to: http or https.

    Raises:
        ValueError: It is not such a URL.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except (TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"webhook: expected an http or https URL, got {url!r}") from error
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            raise ValueError(f"webhook: expected an http or https URL without credentials, got {url!r}")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, port, timeout=_TIMEOUT)
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._waiting: collections.deque[Event] = collections.deque()
        self._changed = threading.Condition()
        self._is_sending = self._is_closed = False
        self._thread: threading.Thread | None = None
        self.dropped = 0
        """How many events were not delivered."""

    def send(self, event: Event) -> None:
        """Queue an event; this does not wait."""
        with self._changed:
            if self._is_closed:
                return
            if len(self._waiting) >= _MAX_WAITING:
                self._waiting.popleft()
                self._drop("more than 10,000 wait")
            self._waiting.append(event)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="twilio-memory-webhook", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, timeout: float) -> bool:
        """Wait until all events are delivered or dropped, at most some seconds; return whether they are."""
        end = monotonic() + timeout
        with self._changed:
            while self._waiting or self._is_sending:
                left = end - monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
            return True

    def close(self, timeout: float = 2.0) -> None:
        """Deliver what waits, for at most some seconds, and end."""
        self.flush(timeout)
        with self._changed:
            self._is_closed = True
            self._waiting.clear()
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._is_sending = False
                self._changed.notify_all()
                while not self._waiting and not self._is_closed:
                    self._changed.wait()
                if self._is_closed:
                    break
                event = self._waiting.popleft()
                self._is_sending = True
            why = self._deliver(json.dumps(event.to_dict()).encode())
            if why is not None:
                with self._changed:
                    self._drop(why)
        self._connection.close()

    def _deliver(self, body: bytes) -> str | None:
        """Send one event, with retries; return why it could not be delivered, or None."""
        why = ""
        for pause in (*_PAUSES, None):
            try:
                headers = {"Content-Type": "application/json", "User-Agent": "twilio-memory-emulator"}
                self._connection.request("POST", self._target, body, headers)
                response = self._connection.getresponse()
                response.read()
            except (OSError, http.client.HTTPException, ValueError) as error:
                with contextlib.suppress(OSError):
                    self._connection.close()
                why = str(error) or type(error).__name__
            else:
                if response.status // 100 == 2:  # noqa: PLR2004 - the class of a status
                    return None
                why = f"the response is {response.status}"
            if pause is not None:
                with self._changed:
                    if self._changed.wait_for(lambda: self._is_closed, pause):
                        break
        return why

    def _drop(self, why: str) -> None:
        self.dropped += 1
        if self.dropped == 1 or self.dropped % 1000 == 0:  # One line for each event would flood the log.
            _logger.warning("The webhook did not get an event (%d by now): %s", self.dropped, why)
