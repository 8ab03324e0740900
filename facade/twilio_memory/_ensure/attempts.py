"""When an `ensure` reads the resource again after a write, and when it gives up. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from twilio_memory._core.arguments import validate_count, validate_headers
from twilio_memory._outcome import Outcome
from twilio_memory.errors import (
    APITimeoutError,
    BadRequestError,
    ClientClosedError,
    InvalidArgumentError,
    OperationError,
    OperationTimeoutError,
    ProtectedTraitError,
    QuotaExceededError,
    StoreNotFoundError,
)
from twilio_memory_api.types import UNSET, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.call_options import RequestOptions
    from twilio_memory._core.clock import Clock
    from twilio_memory.errors import TwilioMemoryError

_MAX_FAILURES: Final = 3
_LONGEST: Final = 1e7  # What `deadline` takes, with a margin.
_FIRST_DELAY: Final = 1.0
_MAX_DELAY: Final = 10.0
_GROWTH: Final = 1.5
_WRITES: Final = ("Create", "Patch", "Update")
_SENT_BY_WRITES: Final = {"content-type": "", "if-match": ""}

#: Another attempt would fail in the same way.
_PERMANENT: Final = (
    BadRequestError,
    ClientClosedError,
    OperationTimeoutError,
    ProtectedTraitError,
    QuotaExceededError,
    StoreNotFoundError,
)


class Attempts:
    """The attempts of one call, which reads before each write."""

    def __init__(
        self,
        resource: Any,  # noqa: ANN401 - one of the resources
        clock: Clock,
        timeout: float,
        max_attempts: int | None,
        extra_headers: Mapping[str, str] | None,
    ) -> None:
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
            raise InvalidArgumentError(f"timeout: expected a number of seconds above 0, got {timeout!r}")
        if max_attempts is not None:
            validate_count("max_attempts", max_attempts)
        if extra_headers is not None:
            extra_headers = validate_headers("extra_headers", extra_headers, _SENT_BY_WRITES)
        self.options: RequestOptions = {"max_attempts": max_attempts, "extra_headers": extra_headers}
        self.clock = clock
        self.created = False
        self.added: dict[str, None] = {}
        self.method: str = resource._method  # noqa: SLF001 - of the call
        self._timeout = timeout
        self._deadline = clock.monotonic() + min(timeout, _LONGEST)
        self._delay = _FIRST_DELAY
        self._failures = 0
        self._accepted = False

    def remaining(self, cause: TwilioMemoryError | None = None) -> float:
        """Return the seconds that are left; raise an OperationTimeoutError if none are."""
        remaining = self._deadline - self.clock.monotonic()
        if remaining <= 0:
            reason = f": {cause}" if cause else ""
            raise OperationTimeoutError(
                f"{self.method} did not finish within {self._timeout:g} seconds{reason}",
                method=self.method,
                outcome=Outcome.ACCEPTED if self._accepted else cause.outcome if cause else Outcome.NOT_SENT,
            ) from cause
        return remaining

    def remaining_after_write(self) -> float:
        """Record that a write was accepted, and return the seconds that are left."""
        self._accepted = True
        return self.remaining()

    def next_delay(self, cause: TwilioMemoryError | None = None) -> float:
        """Return the seconds to wait before the resource is read again; fail with a timeout if none are left."""
        remaining = self.remaining(cause)
        delay = max(self._delay * (0.8 + 0.4 * self.clock.random()), (cause and cause.retry_after) or 0)
        self._delay = min(self._delay * _GROWTH, _MAX_DELAY)
        return min(delay, remaining)

    def delay_after(self, error: TwilioMemoryError) -> float:
        """Return the seconds to wait before the next read; raise one that is permanent or came too often."""
        if isinstance(error, APITimeoutError):
            self.remaining(error)
        is_write = (error.operation_name or "").startswith(_WRITES)
        is_open = isinstance(error, OperationError) or error.outcome in {Outcome.MAYBE_PROCESSED, Outcome.ACCEPTED}
        is_final = isinstance(error, _PERMANENT) or not is_open
        self._failures += not error.is_conflict  # A taken name, which is one, may come with the status 400.
        if not is_write or (is_final and not error.is_conflict) or self._failures >= _MAX_FAILURES:
            raise error
        return self.next_delay(error)


def require_name(display_name: object) -> None:
    """Refuse anything but a non-empty `str`."""
    if not isinstance(display_name, str) or not display_name:
        raise InvalidArgumentError(f"display_name: expected a non-empty str, got {display_name!r}")


def given(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - the properties of any resource
    """Return the values that are given, as in JSON, by their names in the API."""
    return {name: to_json(value) for name, value in values.items() if value is not UNSET}
