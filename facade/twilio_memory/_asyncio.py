"""Connections of asyncio, read and written without the layers that also serve other event loops."""

from __future__ import annotations

import asyncio
import ipaddress
import select
from typing import TYPE_CHECKING, Any, Final, cast

import anyio
import httpcore

if TYPE_CHECKING:
    import ssl

_READ_AT_ONCE: Final = 64 * 1024
_MOST_UNREAD: Final = 256 * 1024
_NEXT_ADDRESS_SECONDS: Final = 0.25  # RFC 8305
_FOR_EVER: Final = 1e6


class AsyncioStream(asyncio.BufferedProtocol, httpcore.AsyncNetworkStream):
    """What has arrived on a connection and was not read yet, and who waits for more."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        # The system writes here: without it asyncio takes 256 KiB of new memory for every read.
        self._buffer = memoryview(bytearray(_READ_AT_ONCE))
        self._received = b""
        self._held_up = False
        self._full = False
        self._ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[bool] | None = None

    @classmethod
    async def connect(cls, host: str, port: int, timeout: float | None) -> AsyncioStream:
        """Make a connection.

        Raises:
            httpcore.ConnectTimeout: It could not be made in time.
            httpcore.ConnectError: It could not be made.
        """
        loop = asyncio.get_running_loop()
        try:
            with anyio.fail_after(timeout):
                _, stream = await loop.create_connection(
                    cls, host, port, happy_eyeballs_delay=None if _is_address(host) else _NEXT_ADDRESS_SECONDS
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return stream

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._use(cast("asyncio.Transport", transport))
        self._poll = _poll(transport)

    def _use(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        # To have written is to have handed over to the system, else no time would be kept for it.
        transport.set_write_buffer_limits(high=1, low=0)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's signature
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._received += self._buffer[:nbytes]
        if len(self._received) > _MOST_UNREAD and not self._held_up:
            self._held_up = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._full = False
        self._error = exc
        self._wake()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        self._wake()

    # What the connection calls.

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - all that is there
        deadline = self._deadline(timeout)
        while not self._received:
            if self._error is not None:
                raise httpcore.ReadError(str(self._error)) from self._error
            if self._ended:
                return b""
            if not await self._woken(deadline):
                raise httpcore.ReadTimeout("nothing has arrived in time")
        data, self._received = self._received, b""
        if self._held_up:
            self._held_up = False
            self._transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._ended:
            raise httpcore.WriteError(str(self._error or "the connection has ended")) from self._error
        self._transport.write(buffer)
        if self._full:
            deadline = self._deadline(timeout)
            while self._full:
                if not await self._woken(deadline):
                    raise httpcore.WriteTimeout("the other side has not taken it in time")
        if self._error is not None:
            raise httpcore.WriteError(str(self._error)) from self._error

    def _deadline(self, timeout: float | None) -> float:
        return self._loop.time() + (_FOR_EVER if timeout is None else timeout)

    async def _woken(self, deadline: float) -> bool:
        """Wait until something has happened; False if nothing has in time."""
        waiter: asyncio.Future[bool] = self._loop.create_future()
        self._waiter = waiter
        timer = self._loop.call_at(deadline, _set, waiter, False)
        try:
            return await waiter
        finally:
            self._waiter = None
            timer.cancel()

    def _wake(self) -> None:
        if self._waiter is not None:
            _set(self._waiter, True)

    async def aclose(self) -> None:
        self._ended = True
        self._transport.abort()
        await asyncio.sleep(0)  # The loop closes the socket in its next turn.

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> AsyncioStream:
        try:
            with anyio.fail_after(timeout):
                transport = await self._loop.start_tls(
                    self._transport, self, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except (OSError, EOFError) as error:
            raise httpcore.ConnectError(str(error)) from error
        if transport is None:
            raise httpcore.ConnectError("the connection has ended")
        self._use(transport)
        return self

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        if info == "is_readable":
            # While other code kept the loop busy, the system may know more than the loop.
            return self._ended or bool(self._received) or (self._poll is not None and bool(self._poll.poll(0)))
        return self._transport.get_extra_info(info)


def _set(waiter: asyncio.Future[bool], value: bool) -> None:  # noqa: FBT001 - called back with it
    if not waiter.done():
        waiter.set_result(value)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _poll(transport: asyncio.BaseTransport) -> select.poll | None:
    if not hasattr(select, "poll"):
        return None  # Windows; there the loop alone has to notice.
    poll = select.poll()
    poll.register(transport.get_extra_info("socket"), select.POLLIN)
    return poll
