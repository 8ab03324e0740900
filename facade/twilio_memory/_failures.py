"""What a transport reports instead of an answer, and what that says about the request.

They are called as in httpx, whose names people know; errors show them in their `attempts`.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator

    import httpx

_NOTHING_SENT: Final = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})


class Failure(Exception):  # noqa: N818 - caught before it leaves
    """No answer has arrived. The cause, if there is one, is what the system or the HTTP client has raised."""

    timed_out = False
    """Whether it took too long."""

    @property
    def name(self) -> str:
        """What has failed, e.g. `ReadTimeout`."""
        return type(self).__name__

    @property
    def sent(self) -> bool:
        """Whether anything may have reached the server."""
        return self.name not in _NOTHING_SENT


class ConnectError(Failure):
    """The connection could not be made."""


class ConnectTimeout(Failure):
    """The connection could not be made in time."""

    timed_out = True


class PoolTimeout(Failure):
    """No connection has become free in time."""

    timed_out = True


class ProxyError(Failure):
    """The proxy has refused."""


class ReadError(Failure):
    """The connection was lost while reading."""


class ReadTimeout(Failure):
    """Nothing has arrived in time."""

    timed_out = True


class WriteError(Failure):
    """The connection was lost while writing."""


class WriteTimeout(Failure):
    """The other side has not taken it in time."""

    timed_out = True


class RemoteProtocolError(Failure):
    """What has arrived is no HTTP, or ends too early."""


class LocalProtocolError(Failure):
    """What was to be sent has another size than was said."""


class ClientFailure(Failure):
    """What an HTTP client of the caller's own has raised, under its name."""

    def __init__(self, error: httpx.TransportError, *, timed_out: bool) -> None:
        super().__init__(str(error))
        self._name = type(error).__name__
        self.timed_out = timed_out

    @property
    def name(self) -> str:
        """What has failed, e.g. `ReadTimeout`."""
        return self._name


@contextlib.contextmanager
def client_failures() -> Generator[None]:
    """Take what an HTTP client raises for what it means."""
    import httpx  # noqa: PLC0415 - who brings a client has loaded it

    try:
        yield
    except httpx.TransportError as error:
        raise ClientFailure(error, timed_out=isinstance(error, httpx.TimeoutException)) from error
