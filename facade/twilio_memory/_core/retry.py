"""Whether a request is sent again, and when. No I/O."""

from __future__ import annotations

from sys import modules
from typing import TYPE_CHECKING, Final

from twilio_memory._core.logs import DEBUG, INFO, logger
from twilio_memory._core.responses import outcome_for_status, retry_after, status_error, unexpected_response_error
from twilio_memory._core.text import escape_control
from twilio_memory._http.types import Deadline
from twilio_memory._outcome import Attempt, Outcome
from twilio_memory.errors import (
    APIConnectionError,
    APITimeoutError,
    ClientClosedError,
    InvalidArgumentError,
    UnexpectedResponseError,
)
from twilio_memory_api.types import RetrySafety

if TYPE_CHECKING:
    from twilio_memory._core.clock import Clock
    from twilio_memory._core.config import Options
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.json_response import RawResponse
    from twilio_memory._http.exceptions import TransportError

#: From the most certain outcome to the least.
_OUTCOME_TEXTS: Final = {
    Outcome.NOT_SENT: "Nothing has reached Twilio.",
    Outcome.NOT_PROCESSED: "Twilio has not carried it out.",
    Outcome.MAYBE_PROCESSED: "It may have been carried out: check before you retry.",
}
_ATTEMPT_FORMAT: Final = (
    "%(method)s %(http_method)s %(url_template)s attempt=%(attempt)d status=%(status)s failure=%(failure)s "
    "elapsed=%(elapsed).3f request_id=%(request_id)s"
)
_RETRY_FORMAT: Final = (
    "%(method)s failed (%(reason)s), attempt %(attempt)d of %(max_attempts)d; the next one is in %(delay).3f seconds"
)
_TLS_HINT: Final = (
    "If something in your network inspects TLS, trust its certificate authority: by the variable SSL_CERT_FILE, an "
    'ssl_context, or ConnectionOptions(trust_store="system").'
)
RETRYABLE_STATUSES: Final = frozenset({408, 500, 502, 503, 504})
TOO_MANY_REQUESTS: Final = 429


def backoff(attempt: int, jitter: float, maximum: float = 8.0) -> float:
    """Return the seconds to wait before an attempt (2 is the first retry), for a jitter in [0, 1)."""
    return min(maximum, 0.5 * 2.0 ** min(attempt, 64)) * jitter  # A higher power may have no float.


