"""Sockets: connections of threads, and what those of event loops have in common with them."""

from __future__ import annotations

import select
import socket
import time
from typing import TYPE_CHECKING, Final

from twilio_memory._failures import ConnectError, ConnectTimeout, ReadError, ReadTimeout, WriteError, WriteTimeout

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self

    from _typeshed import HasFileno

READ_AT_ONCE: Final = 64 * 1024


class SocketStream:
    """A connection of threads."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._readable = readable(connected)

    @classmethod
    def connect(cls, host: str, port: int, seconds: float) -> Self:
        """Make a connection to the first of a host's addresses that has one. To find them takes as long as it takes.

        Raises:
            Failure: It could not be made, or not in time.
        """
        deadline = time.monotonic() + seconds
        reason: OSError | None = None
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise ConnectError from error
        for before, (family, kind, protocol, _, address) in enumerate(addresses):
            left = deadline - time.monotonic()
            if left <= 0:
                raise ConnectTimeout from reason
            # One that never answers leaves the others their share.
            try:
                return cls(_connected(family, kind, protocol, address, left / (len(addresses) - before)))
            except OSError as error:
                reason = error
        raise (ConnectTimeout if isinstance(reason, TimeoutError) else ConnectError) from reason

    def read(self, seconds: float) -> bytes:
        """Read what there is, or what comes next; nothing at the end."""
        try:
            self._socket.settimeout(seconds)
            return self._socket.recv(READ_AT_ONCE)
        except TimeoutError as error:
            raise ReadTimeout from error
        except OSError as error:
            raise ReadError from error

    def write(self, data: bytes, seconds: float) -> None:
        """Write everything."""
        try:
            self._socket.settimeout(seconds)
            self._socket.sendall(data)
        except TimeoutError as error:
            raise WriteTimeout from error
        except OSError as error:
            raise WriteError from error

    def has_unread_data(self) -> bool:
        """Tell whether something has arrived, or the end."""
        return self._readable()

    def has_early_data(self, seconds: float) -> bool:  # noqa: ARG002 - there is nothing to wait for
        """Tell whether something has arrived before anything was written, or the end."""
        return self.has_unread_data()

    def close(self) -> None:
        """Close it."""
        self._socket.close()


def _connected(family: int, kind: int, protocol: int, address: Any, seconds: float) -> socket.socket:  # noqa: ANN401 - each family has another kind
    connected = socket.socket(family, kind, protocol)
    try:
        connected.settimeout(seconds)
        connected.connect(address)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connected.close()
        raise
    return connected


def readable(connected: HasFileno) -> Callable[[], bool]:
    """Return what tells of a socket whether there is something to read, also that it has ended."""
    if not hasattr(select, "poll"):  # Windows
        return lambda: bool(select.select([connected], [], [], 0)[0])
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return lambda: bool(poll.poll(0))
