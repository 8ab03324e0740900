"""TLS over any stream, including TLS, for all backends."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING, TypeAlias

from twilio_memory._http.backends.sync import READ_SIZE
from twilio_memory._http.exceptions import ConnectError
from twilio_memory._http.monotonic import monotonic

if TYPE_CHECKING:
    from twilio_memory._http.backends import AsyncSocketStream

AsyncStream: TypeAlias = "AsyncSocketStream | AsyncTLSStream"


class AsyncTLSStream:
    """A TLS stream over another stream.

    The TLS of sockets, of asyncio and of anyio each lack one of: a deadline over everything, delivery of data that
    arrived before the end, and a check for unread data.
    """

    def __init__(self, stream: AsyncStream, context: ssl.SSLContext, host: str) -> None:
        self._stream = stream
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._eof = False

    async def handshake(self, timeout: float) -> None:
        deadline = monotonic() + timeout
        while not self._tls.version():  # None until the handshake is complete.
            with contextlib.suppress(ssl.SSLWantReadError):
                self._tls.do_handshake()
            await self._send(deadline)
            if not self._tls.version():
                await self._receive(deadline)
        if (protocol := self._tls.selected_alpn_protocol()) not in {None, "http/1.1"}:
            raise ConnectError(f"ssl_context has negotiated {protocol}; only http/1.1 is supported")

    async def read(self, timeout: float) -> bytes:
        deadline = monotonic() + timeout
        while not (data := self._read_decrypted()) and not self._eof:
            await self._send(deadline)
            await self._receive(deadline)
        return data

    def _read_decrypted(self) -> bytes:
        """Return all data that has arrived: left-over data would be read as the next response."""
        parts: list[bytes] = []
        try:
            while part := self._tls.read(READ_SIZE):
                parts.append(part)
            self._eof = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLEOFError:  # Servers often omit close_notify; HTTP's framing shows whether data is missing.
            self._eof = True
        except ssl.SSLError:
            if not parts:
                raise
        return b"".join(parts)

    async def write(self, data: bytes, timeout: float) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._tls.write(rest) :]
        await self._send(monotonic() + timeout)

    async def _send(self, deadline: float) -> None:
        if self._outgoing.pending:
            await self._stream.write(self._outgoing.read(), _remaining(deadline))

    async def _receive(self, deadline: float) -> None:
        if data := await self._stream.read(_remaining(deadline)):
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def is_readable(self) -> bool:
        """Return whether unread data, or the end, has arrived. The data is discarded."""
        return bool(self._stream.is_readable() or self._read_decrypted() or self._eof)

    async def has_early_data(self, timeout: float) -> bool:
        """Return whether data other than session tickets, or the end, has arrived before anything was written."""
        deadline = monotonic() + timeout
        # `is_readable` of an inner TLS would discard the tickets.
        while not isinstance(self._stream, AsyncTLSStream) and not self._eof and self._stream.is_readable():
            await self._receive(deadline)
            if self._read_decrypted():
                return True
        return self._eof

    async def aclose(self) -> None:
        await self._stream.aclose()


def _remaining(deadline: float) -> float:
    remaining = deadline - monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining
