"""What carries a request: the one place that knows of httpx and httpcore."""

from __future__ import annotations

import threading
import urllib.request
import zlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

import httpcore
import httpx

from twilio_memory._config import is_loopback
from twilio_memory._responses import RawResponse
from twilio_memory._retry import Failure
from twilio_memory.errors import ClientClosedError, InvalidArgumentError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

    from twilio_memory._config import BaseURL, Options
    from twilio_memory._endpoints import Call


class _Time:
    """The time that is left for a request."""

    def __init__(self, remaining: Callable[[], float]) -> None:
        self.left = remaining

    def stop(self) -> None:
        """Leave no time."""
        self.left = lambda: 0.0


# That of the request which is under way in this context.
_time: ContextVar[_Time] = ContextVar("_time")

_NOTHING_SENT: Final = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
_FAILURES: Final = (
    httpx.TransportError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)
_TIMEOUTS: Final = (httpx.TimeoutException, httpcore.TimeoutException)
_ERROR_BYTES: Final = 64 * 1024
_CONNECTIONS: Final = 100
_KEEP_ALIVE: Final = 20
_KEEP_ALIVE_SECONDS: Final = 5.0


class Transport:
    """Sends one request and reads its answer, within the time that is left."""

    def __init__(self, base: BaseURL, http_client: httpx.Client | None, ssl_context: ssl.SSLContext | None) -> None:
        self.base = base
        self._given = http_client is not None
        self._client = http_client
        self._ssl_context = ssl_context
        self._lock = threading.Lock()
        self._closed = False

    def exchange(
        self, call: Call[object], headers: dict[str, str], options: Options, remaining: Callable[[], float]
    ) -> RawResponse:
        """Send a request once.

        Args:
            call: The request.
            headers: What is sent with every request.
            options: Times and limits.
            remaining: Tells how many seconds are left.

        Returns:
            The answer; where its body could not be read to its end, it says why.

        Raises:
            Failure: No answer has arrived.
        """
        client = self._open()
        request = self._request(call, headers, options, remaining())
        time = _Time(remaining)
        token = _time.set(time)
        try:
            # Neither redirects nor the client's own credentials: what is sent is decided here.
            response = client.send(request, stream=True, auth=None, follow_redirects=False)
            try:
                return self._read(response, options, time)
            finally:
                response.close()
        except _FAILURES as error:
            name = type(error).__name__
            raise Failure(name, sent=name not in _NOTHING_SENT, timed_out=isinstance(error, _TIMEOUTS)) from error
        finally:
            _time.reset(token)

    def close(self) -> None:
        """Close the connections, unless the caller brought the client."""
        self._closed = True
        if self._client is not None and not self._given:
            self._client.close()

    def _open(self) -> httpx.Client:
        with self._lock:
            if self._closed:
                raise ClientClosedError("the client has been closed; make a new one")
            if self._client is None:
                self._client = httpx.Client(transport=PoolTransport(self.base, self._ssl_context))
            return self._client

    def _request(self, call: Call[object], headers: dict[str, str], options: Options, left: float) -> httpx.Request:
        target = f"{call.path}?{call.query}" if call.query else call.path
        times = options.timeouts
        request = httpx.Request(
            call.method,
            f"{self.base}{target}",
            headers={**headers, **call.headers},
            content=call.body,
            extensions={
                "timeout": {
                    "connect": min(times.connect, left),
                    "read": min(times.read, left),
                    "write": min(times.write, left),
                    "pool": min(times.pool, left),
                }
            },
        )
        # The second lock on the door to other resources: nothing may have been normalised on the way.
        if request.url.raw_path != f"{self.base.prefix}{target}".encode("ascii"):
            raise InvalidArgumentError(f"{call.operation}: the path would not be sent as it was built")
        return request

    def _read(self, response: httpx.Response, options: Options, time: _Time) -> RawResponse:
        status = response.status_code
        limit = options.max_response_bytes if status < 400 else _ERROR_BYTES  # noqa: PLR2004
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.is_stream_consumed:  # A hook, or a transport for tests, has read and decoded it.
            return RawResponse(status, headers, response.content)
        body = _Body(limit, headers.get("content-encoding", ""))
        problem, timed_out = None, False
        try:
            for chunk in response.iter_raw():
                if problem is None and (problem := body.add(chunk)) is None and time.left() <= 0:
                    problem, timed_out = "the body took too long", True
                if problem and self._given:
                    break
                if problem:
                    # Leaving the loop would leave generators behind. With no time left, the next read ends them all.
                    time.stop()
        except _FAILURES as error:
            if problem is None:
                problem = f"the body was cut short ({type(error).__name__})"
                timed_out = isinstance(error, _TIMEOUTS)
        problem = problem or body.finish()
        content = b"" if problem else bytes(body.content)
        return RawResponse(status, headers, content, problem, timed_out)


