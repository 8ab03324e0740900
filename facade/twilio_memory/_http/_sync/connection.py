"""One HTTP/1.1 connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeVar

from twilio_memory._http import exceptions as exc
from twilio_memory._http.concurrency import checkpoint, shield_cancellation
from twilio_memory._http.monotonic import monotonic
from twilio_memory._http.parser import parse_simple_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._http._sync.tls import Stream
    from twilio_memory._http.h11_parser import H11ResponseParser
    from twilio_memory._http.types import AnyRequest, Deadline

T = TypeVar("T")

CHUNK_SIZE: Final = 256 * 1024
"""Bytes of a request that are written at once: the write timeout applies to each chunk."""
EARLY_RESPONSE_TIMEOUT: Final = 0.05


def encode_head(request: AnyRequest) -> bytes:
    """Return the request line and the headers; refuse a value that a server could read as something else."""
    method, target, defaults, headers = request[:4]
    checked = f"{method} {target} HTTP/1.1{''.join(headers.values())}"
    if " " in target or not checked.isascii() or not checked.isprintable():
        raise exc.InvalidInputError("the request would not be sent as it was built")
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    if request.authorization is not None:
        lines += f"authorization: {request.authorization.authorization}\r\n"
    return f"{method} {target} HTTP/1.1\r\n{defaults.lines}{lines}\r\n".encode("ascii")


class Sized(Iterator[bytes]):
    """The body of a request in chunks, which must have the size that its headers announce."""

    def __init__(self, chunks: Iterator[bytes], size: int) -> None:
        self._chunks, self.bytes_left = chunks, size

    def __next__(self) -> bytes:
        chunk = next(self._chunks, None)
        self.bytes_left -= len(chunk or b"")
        if self.bytes_left < 0 or (chunk is None and self.bytes_left):
            raise exc.LocalProtocolError
        if chunk is None:
            raise StopIteration
        return chunk


class Connection(Iterator[bytes]):
    """Carries one request after the other; iterating over it yields the chunks of the last response's body."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.is_new = True
        """Whether it has carried no request."""
        self.is_idle = False
        """Whether the whole response has arrived and another request may follow."""
        self.idle_since = 0.0
        """When it last became idle."""
        self.received = b""
        """The part of the body that came with the head, if it was not read."""
        self._bytes_left = 0  # The other part, if the head was simple; negative if too many bytes have arrived.
        self._parser: H11ResponseParser | None = None  # For any other response.
        self._deadline: Deadline
        self.has_sent_all = False
        """Whether the last request was written completely."""

    @property
    def status(self) -> int | None:
        """The status of a response whose head could not be read, if its status line could."""
        return self._parser.status if self._parser else None

    def send_request(
        self, head: bytes, content: bytes | Iterator[bytes], size: int, deadline: Deadline
    ) -> tuple[int, dict[str, str]]:
        """Send a request; return the status of its response, and the headers with lower-case names."""
        self._deadline, self._parser, self.is_idle = deadline, None, False
        if self.is_new:
            self._refuse_early_data()
            self.is_new = False
        try:
            self.has_sent_all = self._write(head, content, size)
            if (remaining := deadline.at - deadline.monotonic()) <= 0:
                raise exc.ReadTimeout
            data = self.stream.read(min(deadline.read, remaining))
        except exc.WriteTimeout as error:
            self.has_sent_all = False
            try:  # A server that stops reading may have sent the reason.
                data = self.stream.read(EARLY_RESPONSE_TIMEOUT)
            except OSError:
                raise error from None
        except OSError as error:
            raise _read_error(error) from error
        if self.has_sent_all and (response := parse_simple_response(data)):
            status, headers, self.received, self._bytes_left = response
            if not self._bytes_left:
                self.is_idle, self.idle_since = True, monotonic()
            return status, headers
        from twilio_memory._http.h11_parser import H11ResponseParser  # loaded by the pool

        self._parser = parser = H11ResponseParser(was_sent=self.has_sent_all)
        parser.feed(data)
        return self._read_until(parser, parser.next_head)

    def set_idle(self) -> None:
        """Note that another request may follow."""
        self.is_idle = True
        self.idle_since = monotonic()

    def has_early_data(self) -> bool:
        """Return whether a new connection has ended, or has data that no request has asked for."""
        try:
            return self.stream.has_early_data(EARLY_RESPONSE_TIMEOUT)
        except OSError:
            return True

    def _refuse_early_data(self) -> None:
        """Refuse data on a new connection: it would be read as the response to the request."""
        try:
            is_early = self.stream.has_early_data(self._deadline.clamp(self._deadline.read, exc.ConnectTimeout))
        except OSError as error:
            raise (exc.ConnectTimeout if isinstance(error, TimeoutError) else exc.ConnectError) from error
        if is_early:
            raise exc.ConnectError("the server sent data or closed the connection before the request was sent")

    def _read_until(self, parser: H11ResponseParser, step: Callable[[], T | None]) -> T:
        while (result := step()) is None:
            if parser.has_more:
                checkpoint()
            else:
                parser.feed(self._read())
        return result

    def _write(self, head: bytes, content: bytes | Iterator[bytes], size: int) -> bool:
        """Write a request; return whether all of it was taken."""
        deadline = self._deadline
        if (remaining := deadline.at - deadline.monotonic()) <= 0:
            raise exc.ConnectTimeout  # Nothing was sent.
        timeout = min(deadline.write, remaining)
        try:
            data = head + content if isinstance(content, bytes) else head
            self.stream.write(data[:CHUNK_SIZE], timeout)
            for start in range(CHUNK_SIZE, len(data), CHUNK_SIZE):
                timeout = deadline.clamp(deadline.write, exc.WriteTimeout)
                self.stream.write(data[start : start + CHUNK_SIZE], timeout)
            if not isinstance(content, bytes):
                for chunk in Sized(content, size):
                    self.stream.write(chunk, deadline.clamp(deadline.write, exc.WriteTimeout))
        except TimeoutError as error:
            raise exc.WriteTimeout from error
        except OSError:
            return False
        return True

    def _read(self) -> bytes:
        try:
            return self.stream.read(self._deadline.clamp(self._deadline.read, exc.ReadTimeout))
        except OSError as error:
            raise _read_error(error) from error

    def __next__(self) -> bytes:
        if self._parser:
            if chunk := self._read_until(self._parser, self._parser.next_chunk):
                return chunk
            is_reusable = self._parser.is_reusable()
        elif self.received:
            chunk, self.received = self.received, b""
            return chunk
        elif self._bytes_left > 0:
            if not (data := self._read()):
                raise exc.RemoteProtocolError(f"the connection has ended, with {self._bytes_left} bytes to come")
            chunk = data[: self._bytes_left]
            self._bytes_left -= len(data)
            return chunk
        else:
            is_reusable = self._bytes_left == 0  # A surplus would be read as the response to the next request.
        if is_reusable:
            self.set_idle()
        raise StopIteration

    def close(self) -> None:
        with shield_cancellation():
            self.stream.close()


def _read_error(error: OSError) -> type[exc.TransportError]:
    return exc.ReadTimeout if isinstance(error, TimeoutError) else exc.ReadError
