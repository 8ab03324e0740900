"""Responses that the fast path does not parse, read by h11 in small steps."""

from __future__ import annotations

import re
from typing import Final

import h11

from twilio_memory._http.decoder import MAX_FRAMING
from twilio_memory._http.exceptions import RemoteProtocolError

MAX_HEAD_SIZE: Final = 100 * 1024
MAX_LINES: Final = 2500
MAX_STEP_BYTES: Final = 8 * 1024
MAX_STEP_EVENTS: Final = 512
# The status line after any number of informational responses.
_FINAL_STATUS: Final = (
    rb"(?:HTTP/[0-9]\.[0-9] 1[0-9]{2}(?: [^\r\n]*)?\r?\n(?:(?!\r?\n)[^\n]*\n)*+\r?\n)*+"
    rb"HTTP/[0-9]\.[0-9] ([2-9][0-9]{2})(?: [^\r\n]*)?\r?\n"
)


class H11ResponseParser:
    """Parses a response that arrives in pieces, in steps that each take at most a few milliseconds."""

    def __init__(self, *, was_sent: bool) -> None:
        self._raw_head = bytearray()
        self._has_head = False
        self._received: bytes | memoryview = b""  # Not fed to h11 yet.
        self._chunk = bytearray()
        self._framing = 0
        self._events = 0
        self.has_more = False
        """Whether the next step can go on without further data."""
        self._parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_SIZE)
        self._parser.send(h11.Request(method="GET", target="/", headers=[("host", "x")]))
        if was_sent:  # h11 only needs to know that a complete request was sent.
            self._parser.send(h11.EndOfMessage())

    @property
    def status(self) -> int | None:
        """The status of a response whose head is incomplete or broken, if its status line has arrived."""
        head = re.match(_FINAL_STATUS, self._raw_head)
        return int(head[1]) if head else None

    def feed(self, data: bytes) -> None:
        """Take further data after the last was parsed; empty data means that the connection has ended."""
        if not self._has_head:
            self._raw_head += data
        self._received = memoryview(data)
        if not data:
            self._parser.receive_data(b"")

    def next_head(self) -> tuple[int, dict[str, str]] | None:
        """Return the status, and the headers with lower-case names; None if the head is not complete."""
        while not isinstance(event := self._next(), h11.Response):
            if event is h11.NEED_DATA:
                if len(self._raw_head) > MAX_HEAD_SIZE:
                    raise RemoteProtocolError("too many informational (1xx) responses")
                return None
        self._has_head = True
        headers: dict[str, str] = {}
        for raw_name, raw_value in event.headers:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return event.status_code, headers

    def next_chunk(self) -> bytes | None:
        """Return the next chunk of the body, which is empty at its end; None if more data is needed.

        HTTP chunks that have arrived together are joined.
        """
        while self._parser.their_state is h11.SEND_BODY:
            event = self._next()
            if isinstance(event, h11.Data):
                self._framing -= len(event.data)
                self._chunk += event.data
            elif event is h11.NEED_DATA and (self.has_more or not self._chunk):
                return None
            else:
                break
        chunk, self._chunk = bytes(self._chunk), bytearray()
        return chunk

    def is_reusable(self) -> bool:
        """Return whether another request may follow: left-over data would be read as the response to it."""
        is_done = self._parser.our_state is self._parser.their_state is h11.DONE
        return is_done and not self._received and not self._parser.trailing_data[0]

    def _next(self) -> object:
        """Return the next event; `NEED_DATA` also at the end of a step."""
        self._events += 1
        self.has_more = self._events > MAX_STEP_EVENTS
        if self.has_more:
            self._events = 0
            return h11.NEED_DATA
        try:
            while (event := self._parser.next_event()) is h11.NEED_DATA:
                self._refuse_long_framing(incomplete=self._parser.trailing_data[0])
                if not self._received:
                    self._events = 0
                    break
                data, self._received = self._received[:MAX_STEP_BYTES], self._received[MAX_STEP_BYTES:]
                self._framing += len(data)
                self._parser.receive_data(bytes(data))
        except h11.RemoteProtocolError as error:
            raise RemoteProtocolError("it is not valid HTTP, or ends too early") from error
        if isinstance(event, h11.EndOfMessage):
            self._framing -= len(self._parser.trailing_data[0])
            self._refuse_long_framing()
        return event

    def _refuse_long_framing(self, incomplete: bytes = b"") -> None:
        if incomplete.count(b"\n") > MAX_LINES:
            raise RemoteProtocolError(f"a head or trailer has more than {MAX_LINES} lines")
        if self._framing > MAX_FRAMING:
            raise RemoteProtocolError(f"more than {MAX_FRAMING} bytes are framing")
