"""Connections to one origin, each of which belongs to one request at a time.

httpcore's own pool loses a slot for good when a call is cancelled at the wrong moment, and its bookkeeping is
quadratic in the number of waiting calls. Here a slot cannot be lost: see `_slots`.
"""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING, Final

from twilio_memory._core.loading import load_parsers
from twilio_memory._failures import ConnectError, ConnectTimeout, Failure, ProxyError
from twilio_memory._proxy import proxy_for
from twilio_memory._slots import Slots
from twilio_memory._sync.connection import Connection, Limits
from twilio_memory._twins import Local, connect, shielded

if TYPE_CHECKING:
    import ssl

    from twilio_memory._core.config import Origin
    from twilio_memory._proxy import Proxy
    from twilio_memory._twins import Stream

_KEEP_ALIVE_SECONDS: Final = 5.0


class _Connections:
    def __init__(self, count: int) -> None:
        self.slots = Slots(count)
        self.idle: deque[Connection] = deque()
        self.process = os.getpid()

    # To look first and take then would be wrong: between the two another thread may take it.

    def newest(self) -> Connection | None:
        """Take the connection that was used last."""
        try:
            return self.idle.pop()
        except IndexError:
            return None

    def expired(self) -> Connection | None:
        """Take the connection that was unused for longest, if that was too long."""
        try:
            oldest = self.idle.popleft()
        except IndexError:
            return None
        if oldest.has_expired():
            return oldest
        self.idle.appendleft(oldest)
        return None

    def close(self) -> None:
        """Close what is idle; but not in a forked process: the server would hear it, and it is the parent's."""
        try:
            while self.process == os.getpid() and (connection := self.newest()):
                with shielded():
                    connection.close()
        except BaseException:
            self.close()  # If this is cancelled, the others are closed all the same.
            raise


class Pool:
    """Connections to one origin, kept for a while after use.

    Args:
        origin: Scheme, host and port.
        ssl_context: How TLS is verified; None for the usual way.
        count: How many there may be at once.
    """

    def __init__(self, origin: Origin, ssl_context: ssl.SSLContext | None, count: int) -> None:
        self.origin = origin
        self._ssl_context = ssl_context
        self._count = count
        self._proxy = proxy_for(origin)
        self._locals: dict[int, Local[_Connections]] = {}  # By process.
        self._closed = False

    def _none_yet(self) -> _Connections:
        return _Connections(self._count)

    def _local(self) -> Local[_Connections]:
        process = os.getpid()
        local = self._locals.get(process)
        if local is None:
            # After a fork the sockets of the parent are kept: to forget them would close them. Not under a lock, since
            # another thread may have held it at the fork.
            local = self._locals.setdefault(process, Local(self._none_yet, _Connections.close))
        return local

    def here(self) -> _Connections:
        """Return the connections of this event loop, in this process."""
        return self._local().get()

    def take(self, connections: _Connections, limits: Limits) -> Connection:
        """Take one of the connections that are here, for one request of a call that has a slot.

        Raises:
            Failure: A new one could not be made.
        """
        while connection := connections.newest():
            if not connection.has_expired() and not connection.has_unread_data():
                return connection
            with shielded():
                connection.close()
        return Connection(self._connect(limits), _KEEP_ALIVE_SECONDS)

    def _connect(self, limits: Limits) -> Stream:
        limits = limits.for_connecting()
        proxy, context = self._proxy, None
        if self.origin.scheme == "https":
            context = self._ssl_context or _usual_context()
        to = proxy.origin if proxy else self.origin
        try:
            load_parsers()
            stream = connect(to.host, to.port, _connecting(limits))
        except (ImportError, OSError) as error:  # What it needs is loaded by the first one.
            raise ConnectError from error
        try:
            if proxy:
                if to.scheme == "https":
                    stream = _secured(stream, _usual_context(), to.host, limits)
                self._tunnel(stream, proxy, limits)
            if context:
                stream = _secured(stream, context, self.origin.host, limits)
        except BaseException:
            with shielded():
                stream.close()
            raise
        return stream

    def _tunnel(self, stream: Stream, proxy: Proxy, limits: Limits) -> None:
        """Ask a proxy for a way through to the origin.

        Raises:
            Failure: There is none. The origin has seen nothing of it.
        """
        try:
            status, _ = Connection(stream, 0.0).ask(proxy.request(self.origin), b"", 0, limits)
        except Failure as failure:
            raise (ConnectTimeout if failure.timed_out else ProxyError) from failure
        if not 200 <= status < 300:  # noqa: PLR2004
            raise ProxyError(f"the proxy has responded with {status}")

    def give_back(self, connections: _Connections, connection: Connection) -> None:
        """Keep a connection that can be used again; close any other."""
        old: Connection | None = connection
        if connection.is_idle():
            connections.idle.append(connection)
            old = connections.expired()
        if old:
            with shielded():
                old.close()
        if self._closed:
            connections.close()

    def close(self) -> None:
        """Close the connections that nobody uses now, and the others when they are given back."""
        self._closed = True
        self._local().close()


def _connecting(limits: Limits) -> float:
    return limits.bounded(limits.times.connect, ConnectTimeout)


def _secured(stream: Stream, context: ssl.SSLContext, host: str, limits: Limits) -> Stream:
    try:
        from twilio_memory._sync.tls import TLSStream  # not needed on loopback
    except (ImportError, OSError) as error:
        raise ConnectError from error
    secured = TLSStream(stream, context, host)
    secured.handshake(_connecting(limits))
    return secured


def _usual_context() -> ssl.SSLContext:
    try:
        from twilio_memory._tls import default_ssl_context  # see above

        return default_ssl_context()
    except (ImportError, OSError) as error:
        raise ConnectError from error
