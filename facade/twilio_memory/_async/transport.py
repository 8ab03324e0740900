"""What carries a request: the library's own connections, or an httpx client that the caller has brought."""

from __future__ import annotations

import sys
import zlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final, NamedTuple

from twilio_memory._async.connection import Time
from twilio_memory._async.pool import AsyncPool
from twilio_memory._failures import Failure, client_failures
from twilio_memory._responses import RawResponse
from twilio_memory._twins import aread_parts
from twilio_memory.errors import ClientClosedError, InvalidArgumentError

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterable, Callable
    from typing import BinaryIO

    import httpx

    from twilio_memory._config import BaseURL, Credentials, Options, Origin
    from twilio_memory._endpoints import Call
    from twilio_memory._imports import Address

_UPLOAD_PART: Final = 256 * 1024
_ERROR_BYTES: Final = 64 * 1024


class _Request(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    content: bytes | AsyncIterator[bytes] | None
    credentials: Credentials | None

    def secret(self) -> list[tuple[str, str]]:
        """Return the header that no variable of ours holds: tools that report errors show those of every frame."""
        return [] if self.credentials is None else [("authorization", self.credentials.authorization)]


class AsyncTransport:
    """Sends one request and reads its answer, within the time that is left."""

    def __init__(
        self,
        base: BaseURL,
        http_client: httpx.AsyncClient | None,
        ssl_context: ssl.SSLContext | None,
        max_connections: int,
    ) -> None:
        self.base = base
        self._client = http_client
        self._ssl_context = ssl_context
        self._pool = AsyncPool(base.origin, ssl_context, max_connections)
        self._closed = False

    async def exchange(
        self,
        call: Call[object],
        headers: dict[str, str],
        credentials: Credentials,
        options: Options,
        remaining: Callable[[], float],
    ) -> RawResponse:
        """Send a request once.

        Args:
            call: The request.
            headers: What is sent with every request.
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
        headers = headers | call.headers
        if call.body is not None:
            headers["content-length"] = str(len(call.body))
        request = _Request(call.method, target, headers, call.body, credentials)
        return await self._send(self._pool, request, options, remaining)

    async def upload(
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
        headers = {"accept-encoding": "identity", "content-length": str(size)}
        parts = aread_parts(file, _UPLOAD_PART)
        pool = AsyncPool(to.origin, self._ssl_context, 1)
        try:
            request = _Request("PUT", to.target, headers, parts, None)
            return await self._send(pool, request, options, remaining)
        finally:
            await pool.aclose()

    async def aclose(self) -> None:
        """Close the connections; a client that the caller has brought stays open."""
        self._closed = True
        await self._pool.aclose()

    async def _send(
        self, pool: AsyncPool, request: _Request, options: Options, remaining: Callable[[], float]
    ) -> RawResponse:
        if self._closed:
            raise ClientClosedError("the client has been closed; make a new one")
        outside = sys.exception()
        limits = Time(options.timeouts, remaining)
        try:
            if self._client is None:
                return await self._send_by_pool(pool, request, options, limits)
            return await self._send_by_client(self._client, pool.origin, request, options, limits)
        except BaseException as error:
            _forget_frames(error, outside)
            raise

    async def _send_by_pool(self, pool: AsyncPool, request: _Request, options: Options, limits: Time) -> RawResponse:
        here = pool.here()
        connection = await pool.take(here, limits)
        try:
            size = int(request.headers.get("content-length", "0"))
            head = _head(request, pool.origin.authority)
            try:
                status, headers = await connection.ask(head, request.content or b"", size, limits)
            except Failure as failure:
                if (seen := connection.status) is None or seen >= 400:  # noqa: PLR2004
                    raise
                problem = f"its head was cut short or is broken ({failure.name})"
                return RawResponse(seen, {}, b"", problem, failure.timed_out)
            return await _read(status, headers, connection, options, limits)
        finally:
            await pool.give_back(here, connection)

    async def _send_by_client(
        self, client: httpx.AsyncClient, origin: Origin, given: _Request, options: Options, limits: Time
    ) -> RawResponse:
        import httpx  # noqa: PLC0415 - who brings a client has loaded it

        left, times = limits.left(), limits.times
        phases = {"connect": times.connect, "read": times.read, "write": times.write, "pool": times.pool}
        request = httpx.Request(
            given.method,
            f"{origin.scheme}://{origin.authority}{given.target}",
            headers=[*given.headers.items(), *given.secret()],
            content=given.content,
            extensions={"timeout": {name: min(seconds, left) for name, seconds in phases.items()}},
        )
        # The second lock on the door to other resources: nothing may have been normalised on the way.
        if request.url.raw_path != given.target.encode("ascii"):
            raise InvalidArgumentError(f"{given.target} would not be sent as it was built")
        with client_failures():
            # Neither redirects nor the client's own credentials: what is sent is decided here.
            response = await client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            if response.is_stream_consumed:  # A hook, or a transport for tests, has read and decoded it.
                return RawResponse(response.status_code, headers, response.content)
            return await _read(response.status_code, headers, _ClientBody(response.aiter_raw()), options, limits)
        finally:
            await response.aclose()


class _ClientBody(AsyncIterator[bytes]):
    """The body as an HTTP client of the caller's own gives it."""

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self._parts = parts

    async def __anext__(self) -> bytes:
        with client_failures():
            return await anext(self._parts)


def _head(request: _Request, host: str) -> bytes:
    """Write the head of a request.

    Raises:
        InvalidArgumentError: Something in it would be read as something else.
    """
    fields = [("host", host), *request.headers.items(), *request.secret()]
    lines = [f"{request.method} {request.target} HTTP/1.1", *[f"{name}: {value}" for name, value in fields]]
    text = "".join(lines)
    if " " in request.target or not text.isascii() or not text.isprintable():
        raise InvalidArgumentError("the request would not be sent as it was built")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


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


async def _read(
    status: int, headers: dict[str, str], chunks: AsyncIterable[bytes], options: Options, limits: Time
) -> RawResponse:
    """Read a body within its limits."""
    limit = options.max_response_bytes if status < 400 else _ERROR_BYTES  # noqa: PLR2004
    body = _Body(limit, headers.get("content-encoding", ""))
    problem, timed_out = None, False
    try:
        async for chunk in chunks:
            if (problem := body.add(chunk)) is None and limits.left() <= 0:
                problem, timed_out = "the body took too long", True
            if problem:
                break
    except Failure as failure:
        problem, timed_out = f"the body was cut short ({failure.name})", failure.timed_out
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
