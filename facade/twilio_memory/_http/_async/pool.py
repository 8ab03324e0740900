"""Connections to one origin, each of which carries one request at a time.

httpcore's own pool loses a slot for good when a call is cancelled at the wrong moment, and its bookkeeping is
quadratic in the number of waiting calls. Here a slot counts while its object is alive and not released, so an exception
of a signal handler, which can be raised between any two bytecodes, frees it together with the frame that held it. Every
step is one atomic operation of a dictionary or deque: a lock could stay held after such an exception, or after a fork.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import weakref
from collections import deque
from importlib import import_module
from typing import TYPE_CHECKING

from twilio_memory._http import exceptions as exc
from twilio_memory._http._async.connection import AsyncConnection, encode_head
from twilio_memory._http._async.transport import AsyncBaseTransport, read_response
from twilio_memory._http.backends import aopen_connection
from twilio_memory._http.concurrency import AsyncTurn, abegin, acurrent_loop
from twilio_memory._http.monotonic import monotonic
from twilio_memory._http.proxy import environment_proxy
from twilio_memory._http.types import Response, response_without_body

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator

    from twilio_memory._http._async.tls import AsyncStream
    from twilio_memory._http.proxy import BaseConnectionOptions, Proxy
    from twilio_memory._http.types import AsyncAnyRequest, Deadline, Origin


class Slot:
    """The place of a request in the queue."""

    turn: AsyncTurn | None = None


class AsyncConnections:
    """The idle connections and the slots of one process and event loop.

    Requests queue in order of arrival: the first ones, as many as there are slots, run; the others wait.
    """

    def __init__(self, count: int) -> None:
        self.idle: deque[AsyncConnection] = deque()
        self._process = os.getpid()
        self._count = count
        self._slots: dict[weakref.ref[Slot], None] = {}

    @property
    def free_slots(self) -> int:
        return self._count - sum(slot() is not None for slot in list(self._slots))

    async def acquire_slot(self, timeout: float) -> Slot:
        """Wait for a slot; raise `PoolTimeout` if none becomes free in time."""
        slot = Slot()
        self._slots[weakref.ref(slot)] = None
        if len(self._slots) > self._count:
            deadline, in_time = monotonic() + timeout, False
            try:
                slot.turn = AsyncTurn()
                while not (in_time := weakref.ref(slot) in self._first()) and (left := deadline - monotonic()) > 0:
                    await slot.turn.wait(left)
            finally:
                if not in_time:
                    self.release_slot(slot)
            if not in_time:  # Raised after the release: the error's frames keep the slot alive.
                raise exc.PoolTimeout
        return slot

    def _first(self) -> list[weakref.ref[Slot]]:
        """Return the slots of the requests that may run, after removing those that were lost."""
        while True:
            with contextlib.suppress(RuntimeError):  # Another thread has changed the dictionary.
                first = list(itertools.islice(self._slots, self._count))
                lost = [slot for slot in first if slot() is None]
                if not lost:
                    return first
                for slot in lost:
                    self._slots.pop(slot, None)

    def release_slot(self, slot: Slot) -> None:
        """Free a slot and wake the next request."""
        self._slots.pop(weakref.ref(slot), None)
        if len(self._slots) >= self._count:
            for reference in self._first()[self._count - 1 :]:
                if (waiting := reference()) and waiting.turn:
                    waiting.turn.wake()

    async def aclose(self) -> None:
        """Close the idle connections, but not in a forked process: that would close TLS for the parent."""
        try:
            while self._process == os.getpid() and self.idle:
                with contextlib.suppress(IndexError):  # Another thread has taken the last.
                    await self.idle.pop().aclose()
        except BaseException:
            await self.aclose()  # After a cancellation the others are closed, too.
            raise


class AsyncTransport(AsyncBaseTransport):
    """Sends requests on connections that are kept; those to another origin, on a connection for that request alone."""

    def __init__(self, origin: Origin, options: BaseConnectionOptions) -> None:
        self.origin = origin
        self.options = options
        self._keepalive_expiry = options.keepalive_expiry
        self.proxy = environment_proxy(origin) if options.proxy == "environment" else options.proxy
        if self.proxy:
            self._via = f" by the proxy {self.proxy.origin.address}"
        # After a fork the parent's entries are kept: to drop them would close its sockets.
        self._by_loop: dict[tuple[int, object], tuple[AsyncConnections, AsyncGenerator[None]]] = {}

    async def aclose(self) -> None:
        """Close the idle connections, and the others when they are released."""
        await super().aclose()
        # Popped first: several tasks may close at once.
        if entry := self._by_loop.pop((os.getpid(), acurrent_loop()), None):
            await entry[1].aclose()
            await entry[0].aclose()  # An interruption may have kept the generator from beginning.

    async def _send(self, request: AsyncAnyRequest, deadline: Deadline) -> Response:
        if request.defaults.origin != self.origin:
            other = AsyncTransport(request.defaults.origin, self.options)
            try:
                return await other.send(request, deadline)
            finally:
                await other.aclose()
        connections = self.current()
        slot = await connections.acquire_slot(min(deadline.pool, deadline.at - deadline.monotonic()))
        try:
            connection = await self.acquire(connections, request.max_idle, deadline)
            try:
                if request.method == "CONNECT":
                    connection.set_idle()
                    return Response(0)
                head = encode_head(request)
                try:
                    status, headers = await connection.send_request(head, request.content, request.size, deadline)
                except exc.TransportError as error:
                    return response_without_body(connection.status, error)
                body = connection.received
                is_plain = status < 400 and "content-encoding" not in headers  # noqa: PLR2004
                if is_plain and connection.is_idle and len(body) <= request.max_response_size:
                    connection.received = b""
                    return Response(status, headers, body)
                response = await read_response(status, headers, connection, request.max_body_size(status), deadline)
                return response if connection.has_sent_all else response.sent_too_early()
            finally:
                await self.release(connections, connection)
        except BaseException:
            connections.release_slot(slot)
            raise
        finally:
            connections.release_slot(slot)  # Even if a signal has interrupted the line above.

    def current(self) -> AsyncConnections:
        """Return the connections of this process and event loop."""
        key = os.getpid(), acurrent_loop()
        entry = self._by_loop.get(key)
        return entry[0] if entry else self._add(key)

    def _add(self, key: tuple[int, object]) -> AsyncConnections:
        # Copied first: loops of other threads begin and end meanwhile.
        for other in list(self._by_loop):
            # A loop closed without `shutdown_asyncgens()` is only detectable by `is_closed()`.
            if other[0] == key[0] and getattr(other[1], "is_closed", bool)():
                self._by_loop.pop(other, None)
        connections, transport = AsyncConnections(self.options.max_connections), weakref.ref(self)

        async def closing() -> AsyncGenerator[None]:
            try:
                yield
            finally:
                if (alive := transport()) is not None:
                    alive._by_loop.pop(key, None)  # noqa: SLF001 - our own
                await connections.aclose()

        entry = self._by_loop.setdefault(key, (connections, closing()))
        if entry[0] is connections:  # No other thread was faster.
            abegin(entry[1])
        return entry[0]

    async def acquire(self, connections: AsyncConnections, max_idle: float, deadline: Deadline) -> AsyncConnection:
        """Take a connection that has been idle for a time at most, or open one, for a request that has a slot."""
        max_idle = min(max_idle, self._keepalive_expiry)
        while connections.idle:
            try:
                connection = connections.idle.pop()
            except IndexError:  # Another thread has taken the last.
                break
            is_fresh = monotonic() - connection.idle_since <= max_idle
            # Session tickets of TLS may have arrived at a new one.
            if is_fresh and not (
                await connection.has_early_data() if connection.is_new else connection.stream.is_readable()
            ):
                return connection
            await connection.aclose()
            if not is_fresh:  # The others have been idle for longer; this one is replaced.
                break
        return AsyncConnection(await self._connect(deadline.connect_deadline()))

    async def _connect(self, deadline: Deadline) -> AsyncStream:
        stream: AsyncStream | None = None
        proxy = self.proxy
        target = proxy.origin if proxy else self.origin
        try:
            # Once a request was sent nothing can be loaded reliably: no file descriptor may be left.
            import_module("twilio_memory._http.h11_parser")
            context = self.options.ssl_context
            if context is None and "https" in {self.origin.scheme, target.scheme}:
                from twilio_memory._http.ssl_context import default_ssl_context

                context = default_ssl_context()
            stream = await aopen_connection(
                target.host, target.port, deadline.clamp(deadline.connect, exc.ConnectTimeout)
            )
            if proxy:
                if context and target.scheme == "https":
                    stream = await _start_tls(stream, context, target.host, deadline)
                await self._open_tunnel(stream, proxy, deadline)
            if context and self.origin.scheme == "https":
                stream = await _start_tls(stream, context, self.origin.host, deadline)
        except BaseException as error:
            if stream:
                await AsyncConnection(stream).aclose()
            if isinstance(error, (ImportError, OSError)):  # Modules and certificates are loaded.
                raise (exc.ConnectTimeout if isinstance(error, TimeoutError) else exc.ConnectError) from error
            raise
        return stream

    async def _open_tunnel(self, stream: AsyncStream, proxy: Proxy, deadline: Deadline) -> None:
        connection = AsyncConnection(stream)
        try:
            status, _ = await connection.send_request(proxy.connect_request(self.origin), b"", 0, deadline)
        except exc.TransportError as error:
            raise (exc.ConnectTimeout if error.timed_out else exc.ProxyError) from error
        if not 200 <= status < 300:  # noqa: PLR2004
            raise exc.ProxyError(f"the proxy has responded with {status}")

    async def release(self, connections: AsyncConnections, connection: AsyncConnection) -> None:
        """Keep a connection that can be used again; close any other, and the oldest one if it has expired."""
        unused: AsyncConnection | None = connection
        if connection.is_idle:
            idle = connections.idle
            idle.append(connection)
            try:
                # Another thread may take it meanwhile; to close the next one instead does no harm.
                expires = idle[0].idle_since + self._keepalive_expiry
                unused = idle.popleft() if expires < connection.idle_since else None
            except IndexError:
                unused = None
        if unused:
            await unused.aclose()
        if self._closed:
            await connections.aclose()


async def _start_tls(stream: AsyncStream, context: ssl.SSLContext, host: str, deadline: Deadline) -> AsyncStream:
    from twilio_memory._http._async.tls import AsyncTLSStream

    tls_stream = AsyncTLSStream(stream, context, host)
    await tls_stream.handshake(deadline.clamp(deadline.connect, exc.ConnectTimeout))
    return tls_stream
