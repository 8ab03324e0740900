"""Why a transport returns no response, and what that means for the request.

The subclasses of `TransportError` are named as in httpx; users see the names in the `attempts` of an error.
"""

from __future__ import annotations

from typing import Final


class TransportError(Exception):
    """No response has arrived. The cause, if any, is the exception of the system or of the HTTP client."""

    name: str
    """The kind of failure, e.g. `ReadTimeout`."""
    was_sent: bool
    """Whether any byte may have reached the server."""
    timed_out: bool
    """Whether a timeout has passed."""
    server: str | None = None
    """Host and port of the server, and of the proxy that was used."""

    def __init_subclass__(cls, *, was_sent: bool = True, timed_out: bool = False) -> None:
        cls.name, cls.was_sent, cls.timed_out = cls.__name__, was_sent, timed_out

    @property
    def reason(self) -> str:
        """Return the reason as the system or the parser gives it; it holds nothing of the request."""
        return str(self) or str(self.__cause__ or "")

    def describe(self) -> str:
        """Return the name and the reason."""
        return f"{self.name}: {reason}" if (reason := self.reason) else self.name


def _kind(name: str, **facts: bool) -> type[TransportError]:
    return type(name, (TransportError,), {}, **facts)


ConnectError: Final = _kind("ConnectError", was_sent=False)
ConnectTimeout: Final = _kind("ConnectTimeout", was_sent=False, timed_out=True)
PoolTimeout: Final = _kind("PoolTimeout", was_sent=False, timed_out=True)
ProxyError: Final = _kind("ProxyError", was_sent=False)
ReadError: Final = _kind("ReadError")
ReadTimeout: Final = _kind("ReadTimeout", timed_out=True)
WriteError: Final = _kind("WriteError")
WriteTimeout: Final = _kind("WriteTimeout", timed_out=True)
RemoteProtocolError: Final = _kind("RemoteProtocolError")
"""The response is not valid HTTP, or ends too early."""
LocalProtocolError: Final = _kind("LocalProtocolError")
"""The body of the request has another size than its headers announce."""


class InvalidInputError(Exception):
    """A request, an argument or a variable of the environment that cannot be used. Nothing was sent."""


class TransportClosedError(Exception):
    """The transport is closed, or belongs to another process or event loop. Nothing was sent."""


def strip_tracebacks(error: BaseException, handled_exception: BaseException | None) -> None:
    """Remove the frames from an exception and its causes: error reporters show the variables of every frame.

    The exception that the caller was handling before is left unchanged.
    """
    errors: list[BaseException | None] = [error]
    while errors:
        exception = errors.pop()
        if exception is not None and exception is not handled_exception and exception.__traceback__ is not None:
            exception.__traceback__ = None
            errors += exception.__cause__, exception.__context__
