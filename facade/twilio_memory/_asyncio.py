"""Connections of asyncio and of loops that stand in for its own, read and written without any layer between."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING, Final, cast

import anyio

from twilio_memory._failures import ConnectError, ConnectTimeout, ReadError, ReadTimeout, WriteError, WriteTimeout
from twilio_memory._sockets import READ_AT_ONCE, readable

if TYPE_CHECKING:
    from typing import Self

_MOST_UNREAD: Final = 256 * 1024
_NEXT_ADDRESS_SECONDS: Final = 0.25  # RFC 8305


class AsyncioStream(asyncio.BufferedProtocol):
    """What has arrived on a connection and was not read yet, and who waits for more."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        # The system writes here: without it asyncio takes 256 KiB of new memory for every read.
        self._buffer = memoryview(bytearray(READ_AT_ONCE))
        self._received = b""
        self._held_up = False
        self._full = False
        self._ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[bool] | None = None

    @classmethod
    async def connect(cls, host: str, port: int, seconds: float) -> Self:
        """Make a connection.

        Raises:
            Failure: It could not be made, or not in time.
        """
        loop = asyncio.get_running_loop()
        # Not every loop can try several addresses at once, and not every host has any.
        at_once = isinstance(loop, asyncio.BaseEventLoop) and not _is_address(host)
        try:
            with anyio.fail_after(seconds):
                _, stream = await (
                    loop.create_connection(cls, host, port, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS)
                    if at_once
                    else loop.create_connection(cls, host, port)
                )
        except TimeoutError as error:
            raise ConnectTimeout from error
        except OSError as error:
            raise ConnectError from error
        return stream

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # To have written is to have handed over to the system, else no time would be kept for it.
        self._transport.set_write_buffer_limits(high=1, low=0)
        self._readable = readable(transport.get_extra_info("socket"))

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

    async def read(self, seconds: float) -> bytes:
        """Read what there is, or what comes next; nothing at the end."""
        deadline = self._loop.time() + seconds
        while not self._received:
            if self._error is not None:
                raise ReadError from self._error
            if self._ended:
                return b""
            if not await self._woken(deadline):
                raise ReadTimeout
        data, self._received = self._received, b""
        if self._held_up:
            self._held_up = False
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes, seconds: float) -> None:
        """Write everything."""
        if self._ended:
            raise WriteError from self._error
        self._transport.write(data)
        if self._full:
            deadline = self._loop.time() + seconds
            while self._full:
                if not await self._woken(deadline):
                    raise WriteTimeout
        if self._error is not None:
            raise WriteError from self._error

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

    def has_unread_data(self) -> bool:
        """Tell whether something has arrived, or the end."""
        # While other code kept the loop busy, the system may know more than the loop.
        return self._ended or bool(self._received) or self._readable()

    async def has_early_data(self, seconds: float) -> bool:  # noqa: ARG002 - there is nothing to wait for
        """Tell whether something has arrived before anything was written, or the end."""
        return self.has_unread_data()

    async def aclose(self) -> None:
        """Close it."""
        self._ended = True
        self._transport.abort()
        await asyncio.sleep(0)  # The loop closes the socket in its next turn.


def _set(waiter: asyncio.Future[bool], value: bool) -> None:  # noqa: FBT001 - called back with it
    if not waiter.done():
        waiter.set_result(value)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
