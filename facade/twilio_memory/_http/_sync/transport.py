"""A transport on connections of its own."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

from twilio_memory._http._sync.connection import encode_head
from twilio_memory._http._sync.pool import Pool
from twilio_memory._http.concurrency import checkpoint
from twilio_memory._http.decoder import BodyDecoder
from twilio_memory._http.exceptions import ConnectError, TransportClosedError, TransportError
from twilio_memory._http.types import Response, response_without_body

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twilio_memory._http.proxy import ConnectionOptions
    from twilio_memory._http.types import AnyRequest, Deadline, Origin

MAX_CHUNKS: Final = 65_536
"""The most chunks of a body whose chunks have fewer than 256 bytes on average: each takes time."""
MIN_CHUNK_SIZE: Final = 256
CHUNKS_PER_TURN: Final = 64


class BaseTransport(ABC):
    """Sends requests, each once.

    `send` raises `TransportError` where no response has arrived, `InvalidInputError` where a request cannot be sent,
    and `TransportClosedError`.
    """

    @abstractmethod
    def send(self, request: AnyRequest, deadline: Deadline) -> Response: ...

    @abstractmethod
    def close(self) -> None: ...


class Transport(BaseTransport):
    """Sends requests on connections that are kept; those to another origin, on a connection for that request alone."""

    def __init__(self, origin: Origin, options: ConnectionOptions) -> None:
        self.pool = Pool(origin, options)
        self._options = options
        self._closed = False

    def send(self, request: AnyRequest, deadline: Deadline) -> Response:
        if self._closed:
            raise TransportClosedError("the client has been closed; make a new one")
        origin, pool = request.defaults.origin, self.pool
        if origin != pool.origin:
            pool = Pool(origin, self._options)
        try:
            return _exchange(pool, request, deadline)
        except TransportError as error:
            error.server = pool.server
            raise
        finally:
            if pool is not self.pool:
                pool.close()

    def connect(self, deadline: Deadline) -> None:
        """Open a connection for the next request, unless one is idle."""
        if self._closed:
            raise TransportClosedError("the client has been closed; make a new one")
        connections = self.pool.current()
        slot = connections.acquire_slot(min(deadline.pool, deadline.remaining()))
        try:
            connection = self.pool.acquire(connections, math.inf, deadline)
            connection.set_idle()
            self.pool.release(connections, connection)
        except TransportError as error:
            error.server = self.pool.server
            raise
        finally:
            connections.release_slot(slot)

    def close(self) -> None:
        self._closed = True
        self.pool.close()


def _exchange(pool: Pool, request: AnyRequest, deadline: Deadline) -> Response:
    try:
        connections = pool.current()
    except (ImportError, OSError) as error:
        raise ConnectError from error
    slot = connections.acquire_slot(min(deadline.pool, deadline.at - deadline.monotonic()))
    try:
        connection = pool.acquire(connections, request.max_idle, deadline)
        try:
            head = encode_head(request)
            try:
                status, headers = connection.send_request(head, request.content, request.size, deadline)
            except TransportError as error:
                return response_without_body(connection.status, error)
            body = connection.received
            is_plain = status < 400 and "content-encoding" not in headers  # noqa: PLR2004
            if is_plain and connection.is_idle and len(body) <= request.max_response_size:
                connection.received = b""
                return Response(status, headers, body)
            response = read_response(status, headers, connection, request.max_body_size(status), deadline)
            if status < 400 and not connection.has_sent_all and not response.body_error:  # noqa: PLR2004
                return response._replace(body_error="the response arrived before the request was fully sent")
            return response
        finally:
            pool.release(connections, connection)
    except BaseException:
        connections.release_slot(slot)
        raise
    finally:
        connections.release_slot(slot)  # Even if a signal has interrupted the line above.


def read_response(
    status: int, headers: dict[str, str], chunks: Iterable[bytes], max_size: int, deadline: Deadline
) -> Response:
    """Read and decode a body; where that fails, the response has a `body_error`."""
    body = BodyDecoder(max_size, headers.get("content-encoding", ""))
    body_error, timed_out, count = None, False, 0
    try:
        for chunk in chunks:
            body_error = body.add(chunk)
            while body.has_more and not body_error:
                checkpoint()
                body_error = body.decode()
            count += 1
            if not count % CHUNKS_PER_TURN:
                checkpoint()
                if count > max(MAX_CHUNKS, max_size // MIN_CHUNK_SIZE):
                    body_error = body_error or "the body came in too many parts"
            if body_error is None and deadline.remaining() <= 0:
                body_error, timed_out = "the body took too long", True
            if body_error:
                break
    except TransportError as error:
        body_error, timed_out = f"the body was cut short ({error.describe()})", error.timed_out
    body_error = body_error or body.finish()
    return Response(status, headers, b"" if body_error else body.content(), body_error, timed_out)
