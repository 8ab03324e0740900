"""The product events of the emulator: entries as in Twilio's log of Conversation Memory."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_SOURCE = "conversation-memory"
_PREFIX = "com.twilio.memory."
_MAX_EVENTS = 10_000

Level = Literal["INFO", "WARNING", "ERROR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry of the log: something that the emulator did, skipped or refused."""

    number: int
    """The number of the entry, from 1."""
    at: dt.datetime
    """When it happened, on the emulator's clock."""
    event_type: str
    """The type, such as `com.twilio.memory.profiles.created.importcsv`."""
    level: Level
    error_code: int = 0
    """One of Twilio's error codes; 0 for a success."""
    error_reason: str | None = None
    """What was wrong, and where; None for a success."""
    request: str = ""
    """The request or batch; `request_id` is made of it."""
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The details, such as `import_id`, `record` and `columns`."""

    @property
    def type(self) -> str:
        """The type without what all have in common, such as `profiles.created.importcsv`."""
        return self.event_type.removeprefix(_PREFIX)

    @property
    def request_id(self) -> str:
        """The ID of the request or batch, a UUID."""
        return str(uuid.UUID(bytes=_digest(self.request or str(self.number), 16), version=4))

    @property
    def summary(self) -> str:
        """The event in one line."""
        code = f" {self.error_code}" if self.error_code else ""
        return f"{self.level}{code} {self.type}: {self.error_reason or dict(self.body)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the entry under the names of Twilio's log."""
        return {
            "logId": f"{round(self.at.timestamp() * 1000)}-{_digest(str(self.number), 4).hex()}",
            "eventTime": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "source": _SOURCE,
            "eventType": self.event_type,
            "level": self.level,
            "errorCode": self.error_code,
            "errorReason": self.error_reason,
            "requestId": self.request_id,
            "correlationId": self.request_id,
            "body": dict(self.body),
        }


class Events(deque[Event]):
    """The newest events, oldest first; slices are lists."""

    def __init__(self, events: Iterable[Event] = (), maxlen: int = _MAX_EVENTS) -> None:
        super().__init__(events, maxlen)

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Event: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[Event]: ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> Event | list[Event]:
        """Return one event, or those of a slice."""
        return list(self)[index] if isinstance(index, slice) else super().__getitem__(index)

    def after(self, number: int, event_type: str | None = None) -> Iterator[Event]:
        """Return those after a number, of one type if it is given, with the common prefix or without."""
        chosen = None if event_type is None else _PREFIX + event_type.removeprefix(_PREFIX)
        return (each for each in self if each.number > number and chosen in {None, each.event_type})


class EventLog:
    """The events of an emulator, of which the newest are kept.

    What is logged in a transaction can be seen once that is committed, and is gone if it is rolled back.

    Args:
        listeners: Are called with each event.
    """

    def __init__(self, *listeners: Callable[[Event], object]) -> None:
        self.events = Events()
        self.request = ""
        """The request or operation that is being handled."""
        self.count = 0
        """The number of the newest event."""
        self._listeners = listeners
        self._pending: list[tuple[str, str, Level, dict[str, Any]]] = []
        self._unheard: deque[Event] = deque()

    def publish(self) -> None:
        """Show what was logged, because it is committed."""
        if self._pending:
            pending, self._pending = self._pending, []
            for event_type, now, level, values in pending:
                self.count += 1
                event = Event(
                    number=self.count, at=_moment(now), event_type=_PREFIX + event_type, level=level, **values
                )
                self.events.append(event)
                if self._listeners:
                    self._unheard.append(event)
        # A listener may use the emulator.
        while self._unheard:
            event = self._unheard.popleft()
            for listener in self._listeners:
                listener(event)

    def mark(self) -> int:
        """Return where what is logged from now on begins, for `discard`."""
        return len(self._pending)

    def discard(self, mark: int) -> None:
        """Forget what was logged since a mark, because it is rolled back."""
        del self._pending[mark:]

    def add(self, event_type: str, now: str, body: Mapping[str, Any], *, request: str = "") -> None:
        """Log a success.

        Args:
            event_type: The type, without its prefix.
            now: The time, as the API writes it.
            body: The details.
            request: The request or batch.
        """
        self._add(event_type, now, "INFO", request=request, body={**body, "error_code": None, "interface_type": "API"})

    def add_problem(
        self,
        event_type: str,
        now: str,
        body: Mapping[str, Any],
        *,
        level: Literal["WARNING", "ERROR"],
        code: int,
        reasons: Sequence[str],
        request: str = "",
    ) -> None:
        """Log what was skipped or refused, with one of Twilio's codes and the reasons, else as `add`."""
        reason = "; ".join(reasons)
        errors: list[dict[str, Any]] = [
            {
                "error_code": code,
                "error_type": "ValidationError",
                "description": each,
                "possible_causes": [],
                "possible_solutions": [],
            }
            for each in reasons
        ]
        details = {**body, "error_code": code, "error_message": reason, "error_list": errors, "interface_type": "API"}
        self._add(event_type, now, level, error_code=code, error_reason=reason, request=request, body=details)

    def _add(self, event_type: str, now: str, level: Level, *, request: str, **values: Any) -> None:  # noqa: ANN401 - the fields of an event
        self._pending.append((event_type, now, level, {"request": request or self.request, **values}))


@functools.lru_cache(maxsize=16)
def _moment(now: str) -> dt.datetime:
    return dt.datetime.fromisoformat(now)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()
