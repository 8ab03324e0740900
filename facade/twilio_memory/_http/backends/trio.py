"""Connections of trio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import trio

from twilio_memory._http import exceptions as exc
from twilio_memory._http.backends.sync import READ_SIZE, readability_probe

if TYPE_CHECKING:
    from typing import Self

CONNECTION_ERRORS: Final = (trio.BrokenResourceError, trio.ClosedResourceError)


class TrioStream:
    """A connection of trio, which itself tries all addresses, and closes sockets on cancellation."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self.is_readable = readability_probe(stream.socket)

    @classmethod
    async def connect(cls, host: str, port: int, timeout: float) -> Self:
        try:
            with trio.fail_after(timeout):
                return cls(await trio.open_tcp_stream(host, port))
        except trio.TooSlowError as error:
            raise exc.ConnectTimeout from error
        except OSError as error:
            raise exc.ConnectError from error

    async def read(self, timeout: float) -> bytes:
        try:
            with trio.fail_after(timeout):
                return await self._stream.receive_some(READ_SIZE)
        except trio.TooSlowError as error:
            raise exc.ReadTimeout from error
        except CONNECTION_ERRORS as error:
            raise exc.ReadError from error

    async def write(self, data: bytes, timeout: float) -> None:
        try:
            with trio.fail_after(timeout):
                await self._stream.send_all(data)
        except trio.TooSlowError as error:
            raise exc.WriteTimeout from error
        except CONNECTION_ERRORS as error:
            raise exc.WriteError from error

    async def has_early_data(self, timeout: float) -> bool:  # noqa: ARG002 - there is nothing to wait for
        return bool(self.is_readable())

    async def aclose(self) -> None:
        await self._stream.aclose()
