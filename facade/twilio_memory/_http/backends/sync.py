"""Connections of threads, and what all backends share."""

from __future__ import annotations

import functools
import select
import socket
from typing import TYPE_CHECKING, Final

from twilio_memory._http import exceptions as exc
from twilio_memory._http.backends.resolver import resolve
from twilio_memory._http.monotonic import monotonic

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self

    from _typeshed import HasFileno

READ_SIZE: Final = 64 * 1024
_MAX_WAIT: Final = 10.0**6  # In seconds; as milliseconds a longer one would not fit into a C integer.


class SocketStream:
    """A connection of threads, whose socket does not block: a timeout of its own would be a system call each time."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(0)
        self._socket = connection
        self._wait = readability_wait(connection)
        self.is_readable = functools.partial(self._wait, 0)

    @classmethod
    def connect(cls, host: str, port: int, timeout: float) -> Self:
        """Connect to the first reachable address of a host, which is resolved within the same timeout."""
        deadline = monotonic() + timeout
        reason: OSError | None = None
        try:
            addresses = resolve(host, port, timeout)
        except OSError as error:
            raise exc.ConnectError from error
        for tried, (family, kind, protocol, _, address) in enumerate(addresses):
            remaining = deadline - monotonic()
            if remaining <= 0:
                raise exc.ConnectTimeout from reason
            # Split the remaining time so that one dead address cannot use it up.
            try:
                return cls(_open_socket(family, kind, protocol, address, remaining / (len(addresses) - tried)))
            except OSError as error:
                reason = error
        raise (exc.ConnectTimeout if isinstance(reason, TimeoutError) else exc.ConnectError) from reason

    def read(self, timeout: float) -> bytes:
        while self._wait(min(timeout, _MAX_WAIT) * 1000):
            try:
                return self._socket.recv(READ_SIZE)
            except BlockingIOError:  # A system may drop what it has announced.
                continue
        raise TimeoutError

    def write(self, data: bytes, timeout: float) -> None:
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data):  # The rest has to wait.
            self._socket.settimeout(min(timeout, _MAX_WAIT))
            self._socket.sendall(data[sent:])
            self._socket.settimeout(0)

    def has_early_data(self, timeout: float) -> bool:  # noqa: ARG002 - there is nothing to wait for
        return bool(self.is_readable())

    def close(self) -> None:
        self._socket.close()


def _open_socket(family: int, kind: int, protocol: int, address: Any, timeout: float) -> socket.socket:  # noqa: ANN401 - its type depends on the family
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(min(timeout, _MAX_WAIT))
        connection.connect(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


def readability_wait(connection: HasFileno) -> Callable[[float], object]:
    """Return a function that waits some milliseconds at most until a socket has data, or its end, to read."""
    if not hasattr(select, "poll"):  # Windows
        return lambda milliseconds: select.select([connection], [], [], milliseconds / 1000)[0]
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return poll.poll
