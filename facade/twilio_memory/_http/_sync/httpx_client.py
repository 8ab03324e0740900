"""A transport on a user's own client of httpx or httpx2."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final, Protocol

from twilio_memory._http import exceptions as exc
from twilio_memory._http._sync.connection import Sized
from twilio_memory._http._sync.transport import BaseTransport, read_response
from twilio_memory._http.concurrency import current_loop, time_limit
from twilio_memory._http.httpx_errors import TraceRecorder, library_of, translate_httpx_errors
from twilio_memory._http.types import Response, interrupted_response

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    import httpx

    from twilio_memory._http.types import AnyRequest, Deadline

GRACE_SECONDS: Final = 0.1
"""The client's own timeouts expire before the total, since their errors are more precise."""


class HTTPClient(Protocol):
    """An `httpx.Client` or an `httpx2.Client`, for type checkers."""

    @property
    def is_closed(self) -> bool: ...

    @property
    def send(self) -> Callable[..., Any]: ...

    def close(self) -> None: ...


class HTTPXTransport(BaseTransport):
    """Sends requests with a client of httpx or httpx2, which stays open."""

    def __init__(self, client: HTTPClient) -> None:
        self.client = client
        self._library = library_of(client, "Client")

    def _send(self, request: AnyRequest, deadline: Deadline) -> Response:
        recorder = TraceRecorder(self.client, current_loop())

        def trace(event: str, info: Mapping[str, Any]) -> None:
            recorder.record(event, info)

        content = request.content if isinstance(request.content, bytes) else Sized(request.content, request.size)
        limits = zip(("connect", "read", "write", "pool"), deadline[2:], strict=True)
        timeouts = {name: deadline.clamp(timeout, exc.ConnectTimeout) for name, timeout in limits}
        httpx_request = self._build_request(request, content, {"timeout": timeouts, "trace": trace})
        response = self._exchange(httpx_request, request, recorder, deadline)
        has_sent_all = recorder.has_sent_all and (isinstance(content, bytes) or not content.bytes_left)
        return response if has_sent_all else response.sent_too_early()

    def _build_request(self, request: AnyRequest, content: bytes | Sized, extensions: dict[str, Any]) -> httpx.Request:
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

    def _exchange(
        self, httpx_request: httpx.Request, request: AnyRequest, recorder: TraceRecorder, deadline: Deadline
    ) -> Response:
        try:
            with self._limit(deadline):
                # Neither redirects nor the client's own credentials.
                response: httpx.Response = self.client.send(
                    httpx_request, stream=True, auth=None, follow_redirects=False
                )
            is_read = response.is_stream_consumed  # A hook, or a transport for tests, has read and decoded it.
        except exc.TransportError as error:
            return recorder.response_to_error(error)
        except self._library.HTTPStatusError as error:  # Raised by an event hook; the caller raises its own error.
            response, is_read = error.response, True
        status, headers = response.status_code, {name.lower(): value for name, value in response.headers.items()}
        max_size = request.max_body_size(status)
        if is_read:
            try:
                content, body_error = response.content, None
            except self._library.ResponseNotRead:
                content, body_error = b"", "the http_client has taken the body"
            if len(content) > max_size:
                content, body_error = b"", f"the body has more than {max_size} bytes"
            return Response(status, headers, content, body_error)
        chunks: Any = response.iter_raw()
        try:
            with self._limit(deadline):
                return read_response(status, headers, chunks, max_size, deadline)
        except exc.TransportError as error:
            return interrupted_response(status, headers, error)
        finally:
            response.close()
            chunks.close()

    @contextlib.contextmanager
    def _limit(self, deadline: Deadline) -> Generator[None]:
        limit = time_limit(deadline.remaining() + GRACE_SECONDS)
        try:
            with limit, translate_httpx_errors(self.client, self._library):
                yield
        except TimeoutError:
            raise exc.ReadTimeout from None
