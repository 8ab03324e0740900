"""The outcome of a request, its attempts, and the accepted requests of a batch."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

T_co = TypeVar("T_co", covariant=True)


class Outcome(enum.StrEnum):
    """What is known to have become of a request when its call ends in an error."""

    NOT_SENT = "not sent"
    """Nothing has reached Twilio."""

    NOT_PROCESSED = "not processed"
    """Twilio has responded that it did not do it."""

    MAYBE_PROCESSED = "maybe processed"
    """Twilio may have done it: the response was lost, or is ambiguous. Check before you retry."""

    ACCEPTED = "accepted"
    """Twilio has accepted it; only its response could not be read, or what it started has failed."""


class Attempt(NamedTuple):
    """One attempt to send a request."""

    status: int | None
    """The HTTP status of the response, or None if none has arrived."""

    failure: str | None
    """The name of the failure if no status has arrived, e.g. `ReadTimeout`."""

    delay: float
    """The wait before this attempt, in seconds."""

    request_id: str | None
    """Twilio's ID of the request, for its support."""


class APIResponse(NamedTuple):
    """The response to a call that has succeeded: the `response` of what the call returns."""

    status: int
    """The HTTP status."""
    headers: Mapping[str, str]
    """With lower-case names."""
    attempts: tuple[Attempt, ...]
    """The attempts to send the request, in order."""
    elapsed: float
    """The seconds that the call has taken, with all attempts and the waits between them."""

    @property
    def request_id(self) -> str | None:
        """Twilio's ID of the request, for its support."""
        return self.attempts[-1].request_id if self.attempts else None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with status {self.status}, request ID {self.request_id}>"


class WithResponse(NamedTuple, Generic[T_co]):
    """A value, and the response with which it came."""

    value: T_co
    response: APIResponse


@dataclass(frozen=True)
class Batch(Generic[T_co]):
    """One request of several that was accepted: the items from `start` up to but without `stop`."""

    start: int
    stop: int
    result: T_co
    """Twilio's response, or the handle of the accepted write. A handle is pickled and deep-copied as its token."""

    def __copy__(self) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Batch[Any]], tuple[int, int, Any]]:
        to_token: Callable[[], str] | None = getattr(self.result, "to_token", None)
        return Batch, (self.start, self.stop, to_token() if to_token else self.result)
