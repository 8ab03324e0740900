"""Whether a request is sent again, and when. No I/O."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Final

from twilio_memory._core.responses import outcome_for_status, retry_after, status_error, unexpected_response_error
from twilio_memory._core.text import escape_control
from twilio_memory._http.types import Deadline
from twilio_memory._outcome import Attempt, Outcome
from twilio_memory.errors import APIConnectionError, APITimeoutError, ClientClosedError, UnexpectedResponseError
from twilio_memory_api.types import RetrySafety

if TYPE_CHECKING:
    from twilio_memory._core.clock import Clock
    from twilio_memory._core.config import Options
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.json_response import RawResponse
    from twilio_memory._http.exceptions import TransportError
    from twilio_memory.errors import TwilioMemoryError

_log = logging.getLogger("twilio_memory")

_OUTCOME_TEXTS: Final = {
    Outcome.NOT_SENT: "Nothing has reached Twilio.",
    Outcome.NOT_PROCESSED: "Twilio has not carried it out.",
    Outcome.MAYBE_PROCESSED: "It may have been carried out: check before you retry.",
}
RETRYABLE_STATUSES: Final = frozenset({408, 500, 502, 503, 504})
TOO_MANY_REQUESTS: Final = 429


def backoff(attempt: int, jitter: float) -> float:
    """Return the seconds to wait before an attempt (2 is the first retry), for a jitter in [0, 1)."""
    return min(8.0, 0.5 * 2.0**attempt) * jitter


class RetryBudget:
    """The retries that one client may send, so that an outage does not multiply its traffic."""

    _FULL: Final = 100
    _COST: Final = 10
    _COST_THROTTLED: Final = 5

    def __init__(self) -> None:
        # Single atomic operations of a deque: a lock could stay held after a signal or a fork.
        self._tokens = deque([None] * self._FULL, maxlen=self._FULL)

    def acquire(self, *, throttled: bool) -> bool:
        """Take the tokens of one retry; return False if too few are left."""
        cost = self._COST_THROTTLED if throttled else self._COST
        for taken in range(cost):
            try:
                self._tokens.pop()
            except IndexError:
                self._tokens.extend([None] * taken)
                return False
        return True

    def release(self) -> None:
        """Put one token back after a success."""
        self._tokens.append(None)


class RetryState:
    """The attempts of one call, and the decision after each."""

    def __init__(self, call: Call[object], options: Options, clock: Clock, budget: RetryBudget, timeout: float) -> None:
        self._call = call
        self._options = options
        self._clock = clock
        self._budget = budget
        self._delay = 0.0
        self._started = started = clock.monotonic()
        self.outcome = Outcome.NOT_SENT
        """The least certain outcome of the attempts."""
        self.attempts: tuple[Attempt, ...] = ()
        timeouts = options.timeouts
        self.deadline = Deadline(
            started + timeout, clock.monotonic, timeouts.connect, timeouts.read, timeouts.write, timeouts.pool
        )

    def follow_redirect(self, call: Call[object]) -> None:
        """Continue with the call for the canonical profile."""
        self._call, self._delay = call, 0.0

    def on_response(self, response: RawResponse) -> float | None:
        """Record a response.

        Returns:
            The seconds to wait before the next attempt; None if the response is final.

        Raises:
            APIStatusError: The status is an error, and the request is not sent again.
            UnexpectedResponseError: The status is no error, but the body was cut short.
            APITimeoutError: The status is no error, but the body took too long.
        """
        status = response.status_code
        self._record_attempt(status=status, request_id=response.request_id)
        if status < 400:  # noqa: PLR2004
            self._budget.release()
            if response.body_error:
                raise unexpected_response_error(
                    response,
                    self._call,
                    escape_control(response.body_error),
                    APITimeoutError if response.timed_out else UnexpectedResponseError,
                    attempts=self.attempts,
                )
            return None
        self._record_outcome(outcome_for_status(status))
        seconds = retry_after(response.headers, self._clock.time())
        delay = None
        throttled = status == TOO_MANY_REQUESTS
        if throttled or (status in RETRYABLE_STATUSES and self._call.record.retry is not RetrySafety.UNSAFE):
            delay = self._next_delay(seconds, throttled=throttled)
        if delay is None:
            raise status_error(
                response,
                self._call,
                # Only an unknown outcome needs an explanation.
                self._outcome_text() if self.outcome is Outcome.MAYBE_PROCESSED else "",
                outcome=self.outcome,
                attempts=self.attempts,
                retry_after=seconds,
            )
        return delay

    def on_failure(self, error: TransportError) -> float:
        """Record that no response has arrived; return the seconds to wait before the next attempt.

        Raises:
            APIConnectionError: The request is not sent again.
        """
        self._record_attempt(failure=error.name)
        self._record_outcome(Outcome.MAYBE_PROCESSED if error.was_sent else Outcome.NOT_SENT)
        if not error.was_sent or self._call.record.retry is not RetrySafety.UNSAFE:
            delay = self._next_delay(None, throttled=False)
            if delay is not None:
                return delay
        raise self.connection_error(error) from error.__cause__

    def on_client_closed(self, error: ClientClosedError) -> ClientClosedError:
        """Return the error for a call whose client was closed before it, or between two attempts."""
        if not self.attempts:
            return error
        return ClientClosedError(
            f"{self._call.record.client_method} was not sent again: {error}. {self._outcome_text()}".strip(),
            **self._call.error_attributes(),
            outcome=self.outcome,
            attempts=self.attempts,
        )

    def connection_error(self, error: TransportError) -> TwilioMemoryError:
        """Return the error for a call without a response."""
        count = len(self.attempts)
        reason = f"{error.name}: {escape_control(error.reason)}" if error.reason else error.name
        return (APITimeoutError if error.timed_out else APIConnectionError)(
            f"{self._call.describe()} got no response after {count} attempt{'s' * (count != 1)} ({reason}). "
            f"{self._outcome_text()}".strip(),
            **self._call.error_attributes(),
            outcome=self.outcome,
            attempts=self.attempts,
        )

    def _outcome_text(self) -> str:
        """Describe the outcome, unless the request changes nothing."""
        return _OUTCOME_TEXTS[self.outcome] if self._call.record.retry is not RetrySafety.SAFE else ""

    def _record_attempt(
        self, *, status: int | None = None, failure: str | None = None, request_id: str | None = None
    ) -> None:
        self.attempts += (Attempt(status=status, failure=failure, delay=self._delay, request_id=request_id),)
        if not _log.isEnabledFor(logging.DEBUG):
            return
        _log.debug(
            "%s %s %s attempt=%d status=%s failure=%s elapsed=%.3f request_id=%s",
            self._call.record.client_method,
            self._call.record.http_method,
            self._call.record.path,
            len(self.attempts),
            status,
            failure,
            self._clock.monotonic() - self._started,
            request_id,
        )

    def _record_outcome(self, outcome: Outcome) -> None:
        order = (Outcome.NOT_SENT, Outcome.NOT_PROCESSED, Outcome.MAYBE_PROCESSED)
        self.outcome = max(self.outcome, outcome, key=order.index)

    def _next_delay(self, retry_after: float | None, *, throttled: bool) -> float | None:
        attempt_count = len(self.attempts)
        if attempt_count >= self._options.max_attempts:
            return None
        if retry_after is not None and retry_after > self._options.max_retry_after:
            return None
        delay = backoff(attempt_count + 1, self._clock.random()) if retry_after is None else retry_after
        if delay >= self.deadline.remaining() or not self._budget.acquire(throttled=throttled):
            return None
        self._delay = delay
        last = self.attempts[-1]
        _log.info(
            "%s failed (%s), attempt %d of %d; the next one is in %.3f seconds",
            self._call.record.client_method,
            last.failure or last.status,
            attempt_count,
            self._options.max_attempts,
            delay,
        )
        return delay
