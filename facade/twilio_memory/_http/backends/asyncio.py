"""Connections of asyncio and of compatible event loops, on a protocol of its own: streams would add a layer."""

from __future__ import annotations

import asyncio
import itertools
import socket
from typing import TYPE_CHECKING, Final, cast

import anyio

from twilio_memory._http.backends.resolver import literal_addresses
from twilio_memory._http.backends.sync import READ_SIZE, readability_wait

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from twilio_memory._http.backends.resolver import Address

HIGH_WATER: Final = 256 * 1024
HAPPY_EYEBALLS_DELAY: Final = 0.25  # RFC 8305


class AsyncioStream(asyncio.BufferedProtocol):
    """A connection with the data that was not read yet."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        # Read buffer: without it asyncio allocates 256 KiB for every read.
        self._buffer = memoryview(bytearray(READ_SIZE))
        self._received = b""
        self._eof = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    async def connect(cls, host: str, port: int) -> Self:
        opened = await _open_socket(host, port)
        # On cancellation asyncio closes the socket in the next turn of the loop.
        _, stream = await asyncio.get_running_loop().create_connection(cls, sock=opened)
        return stream

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # Wait until the kernel has the data, so that the write timeout applies.
        self._transport.set_write_buffer_limits(high=0)
        self._readable = readability_wait(transport.get_extra_info("socket"))

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's signature
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._received += self._buffer[:nbytes]
        if len(self._received) > HIGH_WATER:
            self._transport.pause_reading()
        self._notify()

    def eof_received(self) -> None:
        self._eof = True
        self._notify()

    def connection_lost(self, exc: Exception | None) -> None:
        self._error = exc
        self._set_timer(None)
        self.eof_received()

    async def read(self, timeout: float) -> bytes:
        deadline = self._loop.time() + timeout
        while not self._received:
            if self._error is not None:
                raise self._error
            if self._eof:
                return b""
            await self._wait(deadline)
        data, self._received = self._received, b""
        if len(data) > HIGH_WATER:
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes, timeout: float) -> None:
        if self._eof:
            raise self._error or BrokenPipeError
        self._transport.write(data)
        deadline = self._loop.time() + timeout
        while self._transport.get_write_buffer_size():
            await self._wait(deadline)
        if self._error is not None:
            raise self._error

    async def _wait(self, deadline: float) -> None:
        """Wait for the next event, which may be an earlier timer; raise `TimeoutError` after the deadline."""
        if self._timer is None or self._timer.when() > deadline:
            if self._loop.time() >= deadline:
                raise TimeoutError
            self._set_timer(deadline)
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _set_timer(self, deadline: float | None) -> None:
        """Set the timer, which many waits share: most end long before it."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if deadline is None else self._loop.call_at(deadline, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self._notify()

    def _notify(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    resume_writing = _notify

    def is_readable(self) -> bool:
        # If the loop was blocked, the socket may be readable before the protocol is notified.
        return self._eof or bool(self._received) or bool(self._readable(0))

    async def has_early_data(self, timeout: float) -> bool:  # noqa: ARG002 - there is nothing to wait for
        return self.is_readable()

    async def aclose(self) -> None:
        self._eof = True
        self._transport.abort()
        await asyncio.sleep(0)  # The loop closes the socket in its next turn.


async def _open_socket(host: str, port: int) -> socket.socket:
    """Connect to the first address that accepts, each with a head start of 250 ms before the next (RFC 8305).

    The loop's own implementation leaves sockets open when it is cancelled before Python 3.12.
    """
    opened: list[socket.socket] = []
    errors: list[OSError] = []

    async def attempt(address: Address, failed: anyio.Event) -> None:
        try:
            opened.append(await _connect_to(address))
            attempts.cancel_scope.cancel()
        except OSError as error:
            errors.append(error)
            failed.set()

    try:
        async with anyio.create_task_group() as attempts:
            for address in await _addresses(host, port):
                failed = anyio.Event()
                attempts.start_soon(attempt, address, failed)
                with anyio.move_on_after(HAPPY_EYEBALLS_DELAY):
                    await failed.wait()
        if not opened:
            raise errors[-1]
        return opened.pop(0)
    finally:
        # Two may have connected at once, or one just before the others were cancelled.
        for unused in opened:
            unused.close()
        errors.clear()  # Breaks the cycle with their frames.


async def _addresses(host: str, port: int) -> Sequence[Address]:
    """Return the addresses of a host, families alternating, so that a broken family costs one delay."""
    addresses: Sequence[Address] = literal_addresses(host, port)  # It takes no thread.
    if not addresses:
        addresses = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    by_family: dict[int, list[Address]] = {}
    for address in addresses:
        by_family.setdefault(address[0], []).append(address)
    return [address for turn in itertools.zip_longest(*by_family.values()) for address in turn if address]


async def _connect_to(address: Address) -> socket.socket:
    family, kind, protocol, _, target = address
    connection = socket.socket(family, kind, protocol)
    try:
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, target)
    except BaseException:
        connection.close()
        raise
    return connection
