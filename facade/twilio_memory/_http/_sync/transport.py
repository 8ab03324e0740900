"""What all transports share: sending once, and reading the body of a response."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

from twilio_memory._http.concurrency import checkpoint
from twilio_memory._http.decoder import BodyDecoder
from twilio_memory._http.exceptions import TransportClosedError, TransportError
from twilio_memory._http.types import Response, interrupted_response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twilio_memory._http.types import AnyRequest, Deadline

MAX_CHUNKS: Final = 65_536
"""The most chunks of a body whose chunks have fewer than 256 bytes on average: each takes time."""
MIN_CHUNK_SIZE: Final = 256
CHUNKS_PER_TURN: Final = 64


class BaseTransport(ABC):
    """Sends requests, each once.

    `send` raises `TransportError` where no response has arrived, `InvalidInputError` where a request cannot be sent.
    """

    _closed = False
    _via = ""
    """Which proxy is used, for errors."""

    def send(self, request: AnyRequest, deadline: Deadline) -> Response:
        if self._closed:
            raise TransportClosedError("the client has been closed; make a new one")
        try:
            return self._send(request, deadline)
        except TransportError as error:
            error.server = error.server or request.defaults.origin.address + self._via
            raise

    @abstractmethod
    def _send(self, request: AnyRequest, deadline: Deadline) -> Response: ...

    def close(self) -> None:
        self._closed = True


def read_response(
    status: int, headers: dict[str, str], chunks: Iterable[bytes], max_size: int, deadline: Deadline
) -> Response:
    """Read and decode a body; where that fails, the response has a `body_error`."""
    body = BodyDecoder(max_size, headers.get("content-encoding", ""))
    body_error, count = None, 0
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
            if body_error:
                break
            if deadline.remaining() <= 0:
                return Response(status, headers, b"", "the body took too long", timed_out=True)
    except TransportError as error:
        return interrupted_response(status, headers, error)
    body_error = body_error or body.finish()
    return Response(status, headers, b"" if body_error else body.content(), body_error)
