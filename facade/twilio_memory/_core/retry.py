"""May a request be sent again, and when: decisions without I/O, shared by both clients."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Final

from twilio_memory._core.responses import about, outcome_of, printable, retry_after, status_error, unexpected
from twilio_memory._http.deadline import Deadline
from twilio_memory._outcome import Attempt, Outcome
from twilio_memory.errors import APIConnectionError, APITimeoutError, ClientClosedError, UnexpectedResponseError
from twilio_memory_api.types import RetrySafety

if TYPE_CHECKING:
    from twilio_memory._core.clock import Clock
    from twilio_memory._core.config import Options
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.responses import RawResponse
    from twilio_memory._http.exceptions import TransportError
    from twilio_memory.errors import TwilioMemoryError

_log = logging.getLogger("twilio_memory")

_FATES: Final = {
    Outcome.NOT_SENT: "Nothing has reached Twilio.",
    Outcome.NOT_PROCESSED: "Twilio has not carried it out.",
    Outcome.MAYBE_PROCESSED: "It may have been carried out all the same: check before you retry.",
}
_WORTH_REPEATING: Final = frozenset({408, 500, 502, 503, 504})
_TOO_MANY: Final = 429


def backoff(attempt: int, chance: float) -> float:
    """Return how many seconds to wait before an attempt (2 is the first repetition), for a chance in [0, 1)."""
    return min(8.0, 0.5 * 2.0**attempt) * chance


class RetryBudget:
    """What one client may spend on repetitions, so that an outage does not multiply its traffic."""

    _FULL: Final = 100
    _COST: Final = 10
    _COST_TOO_MANY: Final = 5

    def __init__(self) -> None:
        # Taken and put back one by one, each at once: a lock could stay held after a signal or a fork.
        self._tokens = deque([None] * self._FULL, maxlen=self._FULL)

    def spend(self, *, too_many: bool) -> bool:
        """Pay for one repetition; False when the budget cannot."""
        cost = self._COST_TOO_MANY if too_many else self._COST
        for taken in range(cost):
            try:
                self._tokens.pop()
            except IndexError:
                self._tokens.extend([None] * taken)
                return False
        return True

    def earn(self) -> None:
        """Take one token back for a success."""
        self._tokens.append(None)


class Trail:
    """The attempts of one call so far, and what is to be done next."""

    def __init__(self, call: Call[object], options: Options, clock: Clock, budget: RetryBudget, timeout: float) -> None:
        self._call = call
        self._options = options
        self._clock = clock
        self._budget = budget
        self._waited = 0.0
        self._started = started = clock.monotonic()
        self.outcome = Outcome.NOT_SENT
        """The worst that the attempts may have done."""
        self.attempts: tuple[Attempt, ...] = ()
        timeouts = options.timeouts
        self.deadline = Deadline(
            started + timeout, clock.monotonic, timeouts.connect, timeouts.read, timeouts.write, timeouts.pool
        )

    def go_on_with(self, call: Call[object]) -> None:
        """Take another call for the one that was to be sent."""
        self._call, self._waited = call, 0.0

    def answered(self, response: RawResponse) -> float | None:
        """Take note of an answer.

        Returns:
            How many seconds to wait before the next attempt; None when this answer is the one.

        Raises:
            APIStatusError: The answer is an error, and the request is not to be sent again.
            UnexpectedResponseError: The answer is no error, but its body was cut short.
            APITimeoutError: The answer is no error, but its body took too long.
        """
        status = response.status_code
        self._note(status=status, request_id=response.request_id)
        if status < 400:  # noqa: PLR2004
            self._budget.earn()
            if response.body_error:
                raise unexpected(
                    response,
                    self._call.operation,
                    self._call.arguments,
                    printable(response.body_error) or "",
                    kind=APITimeoutError if response.timed_out else UnexpectedResponseError,
                    attempts=self.attempts,
                )
            return None
        outcome = outcome_of(status)
        self._see(outcome)
        pause = retry_after(response.headers, self._clock.time())
        wait = None
        if status == _TOO_MANY or (status in _WORTH_REPEATING and self._call.record.retry is not RetrySafety.UNSAFE):
            wait = self._next_wait(pause, too_many=status == _TOO_MANY)
        if wait is None:
            raise status_error(
                response,
                self._call.operation,
                self._call.arguments,
                # Most statuses say themselves that it was not done.
                self._fate() if self.outcome is Outcome.MAYBE_PROCESSED else "",
                outcome=self.outcome,
                attempts=self.attempts,
                retry_after=pause,
            )
        return wait

    def failed(self, error: TransportError) -> float:
        """Take note that no response has arrived.

        Returns:
            How many seconds to wait before the next attempt.

        Raises:
            APIConnectionError: The request is not to be sent again.
        """
        self._note(failure=error.name)
        self._see(Outcome.MAYBE_PROCESSED if error.was_sent else Outcome.NOT_SENT)
        if not error.was_sent or self._call.record.retry is not RetrySafety.UNSAFE:
            wait = self._next_wait(None, too_many=False)
            if wait is not None:
                return wait
        raise self.connection_error(error) from error.__cause__

    def closed(self, error: ClientClosedError) -> ClientClosedError:
        """Make the error for a call whose client was closed before it, or between two attempts."""
        if not self.attempts:
            return error
        return ClientClosedError(
            f"{self._call.operation} was not sent again: {error}. {self._fate()}".strip(),
            operation=self._call.operation,
            arguments=self._call.arguments,
            outcome=self.outcome,
            attempts=self.attempts,
        )

    def connection_error(self, error: TransportError) -> TwilioMemoryError:
        """Make the error for a call that ends without an answer."""
        count = len(self.attempts)
        why = f"{error.name}: {printable(error.reason)}" if error.reason else error.name
        return (APITimeoutError if error.timed_out else APIConnectionError)(
            f"{self._call.operation}{about(self._call.arguments)} got no response "
            f"after {count} attempt{'s' * (count != 1)} ({why}). {self._fate()}".strip(),
            operation=self._call.operation,
            arguments=dict(self._call.arguments),
            outcome=self.outcome,
            attempts=self.attempts,
        )

    def _fate(self) -> str:
        """Say what became of the request; of one that changes nothing, there is nothing to be said."""
        return _FATES[self.outcome] if self._call.record.retry is not RetrySafety.SAFE else ""

    def _note(self, *, status: int | None = None, failure: str | None = None, request_id: str | None = None) -> None:
        self.attempts += (Attempt(status=status, failure=failure, waited=self._waited, request_id=request_id),)
        if not _log.isEnabledFor(logging.DEBUG):
            return
        _log.debug(
            "%s %s %s attempt=%d status=%s failure=%s elapsed=%.3f request_id=%s",
            self._call.operation,
            self._call.record.http_method,
            self._call.record.path,
            len(self.attempts),
            status,
            failure,
            self._clock.monotonic() - self._started,
            request_id,
        )

    def _see(self, outcome: Outcome) -> None:
        order = (Outcome.NOT_SENT, Outcome.NOT_PROCESSED, Outcome.MAYBE_PROCESSED)
        self.outcome = max(self.outcome, outcome, key=order.index)

    def _next_wait(self, pause: float | None, *, too_many: bool) -> float | None:
        made = len(self.attempts)
        if made >= self._options.max_attempts or (pause is not None and pause > self._options.max_retry_after):
            return None
        wait = backoff(made + 1, self._clock.random()) if pause is None else pause
        if wait >= self.deadline.remaining() or not self._budget.spend(too_many=too_many):
            return None
        self._waited = wait
        last = self.attempts[-1]
        _log.info(
            "%s failed (%s), attempt %d of %d; the next one is in %.3f seconds",
            self._call.operation,
            last.failure or last.status,
            made,
            self._options.max_attempts,
            wait,
        )
        return wait
