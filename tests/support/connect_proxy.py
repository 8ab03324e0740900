"""A loopback HTTP proxy for CONNECT."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from typing import Self

#: The size of a buffer of a socket in bytes. By default it grows, which hides that the other side does not read.
BUFFER_SIZE = 65536


class ConnectProxy:
    """Accepts CONNECT requests, and relays data in both directions.

    Args:
        ssl_context: The context for TLS to the proxy; None for plain HTTP.
        response: The bytes to send instead of connecting, before the connection is closed.
    """

    def __init__(self, ssl_context: ssl.SSLContext | None = None, response: bytes | None = None) -> None:
        self._ssl_context = ssl_context
        self._response = response
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_SIZE)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.heads: list[bytes] = []
        """The heads of all requests."""
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._ssl_context:
                client = self._ssl_context.wrap_socket(client, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(65536)
            self.heads.append(head)
            if self._response is not None:
                client.sendall(self._response)
                client.close()
                return
            host, _, port = head.split(b" ")[1].decode().partition(":")
            server = socket.create_connection((host, int(port)))
            server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_SIZE)
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._start(relay, client, server)
            relay(server, client)


def relay(source: socket.socket, target: socket.socket) -> None:
    """Forward all data, then close both sides."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for side in (source, target):
        with contextlib.suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)
        side.close()
