"""Sending with a client of httpx or httpx2 of the caller's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final, Protocol

from twilio_memory._async.messages import most_bytes, read_answer, without_head
from twilio_memory._core.responses import RawResponse
from twilio_memory._failures import ConnectTimeout, Failure, LocalProtocolError, ReadTimeout
from twilio_memory._httpx import TraceRecorder, check_home, client_failures, library_of, note_home
from twilio_memory._twins import acurrent_loop, atime_limit
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import ModuleType

    import httpx

    from twilio_memory._async.connection import Limits
    from twilio_memory._async.messages import Request
    from twilio_memory._core.config import Options

_GRACE: Final = 0.1
"""Seconds by which the client's own time limits go before the total, since they know what has taken long."""


class AsyncHTTPClient(Protocol):
    """An `httpx.AsyncClient` or an `httpx2.AsyncClient`, for type checkers."""

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        ...

    @property
    def send(self) -> Callable[..., Awaitable[Any]]:
        """Send a request of its library."""
        ...

    async def aclose(self) -> None:
        """Close it."""
        ...


class AsyncClientSender:
    """Sends requests with a client of httpx or httpx2.

    Raises:
        InvalidArgumentError: It is a client of neither, or of the other kind.
    """

    def __init__(self, client: AsyncHTTPClient) -> None:
        self.client = client
        self._library = library_of(client, "AsyncClient")

    async def send(self, given: Request, options: Options, limits: Limits) -> RawResponse:
        """Send a request and read its response.

        Raises:
            Failure: No response has arrived.
            ClientClosedError: The client is closed, or its connections belong to another process or event loop.
        """
        loop = acurrent_loop()
        check_home(self.client, loop)
        recorder = TraceRecorder()

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            if not recorder.is_traced:
                note_home(self.client, loop)
            recorder.note(event, info)

        content = given.content if isinstance(given.content, bytes) else _Content(given.content, given.size)
        request = self._request(given, content, {"timeout": _phases(limits), "trace": trace})
        result = await self._exchange(request, recorder, options, limits)
        sent_all = recorder.has_sent_all and (isinstance(content, bytes) or content.has_ended)
        if result.status_code < 400 and not sent_all and not result.problem:  # noqa: PLR2004
            return result._replace(problem="the response arrived before the request was fully sent")
        return result

    def _request(self, given: Request, content: bytes | _Content, extensions: dict[str, Any]) -> httpx.Request:
        origin = given.defaults.origin
        try:
            request: httpx.Request = self._library.Request(
                given.method,
                f"{origin.scheme}://{origin.authority}{given.target}",
                headers={**given.defaults.headers, **given.headers, **given.secret()},
                content=content or None,
                extensions=extensions,
            )
        except self._library.InvalidURL as error:
            raise InvalidArgumentError(f"the http_client cannot send this URL: {error}") from None
        # The second lock on the door to other resources: nothing may have been normalised on the way.
        if request.url.raw_path != given.target.encode("ascii"):
            raise InvalidArgumentError(f"{given.target} would not be sent as it was built")
        return request

    async def _exchange(
        self, request: httpx.Request, recorder: TraceRecorder, options: Options, limits: Limits
    ) -> RawResponse:
        try:
            with client_failures(self.client, self._library), atime_limit(limits.left() + _GRACE, ReadTimeout):
                # Neither redirects nor the client's own credentials: what is sent is decided here.
                response: httpx.Response = await self.client.send(
                    request, stream=True, auth=None, follow_redirects=False
                )
        except Failure as failure:
            return without_head(recorder.status, recorder.judged(failure))
        except self._library.HTTPStatusError as error:  # A hook has raised it; to raise something is up to them.
            return _read_already(error.response, self._library.ResponseNotRead, options)
        if response.is_stream_consumed:  # A hook, or a transport for tests, has read and decoded it.
            return _read_already(response, self._library.ResponseNotRead, options)
        body = _Body(self.client, self._library, response, limits)
        try:
            return await read_answer(response.status_code, _headers(response), body, options, limits)
        finally:
            await response.aclose()
            await body.aclose()


def _phases(limits: Limits) -> dict[str, float]:
    times = limits.times
    phases = {"connect": times.connect, "read": times.read, "write": times.write, "pool": times.pool}
    return {name: limits.bounded(seconds, ConnectTimeout) for name, seconds in phases.items()}


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _read_already(response: httpx.Response, not_read: type[Exception], options: Options) -> RawResponse:
    status, limit = response.status_code, most_bytes(response.status_code, options)
    try:
        content, problem = response.content, None
    except not_read:
        content, problem = b"", "the http_client has taken the body"
    if len(content) > limit:
        content, problem = b"", f"the body has more than {limit} bytes"
    return RawResponse(status, _headers(response), content, problem)


class _Content(AsyncIterator[bytes]):
    """The body of a request in parts, which must have the size that its headers announce."""

    def __init__(self, parts: AsyncIterator[bytes], size: int) -> None:
        self._parts = parts
        self._missing = size
        self.has_ended = False
        """Whether the client has taken all of it, and asked for more."""

    async def __anext__(self) -> bytes:
        try:
            part = await anext(self._parts)
        except StopAsyncIteration:
            if self._missing:
                raise LocalProtocolError from None
            self.has_ended = True
            raise
        self._missing -= len(part)
        if self._missing < 0:
            raise LocalProtocolError
        return part


class _Body(AsyncIterator[bytes]):
    """The body of a response, read by the client."""

    def __init__(self, client: AsyncHTTPClient, library: ModuleType, response: httpx.Response, limits: Limits) -> None:
        self._client = client
        self._library = library
        self._limits = limits
        self._parts: Any = response.aiter_raw()

    async def __anext__(self) -> bytes:
        with client_failures(self._client, self._library), atime_limit(self._limits.left() + _GRACE, ReadTimeout):
            part: bytes = await anext(self._parts)
        return part

    async def aclose(self) -> None:
        """Leave nothing half read."""
        await self._parts.aclose()
