"""Connections of the running event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twilio_memory._http.backends.base import AsyncStream


async def aopen_connection(host: str, port: int, timeout: float) -> AsyncStream:
    """Open a connection, or raise `ConnectError` or `ConnectTimeout`."""
    import asyncio

    import anyio.lowlevel

    if isinstance(anyio.lowlevel.current_token().native_token, asyncio.AbstractEventLoop):
        from twilio_memory._http.backends.asyncio import AsyncioStream

        return await AsyncioStream.connect(host, port, timeout)
    from twilio_memory._http.backends.trio import TrioStream

    return await TrioStream.connect(host, port, timeout)
