"""Connections of trio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from anyio.abc import SocketAttribute

from twilio_memory._failures import ConnectError, ConnectTimeout, ReadError, ReadTimeout, WriteError, WriteTimeout
from twilio_memory._sockets import READ_AT_ONCE, readable

if TYPE_CHECKING:
    from typing import Self

    from anyio.abc import SocketStream

_LOST = (anyio.BrokenResourceError, anyio.ClosedResourceError, OSError)


class TrioStream:
    """A connection of trio, by way of anyio, which finds the way to a host with many addresses."""

    def __init__(self, stream: SocketStream) -> None:
        self._stream = stream
        self._readable = readable(stream.extra(SocketAttribute.raw_socket))  # noqa: S610 - not Django's

    @classmethod
    async def connect(cls, host: str, port: int, seconds: float) -> Self:
        """Make a connection.

        Raises:
            Failure: It could not be made, or not in time.
        """
        try:
            with anyio.fail_after(seconds):
                return cls(await anyio.connect_tcp(host, port))
        except TimeoutError as error:
            raise ConnectTimeout from error
        except OSError as error:
            raise ConnectError from error

    async def read(self, seconds: float) -> bytes:
        """Read what there is, or what comes next; nothing at the end."""
        try:
            with anyio.fail_after(seconds):
                return await self._stream.receive(READ_AT_ONCE)
        except anyio.EndOfStream:
            return b""
        except TimeoutError as error:
            raise ReadTimeout from error
        except _LOST as error:
            raise ReadError from error

    async def write(self, data: bytes, seconds: float) -> None:
        """Write everything."""
        try:
            with anyio.fail_after(seconds):
                await self._stream.send(data)
        except TimeoutError as error:
            raise WriteTimeout from error
        except _LOST as error:
            raise WriteError from error

    def has_unread_data(self) -> bool:
        """Tell whether something has arrived, or the end."""
        return self._readable()

    async def has_early_data(self, seconds: float) -> bool:  # noqa: ARG002 - there is nothing to wait for
        """Tell whether something has arrived before anything was written, or the end."""
        return self.has_unread_data()

    async def aclose(self) -> None:
        """Close it."""
        await self._stream.aclose()
