"""What carries a request: the library's own connections, or an httpx client that the caller has brought."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from twilio_memory._failures import Failure, client_failures
from twilio_memory._responses import RawResponse
from twilio_memory._sync.connection import Time
from twilio_memory._sync.pool import Pool
from twilio_memory._twins import read_parts
from twilio_memory._version import __version__
from twilio_memory.errors import ClientClosedError, InvalidArgumentError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

    import httpx

    from twilio_memory._config import BaseURL, Credentials, Options, Origin
    from twilio_memory._endpoints import Call
    from twilio_memory._imports import Address

_UPLOAD_PART: Final = 256 * 1024
_ERROR_BYTES: Final = 64 * 1024
_HEADERS: Final = {
    "accept": "application/json",
    "accept-encoding": "gzip",
    "user-agent": f"twilio-memory/{__version__} (Python {sys.version.split()[0]})",
}


class _Standing:
    """The headers of all requests of a kind to one host."""

    def __init__(self, host: str, headers: dict[str, str]) -> None:
        self.headers = headers
        self.lines = _lines({"host": host, **headers})


class _Request(NamedTuple):
    method: str
    target: str
    standing: _Standing
    headers: dict[str, str]
    """What it has besides."""
    content: bytes | Iterator[bytes]
    size: int
    credentials: Credentials | None

    def secret(self) -> dict[str, str]:
        """Return the header that no variable of ours holds: tools that report errors show those of every frame."""
        return {} if self.credentials is None else {"authorization": self.credentials.authorization}

    def head(self) -> bytes:
        """Write the request line and the headers.

        Raises:
            InvalidArgumentError: Something in it would be read as something else.
        """
        checked = f"{self.method} {self.target} HTTP/1.1{''.join(self.headers.values())}"
        if " " in self.target or not checked.isascii() or not checked.isprintable():
            raise InvalidArgumentError("the request would not be sent as it was built")
        own = _lines({**self.headers, **self.secret()})
        return f"{self.method} {self.target} HTTP/1.1\r\n{self.standing.lines}{own}\r\n".encode("ascii")


def _lines(headers: dict[str, str]) -> str:
    return "".join([f"{name}: {value}\r\n" for name, value in headers.items()])


class Transport:
    """Sends one request and reads its answer, within the time that is left."""

    def __init__(
        self,
        base: BaseURL,
        http_client: httpx.Client | None,
        ssl_context: ssl.SSLContext | None,
        max_connections: int,
    ) -> None:
        if http_client is not None and not hasattr(http_client, "close"):
            raise InvalidArgumentError(f"http_client: expected an httpx.Client, got {type(http_client).__name__}")
        if ssl_context is not None and not hasattr(ssl_context, "wrap_bio"):
            raise InvalidArgumentError(f"ssl_context: expected an ssl.SSLContext, got {ssl_context!r}")
        self.base = base
        self._client = http_client
        self._ssl_context = ssl_context
        self._pool = Pool(base.origin, ssl_context, max_connections)
        self._standing = _Standing(base.origin.authority, _HEADERS)
        self._closed = False

    def exchange(
        self,
        call: Call[object],
        credentials: Credentials,
        options: Options,
        remaining: Callable[[], float],
    ) -> RawResponse:
        """Send a request once.

        Args:
            call: The request.
            credentials: What is sent with every request, and shown nowhere.
            options: Times and limits.
            remaining: Tells how many seconds are left.

        Returns:
            The answer; where its body could not be read to its end, it says why.

        Raises:
            Failure: No answer has arrived.
        """
        target = f"{self.base.prefix}{call.path}"
        if call.query:
            target = f"{target}?{call.query}"
        body, headers = call.body, call.headers
        if body is not None:
            headers = {**headers, "content-length": str(len(body))}
        body = body or b""
        request = _Request(call.method, target, self._standing, headers, body, len(body), credentials)
        return self._send(self._pool, request, options, remaining)

    def upload(
        self, to: Address, file: BinaryIO, size: int, options: Options, remaining: Callable[[], float]
    ) -> RawResponse:
        """Send a file once to a pre-signed address, without credentials.

        Args:
            to: The address, which has been checked.
            file: The file, at the first byte to send.
            size: How many bytes to send.
            options: Times and limits.
            remaining: Tells how many seconds are left.

        Returns:
            The answer.

        Raises:
            Failure: No answer has arrived.
        """
        standing = _Standing(to.origin.authority, {"accept-encoding": "identity"})
        headers = {"content-length": str(size)}
        parts = read_parts(file, _UPLOAD_PART)
        pool = Pool(to.origin, self._ssl_context, 1)
        try:
            request = _Request("PUT", to.target, standing, headers, parts, size, None)
            return self._send(pool, request, options, remaining)
        finally:
            pool.close()

    def close(self) -> None:
        """Close the connections; a client that the caller has brought stays open."""
        self._closed = True
        self._pool.close()

    def _send(self, pool: Pool, request: _Request, options: Options, remaining: Callable[[], float]) -> RawResponse:
        if self._closed:
            raise ClientClosedError("the client has been closed; make a new one")
        outside = sys.exception()
        limits = Time(options.timeouts, remaining)
        try:
            if self._client is None:
                return self._send_by_pool(pool, request, options, limits)
            return self._send_by_client(self._client, pool.origin, request, options, limits)
        except BaseException as error:
            _forget_frames(error, outside)
            raise

    def _send_by_pool(self, pool: Pool, request: _Request, options: Options, limits: Time) -> RawResponse:
        here = pool.here()
        connection = pool.take(here, limits)
        try:
            head = request.head()
            try:
                status, headers = connection.ask(head, request.content, request.size, limits)
            except Failure as failure:
                if (seen := connection.status) is None or seen >= 400:  # noqa: PLR2004
                    raise
                problem = f"its head was cut short or is broken ({failure.name})"
                return RawResponse(seen, {}, b"", problem, failure.timed_out)
            return _read(status, headers, connection, options, limits)
        finally:
            pool.give_back(here, connection)

    def _send_by_client(
        self, client: httpx.Client, origin: Origin, given: _Request, options: Options, limits: Time
    ) -> RawResponse:
        import httpx  # noqa: PLC0415 - who brings a client has loaded it

        left, times = limits.left(), limits.times
        phases = {"connect": times.connect, "read": times.read, "write": times.write, "pool": times.pool}
        request = httpx.Request(
            given.method,
            f"{origin.scheme}://{origin.authority}{given.target}",
            headers={**given.standing.headers, **given.headers, **given.secret()},
            content=given.content or None,
            extensions={"timeout": {name: min(seconds, left) for name, seconds in phases.items()}},
        )
        # The second lock on the door to other resources: nothing may have been normalised on the way.
        if request.url.raw_path != given.target.encode("ascii"):
            raise InvalidArgumentError(f"{given.target} would not be sent as it was built")
        with client_failures():
            # Neither redirects nor the client's own credentials: what is sent is decided here.
            response = client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            if response.is_stream_consumed:  # A hook, or a transport for tests, has read and decoded it.
                return RawResponse(response.status_code, headers, response.content)
            return _read(response.status_code, headers, _ClientBody(response.iter_raw()), options, limits)
        finally:
            response.close()


class _ClientBody(Iterator[bytes]):
    """The body as an HTTP client of the caller's own gives it."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts

    def __next__(self) -> bytes:
        with client_failures():
            return next(self._parts)


