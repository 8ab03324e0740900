"""TLS: how it is verified where nobody says, as httpx does it; and TLS inside of TLS, for proxies that speak it."""

from __future__ import annotations

import functools
import os
import ssl
import threading
from typing import TYPE_CHECKING, TypeVar, cast

import certifi

from twilio_memory._sockets import READ_AT_ONCE

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

T = TypeVar("T")

_making = threading.Lock()


def default_ssl_context() -> ssl.SSLContext:
    """Return the usual way to verify TLS; it takes long to make, so there is one for all clients."""
    with _making:
        return _default_ssl_context()


@functools.cache
def _default_ssl_context() -> ssl.SSLContext:
    if file := os.environ.get("SSL_CERT_FILE"):
        context = ssl.create_default_context(cafile=file)
    elif folder := os.environ.get("SSL_CERT_DIR"):
        context = ssl.create_default_context(capath=folder)
    else:
        context = ssl.create_default_context(cafile=certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def wrapped(connected: socket.socket, context: ssl.SSLContext, host: str) -> socket.socket:
    """Shake hands on a connected socket, and return what reads and writes inside of TLS.

    Raises:
        OSError: The other side could not prove who it is, or the connection was lost.
    """
    if isinstance(connected, ssl.SSLSocket):
        return cast("socket.socket", _Nested(connected, context, host))
    return context.wrap_socket(connected, server_hostname=host)


class _Nested:
    """What an `SSLSocket` is to a socket, to an `SSLSocket`; as far as it is needed here."""

    def __init__(self, outer: ssl.SSLSocket, context: ssl.SSLContext, host: str) -> None:
        self._outer = outer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._inner = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self.settimeout, self.fileno, self.close = outer.settimeout, outer.fileno, outer.close
        self._carried(self._inner.do_handshake)

    def recv(self, size: int) -> bytes:
        try:
            return self._carried(lambda: self._inner.read(size))
        except ssl.SSLEOFError:  # What `SSLSocket` makes of it, too.
            return b""

    def sendall(self, data: bytes) -> None:
        self._carried(lambda: self._inner.write(data))

    def _carried(self, step: Callable[[], T]) -> T:
        """Take a step, and carry out and in what it takes."""
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                self._flush()
                if arrived := self._outer.recv(READ_AT_ONCE):
                    self._incoming.write(arrived)
                else:
                    self._incoming.write_eof()
            else:
                self._flush()
                return done

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._outer.sendall(self._outgoing.read())
