"""What a transport reports instead of an answer, and what that says about the request.

They are called as in httpx, whose names people know; errors show them in their `attempts`.
"""

from __future__ import annotations


class Failure(Exception):  # noqa: N818 - caught before it leaves
    """No response has arrived. The cause, if there is one, is what the system or the HTTP client has raised."""

    sent = True
    """Whether anything may have reached the server."""
    timed_out = False
    """Whether it took too long."""

    @property
    def name(self) -> str:
        """What has failed, e.g. `ReadTimeout`."""
        return type(self).__name__

    @property
    def reason(self) -> str:
        """Why, in the words of whoever knows; they hold nothing of the request."""
        return str(self) or str(self.__cause__ or "")


class ConnectError(Failure):
    """The connection could not be made."""

    sent = False


class ConnectTimeout(Failure):
    """The connection could not be made in time."""

    sent = False
    timed_out = True


class PoolTimeout(Failure):
    """No connection has become free in time."""

    sent = False
    timed_out = True


class ProxyError(Failure):
    """The proxy has refused."""

    sent = False


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


def forget_frames(error: BaseException, outside: BaseException | None) -> None:
    """Remove the frames from an exception and its causes: error reporters show the variables of every frame.

    Args:
        error: The exception that leaves the library.
        outside: What the caller was handling already, which is left unchanged.
    """
    errors: list[BaseException | None] = [error]
    while errors:
        link = errors.pop()
        if link is not None and link is not outside and link.__traceback__ is not None:
            link.__traceback__ = None
            errors += link.__cause__, link.__context__
