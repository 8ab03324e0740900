"""The kinds of faults."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from ._errors import GENERAL_CODES, APIProblem
from ._fault_options import MIN_RATE, check_code, check_integer, check_seconds
from ._faults import ANY_OPERATION, Fault
from ._handler_response import HandlerResponse
from ._spec import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

__all__ = ["Fault"]

# The Retry-After that Twilio sends with a status.
_RETRY_AFTER: Mapping[int, int] = {429: 1}


@dataclass(frozen=True, kw_only=True)
class ErrorResponse(Fault):
    """An error in place of the response."""

    kind = "error_response"
    runs_handler = False
    is_transport_fault = False

    status: int
    code: int | None = None
    retry_after: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_integer("status", self.status, 400, 599)
        if self.code is not None:
            check_code(self.code)
        if self.retry_after is not None:
            check_integer("retry_after", self.retry_after, 0)

    @property
    def summary(self) -> str:
        """The operation and the status."""
        return f"{super().summary} {self.status}"

    def response(self) -> HandlerResponse:
        """Return the error."""
        retry_after = _RETRY_AFTER.get(self.status) if self.retry_after is None else self.retry_after
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        code = self.code or GENERAL_CODES.get(self.status)
        if code is not None:
            return HandlerResponse(self.status, APIProblem(code).body(self.status), headers)
        return HandlerResponse(self.status, {}, headers, html=f"<html><body><h1>{self.status}</h1></body></html>")


class LostResponse(Fault):
    """The connection ends without a response."""

    kind = "lost_response"


class RefusedConnection(Fault):
    """No connection comes about; over HTTP, where there is one already, it is reset."""

    kind = "refused_connection"
    runs_handler = False


class Hang(Fault):
    """There is no response, and the connection stays open."""

    kind = "hang"
    runs_handler = False


class Reset(Fault):
    """The connection is reset."""

    kind = "reset"
    runs_handler = False


class TruncatedBody(Fault):
    """The connection ends in the middle of the body."""

    kind = "truncated_body"


@dataclass(frozen=True, kw_only=True)
class SlowBody(Fault):
    """The body comes in parts."""

    kind = "slow_body"

    seconds: float

    def __post_init__(self) -> None:
        super().__post_init__()
        check_seconds("seconds", self.seconds)


@dataclass(frozen=True, kw_only=True)
class Delay(Fault):
    """Nothing comes for a while, and then the whole response."""

    kind = "delay"

    seconds: float | tuple[float, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.seconds, list | tuple):
            check_seconds("seconds", self.seconds)
            return
        values = tuple(self.seconds)
        for value in values:
            check_seconds("seconds", value)
        if len(values) < 2 or list(values) != sorted(values):  # noqa: PLR2004 - the lowest and the highest
            raise ValueError(f"seconds: expected a number, or two and more in ascending order, got {self.seconds!r}")
        object.__setattr__(self, "seconds", values)

    def drawn(self, random: Random) -> Fault:
        """Return it with one number of seconds: one of the distribution."""
        if not isinstance(self.seconds, tuple):
            return self
        place = random.random() * (len(self.seconds) - 1)
        low, high = self.seconds[int(place)], self.seconds[int(place) + 1]
        return replace(self, seconds=low + (high - low) * (place % 1))


@dataclass(frozen=True, kw_only=True)
class RateLimit(Fault):
    """Calls above a rate get 429, with the seconds to wait in `Retry-After`."""

    kind = "rate_limit"
    runs_handler = False
    is_transport_fault = False

    per_second: float
    burst: int = 1
    times: int | None = None
    _wait: ClassVar[int] = 1
    """Of a call that was refused, how many seconds it is to wait."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_seconds("per_second", self.per_second, MIN_RATE)
        check_integer("burst", self.burst, 1)

    @property
    def is_certain(self) -> bool:
        """Whether each call of its operation gets it: only those above the rate do."""
        return False

    def refusal(self, bucket: dict[str, float], now: float) -> Fault | None:
        """Take a token from a bucket; return the error for a call that gets none."""
        tokens, at = bucket.get("tokens", float(self.burst)), bucket.get("at", now)
        tokens = min(float(self.burst), tokens + max(0.0, now - at) * self.per_second)  # A clock may be set back.
        is_refused = tokens < 1
        bucket.update(tokens=tokens if is_refused else tokens - 1, at=now)
        if not is_refused:
            return None
        refused = replace(self)
        # Not a field: it is nothing that a fault is made with, or that JSON has.
        object.__setattr__(refused, "_wait", max(1, math.ceil((1 - tokens) / self.per_second)))
        return refused

    def response(self) -> HandlerResponse:
        """Return the error for a call that was refused."""
        return ErrorResponse(operation=self.operation, status=429, retry_after=self._wait).response()


@dataclass(frozen=True, kw_only=True)
class FailedOperation(Fault):
    """The request is accepted, and its operation fails."""

    kind = "failed_operation"
    is_transport_fault = False

    code: int

    def __post_init__(self) -> None:
        super().__post_init__()
        check_code(self.code)

    @property
    def failure_code(self) -> int:
        """The code in the operation's error."""
        return self.code

    def _check_operation(self) -> None:
        super()._check_operation()
        if self.operation == ANY_OPERATION:
            raise ValueError("operation: failed_operation is for one operation, not for any that comes")
        if not load().operations[self.operation].starts_work:
            raise ValueError(f"operation: {self.operation} starts no operation that could fail")


class StaleLookup(Fault):
    """Deleted profiles are still found."""

    kind = "stale_lookup"
    is_transport_fault = False

    def _check_operation(self) -> None:
        if self.operation != "CreateProfilesLookup":
            raise ValueError(f"operation: stale_lookup is for CreateProfilesLookup, not for {self.operation!r}")
