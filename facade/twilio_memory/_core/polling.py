"""When to look at work that goes on at Twilio, and when it has ended: decisions without I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from twilio_memory._core.accepted import SOME_WRITE
from twilio_memory._core.responses import bounded, printable, retry_after
from twilio_memory._error_codes import explained
from twilio_memory._outcome import Outcome
from twilio_memory.errors import (
    APIConnectionError,
    APIStatusError,
    ClientClosedError,
    InvalidArgumentError,
    NotFoundError,
    OperationCancelledError,
    OperationFailedError,
    OperationTimeoutError,
    OperationUnreadableError,
    UnexpectedResponseError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.accepted import Accepted
    from twilio_memory._core.clock import Clock
    from twilio_memory.errors import TwilioMemoryError
    from twilio_memory_api.models import Operation, OperationError, ProfileImport, ProfileImportSummary
    from twilio_memory_api.types import Unset

StateT = TypeVar("StateT", "Operation", "ProfileImport")

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 10.0
_LONGEST_RETRY_AFTER: Final = 60.0
_GROWTH: Final = 1.5
_JITTER: Final = 0.2
_FAILURES_SURVIVED: Final = 5
_NOT_THERE_YET: Final = 10.0
_FOREVER: Final = 1e9
_SERVER_ERROR: Final = 500
_TRANSIENT: Final = frozenset({408, 429})
_LATER: Final = "It may still be under way at Twilio; wait again, or fetch it later."


class Poll(Generic[StateT]):
    """One wait on its way to the end of some work.

    Args:
        accepted: What has started the work.
        clock: Where time comes from.
        timeout: For how many seconds to wait at most.

    Raises:
        InvalidArgumentError: The timeout is no number of seconds above 0. The work goes on.
    """

    def __init__(self, accepted: Accepted, clock: Clock, timeout: float) -> None:
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
            raise InvalidArgumentError(
                f"timeout: expected a number of seconds above 0, got {timeout!r}; {accepted.named()} was accepted all "
                "the same",
                operation=accepted.call,
                arguments=accepted.arguments,
                operation_id=accepted.operation_id,
                attempts=accepted.attempts,
                outcome=Outcome.ACCEPTED,
            )
        self._accepted = accepted
        self._clock = clock
        self._started = clock.monotonic()
        self._timeout = min(timeout, _FOREVER)
        self._suggested = accepted.retry_after
        self._own = _FIRST_PAUSE
        self._failures = 0
        self._last_state: StateT | None = None
        self._last_error: TwilioMemoryError | None = None

    def for_a_look(self) -> float:
        """Return how many seconds one look may take; the last one needs some, too."""
        return max(1.0, self._left())

    def pause(self) -> float:
        """Return how many seconds to wait before looking.

        Raises:
            OperationTimeoutError: The time is over.
        """
        left = self._left()
        if left <= 0:
            raise OperationTimeoutError(
                f"{self._what()} did not finish within {self._timeout:g} seconds ({self._how_it_stands()}). {_LATER}",
                **self._facts(),
            ) from self._last_error
        if self._suggested is not None:
            pause = min(max(self._suggested, _FIRST_PAUSE), _LONGEST_RETRY_AFTER)
        else:
            pause = self._own * (1 - _JITTER + 2 * _JITTER * self._clock.random())
            self._own = min(self._own * _GROWTH, _LONGEST_PAUSE)
        return min(pause, left)

    def saw(self, state: StateT, headers: Mapping[str, str]) -> bool:
        """Take note of how the work stands; True when it is completed. An unknown status is no end.

        Raises:
            OperationFailedError: It has failed.
            OperationCancelledError: It was cancelled.
        """
        self._failures = 0
        self._last_state, self._last_error = state, None
        self._suggested = retry_after(headers, self._clock.time())
        kinds = {"FAILED": OperationFailedError, "CANCELLED": OperationCancelledError}
        if kind := kinds.get(state.status):
            facts = {**self._facts(), **_error(_bounded_state(state))}
            raise kind(f"{self._what()} ended as {state.status}{_reason(state)}", **facts)
        return state.status == "COMPLETED"

    def failed(self, error: TwilioMemoryError) -> None:
        """Take note that it could not be read.

        Raises:
            OperationUnreadableError: That is no longer to be survived.
        """
        self._suggested, self._last_error = error.retry_after, error
        if isinstance(error, NotFoundError) and self._clock.monotonic() - self._started < _NOT_THERE_YET:
            return
        transient = isinstance(error, APIConnectionError | UnexpectedResponseError) or (
            isinstance(error, APIStatusError) and (error.status >= _SERVER_ERROR or error.status in _TRANSIENT)
        )
        self._failures += 1
        if not transient or self._failures > _FAILURES_SURVIVED:
            known = "" if self._accepted.call == SOME_WRITE else " was accepted, but"
            raise OperationUnreadableError(
                f"{self._what()}{known} could not be read: {str(error).rstrip('.')}. {self._advice(error)}".rstrip(),
                **{**self._facts(), **vars(error), "outcome": Outcome.ACCEPTED, **self._about()},
            ) from error

    def _left(self) -> float:
        return self._timeout - (self._clock.monotonic() - self._started)

    def _what(self) -> str:
        operation_id = self._accepted.operation_id
        return self._accepted.named() + (f": {operation_id}" if operation_id else "")

    def _how_it_stands(self) -> str:
        if self._last_error:
            return f"it could not be read: {self._last_error}"
        return f"its status is {printable(self._last_state.status)}" if self._last_state else "it was not read"

    def _advice(self, error: TwilioMemoryError) -> str:
        if isinstance(error, ClientClosedError):
            by = "operations.resume" if self._accepted.operation_id else "imports.resume"
            return f"Another client can go on: see `{by}`."
        return "" if isinstance(error, NotFoundError) else _LATER

    def _facts(self) -> dict[str, object]:
        return {**self._about(), "attempts": self._accepted.attempts}

    def _about(self) -> dict[str, object]:
        return {
            "operation": self._accepted.call,
            "arguments": self._accepted.arguments,
            "operation_id": self._accepted.operation_id,
            "last_state": self._last_state and _bounded_state(self._last_state),
        }


def _bounded_state(state: StateT) -> StateT:
    return type(state).from_dict(bounded(state.to_dict()))


def _error(state: Operation | ProfileImport) -> dict[str, Any]:
    """Return what the error of an operation says, as attributes of ours."""
    error: OperationError | Unset | None = getattr(state, "error", None)
    if not error:
        return {}
    code, title, detail = error.code, error.title, error.detail
    texts = [printable(text) for text in (title, detail) if isinstance(text, str)]
    return {
        "code": code if isinstance(code, int) else None,
        "message": ": ".join(filter(None, texts)) or None,
        "details": error,
    }


def _reason(state: Operation | ProfileImport) -> str:
    summary: ProfileImportSummary | Unset | None = getattr(state, "summary", None)
    if summary and summary.errors:
        return f"; errors: {printable(str(summary.errors))}."
    error = _error(state)
    return explained(error.get("code"), error.get("message"))
