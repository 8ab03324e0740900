"""What middleware is shown of a call, of an attempt and of a wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from twilio_memory._http.exceptions import TransportError
from twilio_memory._outcome import Outcome
from twilio_memory.errors import APIConnectionError, APITimeoutError, TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._http.types import AnyRequest, AsyncAnyRequest
    from twilio_memory._outcome import APIResponse, Attempt


class RequestDetails(NamedTuple):
    """A request with all that is confidential in it but the credentials."""

    http_method: str
    path: str
    query: str
    """Encoded; of an upload it is empty, since that of a pre-signed URL is a credential."""
    headers: Mapping[str, str]
    """With lower-case names, without `authorization` and without those of the HTTP library."""
    body: bytes | None
    """None for the file of an import."""


@dataclass(kw_only=True, eq=False, slots=True, weakref_slot=True)
class Context:
    """What the contexts have in common."""

    method: str | None
    """The method of the client, e.g. `data_mappings.delete`."""
    operation_name: str | None
    """The operation's name in the API, e.g. `DeleteDataMapping`."""
    state: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)
    """Data of the middleware's own; an attempt shares that of its call."""
    elapsed: float | None = None
    """The seconds that the last `proceed()` has taken; None before."""
    status: int | None = None
    """The HTTP status of the last response, if there was one."""
    request_id: str | None = None
    """Twilio's ID of the request with that response."""

    def on_result(self, result: Any) -> None:  # noqa: ANN401
        """Record what `proceed()` returns."""

    def on_error(self, error: Exception) -> None:
        """Record what `proceed()` raises."""
        self._record(getattr(error, "status", None), getattr(error, "request_id", None))

    def _record(self, status: int | None, request_id: str | None) -> None:
        self.status, self.request_id = status, request_id


@dataclass(kw_only=True, eq=False, slots=True)
class _RequestContext(Context):
    http_method: str
    url_template: str
    """The path with the names of its parameters in place of their values; empty for an upload."""
    scheme: str
    server_address: str
    server_port: int
    headers: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    """Headers to send besides those of the library; those of a call are sent with each attempt."""
    _request: AnyRequest | AsyncAnyRequest = field(repr=False)

    @property
    def request(self) -> RequestDetails:
        """The request itself, with IDs, query and body: what middleware should not pass on without need."""
        method, target, defaults, headers, content = self._request[:5]
        path, _, query = target.partition("?")
        headers = {**defaults.headers, **headers, **self.headers}
        body = content if isinstance(content, bytes) else None
        return RequestDetails(method, path, query if self._request.authorization else "", headers, body)


@dataclass(kw_only=True, eq=False, slots=True)
class CallContext(_RequestContext):
    """A call: all attempts of one method, of one page of a list, of one batch, of one poll or of one upload."""

    attempts: tuple[Attempt, ...] = ()
    """The attempts of the last `proceed()`."""
    response: APIResponse | None = field(default=None, repr=False)
    """The response, if the call has succeeded."""
    outcome: Outcome | None = None
    """What became of the request; None before, and after an exception that is not of this library."""

    def on_result(self, result: Any) -> None:  # noqa: ANN401, ARG002
        self.outcome = Outcome.ACCEPTED

    def on_error(self, error: Exception) -> None:
        _RequestContext.on_error(self, error)
        self.attempts, self.outcome = (), None
        if isinstance(error, TwilioMemoryError):
            self.attempts, self.outcome = error.attempts, error.outcome


@dataclass(kw_only=True, eq=False, slots=True)
class AttemptContext(_RequestContext):
    """An attempt of a call."""

    call: CallContext = field(repr=False)
    number: int
    """1 for the first attempt."""
    failure: str | None = None
    """The name of the failure, e.g. `ReadTimeout`, if no response has arrived."""

    def on_result(self, result: Any) -> None:  # noqa: ANN401
        self._record(result.status_code, result.request_id)
        self.failure = None

    def on_error(self, error: Exception) -> None:
        _RequestContext.on_error(self, error)
        self.failure = failure_of(error).name if isinstance(error, APIConnectionError) else type(error).__name__


@dataclass(kw_only=True, eq=False, slots=True)
class WaitContext(Context):
    """A `wait()` for an accepted write. Each of its polls is a call of its own."""

    timeout: float
    """The longest time to wait, in seconds."""
    polls: int = 0
    """How many polls were sent."""
    operation_status: str | None = None
    """The status that was read last, e.g. `COMPLETED`."""


def failure_of(error: APIConnectionError) -> TransportError:
    """Return the failure of an attempt for the error that middleware has passed on, or raised itself."""
    if isinstance(error.__cause__, TransportError):
        return error.__cause__
    failure = TransportError(str(error))
    failure.name = type(error).__name__
    failure.was_sent = error.outcome is not Outcome.NOT_SENT
    failure.timed_out = isinstance(error, APITimeoutError)
    return failure
