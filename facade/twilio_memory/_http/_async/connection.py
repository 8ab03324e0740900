"""One HTTP/1.1 connection."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final, TypeVar

from twilio_memory._http.concurrency import acheckpoint
from twilio_memory._http.exceptions import (
    ConnectError,
    ConnectTimeout,
    LocalProtocolError,
    ReadTimeout,
    RemoteProtocolError,
    TransportError,
    WriteError,
    WriteTimeout,
)
from twilio_memory._http.parser import parse_simple_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._http.backends.base import AsyncStream
    from twilio_memory._http.deadline import Deadline
    from twilio_memory._http.h11_parser import H11ResponseParser

T = TypeVar("T")

CHUNK_SIZE: Final = 256 * 1024
"""Bytes of a request that are written at once: the write timeout applies to each chunk."""
EARLY_RESPONSE_TIMEOUT: Final = 0.05


class AsyncConnection(AsyncIterator[bytes]):
    """Carries one request after the other; iterating over it yields the chunks of the last response's body."""

    def __init__(self, stream: AsyncStream, keepalive_expiry: float) -> None:
        self._stream = stream
        self._keepalive_expiry = keepalive_expiry
        self._expires = 0.0
        self._idle = False
        self._buffered = b""  # Body of a simple response,
        self._bytes_left = 0  # and its missing bytes; negative if too many have arrived.
        self._parser: H11ResponseParser | None = None  # For any other response.
        self._deadline: Deadline
        self.has_sent_all = False
        """Whether the last request was written completely."""

    @property
    def status(self) -> int | None:
        """The status of a response whose head could not be read, if its status line could."""
        return self._parser.status if self._parser else None

    async def send_request(
        self, head: bytes, content: bytes | AsyncIterator[bytes], size: int, deadline: Deadline
    ) -> tuple[int, dict[str, str]]:
        """Send a request; return the status of its response, and the headers with lower-case names."""
        self._deadline = deadline
        self._idle = False
        self._parser = None
        if not self._expires:  # It is new.
            await self._refuse_early_data()
        try:
            self.has_sent_all = was_sent = await self._write(head, content, size)
            data = await self._read()
        except WriteTimeout as error:
            self.has_sent_all = was_sent = False
            data = await self._early_response(error)
        if was_sent and (response := parse_simple_response(data)):
            status, headers, self._buffered, self._bytes_left = response
            return status, headers
        from twilio_memory._http.h11_parser import H11ResponseParser  # loaded by `load_parsers`

        self._parser = parser = H11ResponseParser(was_sent=was_sent)
        parser.feed(data)
        return await self._read_until(parser, parser.next_head)

    async def _refuse_early_data(self) -> None:
        """Refuse data on a new connection: it would be read as the response to the request."""
        try:
            is_early = await self._stream.has_early_data(self._deadline.clamp(self._deadline.read, ConnectTimeout))
        except TransportError as error:
            raise (ConnectTimeout if error.timed_out else ConnectError) from error
        if is_early:
            raise ConnectError("the server sent data or closed the connection before the request was sent")

    async def _read_until(self, parser: H11ResponseParser, step: Callable[[], T | None]) -> T:
        while (result := step()) is None:
            if parser.has_more:
                await acheckpoint()
            else:
                parser.feed(await self._read())
        return result

    async def _read_body(self) -> bytes:
        data = await self._read()
        if not data:
            raise RemoteProtocolError(f"the connection has ended, with {self._bytes_left} bytes to come")
        chunk = data[: self._bytes_left]
        self._bytes_left -= len(data)
        return chunk

    async def _write(self, head: bytes, content: bytes | AsyncIterator[bytes], size: int) -> bool:
        """Write a request; return whether all of it was taken."""
        # If the deadline passes before the first byte, nothing was sent.
        first_timeout = self._deadline.clamp(self._deadline.write, ConnectTimeout)
        try:
            if isinstance(content, bytes):
                data = head + content
                await self._stream.write(data[:CHUNK_SIZE], first_timeout)
                for start in range(CHUNK_SIZE, len(data), CHUNK_SIZE):
                    await self._stream.write(data[start : start + CHUNK_SIZE], self._write_timeout())
                return True
            await self._stream.write(head, first_timeout)
            async for chunk in content:
                size -= len(chunk)
                if size < 0:
                    break
                await self._stream.write(chunk, self._write_timeout())
        except WriteError:
            return False  # A server that stops reading may have sent the reason.
        if size != 0:
            raise LocalProtocolError
        return True

    def _write_timeout(self) -> float:
        return self._deadline.clamp(self._deadline.write, WriteTimeout)

    async def _early_response(self, write_error: WriteTimeout) -> bytes:
        """Read the response of a server that stops reading; raise the error if there is none."""
        try:
            return await self._stream.read(EARLY_RESPONSE_TIMEOUT)
        except TransportError:
            raise write_error from None

    async def _read(self) -> bytes:
        return await self._stream.read(self._deadline.clamp(self._deadline.read, ReadTimeout))

    async def __anext__(self) -> bytes:
        if self._buffered:
            chunk, self._buffered = self._buffered, b""
            return chunk
        if self._bytes_left > 0:
            return await self._read_body()
        if self._bytes_left < 0:  # The surplus would be read as the response to the next request.
            raise StopAsyncIteration
        if self._parser:
            if chunk := await self._read_until(self._parser, self._parser.next_chunk):
                return chunk
            if not self._parser.is_reusable():
                raise StopAsyncIteration
        self._idle = True
        del self._deadline
        self._expires = time.monotonic() + self._keepalive_expiry
        raise StopAsyncIteration

    def is_idle(self) -> bool:
        """Return whether the last response was read to its end and another request may follow."""
        return self._idle

    def has_expired(self) -> bool:
        """Return whether it was idle for too long."""
        return time.monotonic() > self._expires

    def is_readable(self) -> bool:
        """Return whether the server has sent unrequested data, or has closed the connection."""
        return self._stream.is_readable()

    async def aclose(self) -> None:
        await self._stream.aclose()
