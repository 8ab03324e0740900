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

from twilio_memory._http._sync.connection import Connection
from twilio_memory._http.backends import open_connection
from twilio_memory._http.concurrency import Turn, begin, current_loop
from twilio_memory._http.exceptions import ConnectError, ConnectTimeout, PoolTimeout, ProxyError, TransportError
from twilio_memory._http.monotonic import monotonic
from twilio_memory._http.proxy import Proxy, environment_proxy

if TYPE_CHECKING:
    import ssl
    from collections.abc import Generator

    from twilio_memory._http._sync.tls import Stream
    from twilio_memory._http.proxy import BaseConnectionOptions
    from twilio_memory._http.types import Deadline, Origin


class Slot:
    """The place of a request in the queue."""

    turn: Turn | None = None


class Connections:
    """The idle connections and the slots of one process and event loop.

    Requests queue in order of arrival: the first ones, as many as there are slots, run; the others wait.
    """

    def __init__(self, count: int) -> None:
        self.idle: deque[Connection] = deque()
        self._process = os.getpid()
        self._count = count
        self._slots: dict[weakref.ref[Slot], None] = {}

    @property
    def free_slots(self) -> int:
        return self._count - sum(slot() is not None for slot in list(self._slots))

    def acquire_slot(self, timeout: float) -> Slot:
        """Wait for a slot; raise `PoolTimeout` if none becomes free in time."""
        slot = Slot()
        self._slots[weakref.ref(slot)] = None
        if len(self._slots) > self._count:
            in_time = False
            try:
                in_time = self._wait(slot, monotonic() + timeout)
            finally:
                if not in_time:
                    self.release_slot(slot)
            if not in_time:  # Raised after the release: the error's frames keep the slot alive.
                raise PoolTimeout
        return slot

    def _wait(self, slot: Slot, deadline: float) -> bool:
        slot.turn = Turn()
        while weakref.ref(slot) not in self._first():
            remaining = deadline - monotonic()
            if not slot.turn.wait(remaining):
                for other in list(self._slots):
                    if other() is None:  # It was lost.
                        self._slots.pop(other, None)
                if remaining <= 0:
                    return weakref.ref(slot) in self._first()
        return True

    def _first(self) -> list[weakref.ref[Slot]]:
        while True:
            try:
                return list(itertools.islice(self._slots, self._count))
            except RuntimeError:  # Another thread has changed the dictionary.
                continue

    def release_slot(self, slot: Slot) -> None:
        """Free a slot and wake the next request."""
        self._slots.pop(weakref.ref(slot), None)
        if len(self._slots) >= self._count:
            for reference in self._first()[self._count - 1 :]:
                if (waiting := reference()) and waiting.turn:
                    waiting.turn.wake()

    def close(self) -> None:
        """Close the idle connections, but not in a forked process: that would close TLS for the parent."""
        try:
            while self._process == os.getpid() and self.idle:
                with contextlib.suppress(IndexError):  # Another thread has taken the last.
                    self.idle.pop().close()
        except BaseException:
            self.close()  # After a cancellation the others are closed, too.
            raise


