"""TLS over any stream, TLS included: the same on sockets, on asyncio and on trio."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

from twilio_memory._failures import (
    ConnectError,
    ConnectTimeout,
    Failure,
    ReadError,
    ReadTimeout,
    WriteError,
    WriteTimeout,
)
from twilio_memory._sockets import READ_AT_ONCE

if TYPE_CHECKING:
    from twilio_memory._twins import AsyncStream


class AsyncTLSStream:
    """A stream inside of another.

    The TLS of sockets, of asyncio and of anyio each lack one of: a deadline over everything, delivery of what arrived
    before the end, and a way to tell whether unread data is left.

    Args:
        stream: What carries it.
        context: How the other side is verified.
        host: Who that should be.
    """

    def __init__(self, stream: AsyncStream, context: ssl.SSLContext, host: str) -> None:
        self._stream = stream
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._ended = False

    async def handshake(self, seconds: float) -> None:
        """Perform the TLS handshake.

        Raises:
            Failure: The other side could not prove who it is, or it took too long.
        """
        deadline = time.monotonic() + seconds
        try:
            while not self._is_agreed():
                await self._flush(deadline)
                await self._fill(deadline)
            await self._flush(deadline)
        except Failure as failure:
            raise (ConnectTimeout if failure.timed_out else ConnectError) from failure.__cause__
        except ssl.SSLError as error:
            raise ConnectError from error
        if (protocol := self._tls.selected_alpn_protocol()) not in {None, "http/1.1"}:
            raise ConnectError(f"ssl_context has negotiated {protocol}; only http/1.1 is supported")

    def _is_agreed(self) -> bool:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    async def read(self, seconds: float) -> bytes:
        """Read what there is, or what comes next; nothing at the end."""
        deadline = time.monotonic() + seconds
        while not (data := self._decrypted()) and not self._ended:
            await self._flush(deadline)
            await self._fill(deadline)
        return data

    def _decrypted(self) -> bytes:
        """Take out all that has arrived: what is left in would be found by the next request."""
        parts: list[bytes] = []
        try:
            while part := self._tls.read(READ_AT_ONCE):
                parts.append(part)
            self._ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLEOFError:  # Servers often omit close_notify; HTTP's framing tells whether something is missing.
            self._ended = True
        except ssl.SSLError as error:
            if not parts:
                raise ReadError from error
        return b"".join(parts)

    async def write(self, data: bytes, seconds: float) -> None:
        """Write everything."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._tls.write(rest) :]
        except ssl.SSLError as error:
            raise WriteError from error
        await self._flush(time.monotonic() + seconds)

    async def _flush(self, deadline: float) -> None:
        if self._outgoing.pending:
            await self._stream.write(self._outgoing.read(), _left(deadline, WriteTimeout))

    async def _fill(self, deadline: float) -> None:
        if data := await self._stream.read(_left(deadline, ReadTimeout)):
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def has_unread_data(self) -> bool:
        """Tell whether something has arrived, or the end. It is lost then."""
        return self._stream.has_unread_data() or bool(self._decrypted()) or self._ended

    async def has_early_data(self, seconds: float) -> bool:
        """Tell whether something has arrived before anything was written, or the end; session tickets do not count."""
        deadline = time.monotonic() + seconds
        # What an inner TLS finds when it is asked is lost, and the tickets are then missing here.
        while not isinstance(self._stream, AsyncTLSStream) and not self._ended and self._stream.has_unread_data():
            await self._fill(deadline)
            if self._decrypted():
                return True
        return self._ended

    async def aclose(self) -> None:
        """Close it."""
        await self._stream.aclose()


def _left(deadline: float, failure: type[Failure]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise failure
    return left
