"""Connections of asyncio and of loops that stand in for its own, read and written without any layer between."""

from __future__ import annotations

import asyncio
import itertools
import socket
from typing import TYPE_CHECKING, Final, cast

import anyio

from twilio_memory._failures import ConnectError, ConnectTimeout, ReadError, ReadTimeout, WriteError, WriteTimeout
from twilio_memory._sockets import READ_AT_ONCE, readable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Self

    _Address = tuple[int, int, int, str, Any]

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
        try:
            with anyio.fail_after(seconds):
                connected = await _connected_socket(host, port)
                # If this is cancelled, asyncio closes the socket in the next turn of the loop.
                _, stream = await loop.create_connection(cls, sock=connected)
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


async def _connected_socket(host: str, port: int) -> socket.socket:
    """Connect to the first address that accepts; each one gets a head start of 250 ms before the next (RFC 8305).

    The loop's own way to do so leaves sockets open when it is cancelled before Python 3.12.

    Raises:
        OSError: No address accepts, or there is none.
    """
    addresses = await _addresses(host, port)
    if len(addresses) == 1:
        return await _connect_to(addresses[0])
    connected: list[socket.socket] = []
    errors: list[OSError] = []

    async def attempt(address: _Address, failed: anyio.Event) -> None:
        try:
            connected.append(await _connect_to(address))
            attempts.cancel_scope.cancel()
        except OSError as error:
            errors.append(error)
            failed.set()

    try:
        async with anyio.create_task_group() as attempts:
            for address in addresses:
                failed = anyio.Event()
                attempts.start_soon(attempt, address, failed)
                with anyio.move_on_after(_NEXT_ADDRESS_SECONDS):
                    await failed.wait()
        if not connected:
            raise errors[-1]
        return connected.pop(0)
    finally:
        # Two may have connected at once, or one just when all were cancelled.
        for unused in connected:
            unused.close()
        errors.clear()  # Their frames refer to them.


async def _addresses(host: str, port: int) -> Sequence[_Address]:
    """Find the addresses of a host, with those of both families in turn, so that a broken one costs one wait."""
    try:  # A literal address takes no thread.
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    by_family: dict[int, list[_Address]] = {}
    for address in found:
        by_family.setdefault(address[0], []).append(address)
    return [address for turn in itertools.zip_longest(*by_family.values()) for address in turn if address]


async def _connect_to(address: _Address) -> socket.socket:
    family, kind, protocol, _, to = address
    connecting = socket.socket(family, kind, protocol)
    try:
        connecting.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connecting, to)
    except BaseException:
        connecting.close()
        raise
    return connecting
