"""A transport on a user's own client of httpx or httpx2."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final, Protocol

from twilio_memory._http import exceptions as exc
from twilio_memory._http._async.transport import AsyncBaseTransport, read_response
from twilio_memory._http.concurrency import acurrent_loop, atime_limit
from twilio_memory._http.httpx_errors import TraceRecorder, check_home, library_of, note_home, translate_httpx_errors
from twilio_memory._http.parser import load_parsers
from twilio_memory._http.types import Response

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

    import httpx

    from twilio_memory._http.types import AsyncAnyRequest, Deadline

GRACE_SECONDS: Final = 0.1
"""The client's own timeouts expire before the total, since their errors are more precise."""


class AsyncHTTPClient(Protocol):
    """An `httpx.AsyncClient` or an `httpx2.AsyncClient`, for type checkers."""

    @property
    def is_closed(self) -> bool: ...

    @property
    def send(self) -> Callable[..., Awaitable[Any]]: ...

    async def aclose(self) -> None: ...


class AsyncHTTPXTransport(AsyncBaseTransport):
    """Sends requests with a client of httpx or httpx2, which stays open."""

    def __init__(self, client: AsyncHTTPClient) -> None:
        self.client = client
        self._library = library_of(client, "AsyncClient")

    async def _send(self, request: AsyncAnyRequest, deadline: Deadline) -> Response:
        try:
            load_parsers()
            loop = acurrent_loop()
        except (ImportError, OSError) as error:
            raise exc.ConnectError from error
        check_home(self.client, loop)
        recorder = TraceRecorder()

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            if not recorder.is_traced:
                note_home(self.client, loop)
            recorder.record(event, info)

        content = request.content if isinstance(request.content, bytes) else _Content(request.content, request.size)
        limits = {"connect": deadline.connect, "read": deadline.read, "write": deadline.write, "pool": deadline.pool}
        timeouts = {name: deadline.clamp(timeout, exc.ConnectTimeout) for name, timeout in limits.items()}
        httpx_request = self._build_request(request, content, {"timeout": timeouts, "trace": trace})
        response = await self._exchange(httpx_request, request, recorder, deadline)
        has_sent_all = recorder.has_sent_all and (isinstance(content, bytes) or content.has_ended)
        return response if has_sent_all else response.sent_too_early()

    def _build_request(
        self, request: AsyncAnyRequest, content: bytes | _Content, extensions: dict[str, Any]
    ) -> httpx.Request:
        origin, headers = request.defaults.origin, {**request.defaults.headers, **request.headers}
        if request.authorization is not None:
            headers["authorization"] = request.authorization.authorization
        try:
            built: httpx.Request = self._library.Request(
                request.method,
                f"{origin.scheme}://{origin.authority}{request.target}",
                headers=headers,
                content=content or None,
                extensions=extensions,
            )
        except self._library.InvalidURL as error:
            raise exc.InvalidInputError(f"the http_client cannot send this URL: {error}") from None
        if built.url.raw_path != request.target.encode("ascii"):  # httpx may have normalised the path.
            raise exc.InvalidInputError(f"{request.target} would not be sent as it was built")
        return built

    async def _exchange(
        self, httpx_request: httpx.Request, request: AsyncAnyRequest, recorder: TraceRecorder, deadline: Deadline
    ) -> Response:
        try:
            with (
                translate_httpx_errors(self.client, self._library),
                atime_limit(deadline.remaining() + GRACE_SECONDS, exc.ReadTimeout),
            ):
                # Neither redirects nor the client's own credentials.
                response: httpx.Response = await self.client.send(
                    httpx_request, stream=True, auth=None, follow_redirects=False
                )
        except exc.TransportError as error:
            return recorder.response_to_error(error)
        except self._library.HTTPStatusError as error:  # Raised by an event hook; the caller raises its own error.
            return self._buffered_response(error.response, request)
        if response.is_stream_consumed:  # A hook, or a transport for tests, has read and decoded it.
            return self._buffered_response(response, request)
        chunks, status = self._chunks(response, deadline), response.status_code
        try:
            return await read_response(status, _headers(response), chunks, request.max_body_size(status), deadline)
        finally:
            await response.aclose()
            await chunks.aclose()

    async def _chunks(self, response: httpx.Response, deadline: Deadline) -> AsyncGenerator[bytes]:
        chunks: Any = response.aiter_raw()
        try:
            while True:
                with (
                    translate_httpx_errors(self.client, self._library),
                    atime_limit(deadline.remaining() + GRACE_SECONDS, exc.ReadTimeout),
                ):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    return
                yield chunk
        finally:
            await chunks.aclose()

    def _buffered_response(self, response: httpx.Response, request: AsyncAnyRequest) -> Response:
        status, max_size = response.status_code, request.max_body_size(response.status_code)
        try:
            content, body_error = response.content, None
        except self._library.ResponseNotRead:
            content, body_error = b"", "the http_client has taken the body"
        if len(content) > max_size:
            content, body_error = b"", f"the body has more than {max_size} bytes"
        return Response(status, _headers(response), content, body_error)


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


class _Content(AsyncIterator[bytes]):
    """The body of a request in chunks, which must have the size that its headers announce."""

    has_ended = False
    """Whether the client has read it to its end."""

    def __init__(self, chunks: AsyncIterator[bytes], size: int) -> None:
        self._chunks, self._bytes_left = chunks, size

    async def __anext__(self) -> bytes:
        chunk = await anext(self._chunks, None)
        self._bytes_left -= len(chunk or b"")
        if self._bytes_left < 0 or (chunk is None and self._bytes_left):
            raise exc.LocalProtocolError
        if chunk is None:
            self.has_ended = True
            raise StopAsyncIteration
        return chunk