class RetryState:
    """The attempts of one call, and the decision after each."""

    attempts: tuple[Attempt, ...] = ()
    outcome: Outcome = Outcome.NOT_SENT
    """The least certain outcome of the attempts."""
    _delay = 0.0
    _paid = 0
    """How many retries were taken from the budget."""
    _stop_text = ""
    """Why a retry was not made, if that is not in the error anyway."""

    def __init__(self, call: Call[object], options: Options, clock: Clock, timeout: float) -> None:
        self.call, self._options, self._clock = call, options, clock
        self._budget = options.retry_budget
        self.started = self._attempt_started = started = clock.monotonic()
        timeouts = options.timeouts
        self.deadline = Deadline(
            started + timeout, clock.monotonic, timeouts.connect, timeouts.read, timeouts.write, timeouts.pool
        )

    def follow_redirect(self, call: Call[object]) -> None:
        """Continue with the call for the canonical profile."""
        self.call, self._delay = call, 0.0

    def on_response(self, response: RawResponse) -> float | None:
        """Record a response; return the seconds to wait before the next attempt; None if it is a success."""
        status = response.status_code
        self._record_attempt(status, None, response.request_id)
        if status < 400:  # noqa: PLR2004
            if self._paid:
                self._budget.refund(self._paid)
            self._budget.release()
            if response.body_error:
                raise unexpected_response_error(
                    response,
                    self.call,
                    escape_control(response.body_error),
                    APITimeoutError if response.timed_out else UnexpectedResponseError,
                    attempts=self.attempts,
                )
            return None
        self._record_outcome(outcome_for_status(status))
        seconds = retry_after(response.headers, self._clock)
        throttled = status == TOO_MANY_REQUESTS
        can_retry = throttled or (status in RETRYABLE_STATUSES and self.call.record.retry is not RetrySafety.UNSAFE)
        delay = self._next_delay(seconds, throttled=throttled) if can_retry else None
        if delay is None:
            raise status_error(
                response,
                self.call,
                # Only an unknown outcome needs an explanation.
                f"{self._stop_text} {self._outcome_text() if self.outcome is Outcome.MAYBE_PROCESSED else ''}".strip(),
                outcome=self.outcome,
                attempts=self.attempts,
                retry_after=seconds,
            )
        return delay

    def on_failure(self, error: TransportError) -> float:
        """Record that no response has arrived; return the seconds to wait, or raise its error."""
        self._record_attempt(None, error.name, None)
        self._record_outcome(Outcome.MAYBE_PROCESSED if error.was_sent else Outcome.NOT_SENT)
        can_retry = not error.was_sent or self.call.record.retry is not RetrySafety.UNSAFE
        if can_retry and (delay := self._next_delay(None, throttled=False)) is not None:
            return delay
        count = len(self.attempts)
        reason = f"{error.name}: {escape_control(error.reason)}" if error.reason else error.name
        if error.server:
            reason += f"; {error.server}"
        hint = _TLS_HINT if "CERTIFICATE_VERIFY_FAILED" in f"{reason} {error.__cause__}" else ""
        raise (APITimeoutError if error.timed_out else APIConnectionError)(
            f"{self.call.describe()} got no response after {count} attempt{'s' * (count != 1)} ({reason}). "
            f"{' '.join(filter(None, (self._stop_text, hint, self._outcome_text())))}".strip(),
            **self.call.error_attributes(),
            outcome=self.outcome,
            attempts=self.attempts,
        ) from error.__cause__

    def on_refusal(self, error: Exception) -> Exception:
        """Return the error for a call whose next attempt was refused, by a closed client or code of the user."""
        if not self.attempts:
            return error
        text = f"{self.call.record.client_method} was not sent again"
        if not isinstance(error, ClientClosedError | InvalidArgumentError):
            error.add_note(f"{text}. {self._outcome_text()}".strip())
            return error
        return type(error)(
            f"{text}: {error.args[0]}. {self._outcome_text()}".strip(),
            **self.call.error_attributes(),
            outcome=self.outcome,
            attempts=self.attempts,
        )

    def _outcome_text(self) -> str:
        """Describe the outcome, unless the request changes nothing."""
        return _OUTCOME_TEXTS[self.outcome] if self.call.record.retry is not RetrySafety.SAFE else ""

    def _record_attempt(self, status: int | None, failure: str | None, request_id: str | None) -> None:
        self.attempts += (Attempt(status, failure, self._delay, request_id),)
        if "logging" in modules and logger().isEnabledFor(DEBUG):
            self._log(DEBUG, _ATTEMPT_FORMAT)

    def _log(self, level: int, text: str, **more: object) -> None:
        """Log the last attempt, with fields for handlers that write structured logs."""
        record, last = self.call.record, self.attempts[-1]
        fields = {
            "method": record.client_method,
            "operation_name": record.name,
            "http_method": record.http_method,
            "url_template": record.path,
            "attempt": len(self.attempts),
            "status": last.status,
            "failure": last.failure,
            "elapsed": round(self._clock.monotonic() - self._attempt_started, 6),
            "request_id": last.request_id,
        }
        texts = {**fields, "reason": last.failure or last.status, **more}
        logger().log(level, text, texts, extra=fields)

    def _record_outcome(self, outcome: Outcome) -> None:
        self.outcome = max(self.outcome, outcome, key=[*_OUTCOME_TEXTS].index)

    def _next_delay(self, retry_after: float | None, *, throttled: bool) -> float | None:
        attempt_count = len(self.attempts)
        max_attempts = self.call.max_attempts or self._options.max_attempts
        if attempt_count >= max_attempts or (retry_after or 0.0) > self._options.max_retry_after:
            return None
        delay = retry_after
        if delay is None:
            delay = backoff(attempt_count + 1, self._clock.random(), self._options.max_backoff)
        if delay >= self.deadline.remaining():
            return None
        if not throttled or attempt_count > 1:
            if not self._budget.acquire():
                self._stop_text = "It was not retried, since the retry budget of the client is used up."
                return None
            self._paid += 1
        self._delay = delay
        if "logging" in modules and logger().isEnabledFor(INFO):
            self._log(INFO, _RETRY_FORMAT, max_attempts=max_attempts, delay=delay)
        return delay

    def begin_attempt(self) -> None:
        """Start the time of another attempt, after the wait before it."""
        self._attempt_started = self._clock.monotonic()
