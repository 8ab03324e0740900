"""Byte streams over TCP: on sockets, asyncio and trio.

Timeouts are in seconds. Streams raise `TimeoutError` or another `OSError`, which the connection translates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from twilio_memory._http.backends.sync import SocketStream as SocketStream

if TYPE_CHECKING:
    from twilio_memory._http.backends.asyncio import AsyncioStream
    from twilio_memory._http.backends.trio import TrioStream


AsyncSocketStream: TypeAlias = "AsyncioStream | TrioStream"


async def aopen_connection(host: str, port: int, timeout: float) -> AsyncSocketStream:
    """Open a connection with the running event loop."""
    import asyncio

    import anyio.lowlevel

    with anyio.fail_after(timeout):
        if isinstance(anyio.lowlevel.current_token().native_token, asyncio.AbstractEventLoop):
            from twilio_memory._http.backends.asyncio import AsyncioStream

            return await AsyncioStream.connect(host, port)
        from twilio_memory._http.backends.trio import TrioStream

        return await TrioStream.connect(host, port)


open_connection: Final = SocketStream.connect
