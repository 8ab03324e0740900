"""What carries a request: the library's own connections, or a client of httpx or httpx2 of the caller's own."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Final

from twilio_memory._async.connection import Limits
from twilio_memory._async.messages import Request, RequestDefaults, read_answer, without_head
from twilio_memory._async.pool import AsyncPool
from twilio_memory._core.loading import load_parsers, loading
from twilio_memory._failures import ConnectError, Failure, PoolTimeout, forget_frames
from twilio_memory._twins import aread_parts
from twilio_memory._version import __version__
from twilio_memory.errors import ClientClosedError, InvalidArgumentError, TwilioMemoryError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from typing import BinaryIO

    from twilio_memory._async.http_client import AsyncClientSender, AsyncHTTPClient
    from twilio_memory._core.config import BaseURL, Credentials, Options
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.imports import Address
    from twilio_memory._core.responses import RawResponse

_UPLOAD_PART: Final = 256 * 1024
_HEADERS: Final = {
    "accept": "application/json",
    "accept-encoding": "gzip",
    "user-agent": f"twilio-memory/{__version__} (Python {sys.version.split()[0]})",
}


class AsyncTransport:
    """Sends one request and reads its answer, within the time that is left.

    Raises:
        InvalidArgumentError: It cannot be made of what was given.
    """

    def __init__(
        self,
        base: BaseURL,
        http_client: AsyncHTTPClient | None,
        ssl_context: ssl.SSLContext | None,
        max_connections: int,
    ) -> None:
        if ssl_context is not None and not hasattr(ssl_context, "wrap_bio"):
            raise InvalidArgumentError(f"ssl_context: expected an ssl.SSLContext, got {ssl_context!r}")
        if ssl_context is not None and ssl_context.protocol.name == "PROTOCOL_TLS_SERVER":
            raise InvalidArgumentError("ssl_context: got one for servers; use ssl.create_default_context()")
        self.base = base
        self._ssl_context = ssl_context
        self._sender: AsyncPool | AsyncClientSender
        if http_client is None:
            self._sender = AsyncPool(base.origin, ssl_context, max_connections)
        else:
            from twilio_memory._async.http_client import AsyncClientSender  # few programs give one

            self._sender = AsyncClientSender(http_client)
        self._defaults = RequestDefaults(base.origin, _HEADERS)
        self._closed = False

    async def exchange(
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
            Failure: No response has arrived.
            ClientClosedError: This, or the given client, is closed.
        """
        target = f"{self.base.prefix}{call.path}"
        if call.query:
            target = f"{target}?{call.query}"
        body, headers = call.body, call.headers
        if body is not None:
            headers = {**headers, "content-length": str(len(body))}
        body = body or b""
        request = Request(call.record.http_method, target, self._defaults, headers, body, len(body), credentials)
        return await self._send(self._sender, request, options, remaining)

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
            Failure: No response has arrived.
            ClientClosedError: This, or the given client, is closed.
        """
        defaults = RequestDefaults(to.origin, {"accept-encoding": "identity"})
        parts = aread_parts(file, _UPLOAD_PART)
        request = Request("PUT", to.target, defaults, {"content-length": str(size)}, parts, size, None)
        if not isinstance(self._sender, AsyncPool):
            return await self._send(self._sender, request, options, remaining)
        pool = AsyncPool(to.origin, self._ssl_context, 1)
        try:
            return await self._send(pool, request, options, remaining)
        finally:
            await pool.aclose()

    async def aclose(self) -> None:
        """Close the connections; a client of the caller's own stays open."""
        self._closed = True
        if isinstance(self._sender, AsyncPool):
            await self._sender.aclose()

    async def _send(
        self, door: AsyncPool | AsyncClientSender, request: Request, options: Options, remaining: Callable[[], float]
    ) -> RawResponse:
        if self._closed:
            raise ClientClosedError("the client has been closed; make a new one")
        outside = sys.exception()
        limits = Limits(options.timeouts, remaining)
        try:
            if isinstance(door, AsyncPool):
                return await _send_by_pool(door, request, options, limits)
            with loading():
                load_parsers()
            return await door.send(request, options, limits)
        except BaseException as error:
            if isinstance(error, Exception) and not isinstance(error, Failure | TwilioMemoryError):
                _note_origin(error)
            forget_frames(error, outside)
            raise


async def _send_by_pool(pool: AsyncPool, request: Request, options: Options, limits: Limits) -> RawResponse:
    try:
        here = pool.here()
    except (ImportError, OSError) as error:
        raise ConnectError from error
    slot = await here.slots.acquire(limits.bounded(limits.times.pool, PoolTimeout))
    try:
        connection = await pool.take(here, limits)
        try:
            head = request.head()
            try:
                status, headers = await connection.ask(head, request.content, request.size, limits)
            except Failure as failure:
                return without_head(connection.status, failure)
            answer = await read_answer(status, headers, connection, options, limits)
            if status < 400 and not connection.has_sent_all and not answer.problem:  # noqa: PLR2004
                return answer._replace(problem="the response arrived before the request was fully sent")
            return answer
        finally:
            await pool.give_back(here, connection)
    except BaseException:
        here.slots.release(slot)
        raise
    finally:
        here.slots.release(slot)  # Even if a signal has interrupted the line above.


def _note_origin(error: Exception) -> None:
    """Say where something was raised that is not ours, such as a bug in a hook of the given client."""
    *_, frame = traceback.extract_tb(error.__traceback__)
    error.add_note(f"Raised at {frame.filename}:{frame.lineno}. The frames are left out: they hold the request.")