class Pool:
    """Connections to one origin, kept for a while after use."""

    def __init__(self, origin: Origin, options: BaseConnectionOptions) -> None:
        self.origin = origin
        self.max_connections = options.max_connections
        self._keepalive_expiry = options.keepalive_expiry
        self._ssl_context = options.ssl_context
        proxy = options.proxy
        self.proxy = proxy if proxy is None or isinstance(proxy, Proxy) else environment_proxy(origin)
        # After a fork the parent's entries are kept: to drop them would close its sockets.
        self._by_loop: dict[tuple[int, object], tuple[Connections, Generator[None]]] = {}
        self._closed = False

    def current(self) -> Connections:
        """Return the connections of this process and event loop."""
        key = os.getpid(), current_loop()
        entry = self._by_loop.get(key)
        return entry[0] if entry else self._add(key)

    def _add(self, key: tuple[int, object]) -> Connections:
        # Copied first: loops of other threads begin and end meanwhile.
        for other in list(self._by_loop):
            # A loop closed without `shutdown_asyncgens()` is only detectable by `is_closed()`.
            if other[0] == key[0] and getattr(other[1], "is_closed", bool)():
                self._by_loop.pop(other, None)
        connections, pool = Connections(self.max_connections), weakref.ref(self)

        def closing() -> Generator[None]:
            try:
                yield
            finally:
                if (alive := pool()) is not None:
                    alive._by_loop.pop(key, None)  # noqa: SLF001 - our own
                connections.close()

        entry = self._by_loop.setdefault(key, (connections, closing()))
        if entry[0] is connections:  # No other thread was faster.
            begin(entry[1])
        return entry[0]

    def acquire(self, connections: Connections, max_idle: float, deadline: Deadline) -> Connection:
        """Take a connection that has been idle for a time at most, or open one, for a request that has a slot."""
        max_idle = min(max_idle, self._keepalive_expiry)
        while connections.idle:
            try:
                connection = connections.idle.pop()
            except IndexError:  # Another thread has taken the last.
                break
            is_fresh = monotonic() - connection.idle_since <= max_idle
            # Session tickets of TLS may have arrived at a new one.
            if is_fresh and not (connection.has_early_data() if connection.is_new else connection.stream.is_readable()):
                return connection
            connection.close()
            if not is_fresh:  # The others have been idle for longer; this one is replaced.
                break
        return Connection(self._connect(deadline.connect_deadline()))

    def _connect(self, deadline: Deadline) -> Stream:
        stream: Stream | None = None
        proxy = self.proxy
        target = proxy.origin if proxy else self.origin
        try:
            # Once a request was sent nothing can be loaded reliably: no file descriptor may be left.
            import_module("twilio_memory._http.h11_parser")
            context = self._ssl_context
            if context is None and "https" in {self.origin.scheme, target.scheme}:
                from twilio_memory._http.ssl_context import default_ssl_context

                context = default_ssl_context()
            stream = open_connection(target.host, target.port, deadline.clamp(deadline.connect, ConnectTimeout))
            if proxy:
                if context and target.scheme == "https":
                    stream = _start_tls(stream, context, target.host, deadline)
                self._open_tunnel(stream, proxy, deadline)
            if context and self.origin.scheme == "https":
                stream = _start_tls(stream, context, self.origin.host, deadline)
        except BaseException as error:
            if stream:
                Connection(stream).close()
            if isinstance(error, (ImportError, OSError)):  # Modules and certificates are loaded.
                raise (ConnectTimeout if isinstance(error, TimeoutError) else ConnectError) from error
            raise
        return stream

    def _open_tunnel(self, stream: Stream, proxy: Proxy, deadline: Deadline) -> None:
        connection = Connection(stream)
        try:
            status, _ = connection.send_request(proxy.connect_request(self.origin), b"", 0, deadline)
        except TransportError as error:
            raise (ConnectTimeout if error.timed_out else ProxyError) from error
        if not 200 <= status < 300:  # noqa: PLR2004
            raise ProxyError(f"the proxy has responded with {status}")

    def release(self, connections: Connections, connection: Connection) -> None:
        """Keep a connection that can be used again; close any other, and the oldest one if it has expired."""
        unused: Connection | None = connection
        if connection.is_idle:
            idle = connections.idle
            idle.append(connection)
            try:
                # Another thread may take it meanwhile; to close the next one instead does no harm.
                expires = idle[0].idle_since + self._keepalive_expiry
                unused = idle.popleft() if expires < monotonic() else None
            except IndexError:
                unused = None
        if unused:
            unused.close()
        if self._closed:
            connections.close()

    def close(self) -> None:
        """Close the idle connections, and the others when they are released."""
        self._closed = True
        # Popped first: several tasks may close at once.
        if entry := self._by_loop.pop((os.getpid(), current_loop()), None):
            entry[1].close()
            entry[0].close()  # An interruption may have kept the generator from beginning.


def _start_tls(stream: Stream, context: ssl.SSLContext, host: str, deadline: Deadline) -> Stream:
    from twilio_memory._http._sync.tls import TLSStream

    tls_stream = TLSStream(stream, context, host)
    tls_stream.handshake(deadline.clamp(deadline.connect, ConnectTimeout))
    return tls_stream
