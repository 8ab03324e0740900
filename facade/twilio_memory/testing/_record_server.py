"""A proxy to Twilio, or to an emulator, that records what was read through it."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import time
import zlib
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount

from twilio_memory._http.types import basic_auth, is_loopback

from ._admin_requests import read
from ._connection import Connection
from ._errors import APIProblem
from ._guards import HostGuard
from ._messages import Request
from ._messages import Response as EmulatorResponse
from ._recorded_reads import Exchange, RecordedReads
from ._recording import record
from ._schema_validation import decompress
from ._server import Server
from ._spec import load
from ._validation import is_unicode, wrong_types
from .page import LoggedCall

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine

    from starlette.types import Receive, Scope, Send

    from twilio_memory._core.config import BaseURL, Credentials

    from ._server_options import ServerOptions
    from ._spec import Operation
    from ._state import JsonObject

USERNAME = "SKrecord"
_MAX_BODY_SIZE = 16 * 2**20
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_RECORDED = (200, 301, 308)
_WITHOUT_BODY = (204, 304)
_NEEDED = {"id", "displayName", "traitGroup", "name", "idType", "values", "updatedAt", "content", "normalizedValue"}
_END_OF_STATUSES = 600
# They are about one connection: RFC 9110, section 7.6.1.
_OF_CONNECTION = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade"}
)
_REPLACED = frozenset(
    {b"accept-encoding", b"authorization", b"content-length", b"cookie", b"expect", b"host", b"proxy-authorization"}
)
_DECODED = ("gzip", "deflate", "identity")

Result = TypeVar("Result")

RawHeaders = list[tuple[bytes, bytes]]


class RecordingProxy:
    """Passes requests on with the user's credentials, and returns the responses as they come.

    Args:
        target: Where the requests go.
        credentials: What the target gets; nothing else gets them.
        key: The password of `USERNAME`, which a client sends unless it has the credentials itself.
        on_call: Is called after each request.
    """

    def __init__(
        self,
        target: BaseURL,
        credentials: Credentials,
        key: str,
        on_call: Callable[[LoggedCall], object] | None = None,
    ) -> None:
        self.reads = RecordedReads()
        """What was read until now."""
        self._target = target
        self._authorization = credentials.authorization.encode()
        self._accepted = (self._authorization, basic_auth(USERNAME, key).encode())
        self._on_call = on_call
        self._count = 0
        # A proxy of the environment is not for this machine.
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=not is_loopback(target.host))

    @contextlib.asynccontextmanager
    async def lifespan(self, _: object) -> AsyncGenerator[None]:
        """Close the connections in the end."""
        async with self._client:
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begin = time.perf_counter()
        headers: RawHeaders = scope["headers"]
        request = Request(
            method=scope["method"],
            path=scope["raw_path"].decode("ascii"),
            query=scope["query_string"].decode("ascii"),
            headers=tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in headers),
            body=await read(HttpRequest(scope, receive), _MAX_BODY_SIZE),
        )
        operation = None
        if self._is_allowed(headers):
            response, received = await _while_connected(receive, self._forward(request, headers))
            if received is not None:
                operation = self._observe(request, received)
        else:
            message = f"Send the credentials of the recording, or {USERNAME} and the secret that it has printed."
            response = JSONResponse({"message": message}, 401, {"WWW-Authenticate": "Basic"})
        await response(scope, receive, send)
        self._count += 1
        if self._on_call is not None:
            shown = Request(request.method, request.path)
            call = record(shown, operation, response.status_code, time.time())
            milliseconds = (time.perf_counter() - begin) * 1000
            self._on_call(LoggedCall(self._count, call, EmulatorResponse(response.status_code, (), b""), milliseconds))

    def _is_allowed(self, headers: RawHeaders) -> bool:
        """Return whether a client may use the credentials: other users of this machine may not."""
        given = [value for name, value in headers if name == b"authorization"]
        return len(given) == 1 and any(hmac.compare_digest(given[0], each) for each in self._accepted)

    async def _forward(self, request: Request, headers: RawHeaders) -> tuple[Response, httpx.Response | None]:
        """Return the response for the client, and that of the target if there is one."""
        target = f"{self._target.prefix}{request.path}" + (f"?{request.query}" if request.query else "")
        url = _exact_url(self._target, target)
        if url is None:
            return JSONResponse({"message": "This path cannot be passed on as it is."}, 400), None
        own = [("Authorization", self._authorization.decode()), ("Accept-Encoding", _encodings(request))]
        kept = [(name, value) for name, value in headers if name not in _OF_CONNECTION | _REPLACED]
        sent = httpx.Request(
            request.method,
            url,
            headers=[*kept, *((name.encode(), value.encode()) for name, value in own)],
            content=request.body or None,
        )
        try:
            received = await self._client.send(sent, stream=True)
            try:
                body = b"".join([part async for part in received.aiter_raw()])
            finally:
                await received.aclose()
        except httpx.TimeoutException:
            return JSONResponse({"message": f"{self._target.host} has not responded in time."}, 504), None
        except httpx.TransportError as error:
            message = f"{self._target.host} cannot be reached, or has not responded: {type(error).__name__}"
            return JSONResponse({"message": message}, 502), None
        if received.status_code >= _END_OF_STATUSES:
            message = f"{self._target.host} has responded with the status {received.status_code}, which HTTP has not."
            return JSONResponse({"message": message}, 502), None
        response = Response(status_code=received.status_code)
        response.body = body
        has_length = request.method == "HEAD" or received.status_code in _WITHOUT_BODY
        response.raw_headers = [
            (name.lower(), value)
            for name, value in received.headers.raw
            if name.lower() not in _OF_CONNECTION and (has_length or name.lower() != b"content-length")
        ]
        if not has_length:
            response.raw_headers.append((b"content-length", b"%d" % len(body)))
        try:
            return response, httpx.Response(received.status_code, headers=received.headers, content=body)
        except httpx.DecodingError:  # The client sees it as it came, and there is nothing to record.
            return response, None

    def _observe(self, request: Request, received: httpx.Response) -> Operation | None:
        """Record what a response says, and return the operation. No failure of that is one of the request."""
        try:
            operation, in_path = load().route(request.method, request.path)
        except APIProblem:
            return None
        if received.status_code in _RECORDED:
            try:
                headers = {name.lower(): value for name, value in received.headers.items()}
                body: JsonObject = received.json() if received.status_code == _RECORDED[0] else {}
                _require_types(operation, body)
                self.reads.observe(Exchange(operation.id, in_path, _json(request), received.status_code, headers, body))
            except Exception as error:  # noqa: BLE001 - a response may be anything
                # The text of the error may have personal data.
                logging.getLogger(__name__).warning(
                    "a response to %s was not recorded: %s", operation.id, type(error).__name__
                )
        return operation


def make_recording_server(proxy: RecordingProxy, options: ServerOptions) -> uvicorn.Server:
    """Return a server for a proxy."""
    application = Starlette(
        routes=[Mount("/", app=HostGuard(proxy, options))],
        exception_handlers={ClientDisconnect: _client_disconnected},
        lifespan=proxy.lifespan,
    )
    config = uvicorn.Config(
        application,
        loop="asyncio",
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,  # The target sends its own.
    )
    return Server(config)


async def _while_connected(receive: Receive, work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of work for a client, which ends with the connection: a slow target does not keep the server.

    Raises:
        ClientDisconnect: The connection has ended before.
    """
    tasks = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if not tasks[0].done():
            raise ClientDisconnect
        return tasks[0].result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _exact_url(base: BaseURL, target: str) -> httpx.URL | None:
    """Return the URL of a target; None if it would be rewritten, to that of something else, or cannot be a URL."""
    try:
        url = httpx.URL(str(base)).copy_with(raw_path=target.encode())
    except httpx.InvalidURL:
        return None
    return url if url.raw_path == target.encode() else None


def _require_types(operation: Operation, body: JsonObject) -> None:
    """Refuse a response that a seed could not be made of: that would show only when all is written.

    What is null may be one that this version does not know to be optional, but for what things are found by.
    """
    if not is_unicode(json.dumps(body, ensure_ascii=False)):
        raise ValueError("a text has half of a surrogate pair")
    documented = operation.responses.get(_RECORDED[0])
    if body and documented is not None and documented.body is not None:
        for place, value in wrong_types(documented.body, body):
            if value is not None or place[-1] in _NEEDED or isinstance(place[-1], int):
                raise TypeError(f"{place} has another type")


def _client_disconnected(_: HttpRequest, __: Exception) -> Response:
    return Response(status_code=400)


def _encodings(request: Request) -> str:
    """Return the encodings that the client takes and that can be recorded."""
    given = ",".join(value for name, value in request.headers if name == "accept-encoding")
    return (
        ", ".join(each.strip() for each in given.split(",") if each.split(";")[0].strip().lower() in _DECODED)
        or "identity"
    )


def _json(request: Request) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(decompress(request))
    except (ValueError, zlib.error):
        return None
