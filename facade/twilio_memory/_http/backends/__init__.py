"""Byte streams over TCP: on sockets, asyncio and trio. Timeouts are in seconds; errors are those of `exceptions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twilio_memory._http.backends.sync import SocketStream

if TYPE_CHECKING:
    from twilio_memory._http.backends.asyncio import AsyncioStream
    from twilio_memory._http.backends.trio import TrioStream


async def aopen_connection(host: str, port: int, timeout: float) -> AsyncioStream | TrioStream:
    """Open a connection, or raise `ConnectError` or `ConnectTimeout`."""
    import asyncio

    import anyio.lowlevel

    if isinstance(anyio.lowlevel.current_token().native_token, asyncio.AbstractEventLoop):
        from twilio_memory._http.backends.asyncio import AsyncioStream

        return await AsyncioStream.connect(host, port, timeout)
    from twilio_memory._http.backends.trio import TrioStream

    return await TrioStream.connect(host, port, timeout)


open_connection: Final = SocketStream.connect
