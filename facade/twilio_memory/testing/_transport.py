"""The transport for clients of httpx and httpx2."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

import httpx

from ._errors import EmulatorError
from ._messages import Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import ModuleType

    from ._clock import FakeClock
    from ._emulator import Emulator
    from ._messages import Response

PARTS = 10


class EmulatorTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Brings the requests of a client of httpx or httpx2, synchronous or not, to an emulator, for any host.

    Type checkers see a transport of httpx.

    A fault that takes time takes it on the emulator's clock. Closing the transport, as closing a client does, leaves
    the emulator as it is.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an `httpx.Client`.

        Raises:
            httpx.TransportError: A fault wants it.
            EmulatorError: See `Emulator.handle`; or the request would hang forever.
        """
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an `httpx.AsyncClient`; before that, other tasks run and cancellation arrives.

        Raises:
            httpx.TransportError: A fault wants it.
            EmulatorError: See `Emulator.handle`; or the request would hang forever.
        """
        from anyio.lowlevel import checkpoint  # a synchronous program never needs it

        await request.aread()
        await checkpoint()
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        library = _library_of(request)
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = tuple(request.headers.multi_items())
        response = self._emulator.handle(Request(request.method, path, query, headers, request.content))
        match response.fault and response.fault.kind:
            case "lost_answer":
                raise library.RemoteProtocolError("Server disconnected without sending a response.", request=request)
            case "reset":
                raise library.ReadError("Connection reset by peer", request=request)
            case "hang":
                _wait(library, self._emulator.clock, request, None)
            case _:
                pass
        body = b"" if request.method == "HEAD" else response.body
        if response.fault:
            stream = _stream_of(library)(library, self._emulator.clock, request, response)
        else:
            stream = library.ByteStream(body)
        # A stream and not content: a client that reads raw chunks finds content already read.
        built: httpx.Response = library.Response(
            response.status,
            headers=[*response.headers, ("Content-Length", str(len(response.body)))],
            stream=stream,
            request=request,
        )
        return built


def _library_of(request: httpx.Request) -> ModuleType:
    other = sys.modules.get("httpx2")  # It may not be installed.
    return httpx if other is None or not isinstance(request, other.Request) else other


@functools.cache
def _stream_of(library: ModuleType) -> Any:  # noqa: ANN401 - a class of a library that need not be installed
    return type("FaultyStream", (_Body, library.SyncByteStream, library.AsyncByteStream), {})


class _Body:
    """A body that comes slowly, or not to its end."""

    def __init__(self, library: ModuleType, clock: FakeClock, request: httpx.Request, response: Response) -> None:
        self._library = library
        self._clock = clock
        self._request = request
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        body, fault = self._response.body, self._response.fault
        if fault is not None and fault.kind == "cut_body":
            yield body[: len(body) // 2]
            message = f"peer closed connection without sending complete message body (expected {len(body)} bytes)"
            raise self._library.RemoteProtocolError(message, request=self._request)
        seconds = 0.0 if fault is None or fault.seconds is None else fault.seconds
        for part in parts_of(body):
            _wait(self._library, self._clock, self._request, seconds / PARTS)
            yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        from anyio.lowlevel import checkpoint  # a synchronous program never needs it

        for part in self:
            await checkpoint()
            yield part


def parts_of(body: bytes) -> list[bytes]:
    """Divide a body into the parts in which a slow one comes; a short one has empty parts."""
    return [body[len(body) * part // PARTS : len(body) * (part + 1) // PARTS] for part in range(PARTS)]


def _wait(library: ModuleType, clock: FakeClock, request: httpx.Request, seconds: float | None) -> None:
    """Let time pass, None for ever, but no more than the client waits.

    Raises:
        httpx.ReadTimeout: It waits less.
        EmulatorError: It would wait forever.
    """
    patience = request.extensions.get("timeout", {}).get("read")
    if patience is not None and (seconds is None or seconds > patience):
        clock.advance(patience)
        raise library.ReadTimeout("The read operation timed out", request=request)
    if seconds is None:
        raise EmulatorError("the request hangs forever: the client has no time limit for reading")
    clock.advance(seconds)
