"""The emulator behind HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route, Router

from ._admin_api import AdminAPI
from ._admin_requests import read
from ._connection import CONNECTION, Connection
from ._emulator import core_of
from ._errors import EmulatorError
from ._fault_kinds import Delay, LostResponse, RefusedConnection, Reset, SlowBody, TruncatedBody
from ._guards import HostGuard, TokenGuard, host_of
from ._messages import Request
from ._transport import PARTS, parts_of
from .page import CallLog, page_routes

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from starlette.responses import Response as HttpResponse
    from starlette.types import Receive, Scope, Send

    from ._emulator import Emulator
    from ._faults import Fault
    from ._messages import Response
    from ._server_options import ServerOptions
    from .page import LoggedCall

# No limit of Twilio's is known. The largest request that fits its other limits, 1,000 profiles at once, is far smaller.
_MAX_BODY_SIZE = 16 * 2**20
_MAX_FILE_SIZE = 100 * 2**20
_MAX_RECORDED_BODY_SIZE = 2**16
_KEEP_ALIVE_SECONDS = 60


def make_server(
    emulator: Emulator,
    options: ServerOptions,
    *,
    max_calls: int | None = None,
    on_call: Callable[[LoggedCall], object] | None = None,
) -> uvicorn.Server:
    """Return a server for an emulator.

    Args:
        emulator: The emulator.
        options: Whom it responds to.
        max_calls: How many calls are kept; the oldest are deleted first, and large bodies are not kept. None for all,
            with their bodies.
        on_call: Is called after each request.
    """
    config = uvicorn.Config(
        _application(emulator, options, max_calls, on_call),
        loop="asyncio",
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",  # Lower levels are about clients, which get a response anyway.
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
    )
    return Server(config)


class Server(uvicorn.Server):
    """Ends at a signal, and at a second one without waiting for the current request."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End it; at the second signal, at once and without a log. Later ones are ignored."""
        if not self.should_exit:
            super().handle_exit(sig, frame)
        elif not self.force_exit:
            self.force_exit = True
            for name in ("asyncio", "uvicorn.error"):  # They log each task that is interrupted, with a traceback.
                logging.getLogger(name).disabled = True
            raise KeyboardInterrupt


class _APIApp:
    """The API, and the object store of imports."""

    def __init__(self, emulator: Emulator, max_body_size: int, max_calls: int | None, log: CallLog) -> None:
        self._emulator = emulator
        self._log = log
        self._max_body_size = max_body_size
        self._max_calls = max_calls
        self._work: asyncio.Task[None] | None = None
        self._core = core_of(emulator)
        self._core.operations.in_background = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read(HttpRequest(scope, receive), self._max_body_size)
        # Not in a thread: the emulator handles one request at a time, nearly all in less than a millisecond.
        response = self._log.handle(
            Request(
                method=scope["method"],
                path=scope["raw_path"].decode("ascii"),
                query=scope["query_string"].decode("ascii"),
                headers=tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in scope["headers"]),
                body=body,
                origin=f"http://{host_of(scope)}",
            )
        )
        if self._max_calls is not None:
            del self._emulator.calls[: -self._max_calls]
            if self._emulator.calls and len(self._emulator.calls[-1].body) > _MAX_RECORDED_BODY_SIZE:
                self._emulator.calls[-1] = replace(self._emulator.calls[-1], body=b"")
        if self._core.operations.is_busy and (self._work is None or self._work.done()):
            self._work = asyncio.create_task(self._do_work())
        if response.fault is None:
            await _send_whole(response, send)
        else:
            await _apply_fault(response, response.fault, scope["state"][CONNECTION], receive, send)

    async def _do_work(self) -> None:
        """Do what takes long, such as an import, in parts; requests are handled between them."""
        with contextlib.suppress(EmulatorError):  # The next request reports it.
            while self._core.step():  # noqa: ASYNC110 - a pause for other requests
                await asyncio.sleep(0)


