"""A client that sends raw bytes and returns the raw bytes of the response."""

from __future__ import annotations

import base64
import socket
from http.client import HTTPResponse
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from typing import Self

CREDENTIALS = "Authorization: Basic " + base64.b64encode(b"SKtest:secret").decode()


def http(line: str, *headers: str, body: bytes = b"", host: str | None = "127.0.0.1") -> bytes:
    """Return the bytes of a request."""
    lines = [line, *([f"Host: {host}"] if host else []), *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class RawClient:
    """One connection to a server.

    Args:
        url: The server's base URL.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=10)

    def send(self, data: bytes) -> Self:
        """Send bytes as they are."""
        self._socket.sendall(data)
        return self

    def read_response(self, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """Read one response: its status, its headers by lower-case name, and its body."""
        response = HTTPResponse(self._socket, method=method)
        # Unbuffered: a buffer would take, and lose, bytes of the next response.
        response.fp = self._socket.makefile("rb", buffering=0)
        response.begin()
        with response:
            body = response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    def receive(self, *, timeout: float = 10) -> bytes:
        """Return the next bytes; empty at the end of the stream.

        Raises:
            ConnectionResetError: The server has reset the connection.
            TimeoutError: No byte arrives within that many seconds.
        """
        self._socket.settimeout(timeout)
        return self._socket.recv(65536)

    def rest(self) -> bytes:
        """Return all bytes until the server closes the connection."""
        return b"".join(iter(self.receive, b""))

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
