"""When to poll an operation, and when it has ended. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from twilio_memory._core.call_options import time_left
from twilio_memory._core.responses import limit_depth, retry_after
from twilio_memory._core.text import describe_code, escape_control
from twilio_memory.errors import (
    APIConnectionError,
    APIStatusError,
    ClientClosedError,
    InvalidArgumentError,
    NotFoundError,
    OperationCancelledError,
    OperationPollError,
    OperationTimeoutError,
    UnexpectedResponseError,
    failed_operation_class,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.accepted import AcceptedOperation
    from twilio_memory._core.clock import Clock
    from twilio_memory.errors import TwilioMemoryError
    from twilio_memory_api.models import Operation, OperationError, ProfileImport, ProfileImportSummary

StateT = TypeVar("StateT", "Operation", "ProfileImport")

_FIRST_INTERVAL: Final = 1.0
_MAX_INTERVAL: Final = 10.0
_MAX_RETRY_AFTER: Final = 60.0
_GROWTH: Final = 1.5
_JITTER: Final = 0.2
MAX_CONSECUTIVE_ERRORS: Final = 5
NOT_FOUND_GRACE_SECONDS: Final = 10.0
_MAX_TIMEOUT: Final = 1e9
_SERVER_ERROR: Final = 500
_TRANSIENT: Final = frozenset({408, 429})
_RETRY_HINT: Final = "It may still be under way at Twilio; wait again, or fetch it later."


class Poller(Generic[StateT]):
    """The state of one `wait()`."""

    def __init__(self, accepted: AcceptedOperation, clock: Clock, timeout: float) -> None:
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
            raise InvalidArgumentError(
                f"timeout: expected a number of seconds above 0, got {timeout!r}; {accepted.describe()} "
                f"{'was accepted and ' * accepted.is_known}is not affected",
                **accepted.error_attributes(),
            )
        self._accepted = accepted
        self._clock = clock
        self._started = clock.monotonic()
        self._timeout = max(0.0, min(timeout, _MAX_TIMEOUT, time_left(clock)))
        self._retry_after = accepted.retry_after
        self._interval = _FIRST_INTERVAL
        self._error_count = 0
        self.polls: int = 0
        """How many polls were sent."""
        self.last_state: StateT | None = None
        self._last_error: TwilioMemoryError | None = None

    def wait_attributes(self) -> dict[str, Any]:
        accepted = self._accepted
        return {"method": accepted.method, "operation_name": accepted.operation_name, "timeout": self._timeout}

    def record(self, context: Any) -> None:  # noqa: ANN401 - a context of middleware
        context.polls = self.polls
        if self.last_state:
            context.operation_status = escape_control(self.last_state.status)

    def request_timeout(self) -> float:
        """Count a poll; return the timeout of its request, at least 1 second."""
        self.polls += 1
        return max(1.0, self._remaining())

    def next_delay(self) -> float:
        """Return the seconds to wait before the next poll; raise an OperationTimeoutError if no time is left."""
        remaining = self._remaining()
        if remaining <= 0:
            state = self._describe_state()
            raise OperationTimeoutError(
                f"{self._describe()} did not finish within {self._timeout:g} seconds ({state}). {_RETRY_HINT}",
                **self._error_attributes(),
            ) from self._last_error
        if self._retry_after is not None:
            delay = min(max(self._retry_after, _FIRST_INTERVAL), _MAX_RETRY_AFTER)
        else:
            delay = self._interval * (1 - _JITTER + 2 * _JITTER * self._clock.random())
            self._interval = min(self._interval * _GROWTH, _MAX_INTERVAL)
        return min(delay, remaining)

    def on_state(self, state: StateT, headers: Mapping[str, str]) -> bool:
        """Record a state; return True if it is COMPLETED. An unknown status does not end the wait."""
        self._error_count = 0
        self.last_state, self._last_error = state, None
        self._retry_after = retry_after(headers, self._clock)
        if state.status in {"FAILED", "CANCELLED"}:
            raise self.failure(state)
        return state.status == "COMPLETED"

    def failure(self, state: StateT, operation: Operation | None = None) -> TwilioMemoryError:
        """Return the error for a final state; an operation that is given has its reason."""
        error = _read_error(_limited(operation or state))
        error_class: type[TwilioMemoryError] = OperationCancelledError
        if state.status == "FAILED":
            error_class = failed_operation_class(error.get("code"), error.get("message"))
        summary: ProfileImportSummary | None = getattr(state, "summary", None)
        counts = f"; errors: {escape_control(str(summary.errors))}" if summary and summary.errors else ""
        text = f"{self._describe()} ended as {state.status}{counts}"
        text += describe_code(error.get("code"), error.get("message"))
        return error_class(text, **{**self._error_attributes(), **error})

    def on_error(self, error: TwilioMemoryError) -> None:
        """Record an error of a poll; raise an OperationPollError if it is permanent, or one of too many in a row."""
        self._retry_after, self._last_error = error.retry_after, error
        if isinstance(error, NotFoundError) and self._clock.monotonic() - self._started < NOT_FOUND_GRACE_SECONDS:
            return
        self._error_count += 1
        if not _is_transient(error) or self._error_count > MAX_CONSECUTIVE_ERRORS:
            known = " was accepted, but" if self._accepted.is_known else ""
            text = f"{self._describe()}{known} could not be read: {error.args[0].rstrip('.')}. {self._hint(error)}"
            own = self._error_attributes()
            own["attempts"] = error.attempts or own["attempts"]
            raise OperationPollError(text.rstrip(), **{**vars(error), **own}) from error

    def _remaining(self) -> float:
        return self._timeout - (self._clock.monotonic() - self._started)

    def _describe(self) -> str:
        operation_id = self._accepted.operation_id
        return self._accepted.describe() + (f": {operation_id}" if operation_id else "")

    def _describe_state(self) -> str:
        if self._last_error:
            return f"it could not be read: {self._last_error}"
        return f"its status is {escape_control(self.last_state.status)}" if self.last_state else "it was not read"

    def _hint(self, error: TwilioMemoryError) -> str:
        if isinstance(error, ClientClosedError):
            method = "imports.resume" if "import_id" in self._accepted.arguments else "operations.resume"
            return f"Another client can go on: see `{method}`."
        return _RETRY_HINT if _is_transient(error) else ""

    def _error_attributes(self) -> dict[str, Any]:
        return self._accepted.error_attributes(self.last_state and _limited(self.last_state))


def _is_transient(error: TwilioMemoryError) -> bool:
    return isinstance(error, APIConnectionError | UnexpectedResponseError) or (
        isinstance(error, APIStatusError) and (error.status >= _SERVER_ERROR or error.status in _TRANSIENT)
    )


def _limited(model: Any) -> Any:  # noqa: ANN401 - a model
    kind = cast("Any", type(model))
    return kind.from_dict(limit_depth(model.to_dict()))


def _read_error(state: Operation | ProfileImport) -> dict[str, Any]:
    error: OperationError | None = getattr(state, "error", None)
    if not error:
        return {}
    texts = [escape_control(text) for text in (error.title, error.detail) if isinstance(text, str)]
    return {
        "code": error.code if isinstance(error.code, int) else None,
        "message": ": ".join(filter(None, texts)) or None,
        "details": error,
    }
