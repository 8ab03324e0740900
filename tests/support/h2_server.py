"""A loopback HTTP/2 server."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import h2.config
import h2.connection
import h2.events

if TYPE_CHECKING:
    import ssl


class H2Server:
    """Sends the same response to each request, as soon as the head has arrived.

    Args:
        ssl_context: The context for TLS.
        status: The status of every response.
        headers: The headers of every response.
        body: The body of every response.
    """

    def __init__(self, ssl_context: ssl.SSLContext, status: int, headers: dict[str, str], body: bytes) -> None:
        ssl_context.set_alpn_protocols(["h2"])
        self._ssl_context = ssl_context
        self._head = [(":status", str(status)), *headers.items()]
        self._body = body
        self.requests = 0
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                raw, _ = self._listener.accept()
                self._open.append(raw.dup())  # wrap_socket takes over the other one.
                threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        with contextlib.suppress(OSError), self._ssl_context.wrap_socket(raw, server_side=True) as client:
            connection.initiate_connection()
            client.sendall(connection.data_to_send())
            while data := client.recv(65536):
                for event in connection.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        self.requests += 1
                        connection.send_headers(event.stream_id, self._head)
                        connection.send_data(event.stream_id, self._body, end_stream=True)
                client.sendall(connection.data_to_send())

    def close(self) -> None:
        """Close the listener and all connections."""
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
