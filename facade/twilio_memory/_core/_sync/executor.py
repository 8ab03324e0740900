"""Sends the calls of one client."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from twilio_memory._core.call_options import active_deadlines, limit_timeout
from twilio_memory._core.connection_options import MAX_IDLE_UNSAFE
from twilio_memory._core.json_response import RawResponse
from twilio_memory._core.merged_profiles import REDIRECTS, merged_profile_redirect
from twilio_memory._core.request import WARM_UP, add_headers
from twilio_memory._core.responses import parse_response
from twilio_memory._core.retry import RetryState
from twilio_memory._http._sync.pool import Transport
from twilio_memory._http._sync.transport import BaseTransport
from twilio_memory._http.exceptions import InvalidInputError, TransportClosedError, TransportError, strip_tracebacks
from twilio_memory._http.types import DefaultHeaders, Request
from twilio_memory._outcome import APIResponse, Attempt
from twilio_memory._version import __version__
from twilio_memory.errors import ClientClosedError, InvalidArgumentError, TwilioMemoryError
from twilio_memory_api.types import RetrySafety

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._core._sync.credentials import CredentialsProvider
    from twilio_memory._core.clock import Clock
    from twilio_memory._core.config import BaseURL, Credentials, Options
    from twilio_memory._core.connection_options import ConnectionOptions
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.polling import Poller, StateT
    from twilio_memory._http._sync.httpx_client import HTTPClient
    from twilio_memory._http.types import AnyRequest

T_co = TypeVar("T_co", covariant=True)

Parse: TypeAlias = "Callable[[Call[T_co], RawResponse, tuple[Attempt, ...]], T_co]"
Result: TypeAlias = "tuple[T_co, APIResponse, Call[T_co]]"

_HEADERS: Final = {
    "accept": "application/json",
    "accept-encoding": "gzip",
    "user-agent": f"twilio-memory/{__version__} (Python {sys.version.split()[0]})",
}


def _default_headers(options: Options) -> dict[str, str]:
    headers = {**_HEADERS, **options.default_headers}
    headers["user-agent"] = " ".join((headers["user-agent"], *options.user_agent_extensions))
    return headers


def open_transport(base: BaseURL, http_client: HTTPClient | None, options: ConnectionOptions) -> BaseTransport:
    """Return the transport of a client."""
    try:
        if http_client is None:
            return Transport(base.origin, options)
        if isinstance(http_client, BaseTransport):  # the emulator's
            return http_client
        from twilio_memory._http._sync.httpx_client import HTTPXTransport

        return HTTPXTransport(http_client)
    except InvalidInputError as error:
        message = str(error)
    raise InvalidArgumentError(message)  # Outside `except`, so that no traceback frame holds a secret.


class Executor:
    """Sends calls, with retries and within their deadline."""

    def __init__(
        self,
        transport: BaseTransport,
        base: BaseURL,
        credentials: Credentials | CredentialsProvider,
        options: Options,
        clock: Clock,
    ) -> None:
        self.transport: BaseTransport = transport
        self.base: BaseURL = base
        self.credentials: Credentials | CredentialsProvider = credentials
        self.options: Options = options
        self.clock: Clock = clock
        self._defaults = DefaultHeaders(base.origin, _default_headers(options))

    def __reduce__(self) -> str:
        raise TypeError(
            "clients and what belongs to them cannot be pickled: they hold credentials and connections; "
            "make a client in the other process, and resume a pending operation from its to_token()"
        )

    def replace(
        self,
        kind: type[Executor],
        transport: BaseTransport | None = None,
        credentials: Credentials | None = None,
        options: Options | None = None,
    ) -> Executor:
        """Return an executor of a class that differs only in what is not None."""
        who = credentials or self.credentials
        return kind(transport or self.transport, self.base, who, options or self.options, self.clock)

    def through(self, execute: Callable[..., Any]) -> Executor:
        """Return an executor that calls another function for each call."""
        executor: Any = self.replace(type(self))
        executor.execute = execute
        return executor  # type: ignore[no-any-return]

    def execute(
        self, call: Call[T_co], request: AnyRequest | None = None, parse: Parse[T_co] = parse_response
    ) -> Result[T_co]:
        """Send a call, or the request that was made for it; return also the call that was sent.

        If a profile was merged, that is the call for the canonical profile.
        """
        timeout = call.timeout or self.options.timeouts.total
        if active_deadlines():
            timeout = limit_timeout(call, self.clock, timeout)
        state = RetryState(call, self.options, self.clock, timeout)
        while True:
            delay: float | None
            try:
                response = self._exchange(request or self._request(call), state)
            except TransportError as error:
                delay = state.on_failure(error)
            except Exception as error:
                if (refusal := state.on_refusal(error)) is error:
                    raise
                raise refusal from error.__cause__
            else:
                delay = state.on_response(response)
                if delay is None:
                    attempts = state.attempts
                    if response.status_code in REDIRECTS and (
                        redirected := merged_profile_redirect(call, response, attempts, state.outcome)
                    ):
                        call = redirected
                        state.follow_redirect(call)
                        continue
                    value: Any = parse(call, response, attempts)
                    elapsed = self.clock.monotonic() - state.started
                    info = APIResponse(response.status_code, response.headers, attempts, elapsed)
                    value._response = info  # noqa: SLF001 - see `Model`
                    return value, info, call
            self.clock.sleep(delay)
            state.begin_attempt()

    def _request(self, call: Call[object]) -> Request[bytes]:
        target = f"{self.base.prefix}{call.path}"
        if call.query:
            target = f"{target}?{call.query}"
        body, headers = call.body, call.headers
        if body is not None:
            headers = {**headers, "content-length": str(len(body))}
        body = body or b""
        options, record = self.options, call.record
        # Without another attempt a closed connection makes the call fail.
        is_last = (call.max_attempts or options.max_attempts) == 1 or record.retry is RetrySafety.UNSAFE
        request = Request(
            record.http_method,
            target,
            self._defaults,
            headers,
            body,
            len(body),
            self.credentials,
            options.max_response_bytes,
            MAX_IDLE_UNSAFE if is_last else math.inf,
        )
        return add_headers(request, call.extra_headers) if call.extra_headers else request

    def warm_up(self) -> None:
        """Open a connection, unless one is idle or the transport has none of its own."""
        if not isinstance(self.transport, Transport):
            return
        timeout = limit_timeout(WARM_UP, self.clock, self.options.timeouts.total)
        state = RetryState(WARM_UP, self.options, self.clock, timeout)
        request = self._request(WARM_UP)._replace(max_idle=math.inf)
        try:
            Executor._exchange(self, request, state)
        except TransportError as error:
            state.on_failure(error)

    def around_wait(self, poller: Poller[StateT], poll: Callable[[], StateT]) -> StateT:  # noqa: ARG002
        return poll()

    def _exchange(self, request: AnyRequest, state: RetryState) -> RawResponse:
        handled_exception = sys.exception()
        try:
            return RawResponse(*self.transport.send(request, state.deadline))
        except BaseException as error:
            if public_error := _public_error(error, handled_exception):
                raise public_error from error.__cause__
            raise


def _public_error(error: BaseException, handled_exception: BaseException | None) -> TwilioMemoryError | None:
    """Remove the frames of an exception; return the error that users see for it, if it is no failure of an attempt."""
    if isinstance(error, Exception) and not isinstance(error, _OWN_ERRORS):  # E.g. a bug in a hook of the given client.
        place: Any = error.__traceback__
        while place.tb_next:
            place = place.tb_next
        file = place.tb_frame.f_code.co_filename
        error.add_note(f"Raised at {file}:{place.tb_lineno}. The frames are left out: they hold the request.")
    strip_tracebacks(error, handled_exception)
    if isinstance(error, InvalidInputError):
        return InvalidArgumentError(str(error))
    return ClientClosedError(str(error)) if isinstance(error, TransportClosedError) else None


_OWN_ERRORS: Final = (TransportError, InvalidInputError, TransportClosedError, TwilioMemoryError)
