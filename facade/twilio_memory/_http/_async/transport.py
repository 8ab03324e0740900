"""A transport on connections of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

from twilio_memory._http._async.connection import encode_head
from twilio_memory._http._async.pool import AsyncPool
from twilio_memory._http.concurrency import acheckpoint
from twilio_memory._http.decoder import BodyDecoder
from twilio_memory._http.exceptions import TransportClosedError, TransportError
from twilio_memory._http.types import Response, interrupted_response, response_without_body

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

    from twilio_memory._http.proxy import BaseConnectionOptions
    from twilio_memory._http.types import AsyncAnyRequest, Deadline, Origin

MAX_CHUNKS: Final = 65_536
"""The most chunks of a body whose chunks have fewer than 256 bytes on average: each takes time."""
MIN_CHUNK_SIZE: Final = 256
CHUNKS_PER_TURN: Final = 64


class AsyncBaseTransport(ABC):
    """Sends requests, each once.

    `send` raises `TransportError` where no response has arrived, `InvalidInputError` where a request cannot be sent.
    """

    _closed = False
    _via = ""
    """Which proxy is used, for errors."""

    async def send(self, request: AsyncAnyRequest, deadline: Deadline) -> Response:
        if self._closed:
            raise TransportClosedError("the client has been closed; make a new one")
        try:
            return await self._send(request, deadline)
        except TransportError as error:
            error.server = error.server or request.defaults.origin.address + self._via
            raise

    @abstractmethod
    async def _send(self, request: AsyncAnyRequest, deadline: Deadline) -> Response: ...

    async def aclose(self) -> None:
        self._closed = True


class AsyncTransport(AsyncBaseTransport):
    """Sends requests on connections that are kept; those to another origin, on a connection for that request alone."""

    def __init__(self, origin: Origin, options: BaseConnectionOptions) -> None:
        self.pool = AsyncPool(origin, options)
        self._options = options
        if proxy := self.pool.proxy:
            self._via = f" by the proxy {proxy.origin.address}"

    async def aclose(self) -> None:
        await super().aclose()
        await self.pool.aclose()

    async def _send(self, request: AsyncAnyRequest, deadline: Deadline) -> Response:
        pool = self.pool
        if request.defaults.origin != pool.origin:
            other = AsyncTransport(request.defaults.origin, self._options)
            try:
                return await other.send(request, deadline)
            finally:
                await other.aclose()
        connections = pool.current()
        slot = await connections.acquire_slot(min(deadline.pool, deadline.at - deadline.monotonic()))
        try:
            connection = await pool.acquire(connections, request.max_idle, deadline)
            try:
                if request.method == "CONNECT":
                    connection.set_idle()
                    return Response(0)
                head = encode_head(request)
                try:
                    status, headers = await connection.send_request(head, request.content, request.size, deadline)
                except TransportError as error:
                    return response_without_body(connection.status, error)
                body = connection.received
                is_plain = status < 400 and "content-encoding" not in headers  # noqa: PLR2004
                if is_plain and connection.is_idle and len(body) <= request.max_response_size:
                    connection.received = b""
                    return Response(status, headers, body)
                response = await read_response(status, headers, connection, request.max_body_size(status), deadline)
                return response if connection.has_sent_all else response.sent_too_early()
            finally:
                await pool.release(connections, connection)
        except BaseException:
            connections.release_slot(slot)
            raise
        finally:
            connections.release_slot(slot)  # Even if a signal has interrupted the line above.


async def read_response(
    status: int, headers: dict[str, str], chunks: AsyncIterable[bytes], max_size: int, deadline: Deadline
) -> Response:
    """Read and decode a body; where that fails, the response has a `body_error`."""
    body = BodyDecoder(max_size, headers.get("content-encoding", ""))
    body_error, count = None, 0
    try:
        async for chunk in chunks:
            body_error = body.add(chunk)
            while body.has_more and not body_error:
                await acheckpoint()
                body_error = body.decode()
            count += 1
            if not count % CHUNKS_PER_TURN:
                await acheckpoint()
                if count > max(MAX_CHUNKS, max_size // MIN_CHUNK_SIZE):
                    body_error = body_error or "the body came in too many parts"
            if body_error:
                break
            if deadline.remaining() <= 0:
                return Response(status, headers, b"", "the body took too long", timed_out=True)
    except TransportError as error:
        return interrupted_response(status, headers, error)
    body_error = body_error or body.finish()
    return Response(status, headers, b"" if body_error else body.content(), body_error)
