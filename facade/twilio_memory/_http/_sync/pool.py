"""Connections to one origin, each of which carries one request at a time.

httpcore's own pool loses a slot for good when a call is cancelled at the wrong moment, and its bookkeeping is
quadratic in the number of waiting calls. Here a slot cannot be lost: see `semaphore`.
"""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING, Final

from twilio_memory._http._sync.connection import Connection
from twilio_memory._http.backends.sync import open_connection
from twilio_memory._http.concurrency import Shared, shield_cancellation
from twilio_memory._http.exceptions import ConnectError, ConnectTimeout, ProxyError, TransportError
from twilio_memory._http.parser import load_parsers
from twilio_memory._http.proxy import environment_proxy
from twilio_memory._http.semaphore import Semaphore

if TYPE_CHECKING:
    import ssl

    from twilio_memory._http.backends.base import Stream
    from twilio_memory._http.deadline import Deadline
    from twilio_memory._http.proxy import Proxy
    from twilio_memory._http.types import Origin

KEEPALIVE_EXPIRY: Final = 5.0


class _IdleConnections:
    def __init__(self, max_connections: int) -> None:
        self.semaphore = Semaphore(max_connections)
        self.idle: deque[Connection] = deque()
        self.process = os.getpid()

    # Pop atomically; check-then-pop races with other threads.

    def pop_newest(self) -> Connection | None:
        try:
            return self.idle.pop()
        except IndexError:
            return None

    def pop_expired(self) -> Connection | None:
        try:
            oldest = self.idle.popleft()
        except IndexError:
            return None
        if oldest.has_expired():
            return oldest
        self.idle.appendleft(oldest)
        return None

    def close(self) -> None:
        """Close the idle connections, but not in a forked process: that would close TLS for the parent."""
        try:
            while self.process == os.getpid() and (connection := self.pop_newest()):
                with shield_cancellation():
                    connection.close()
        except BaseException:
            self.close()  # After a cancellation the others are closed, too.
            raise


class Pool:
    """Connections to one origin, kept for a while after use."""

    def __init__(self, origin: Origin, ssl_context: ssl.SSLContext | None, max_connections: int) -> None:
        self.origin = origin
        self.max_connections = max_connections
        self._ssl_context = ssl_context
        self._proxy = environment_proxy(origin)
        self._by_process: dict[int, Shared[_IdleConnections]] = {}
        self._closed = False

    def _new_state(self) -> _IdleConnections:
        return _IdleConnections(self.max_connections)

    def _per_loop(self) -> Shared[_IdleConnections]:
        process = os.getpid()
        per_loop = self._by_process.get(process)
        if per_loop is None:
            # After a fork the parent's sockets are kept: to drop them would close them. Not under a lock, which another
            # thread may have held at the fork.
            new = Shared(self._new_state, _IdleConnections.close)
            per_loop = self._by_process.setdefault(process, new)
        return per_loop

    def current(self) -> _IdleConnections:
        """Return the connections of this process and event loop."""
        return self._per_loop().get()

    def acquire(self, connections: _IdleConnections, deadline: Deadline) -> Connection:
        """Take an idle connection, or open one, for a request that has a slot."""
        while connection := connections.pop_newest():
            if not connection.has_expired() and not connection.is_readable():
                return connection
            with shield_cancellation():
                connection.close()
        return Connection(self._connect(deadline.connect_deadline()), KEEPALIVE_EXPIRY)

    def _connect(self, deadline: Deadline) -> Stream:
        proxy, context = self._proxy, None
        if self.origin.scheme == "https":
            context = self._ssl_context or _default_ssl_context()
        target = proxy.origin if proxy else self.origin
        try:
            load_parsers()
            stream = open_connection(target.host, target.port, _connect_timeout(deadline))
        except (ImportError, OSError) as error:  # The first connection loads modules.
            raise ConnectError from error
        try:
            if proxy:
                if target.scheme == "https":
                    stream = _start_tls(stream, _default_ssl_context(), target.host, deadline)
                self._open_tunnel(stream, proxy, deadline)
            if context:
                stream = _start_tls(stream, context, self.origin.host, deadline)
        except BaseException:
            with shield_cancellation():
                stream.close()
            raise
        return stream

    def _open_tunnel(self, stream: Stream, proxy: Proxy, deadline: Deadline) -> None:
        connection = Connection(stream, 0.0)
        try:
            status, _ = connection.send_request(proxy.connect_request(self.origin), b"", 0, deadline)
        except TransportError as error:
            raise (ConnectTimeout if error.timed_out else ProxyError) from error
        if not 200 <= status < 300:  # noqa: PLR2004
            raise ProxyError(f"the proxy has responded with {status}")

    def release(self, connections: _IdleConnections, connection: Connection) -> None:
        """Keep a connection that can be used again; close any other."""
        unused: Connection | None = connection
        if connection.is_idle():
            connections.idle.append(connection)
            unused = connections.pop_expired()
        if unused:
            with shield_cancellation():
                unused.close()
        if self._closed:
            connections.close()

    def close(self) -> None:
        """Close the idle connections, and the others when they are released."""
        self._closed = True
        self._per_loop().close()


def _connect_timeout(deadline: Deadline) -> float:
    return deadline.clamp(deadline.connect, ConnectTimeout)


def _start_tls(stream: Stream, context: ssl.SSLContext, host: str, deadline: Deadline) -> Stream:
    try:
        from twilio_memory._http._sync.tls import TLSStream
    except (ImportError, OSError) as error:
        raise ConnectError from error
    tls_stream = TLSStream(stream, context, host)
    tls_stream.handshake(_connect_timeout(deadline))
    return tls_stream


def _default_ssl_context() -> ssl.SSLContext:
    try:
        from twilio_memory._http.ssl_context import default_ssl_context

        return default_ssl_context()
    except (ImportError, OSError) as error:
        raise ConnectError from error
