"""A client that sends the bytes it is told to, and tells which came back."""

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
    """Write a request."""
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

    def answer(self, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """Read one answer: its status, its headers by lower-case name, and its body."""
        response = HTTPResponse(self._socket, method=method)
        # Otherwise it would read, and then lose, what belongs to the next answer.
        response.fp = self._socket.makefile("rb", buffering=0)
        response.begin()
        with response:
            body = response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    def receive(self, *, timeout: float = 10) -> bytes:
        """Return what comes next; nothing at the end of the stream.

        Raises:
            ConnectionResetError: The server has reset the connection.
            TimeoutError: Nothing comes in that many seconds.
        """
        self._socket.settimeout(timeout)
        return self._socket.recv(65536)

    def rest(self) -> bytes:
        """Return what comes until the server ends the connection."""
        return b"".join(iter(self.receive, b""))

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