class _Body:
    """The body of an answer, decoded while it comes in and never larger than its limit."""

    def __init__(self, limit: int, encoding: str) -> None:
        self._limit = limit
        self._encoding = encoding.strip().lower()
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32) if self._encoding in {"gzip", "deflate"} else None
        self.content = bytearray()
        self.problem = None
        if self._inflate is None and self._encoding not in {"", "identity"}:
            self.problem = "the body has a content encoding that was not asked for"

    def add(self, chunk: bytes) -> str | None:
        """Take in a part of the body; return what is wrong with it, if anything."""
        if self.problem:
            return self.problem
        if self._inflate is None:
            self.content += chunk
        else:
            try:
                self.content += self._inflate.decompress(chunk, self._limit - len(self.content) + 1)
            except zlib.error:
                return "the body's compression is broken"
        return f"the body has more than {self._limit} bytes" if len(self.content) > self._limit else None

    def finish(self) -> str | None:
        """Return what is wrong with the body as a whole, if anything."""
        if self._inflate is not None and self.content and not self._inflate.eof:
            return "the body was cut short"
        return self.problem


class PoolTransport(httpx.BaseTransport):
    """httpcore's pool on streams that know until when a call may take.

    httpx's own transport has no place for such streams: its read timeout starts anew with each byte.
    """

    def __init__(self, base: BaseURL, ssl_context: ssl.SSLContext | None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context or httpx.create_ssl_context(),
            proxy=_proxy_for(base),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_KEEP_ALIVE,
            keepalive_expiry=_KEEP_ALIVE_SECONDS,
            network_backend=_BoundedBackend(httpcore.SyncBackend()),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request."""
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_ResponseStream(response),
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class _ResponseStream(httpx.ByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._response.iter_stream():
            yield chunk

    def close(self) -> None:
        self._response.close()


def _proxy_for(base: BaseURL) -> httpcore.Proxy | None:
    """Return the proxy that the environment names for the one host that is spoken to."""
    if is_loopback(base.host) or urllib.request.proxy_bypass(base.host):
        return None
    proxies = urllib.request.getproxies()
    url = proxies.get(base.scheme) or proxies.get("all")
    if not url:
        return None
    proxy = httpx.Proxy(url if "://" in url else f"http://{url}")
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


def _bounded(timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
    time = _time.get(None)
    if time is None:
        return timeout
    seconds = time.left()
    if seconds <= 0:
        raise error("the time for the whole call is over")
    return seconds if timeout is None else min(timeout, seconds)


class _BoundedStream(httpcore.NetworkStream):
    """A stream each of whose reads and writes ends when the call's time is over."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _bounded(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _bounded(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> _BoundedStream:
        left = _bounded(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._stream.get_extra_info(info)


class _BoundedBackend(httpcore.NetworkBackend):
    """Makes connections of bounded streams."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> _BoundedStream:
        left = _bounded(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._backend.connect_tcp(host, port, left, local_address, socket_options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)
