"""What an accepted write answers with, and when to look at its operation: decisions without I/O."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from twilio_memory._outcome import Outcome
from twilio_memory._responses import printable, retry_after
from twilio_memory._retry import Repeat
from twilio_memory.errors import (
    APIConnectionError,
    APIStatusError,
    InvalidArgumentError,
    NotFoundError,
    OperationCancelledError,
    OperationFailedError,
    OperationTimeoutError,
    StoreNotFoundError,
    UnexpectedResponseError,
)
from twilio_memory.ids import check_path_argument
from twilio_memory_api.models import OperationResultResourceId, OperationStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._clock import Clock
    from twilio_memory._endpoints import Call
    from twilio_memory.errors import TwilioMemoryError
    from twilio_memory_api.models import Operation, OperationAccepted

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 10.0
_LONGEST_RETRY_AFTER: Final = 60.0
_GROWTH: Final = 1.5
_JITTER: Final = 0.2
_FAILURES_SURVIVED: Final = 5
_NOT_THERE_YET: Final = 10.0
_SERVER_ERROR: Final = 500
_TRANSIENT: Final = frozenset({408, 429})


@attrs.frozen
class Accepted:
    """What is known of a write that was accepted."""

    call: str
    """The operation's name in the API, e.g. `DeleteDataMapping`."""
    message: str | None
    operation_id: str | None
    status_url: str | None
    retry_after: float | None
    done_earlier: bool = False

    @classmethod
    def read(cls, call: str, body: OperationAccepted, headers: Mapping[str, str], now: float) -> Accepted:
        """Read the answer to a write. However odd it is, the write stays accepted."""
        message = body.message if isinstance(body.message, str) else None
        status_url = body.status_url if isinstance(body.status_url, str) else headers.get("location")
        return cls(
            call=call,
            message=printable(message),
            operation_id=_operation_id(headers.get("operation-id"), status_url, headers.get("location")),
            status_url=printable(status_url),
            retry_after=retry_after(headers, now),
        )

    @classmethod
    def earlier(cls, call: Call[object], error: NotFoundError) -> Accepted | None:
        """Tell whether a 404 only says that an earlier attempt of the same deletion has done its work.

        It does where an attempt before it may have been carried out, and Twilio itself says that this is not there.
        That the store is not there says nothing of what was in it.
        """
        if (
            call.repeat is not Repeat.DELETION
            or error.outcome is not Outcome.MAYBE_PROCESSED
            or error.code is None
            or isinstance(error, StoreNotFoundError)
        ):
            return None
        message = f"Done by an earlier attempt, whose answer was lost: {error.message or error.code}"
        return cls(call.operation, message, None, None, None, done_earlier=True)

    def known_operation_id(self) -> str:
        """Return the operation's ID.

        Raises:
            UnexpectedResponseError: There is none that can be used.
        """
        if self.operation_id is None:
            raise UnexpectedResponseError(
                f"{self.call} was accepted, but Twilio gave no operation ID that can be used; "
                "read the resource itself to see what became of it",
                operation=self.call,
                outcome=Outcome.ACCEPTED,
            )
        return self.operation_id


def _operation_id(header: str | None, *urls: str | None) -> str | None:
    """Take the ID from the header made for it, else from the end of a URL, which itself is never called."""
    found = (re.fullmatch("(?:[!-~]*/)?Operations/([^/?#]+)", url) for url in urls if url)
    for candidate in (header, *(match[1] for match in found if match)):
        try:
            return check_path_argument("operation_id", candidate)
        except InvalidArgumentError:
            continue
    return None


def resource_id(call: str, operation: Operation | None) -> str:
    """Return the ID of the resource that a completed operation made.

    Raises:
        UnexpectedResponseError: It does not say.
    """
    result = operation.result if operation else None
    if not isinstance(result, OperationResultResourceId) or not isinstance(result.id, str):
        raise UnexpectedResponseError(
            f"{call} is COMPLETED, but the operation does not name the new resource; list the resources to find it",
            operation=call,
            outcome=Outcome.ACCEPTED,
        )
    return result.id


def nothing(_call: str, _operation: Operation | None) -> None:
    """Return what there is to return when nothing was created."""


class Poll:
    """One wait on its way to the end of an operation."""

    def __init__(self, accepted: Accepted, clock: Clock, timeout: float) -> None:
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
            raise InvalidArgumentError(f"timeout: expected a number of seconds above 0, got {timeout!r}")
        self._accepted = accepted
        self._operation_id = accepted.known_operation_id()
        self._clock = clock
        self._started = clock.monotonic()
        self._timeout = timeout
        self._suggested = accepted.retry_after
        self._own = _FIRST_PAUSE
        self._failures = 0
        self._last_state: Operation | None = None

    def remaining(self) -> float:
        """Return for how many seconds to wait at most."""
        return self._timeout - (self._clock.monotonic() - self._started)

    def pause(self, chance: float) -> float:
        """Return how many seconds to wait before looking, for a chance in [0, 1).

        Raises:
            OperationTimeoutError: The time is over.
        """
        left = self.remaining()
        if left <= 0:
            status = printable(self._last_state.status) if self._last_state else "unknown"
            raise OperationTimeoutError(
                f"{self._accepted.call}: operation {self._operation_id} has not ended in {self._timeout:g} seconds "
                f"(its status is {status}). It goes on at Twilio; wait again, or fetch it later.",
                **self._facts(),
            )
        if self._suggested is not None:
            pause = min(self._suggested, _LONGEST_RETRY_AFTER)
        else:
            pause = self._own * (1 - _JITTER + 2 * _JITTER * chance)
            self._own = min(self._own * _GROWTH, _LONGEST_PAUSE)
        return min(pause, left)

    def saw(self, operation: Operation, headers: Mapping[str, str]) -> bool:
        """Take note of the operation; True when it is completed.

        Raises:
            OperationFailedError: It has failed.
            OperationCancelledError: It was cancelled.
        """
        self._failures = 0
        self._last_state = operation
        self._suggested = retry_after(headers, self._clock.time())
        if operation.status in (OperationStatus.FAILED, OperationStatus.CANCELLED):
            failed = operation.status == OperationStatus.FAILED
            raise (OperationFailedError if failed else OperationCancelledError)(
                f"{self._accepted.call}: operation {self._operation_id} has ended as {operation.status}"
                f"{self._reason(operation)}.",
                **self._facts(),
            )
        return operation.status == OperationStatus.COMPLETED

    def failed(self, error: TwilioMemoryError) -> None:
        """Take note that the operation could not be read; raises the error when that is no longer to be survived."""
        self._suggested = None
        if isinstance(error, NotFoundError) and self._clock.monotonic() - self._started < _NOT_THERE_YET:
            return
        transient = isinstance(error, APIConnectionError) or (
            isinstance(error, APIStatusError) and (error.status >= _SERVER_ERROR or error.status in _TRANSIENT)
        )
        self._failures += 1
        if not transient or self._failures > _FAILURES_SURVIVED:
            raise error

    def _reason(self, operation: Operation) -> str:
        if not operation.error:
            return ""
        texts = (operation.error.title, operation.error.detail)
        reason = ": ".join(printable(text) or "" for text in texts if isinstance(text, str))
        code = f" (code {operation.error.code})" if isinstance(operation.error.code, int) else ""
        return f": {reason}{code}" if reason or code else ""

    def _facts(self) -> dict[str, object]:
        return {
            "operation": self._accepted.call,
            "operation_id": self._operation_id,
            "last_state": self._last_state,
        }
