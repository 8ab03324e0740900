"""The connections of the server, to which faults are applied."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio.trsock import TransportSocket

CONNECTION = "twilio_memory_connection"
_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Connection(H11Protocol):
    """A connection that is put into the state of its requests, because ASGI gives no access to it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Store the connection in the state."""
        super().connection_made(cast("asyncio.Transport", _JoiningTransport(transport)))
        self.app_state = {**self.app_state, CONNECTION: self}
        # Head and body are written one after the other. asyncio sees to this only where a socket names its protocol.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def shutdown(self) -> None:
        """Close the connection with the server, without waiting for faults or slow clients."""
        self.transport.abort()

    def reset(self) -> None:
        """Close with an RST in place of a FIN."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        self.transport.abort()

    @property
    def _socket(self) -> TransportSocket:
        connected: TransportSocket = self.transport.get_extra_info("socket")
        return connected


class _JoiningTransport:
    """Sends what is written in one step of the event loop, such as a head and its body, in one piece."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send data at the end of this step."""
        if not self._parts:
            asyncio.get_running_loop().call_soon(self._flush)
        self._parts.append(data)

    def close(self) -> None:
        """Close the connection after all that was written."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - anything of a transport
        return getattr(self._transport, name)
