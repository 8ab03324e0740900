"""Connections of trio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import trio

from twilio_memory._failures import ConnectError, ConnectTimeout, ReadError, ReadTimeout, WriteError, WriteTimeout
from twilio_memory._sockets import READ_AT_ONCE, readable

if TYPE_CHECKING:
    from typing import Self

_LOST: Final = (trio.BrokenResourceError, trio.ClosedResourceError)


class TrioStream:
    """A connection of trio, which itself tries all addresses of a host, and closes its sockets when it is cancelled."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._readable = readable(stream.socket)

    @classmethod
    async def connect(cls, host: str, port: int, seconds: float) -> Self:
        """Make a connection.

        Raises:
            Failure: It could not be made, or not in time.
        """
        try:
            with trio.fail_after(seconds):
                return cls(await trio.open_tcp_stream(host, port))
        except trio.TooSlowError as error:
            raise ConnectTimeout from error
        except OSError as error:
            raise ConnectError from error

    async def read(self, seconds: float) -> bytes:
        """Read what there is, or what comes next; nothing at the end."""
        try:
            with trio.fail_after(seconds):
                return await self._stream.receive_some(READ_AT_ONCE)
        except trio.TooSlowError as error:
            raise ReadTimeout from error
        except _LOST as error:
            raise ReadError from error

    async def write(self, data: bytes, seconds: float) -> None:
        """Write everything."""
        try:
            with trio.fail_after(seconds):
                await self._stream.send_all(data)
        except trio.TooSlowError as error:
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
