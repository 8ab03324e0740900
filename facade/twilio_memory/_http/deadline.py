"""When a request must have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._http.exceptions import TransportError


class Deadline(NamedTuple):
    """A time on one clock, and the timeouts of the phases before it, in seconds."""

    at: float
    monotonic: Callable[[], float]
    connect: float
    read: float
    write: float
    pool: float

    def remaining(self) -> float:
        """Return the seconds that are left, which may be negative."""
        return self.at - self.monotonic()

    def clamp(self, timeout: float, error: type[TransportError]) -> float:
        """Return a timeout, or the time that is left if that is shorter; raise the error if none is left."""
        remaining = self.at - self.monotonic()
        if remaining <= 0:
            raise error
        return min(timeout, remaining)

    def connect_deadline(self) -> Deadline:
        """Return the deadline of opening a connection: one timeout for all of its steps."""
        at = min(self.at, self.monotonic() + self.connect)
        return self._replace(at=at, read=self.connect, write=self.connect)
