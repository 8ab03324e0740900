"""Middleware around calls, attempts and waits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from twilio_memory._core._async.credentials import AsyncCredentialsProvider
from twilio_memory._core._async.executor import AsyncExecutor
from twilio_memory._core.arguments import validate_headers
from twilio_memory._core.request import add_headers
from twilio_memory._core.responses import parse_response
from twilio_memory._http.exceptions import TransportError
from twilio_memory._middleware.contexts import (
    AttemptContext,
    CallContext,
    Context,
    WaitContext,
    failure_of,
)
from twilio_memory._outcome import APIResponse, Outcome
from twilio_memory.errors import APIConnectionError, APITimeoutError, InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from twilio_memory._core._async.executor import Parse, Result
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.json_response import RawResponse
    from twilio_memory._core.polling import Poller, StateT
    from twilio_memory._core.retry import RetryState
    from twilio_memory._http.types import AsyncAnyRequest

T = TypeVar("T")


class AsyncMiddleware:
    """Code around the calls of a client: `AsyncMemoryClient(middleware=[...])`; the first of the list is outermost.

    Override any of the methods. Each calls `proceed()`, which does the rest, and returns its result. An exception
    that it raises instead ends the call as it is, except in `attempt`.
    """

    async def call(self, context: CallContext, proceed: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401, ARG002
        """Surround a call with all of its attempts.

        Args:
            context: The call. It is complete after `proceed()`.
            proceed: Sends the call; returns what the method does, of a list a page; or raises the error of the call.
        """
        return await proceed()

    async def attempt(
        self,
        context: AttemptContext,  # noqa: ARG002
        proceed: Callable[[], Awaitable[RawResponse]],
    ) -> RawResponse:
        """Surround one attempt.

        To inject a fault, raise an `APIConnectionError` or an `APITimeoutError` (its `outcome` says whether the request
        was sent; NOT_SENT if not given), or return a `RawResponse`: the call treats them like those of the network, and
        may retry.

        Args:
            context: The attempt. It is complete after `proceed()`.
            proceed: Sends the request once; returns a response of any status, or raises an `APIConnectionError`.
        """
        return await proceed()

    async def wait(self, context: WaitContext, proceed: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401, ARG002
        """Surround the `wait()` of a handle. Each of its polls is a call inside.

        Args:
            context: The wait. It is complete after `proceed()`.
            proceed: Polls until the operation has ended; returns the operation or the import.
        """
        return await proceed()


class AsyncObservedExecutor(AsyncExecutor):
    """Sends calls through middleware, with credentials that may be fetched for each attempt."""

    def __init__(self, *arguments: Any) -> None:  # noqa: ANN401 - those of the base class
        super().__init__(*arguments)
        for each in self.options.middleware:
            if not isinstance(each, AsyncMiddleware):
                raise InvalidArgumentError(f"middleware: expected objects of AsyncMiddleware, got {each!r}")

    async def execute(
        self,
        call: Call[T],
        request: AsyncAnyRequest | None = None,
        parse: Parse[T] = parse_response,
    ) -> Result[T]:
        context = CallContext(**_request_attributes(call, request or self._request(call)))
        result: Result[Any] = None, APIResponse(0, {}, (), 0.0), call

        async def send() -> T:
            nonlocal result
            result = await AsyncExecutor.execute(self, call._replace(context=context), request, parse)
            value, response, _ = result
            context.response, context.attempts = response, response.attempts
            context.status, context.request_id = response.status, response.request_id
            return cast("T", value)

        value: T = await self._around("call", context, send)
        return value, *result[1:]

    async def around_wait(self, poller: Poller[StateT], poll: Callable[[], Awaitable[StateT]]) -> StateT:
        context = WaitContext(**poller.wait_attributes())

        async def send() -> StateT:
            try:
                return await poll()
            finally:
                poller.record(context)

        state: StateT = await self._around("wait", context, send)
        return state

    async def _exchange(self, request: AsyncAnyRequest, state: RetryState) -> RawResponse:
        call = state.call.context
        assert isinstance(call, CallContext)  # noqa: S101 - see `execute`
        if isinstance(self.credentials, AsyncCredentialsProvider) and request.authorization is not None:
            request = request._replace(authorization=await self.credentials.fetch(state.deadline))
        attributes = _request_attributes(state.call, request)
        context = AttemptContext(
            **attributes, call=call, number=len(state.attempts) + 1, state=call.state, headers={**call.headers}
        )

        async def send() -> RawResponse:
            headers = validate_headers("headers of middleware", context.headers, request.headers)
            try:
                return await AsyncExecutor._exchange(self, add_headers(request, headers), state)  # noqa: SLF001
            except TransportError as error:
                failure = error
            raise (APITimeoutError if failure.timed_out else APIConnectionError)(
                failure.describe(),
                method=context.method,
                operation_name=context.operation_name,
                outcome=Outcome.MAYBE_PROCESSED if failure.was_sent else Outcome.NOT_SENT,
            ) from failure

        try:
            response: RawResponse = await self._around("attempt", context, send)
        except APIConnectionError as error:
            failure = failure_of(error)
        else:
            return response._replace(headers={name.lower(): value for name, value in response.headers.items()})
        raise failure

    async def _around(self, hook: str, context: Context, send: Callable[[], Awaitable[Any]], index: int = 0) -> Any:  # noqa: ANN401
        """Run a hook of all middleware from an index on, and record in the context how what is inside has ended."""
        inside = send
        if index < len(self.options.middleware):
            proceed = partial(self._around, hook, context, send, index + 1)
            inside = partial(getattr(self.options.middleware[index], hook), context, proceed)
        started = self.clock.monotonic()
        try:
            result = await inside()
        except Exception as error:
            context.on_error(error)
            raise
        finally:
            context.elapsed = self.clock.monotonic() - started
        if result is None:
            name = type(self.options.middleware[index]).__qualname__
            raise TypeError(f"middleware: a method of {name} returned None instead of what proceed() returned")
        context.on_result(result)
        return result


def _request_attributes(call: Call[Any], request: AsyncAnyRequest) -> dict[str, Any]:
    """Return the attributes that the contexts of a call and of its attempts share."""
    record, origin = call.record, request.defaults.origin
    return {
        "method": record.client_method,
        "operation_name": record.name,
        "http_method": record.http_method,
        "url_template": record.path,
        "scheme": origin.scheme,
        "server_address": origin.host,
        "server_port": origin.port,
        "_request": request,
    }
