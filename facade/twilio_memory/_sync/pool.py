"""Connections to one origin: httpcore speaks HTTP on them, and each knows until when its call may take.

httpcore's own pool loses a slot for good when a call is cancelled at the wrong moment, and its bookkeeping grows with
the square of what waits. Here a connection belongs to one request at a time, and a slot is given back whatever happens.
"""

from __future__ import annotations

import contextlib
import functools
import os
import threading
import urllib.request
from collections import deque
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, cast

import attrs
import httpcore
import httpx

from twilio_memory._config import is_loopback
from twilio_memory._head import Head
from twilio_memory._twins import Local, Slots, shielded
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

_KEEP_ALIVE_SECONDS: Final = 5.0
_FOR_EVER: Final = 1e6


class Time:
    """The time that is left for a request, and how far its answer has come."""

    def __init__(self, remaining: Callable[[], float]) -> None:
        self.left = remaining
        self.head = Head()

    def stop(self) -> None:
        """Leave no time."""
        self.left = lambda: 0.0


#: That of the request which is under way in this context.
TIME: ContextVar[Time] = ContextVar("TIME")


class _Connection(httpcore.HTTP11Connection):
    """A connection on which nothing is left over of one answer: it would pass for the answer to the next request."""

    def is_idle(self) -> bool:
        return super().is_idle() and not self._h11_state.trailing_data[0]


@attrs.define
class _Connections:
    slots: Slots
    idle: deque[httpcore.ConnectionInterface] = attrs.field(factory=deque[httpcore.ConnectionInterface])
    process: int = attrs.Factory(os.getpid)

    # To look first and take then would be wrong: between the two another thread may take it.

    def newest(self) -> httpcore.ConnectionInterface | None:
        """Take the connection that was used last."""
        with contextlib.suppress(IndexError):
            return self.idle.pop()
        return None

    def expired(self) -> httpcore.ConnectionInterface | None:
        """Take the connection that was unused for longest, if it is of no use any more."""
        with contextlib.suppress(IndexError):
            oldest = self.idle.popleft()
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
        self._backend: httpcore.NetworkBackend = httpcore.SyncBackend()
        self._all = Local(self._none_yet, _Connections.close)
        self._inherited: list[object] = []
        self._closed = False

    def url_of(self, target: str) -> httpcore.URL:
        """Return the URL of a target, which is sent as it is."""
        origin = self._origin
        return httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=target)

    def _none_yet(self) -> _Connections:
        return _Connections(Slots(self._count))

    def _connections(self) -> _Connections:
        connections = self._all.get()
        if connections.process != os.getpid():  # A fork: the sockets are the parent's.
            self._inherited.append(self._all)  # Letting go of them would close them.
            self._all = Local(self._none_yet, _Connections.close)
            connections = self._all.get()
        return connections

    def take(self, pool_timeout: float, connect_timeout: float) -> httpcore.ConnectionInterface:
        """Take a connection, for one request, and give it back then.

        Raises:
            httpcore.PoolTimeout: None has become free.
            httpcore.ConnectTimeout: A new one could not be made in time.
            httpcore.ConnectError: A new one could not be made.
        """
        connections = self._connections()
        connections.slots.acquire(_bounded(pool_timeout, httpcore.PoolTimeout))
        try:
            while connection := connections.newest():
                if connection.is_idle() and not connection.has_expired():
                    return connection
                connection.close()
            return self._connect(connect_timeout)
        except BaseException:
            connections.slots.release()
            raise

    def _connect(self, timeout: float) -> httpcore.ConnectionInterface:
        stream = self._stream_to(self._proxy.url.origin if self._proxy else self._origin, timeout)
        try:
            if self._proxy:
                stream = self._tunnel(stream, self._proxy, timeout)
            if self._origin.scheme == b"https":
                stream = stream.start_tls(self._ssl_context or default_ssl_context(), self._host, timeout)
        except BaseException:
            with shielded():
                stream.close()
            raise
        return _Connection(self._origin, stream, _KEEP_ALIVE_SECONDS)

    def _stream_to(self, origin: httpcore.Origin, timeout: float) -> httpcore.NetworkStream:
        host, left = origin.host.decode("ascii"), _bounded(timeout, httpcore.ConnectTimeout)
        stream = _BoundedStream(self._backend.connect_tcp(host, origin.port, left))
        if origin is self._origin or origin.scheme != b"https":
            return stream
        try:
            return stream.start_tls(default_ssl_context(), host, timeout)
        except BaseException:
            with shielded():
                stream.close()
            raise

    def _tunnel(self, stream: httpcore.NetworkStream, proxy: httpcore.Proxy, timeout: float) -> httpcore.NetworkStream:
        """Ask a proxy for a way through to the origin."""
        target = b"%b:%d" % (self._origin.host, self._origin.port)
        url = httpcore.URL(scheme=proxy.url.scheme, host=proxy.url.host, port=proxy.url.port, target=target)
        request = httpcore.Request(
            b"CONNECT",
            url,
            headers=[(b"Host", target), (b"Accept", b"*/*"), *proxy.headers],
            extensions={"timeout": {"read": timeout, "write": timeout}},
        )
        response = httpcore.HTTP11Connection(proxy.url.origin, stream).handle_request(request)
        if not 200 <= response.status < 300:  # noqa: PLR2004
            raise httpcore.ProxyError(f"the proxy has answered {response.status}")
        return cast("httpcore.NetworkStream", response.extensions["network_stream"])  # pyright: ignore[reportUnknownMemberType] - a bare dict

    def give_back(self, connection: httpcore.ConnectionInterface) -> None:
        """Keep a connection that can be used again; close any other."""
        connections = self._connections()
        try:
            old: httpcore.ConnectionInterface | None = connection
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


_making = threading.Lock()


def default_ssl_context() -> ssl.SSLContext:
    """Return the usual way to verify TLS; it takes long to make, so there is one for all clients."""
    with _making:
        return _default_ssl_context()


@functools.cache
def _default_ssl_context() -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _proxy_for(origin: httpcore.Origin) -> httpcore.Proxy | None:
    """Return the proxy that the environment names for the one host that is spoken to.

    Raises:
        InvalidArgumentError: It is none that can be used here.
    """
    host = origin.host.decode("ascii")
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    url = proxies.get(origin.scheme.decode("ascii")) or proxies.get("all")
    if not url:
        return None
    try:
        proxy = httpx.Proxy(url if "://" in url else f"http://{url}")
    except (ValueError, httpx.InvalidURL) as error:
        raise InvalidArgumentError("the environment names a proxy whose address is none") from error
    if proxy.url.scheme not in {"http", "https"}:
        raise InvalidArgumentError(
            f"the environment names a proxy of the kind {proxy.url.scheme}; give an http_client that can use it"
        )
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


def _bounded(timeout: float | None, error: type[httpcore.TimeoutException]) -> float:
    time = TIME.get(None)
    seconds = _FOR_EVER if time is None else time.left()
    if seconds <= 0:
        raise error("the time for the whole call is over")
    return seconds if timeout is None else min(timeout, seconds)


class _BoundedStream(httpcore.NetworkStream):
    """A stream each of whose reads and writes ends when the call's time is over."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _bounded(timeout, httpcore.ReadTimeout))
        if (time := TIME.get(None)) is not None:
            time.head.add(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _bounded(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _bounded(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._stream.get_extra_info(info)
