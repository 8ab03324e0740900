"""A server of raw bytes on loopback, and what it was sent."""

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

Answer = bytes | Iterable[bytes]


def http(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """Write an answer; `length` lies about the body's."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Reset(tuple[bytes, ...]):
    """An answer in pieces after which the connection is reset instead of closed."""

    __slots__ = ()


class AtOnce(tuple[bytes, ...]):
    """An answer in pieces that arrive together, over TLS each in a record of its own; the connection stays open."""

    __slots__ = ()


class RawServer:
    """Answers each request with the next of its answers: bytes, pieces of bytes, or nothing and an end of stream.

    After an answer in pieces, and after one that is empty, the connection is closed.

    Args:
        answers: The answers.
        ssl_context: How it proves who it is; None for plain HTTP.
        greetings: What it sends on each new connection before the request; None to close it instead.
    """

    def __init__(
        self,
        answers: Iterable[Answer],
        ssl_context: ssl.SSLContext | None = None,
        greetings: Iterable[bytes | None] = (),
    ) -> None:
        self._answers = iter(answers)
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
                answer = next(self._answers, b"")
                if isinstance(answer, bytes) and answer:
                    connection.sendall(answer)
                    continue
                if isinstance(answer, AtOnce):
                    send_together(connection, answer)
                    continue
                for piece in answer or ():
                    connection.sendall(piece)
                    time.sleep(0.001)  # so that pieces stay pieces
                if isinstance(answer, Reset):
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
        while length and len(body) < int(length[1]):  # What is left unread makes a close a reset.
            part = connection.recv(65536)
            if not part:
                return b""
            request, body = request + part, body + part
        return request

    def answer_with(self, *answers: Answer) -> None:
        """Forget the answers that are left, and go on with these."""
        self._answers = iter(answers)

    def close(self) -> None:
        """Close everything and wait for it."""
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
    """The server's side of a connection with TLS, which decides what is in one record, and what is sent at once."""

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
        """Make records of it, to be sent by `flush`."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._tls.write(rest) :]

    def say_goodbye(self) -> None:
        """Announce the end, and leave the connection open."""
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.unwrap()

    def flush(self) -> None:
        self._connection.sendall(self._outgoing.read())

    def sendall(self, data: bytes) -> None:
        self.encrypt(data)
        self.flush()


def send_together(connection: socket.socket | TLSSide, pieces: Iterable[bytes]) -> None:
    """Send pieces at once; over TLS an empty one stands for a goodbye."""
    if isinstance(connection, socket.socket):
        connection.sendall(b"".join(pieces))
        return
    for piece in pieces:
        if piece:
            connection.encrypt(piece)
        else:
            connection.say_goodbye()
    connection.flush()