async def _apply_fault(response: Response, fault: Fault, connection: Connection, receive: Receive, send: Send) -> None:
    """Apply a fault; return when the response is sent, or the connection is closed."""
    match fault:
        case SlowBody():
            await send(_head(response))
            for part in parts_of(response.body):
                if await _wait_for_disconnect(receive, fault.seconds / PARTS):
                    return
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body"})
            return
        case Delay(seconds=float() | int() as seconds):
            if not await _wait_for_disconnect(receive, seconds):
                await _send_whole(response, send)
            return
        case TruncatedBody():
            await send(_head(response))
            half = response.body[: len(response.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            connection.transport.close()
        case LostResponse():
            connection.transport.close()
        case Reset() | RefusedConnection():
            connection.reset()
        case _:
            pass  # It hangs.
    await _wait_for_disconnect(receive, None)


async def _wait_for_disconnect(receive: Receive, seconds: float | None) -> bool:
    """Wait until the connection is closed, for that many seconds at most; return whether it is."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
            return True
    return False


async def _send_whole(response: Response, send: Send) -> None:
    await send(_head(response))
    await send({"type": "http.response.body", "body": response.body})


def _head(response: Response) -> dict[str, object]:
    headers = [*response.headers, ("Content-Length", str(len(response.body)))]
    return {
        "type": "http.response.start",
        "status": response.status,
        "headers": [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers],
    }


def _application(
    emulator: Emulator,
    options: ServerOptions,
    max_calls: int | None,
    on_call: Callable[[LoggedCall], object] | None = None,
) -> Starlette:
    management, log = AdminAPI(emulator), CallLog(emulator, on_call)
    admin_routes: list[Route | Mount] = [
        *page_routes(emulator, log, options.allow_origins),
        Mount("/__emulator__", app=Router(management.routes, redirect_slashes=False)),
        Route("/__emulator__", management.index, methods=["GET"]),
    ]
    if options.admin_token is not None:
        guard = TokenGuard(options.admin_token, options.allow_origins)
        for route in admin_routes:
            route.app = guard.protect(route.app)
    routes = [
        # Before the others: a client has no token for its pre-signed URLs, and neither has a check of health.
        Mount("/__emulator__/uploads", app=_APIApp(emulator, _MAX_FILE_SIZE, max_calls, log)),
        Route("/__emulator__/health", _Health),
        *admin_routes,
        Mount("/", app=_APIApp(emulator, _MAX_BODY_SIZE, max_calls, log)),
    ]
    middleware = [Middleware(HostGuard, options)]
    if options.allow_origins:
        middleware += [
            Middleware(
                CORSMiddleware,
                allow_origins=options.allow_origins,
                allow_methods=["*"],
                allow_headers=["*"],
                expose_headers=["*"],
            )
        ]
    handlers = {
        HTTPException: _http_error,
        ClientDisconnect: _client_disconnected,
        EmulatorError: _internal_error,
        Exception: _internal_error,
    }
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)


class _Health(HTTPEndpoint):
    async def get(self, _: HttpRequest) -> HttpResponse:
        """Respond that the server is up."""
        return JSONResponse({"status": "ok"})


def _http_error(_: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    # What is not under it goes to the API, which has errors of its own.
    more = ": GET /__emulator__/ lists what there is" if error.status_code == HTTPStatus.NOT_FOUND else ""
    headers = {name: ", ".join(sorted(value.split(", "))) for name, value in (error.headers or {}).items()}  # a set
    return JSONResponse({"message": f"{error.detail}{more}"}, error.status_code, headers)


def _client_disconnected(_: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001 - the signature of a handler
    return JSONResponse({"message": "The connection ended before the request did."}, 400)


def _internal_error(_: HttpRequest, error: Exception) -> HttpResponse:
    if not isinstance(error, EmulatorError):
        logging.getLogger(__name__).error("The emulator has failed.", exc_info=error)
    return JSONResponse({"message": f"The emulator has failed: {error}"}, 500)
