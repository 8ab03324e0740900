"""Connections to one origin, each of which belongs to one request at a time.

httpcore's own pool loses a slot for good when a call is cancelled at the wrong moment, and its bookkeeping grows with
the square of what waits. Here a slot is given back whatever happens.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from typing import TYPE_CHECKING, Final

import attrs
import httpcore

from twilio_memory._config import is_loopback
from twilio_memory._sync.connection import Connection, Time
from twilio_memory._tls import default_ssl_context
from twilio_memory._twins import Local, Network, Slots, shielded
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    import ssl

_KEEP_ALIVE_SECONDS: Final = 5.0


@attrs.define
class _Connections:
    slots: Slots
    idle: deque[Connection] = attrs.field(factory=deque[Connection])
    process: int = attrs.Factory(os.getpid)

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
        while self.process == os.getpid() and (connection := self.newest()):
            with shielded():
                connection.close()


class Pool:
    """Connections to one origin, kept for a while after use.

    Args:
        origin: Scheme, host and port.
        ssl_context: How TLS is verified; None for the usual way.
        count: How many there may be at once.
    """

    def __init__(self, origin: httpcore.Origin, ssl_context: ssl.SSLContext | None, count: int) -> None:
        self._origin = origin
        self._host = origin.host.decode("ascii")
        default = {b"https": 443, b"http": 80}[origin.scheme]
        name = f"[{self._host}]" if ":" in self._host else self._host
        self.host_header = name if origin.port == default else f"{name}:{origin.port}"
        self.url = f"{origin.scheme.decode('ascii')}://{self.host_header}"
        self._ssl_context = ssl_context
        self._count = count
        self._proxy = _proxy_for(origin)
        self._network = Network()
        self._all = Local(self._none_yet, _Connections.close)
        self._inherited: list[object] = []
        self._closed = False

    def _none_yet(self) -> _Connections:
        return _Connections(Slots(self._count))

    def here(self) -> _Connections:
        """Return the connections of this event loop, in this process."""
        connections = self._all.get()
        if connections.process != os.getpid():  # A fork: the sockets are the parent's.
            self._inherited.append(self._all)  # Letting go of them would close them.
            self._all = Local(self._none_yet, _Connections.close)
            connections = self._all.get()
        return connections

    def take(self, connections: _Connections, time: Time) -> Connection:
        """Take one of the connections that are here, for one request, and give it back then.

        Raises:
            httpcore.PoolTimeout: None has become free.
            httpcore.ConnectTimeout: A new one could not be made in time.
            httpcore.ConnectError: A new one could not be made.
        """
        connections.slots.acquire(time.bounded(time.times.pool, httpcore.PoolTimeout))
        try:
            while connection := connections.newest():
                if not connection.has_expired() and not connection.has_spoken():
                    return connection
                with shielded():
                    connection.close()
            return Connection(self._connect(time), _KEEP_ALIVE_SECONDS)
        except BaseException:
            connections.slots.release()
            raise

    def _connect(self, time: Time) -> httpcore.NetworkStream:
        via = self._proxy.url.origin if self._proxy else self._origin
        stream = self._network.connect_tcp(via.host.decode("ascii"), via.port, _connecting(time))
        try:
            if self._proxy:
                if via.scheme == b"https":
                    stream = stream.start_tls(default_ssl_context(), via.host.decode("ascii"), _connecting(time))
                self._tunnel(stream, self._proxy, time)
            if self._origin.scheme == b"https":
                context = self._ssl_context or default_ssl_context()
                stream = stream.start_tls(context, self._host, _connecting(time))
        except BaseException:
            with shielded():
                stream.close()
            raise
        return stream

    def _tunnel(self, stream: httpcore.NetworkStream, proxy: httpcore.Proxy, time: Time) -> None:
        """Ask a proxy for a way through to the origin."""
        target = b"%b:%d" % (self._origin.host, self._origin.port)
        lines = [b"CONNECT %b HTTP/1.1" % target, b"Host: " + target, b"Accept: */*"]
        lines += [b"%b: %b" % header for header in proxy.headers]
        limits = Time(attrs.evolve(time.times, read=time.times.connect, write=time.times.connect), time.left)
        connection = Connection(stream, 0.0)
        status, _ = connection.ask(b"\r\n".join([*lines, b"", b""]), b"", 0, limits)
        if not 200 <= status < 300:  # noqa: PLR2004
            raise httpcore.ProxyError(f"the proxy has answered {status}")

    def give_back(self, connections: _Connections, connection: Connection) -> None:
        """Keep a connection that can be used again; close any other."""
        try:
            old: Connection | None = connection
            if connection.is_idle():
                connections.idle.append(connection)
                old = connections.expired()
            if old:
                with shielded():
                    old.close()
            if self._closed:
                connections.close()
        finally:
            connections.slots.release()

    def close(self) -> None:
        """Close the connections that nobody uses now, and the others when they are given back."""
        self._closed = True
        self._all.close()


def _proxy_for(origin: httpcore.Origin) -> httpcore.Proxy | None:
    """Return the proxy that the environment names for the one host that is spoken to.

    Raises:
        InvalidArgumentError: It is none that can be used here.
    """
    host = origin.host.decode("ascii")
    named = any(name.lower().endswith("_proxy") for name in os.environ) or sys.platform in {"darwin", "win32"}
    if is_loopback(host) or not named:
        return None
    import urllib.request  # noqa: PLC0415 - with no proxy, none of it is needed

    if urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    url = proxies.get(origin.scheme.decode("ascii")) or proxies.get("all")
    if not url:
        return None
    import httpx  # noqa: PLC0415 - for a proxy's address only

    try:
        proxy = httpx.Proxy(url if "://" in url else f"http://{url}")
    except (ValueError, httpx.InvalidURL) as error:
        raise InvalidArgumentError("the environment names a proxy whose address is none") from error
    if proxy.url.scheme not in {"http", "https"}:
        raise InvalidArgumentError(
            f"the environment names a proxy of the kind {proxy.url.scheme}; give an http_client that can use it"
        )
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


def _connecting(time: Time) -> float:
    return time.bounded(time.times.connect, httpcore.ConnectTimeout)