def _forget_frames(error: BaseException, outside: BaseException | None) -> None:
    """Take the frames out of an exception and what has led to it: those of the HTTP layer hold the request as sent.

    What the caller was handling anyway is left as it is.
    """
    errors: list[BaseException | None] = [error]
    while errors:
        link = errors.pop()
        if link is not None and link is not outside and link.__traceback__ is not None:
            link.__traceback__ = None
            errors += link.__cause__, link.__context__


def _read(status: int, headers: dict[str, str], chunks: Iterable[bytes], options: Options, limits: Time) -> RawResponse:
    """Read a body within its limits."""
    limit = options.max_response_bytes if status < 400 else _ERROR_BYTES  # noqa: PLR2004
    body = _Body(limit, headers.get("content-encoding", ""))
    problem, timed_out = None, False
    try:
        for chunk in chunks:
            if (problem := body.add(chunk)) is None and limits.left() <= 0:
                problem, timed_out = "the body took too long", True
            if problem:
                break
    except Failure as failure:
        problem, timed_out = f"the body was cut short ({failure.name})", failure.timed_out
    problem = problem or body.finish()
    return RawResponse(status, headers, b"" if problem else body.content(), problem, timed_out)


class _Body:
    """The body of an answer, decoded while it comes in and never larger than its limit."""

    def __init__(self, limit: int, encoding: str) -> None:
        self._limit = limit
        self._encoding = encoding.strip().lower()
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32) if self._encoding in {"gzip", "deflate"} else None
        self._parts: list[bytes] = []
        self._size = 0
        self.problem = None
        if self._inflate is None and self._encoding not in {"", "identity"}:
            self.problem = "the body has a content encoding that was not asked for"

    def add(self, chunk: bytes) -> str | None:
        """Take in a part of the body; return what is wrong with it, if anything."""
        if self.problem:
            return self.problem
        if self._inflate is not None:
            try:
                chunk = self._inflate.decompress(chunk, self._limit - self._size + 1)
            except zlib.error:
                return "the body's compression is broken"
        self._parts.append(chunk)
        self._size += len(chunk)
        return f"the body has more than {self._limit} bytes" if self._size > self._limit else None

    def finish(self) -> str | None:
        """Return what is wrong with the body as a whole, if anything."""
        if self._inflate is not None and self._size and not self._inflate.eof:
            return "the body was cut short"
        return self.problem

    def content(self) -> bytes:
        """Return all that was taken in."""
        return b"".join(self._parts)
