"""Connections of trio."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

import trio

from twilio_memory._http.backends.sync import READ_SIZE, readability_wait

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Self


class TrioStream:
    """A connection of trio, which itself tries all addresses, and closes sockets on cancellation."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self.is_readable = partial(readability_wait(stream.socket), 0)

    @classmethod
    async def connect(cls, host: str, port: int) -> Self:
        return cls(await trio.open_tcp_stream(host, port))

    async def read(self, timeout: float) -> bytes:
        with _limit(timeout):
            return await self._stream.receive_some(READ_SIZE)

    async def write(self, data: bytes, timeout: float) -> None:
        with _limit(timeout):
            await self._stream.send_all(data)

    async def has_early_data(self, timeout: float) -> bool:  # noqa: ARG002 - there is nothing to wait for
        return bool(self.is_readable())

    async def aclose(self) -> None:
        await self._stream.aclose()


@contextlib.contextmanager
def _limit(timeout: float) -> Generator[None]:
    """Cancel the block after a timeout; raise the errors of trio as those of sockets."""
    try:
        with trio.fail_after(timeout):
            yield
    except trio.TooSlowError as error:
        raise TimeoutError from error
    except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
        raise ConnectionError(str(error)) from error
