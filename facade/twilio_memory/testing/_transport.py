"""The transport for clients of httpx and httpx2."""

from __future__ import annotations

import errno
import functools
import os
import sys
from typing import TYPE_CHECKING, Any

import httpx

from ._errors import EmulatorError
from ._fault_kinds import Delay, Hang, LostResponse, RefusedConnection, Reset, SlowBody, TruncatedBody
from ._messages import Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from types import ModuleType

    from ._clock import FakeClock
    from ._messages import Response

PARTS = 10


class EmulatorTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Passes the requests of a client of httpx or httpx2, synchronous or not, to an emulator, for any host.

    Type checkers see a transport of httpx. Closing the transport, as closing a client does, leaves the emulator as it
    is.

    Args:
        handle: Returns the response to a request.
        clock: The clock on which slow responses and timeouts take their time.
    """

    def __init__(self, handle: Callable[[Request], Response], clock: FakeClock) -> None:
        self._handle = handle
        self._clock = clock

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of an emulator, {self._clock!r}>"

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response to a request of a synchronous client.

        Raises:
            httpx.TransportError: A fault raises it.
            EmulatorError: See `Emulator.handle`; or the request would hang forever.
        """
        request.read()
        return self._respond(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response to a request of an asynchronous client, after a checkpoint.

        Raises:
            httpx.TransportError: A fault raises it.
            EmulatorError: See `Emulator.handle`; or the request would hang forever.
        """
        from anyio.lowlevel import checkpoint  # a synchronous program never needs it

        await request.aread()
        await checkpoint()
        return self._respond(request)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        library = _library_of(request)
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = tuple(request.headers.multi_items())
        response = self._handle(Request(request.method, path, query, headers, request.content))
        match response.fault:
            case LostResponse():
                raise library.RemoteProtocolError("Server disconnected without sending a response.", request=request)
            case Reset():
                raise library.ReadError("Connection reset by peer", request=request)
            case RefusedConnection():
                raise library.ConnectError(str(refused_connection()), request=request)
            case Hang():
                _wait(library, self._clock, request, None)
            case Delay(seconds=float() | int() as seconds):
                _wait(library, self._clock, request, seconds)
            case _:
                pass
        body = b"" if request.method == "HEAD" else response.body
        if response.fault:
            stream = _stream_of(library)(library, self._clock, request, response)
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
    """A body that is sent slowly, or truncated."""

    def __init__(self, library: ModuleType, clock: FakeClock, request: httpx.Request, response: Response) -> None:
        self._library = library
        self._clock = clock
        self._request = request
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        body, fault = self._response.body, self._response.fault
        if isinstance(fault, TruncatedBody):
            yield body[: len(body) // 2]
            message = f"peer closed connection without sending complete message body (expected {len(body)} bytes)"
            raise self._library.RemoteProtocolError(message, request=self._request)
        seconds = fault.seconds if isinstance(fault, SlowBody) else 0.0
        for part in parts_of(body):
            _wait(self._library, self._clock, self._request, seconds / PARTS)
            yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        from anyio.lowlevel import checkpoint  # a synchronous program never needs it

        for part in self:
            await checkpoint()
            yield part


def parts_of(body: bytes) -> list[bytes]:
    """Divide a body into the parts in which a slow one is sent; a short one has empty parts."""
    return [body[len(body) * part // PARTS : len(body) * (part + 1) // PARTS] for part in range(PARTS)]


def refused_connection() -> OSError:
    """Return what the system raises where nothing listens."""
    return ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))


def advance_within(clock: FakeClock, timeout: float | None, seconds: float | None) -> bool:
    """Advance the clock, None for ever, but no further than a timeout; return whether that was enough.

    Raises:
        EmulatorError: There is no timeout, and the wait is for ever.
    """
    if timeout is not None and (seconds is None or seconds > timeout):
        clock.advance(timeout)
        return False
    if seconds is None:
        raise EmulatorError("the request hangs forever: the client has no time limit for reading")
    clock.advance(seconds)
    return True


def _wait(library: ModuleType, clock: FakeClock, request: httpx.Request, seconds: float | None) -> None:
    """Advance the clock, None for ever, but no further than the client's read timeout, which is an error."""
    if not advance_within(clock, request.extensions.get("timeout", {}).get("read"), seconds):
        raise library.ReadTimeout("The read operation timed out", request=request)
