"""A loopback server that sends raw bytes and records requests."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ResponseBytes = bytes | Iterable[bytes]


def http(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """Return the bytes of a response; `length` overrides the real Content-Length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Reset(tuple[bytes, ...]):
    """A response in pieces after which the connection is reset instead of closed."""

    __slots__ = ()


class AtOnce(tuple[bytes, ...]):
    """A response in pieces that arrive together, over TLS in one record each; the connection stays open."""

    __slots__ = ()


class RawServer:
    """Sends the next of its responses to each request: bytes, pieces of bytes, or nothing.

    The connection is closed after a response in pieces and after an empty one.

    Args:
        responses: The responses, in order.
        ssl_context: The context for TLS; None for plain HTTP.
        greetings: Bytes to send on each new connection before the request; None to close it instead.
    """

    def __init__(
        self,
        responses: Iterable[ResponseBytes],
        ssl_context: ssl.SSLContext | None = None,
        greetings: Iterable[bytes | None] = (),
    ) -> None:
        self._responses = iter(responses)
        self._greetings = iter(greetings)
        self.greeted = threading.Semaphore(0)
        self._ssl_context = ssl_context
        self.requests: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        scheme = "https" if ssl_context else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._start(self._accept)

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._open.append(connection)
            self._start(self._serve, connection)

    def _serve(self, raw: socket.socket) -> None:
        with contextlib.suppress(OSError), raw:
            connection = TLSSide(raw, self._ssl_context) if self._ssl_context else raw
            if (greeting := next(self._greetings, b"")) is None:
                raw.shutdown(socket.SHUT_WR)
            else:
                connection.sendall(greeting)
            self.greeted.release()
            while request := self._read(connection):
                self.requests.append(request)
                response = next(self._responses, b"")
                if isinstance(response, bytes) and response:
                    connection.sendall(response)
                    continue
                if isinstance(response, AtOnce):
                    send_together(connection, response)
                    continue
                for piece in response or ():
                    connection.sendall(piece)
                    time.sleep(0.001)  # so that pieces are not merged
                if isinstance(response, Reset):
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return

    def _read(self, connection: socket.socket | TLSSide) -> bytes:
        request = b""
        while b"\r\n\r\n" not in request:
            part = connection.recv(65536)
            if not part:
                return b""
            request += part
        head, _, body = request.partition(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: ([0-9]+)", head, re.IGNORECASE)
        while length and len(body) < int(length[1]):  # Closing with unread data would reset the connection.
            part = connection.recv(65536)
            if not part:
                return b""
            request, body = request + part, body + part
        return request

    def respond_with(self, *responses: ResponseBytes) -> None:
        """Replace the remaining responses."""
        self._responses = iter(responses)

    def close(self) -> None:
        """Close all connections and join all threads."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads:
            thread.join(5)


class TLSSide:
    """The server side of a TLS connection, with control over records and segments."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        self._connection = connection
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._until_done(self._tls.do_handshake)

    def _until_done(self, step: Callable[[], object]) -> object:
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                self.flush()
                if not (data := self._connection.recv(65536)):
                    raise ConnectionError from None
                self._incoming.write(data)
            else:
                self.flush()
                return done

    def recv(self, size: int) -> bytes:
        return bytes(self._until_done(lambda: self._tls.read(size)))

    def encrypt(self, data: bytes) -> None:
        """Encrypt data to records that `flush` sends."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._tls.write(rest) :]

    def send_close_notify(self) -> None:
        """Send close_notify, and leave the connection open."""
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.unwrap()

    def flush(self) -> None:
        self._connection.sendall(self._outgoing.read())

    def sendall(self, data: bytes) -> None:
        self.encrypt(data)
        self.flush()


def send_together(connection: socket.socket | TLSSide, pieces: Iterable[bytes]) -> None:
    """Send pieces together; over TLS an empty piece stands for close_notify."""
    if isinstance(connection, socket.socket):
        connection.sendall(b"".join(pieces))
        return
    for piece in pieces:
        if piece:
            connection.encrypt(piece)
        else:
            connection.send_close_notify()
    connection.flush()
