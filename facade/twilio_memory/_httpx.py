"""What a client of httpx or httpx2 raises and traces, and what that means."""

from __future__ import annotations

import contextlib
import inspect
import os
import re
import sys
import weakref
from typing import TYPE_CHECKING, Final

import h11

from twilio_memory._failures import ConnectTimeout, Failure, ReadTimeout, RemoteProtocolError
from twilio_memory.errors import ClientClosedError, InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from types import ModuleType
    from typing import Any

    from twilio_memory._async.http_client import AsyncHTTPClient
    from twilio_memory._sync.http_client import HTTPClient

_LIBRARIES: Final = "httpx", "httpx2"
_NOTHING_SENT: Final = "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"
_STATUS_LINE: Final = re.compile(rb"HTTP/[0-9]\.[0-9] ([2-9][0-9]{2})(?: [^\r\n]*)?\r?\Z")
_HOMES: Final[weakref.WeakKeyDictionary[object, tuple[int, weakref.ref[object] | None]]] = weakref.WeakKeyDictionary()
"""The process and the event loop of each client: several clients of this library may share one of httpx."""
_FRAMES: Final = 10
"""Frames between a trace function and the connection that calls it, and some to spare."""


def library_of(client: object, kind: str) -> ModuleType:
    """Return the library of a client: httpx or httpx2.

    Args:
        client: What was given as a client.
        kind: The name of its class, in either library.

    Raises:
        InvalidArgumentError: It is a client of neither.
    """
    for name in _LIBRARIES:  # A client's library is loaded; the other one may not be installed.
        library = sys.modules.get(name)
        expected = getattr(library, kind, None)
        if library is not None and expected is not None and isinstance(client, expected):
            return library
    given = client if isinstance(client, type) else type(client)
    found = f"{given.__module__}.{given.__qualname__}" + (" itself" if given is client else "")
    raise InvalidArgumentError(f"http_client: expected an httpx.{kind} or httpx2.{kind}, got {found}")


class ClientFailure(Failure):
    """What the client has raised, under its name."""

    def __init__(self, error: Exception, library: ModuleType) -> None:
        super().__init__(str(error))
        self._name = type(error).__name__
        self.sent = not isinstance(error, tuple(getattr(library, name) for name in _NOTHING_SENT))
        self.timed_out = isinstance(error, library.TimeoutException)

    @property
    def name(self) -> str:
        """What has failed, e.g. `ReadTimeout`."""
        return self._name

    @property
    def reason(self) -> str:
        """Nothing: what a client raises may hold anything. The cause has it."""
        return ""


@contextlib.contextmanager
def client_failures(client: AsyncHTTPClient | HTTPClient, library: ModuleType) -> Generator[None]:
    """Translate what a client raises; but for a status, which is a response.

    Raises:
        ClientClosedError: It is closed.
        ClientFailure: Anything else.
    """
    try:
        yield
    except library.HTTPStatusError:
        raise
    except (
        library.HTTPError,
        library.InvalidURL,
        library.StreamError,
        h11.ProtocolError,
        OSError,
        UnicodeError,
    ) as error:
        _forget_credentials(error, library)
        raise ClientFailure(error, library) from error
    except RuntimeError as error:
        if not client.is_closed:
            raise
        raise ClientClosedError("the http_client has been closed; give another one") from error


def _forget_credentials(error: Exception, library: ModuleType) -> None:
    """Leave an error the request that it is about, but not as it was sent."""
    if isinstance(error, library.RequestError):
        with contextlib.suppress(RuntimeError):  # It was given none.
            failed: Any = error
            failed.request = library.Request(failed.request.method, failed.request.url)


def check_home(client: object, loop: object | None) -> None:
    """Refuse to use a client away from its connections, which work in no other process or event loop.

    Raises:
        ClientClosedError: It has opened some elsewhere.
    """
    process, its_loop = _HOMES.get(client, (os.getpid(), None))
    if process != os.getpid():
        raise ClientClosedError("the http_client was used before a fork; give this process one of its own")
    if its_loop is not None and its_loop() is not loop:
        raise ClientClosedError("the http_client was used in another event loop; give this one a client of its own")


def note_home(client: object, loop: object | None) -> None:
    """Remember that a client opens connections here."""
    _HOMES.setdefault(client, (os.getpid(), None if loop is None else weakref.ref(loop)))


class TraceRecorder:
    """How far a request has come, as far as the client's transport traces it: the stock one does."""

    def __init__(self) -> None:
        self.status: int | None = None
        """The final status of the API, even if the rest of the head is broken or missing."""
        self.is_traced = False
        """Whether the transport traces anything, and so has connections."""
        self._is_own = False  # Whether the events are of the request itself, and not of CONNECT to a proxy.
        self._begun = False
        self._body_sent = False
        self._parser: h11.Connection | None = None

    @property
    def has_sent_all(self) -> bool:
        """Whether all of the request was taken, or nothing is known of that."""
        return self._body_sent or not self.is_traced

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Record an event of httpcore.

        Raises:
            RemoteProtocolError: The connection holds a response to no request.
        """
        self.is_traced = True
        protocol, _, step = event.partition(".")
        if step == "send_request_headers.started":
            self._start(info)
        elif not self._is_own:
            return
        elif step == "send_request_body.complete":
            self._body_sent = True
        elif step == "receive_response_headers.complete":
            head = info["return_value"]
            self.status = head[1] if protocol == "http11" else head[0]
        elif step == "receive_response_headers.failed":
            self.status = self._status_of_broken_head(info["exception"]) or self.status

    def _start(self, info: Mapping[str, Any]) -> None:
        self._is_own = getattr(info.get("request"), "method", None) != b"CONNECT"
        self._parser = _parser_of_caller()
        if self._parser is not None and self._parser.trailing_data[0]:
            raise RemoteProtocolError("the connection holds a response to no request")
        self._begun = self._begun or self._is_own
        self._body_sent = False

    def _status_of_broken_head(self, error: BaseException) -> int | None:
        if self._parser is None:
            return None
        line, newline, _ = self._parser.trailing_data[0].partition(b"\n")
        if not newline:
            line = _line_that_was_refused(error)
        found = _STATUS_LINE.match(line)
        return int(found[1]) if found else None

    def judged(self, failure: Failure) -> Failure:
        """Return a failure that is right about whether the request was sent."""
        if self.is_traced:  # The library's classes also cover what happens between a proxy and the client.
            failure.sent = self._begun
        if isinstance(failure, ReadTimeout) and not failure.sent:
            return ConnectTimeout()
        return failure


# A trace of httpcore contains neither what has arrived of a head, nor what is left over of the response before. The
# parser has both, and the frame that traces has the parser; where there is none, nothing is known of them.


def _parser_of_caller() -> h11.Connection | None:
    frame = inspect.currentframe()
    for _ in range(_FRAMES):
        if frame is None:
            break
        for value in getattr(frame.f_locals.get("self"), "__dict__", {}).values():
            if isinstance(value, h11.Connection):
                return value
        frame = frame.f_back
    return None


def _line_that_was_refused(error: BaseException) -> bytes:
    """Return the status line of a head that h11 has taken out of its buffer, and found fault with."""
    cause = error.__cause__ or error.__context__
    trace = None if cause is None else cause.__traceback__
    while trace is not None:
        lines = trace.tb_frame.f_locals.get("lines")
        if trace.tb_frame.f_globals.get("__name__") == "h11._readers" and lines:
            return bytes(lines[0])
        trace = trace.tb_next
    return b""
