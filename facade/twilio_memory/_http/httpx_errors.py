"""Errors and traces of clients of httpx and httpx2."""

from __future__ import annotations

import contextlib
import inspect
import os
import re
import sys
import traceback
import weakref
from typing import TYPE_CHECKING, Final

import h11

from twilio_memory._http import exceptions as exc
from twilio_memory._http.types import response_without_body

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from types import ModuleType
    from typing import Any

    from twilio_memory._http.types import Response

NOT_SENT_ERRORS: Final = "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"
_STATUS_LINE: Final = re.compile(rb"HTTP/[0-9]\.[0-9] ([2-9][0-9]{2})(?: [^\r\n]*)?\r?\Z")
_HOMES: Final[weakref.WeakKeyDictionary[object, tuple[int, weakref.ref[object] | None]]] = weakref.WeakKeyDictionary()
"""The process and the event loop of each client: several transports may share one."""
MAX_FRAMES: Final = 10
"""Frames between a trace function and the connection that calls it, with a margin."""


def library_of(client: object, class_name: str) -> ModuleType:
    """Return httpx or httpx2, depending on the class of a client; refuse any other."""
    for name in "httpx", "httpx2":  # A client's library is loaded; the other one may not be installed.
        library = sys.modules.get(name)
        if library is not None and isinstance(client, getattr(library, class_name, ())):
            return library
    actual = client if isinstance(client, type) else type(client)
    name = f"{actual.__module__}.{actual.__qualname__}" + (" itself" if actual is client else "")
    raise exc.InvalidInputError(f"http_client: expected an httpx.{class_name} or httpx2.{class_name}, got {name}")


class HTTPXTransportError(exc.TransportError):
    """An error of the client, under its own name."""

    def __init__(self, error: Exception, library: ModuleType) -> None:
        super().__init__(str(error))
        self.name = type(error).__name__
        self.was_sent = not isinstance(error, tuple(getattr(library, name) for name in NOT_SENT_ERRORS))
        self.timed_out = isinstance(error, library.TimeoutException)

    @property
    def reason(self) -> str:
        return ""  # The client's text may hold anything; the cause has it.


@contextlib.contextmanager
def translate_httpx_errors(client: Any, library: ModuleType) -> Generator[None]:  # noqa: ANN401 - of httpx or httpx2
    """Translate the errors of a client, except `HTTPStatusError`, which has a response."""
    translated = library.HTTPError, library.InvalidURL, library.StreamError, h11.ProtocolError, OSError, UnicodeError
    try:
        yield
    except library.HTTPStatusError:
        raise
    except translated as error:
        if isinstance(error, library.RequestError):
            with contextlib.suppress(RuntimeError):  # It has no request, whose headers hold credentials.
                failed: Any = error
                failed.request = library.Request(failed.request.method, failed.request.url)
        raise HTTPXTransportError(error, library) from error
    except RuntimeError as error:
        if not client.is_closed:
            raise
        raise exc.TransportClosedError("the http_client has been closed; give another one") from error


class TraceRecorder:
    """Records the progress of a request, if the client's transport traces it, as the stock one does.

    It refuses a client whose connections belong to another process or event loop.
    """

    def __init__(self, client: object, loop: object | None) -> None:
        process, client_loop = _HOMES.get(client, (os.getpid(), None))
        if process != os.getpid():
            raise exc.TransportClosedError("the http_client was used before a fork; give this process one of its own")
        if client_loop is not None and client_loop() is not loop:
            raise exc.TransportClosedError(
                "the http_client was used in another event loop; give this one a client of its own"
            )
        self._client, self._loop = client, loop
        self.is_traced = False
        """Whether the transport traces, and so has connections."""
        self.has_sent_all = True
        """Whether the request was written completely, or that is unknown."""
        self._was_started = False
        self._is_own = False  # Whether the events belong to the request itself, not to CONNECT.
        self._status: int | None = None  # The final one, even if the rest of the head is broken or missing.
        self._part = "head"
        self._parser: h11.Connection | None = None

    def record(self, event: str, info: Mapping[str, Any]) -> None:
        """Record an event of httpcore; refuse a connection that holds a response to no request."""
        if not self.is_traced:
            _HOMES.setdefault(self._client, (os.getpid(), None if self._loop is None else weakref.ref(self._loop)))
        self.is_traced = True
        protocol, _, step = event.partition(".")
        if step == "send_request_headers.started":
            self._is_own = getattr(info.get("request"), "method", None) != b"CONNECT"
            self._parser = _parser_of_caller()
            if self._parser is not None and self._parser.trailing_data[0]:
                raise exc.RemoteProtocolError("the connection holds a response to no request")
            self._was_started |= self._is_own
            self.has_sent_all = False
        elif not self._is_own:
            self.has_sent_all = False
        elif step == "send_request_body.complete":
            self.has_sent_all = True
        elif step == "receive_response_headers.complete":
            head = info["return_value"]
            self._status, self._part = head[1] if protocol == "http11" else head[0], "body"
        elif step == "receive_response_headers.failed" and self._parser is not None:
            line, newline, _ = self._parser.trailing_data[0].partition(b"\n")
            if match := _STATUS_LINE.match(line if newline else _line_that_was_refused(info["exception"])):
                self._status = int(match[1])

    def response_to_error(self, error: exc.TransportError) -> Response:
        """Return the response of which a part has arrived; raise the error, with the right `was_sent`, if none has."""
        if self.is_traced:  # The library raises the same classes for the connection to a proxy.
            error.was_sent = self._was_started
        if isinstance(error, exc.ReadTimeout) and not error.was_sent:
            error = exc.ConnectTimeout()
        return response_without_body(self._status, error, self._part)


# A trace of httpcore contains neither an incomplete head nor data left over from the previous response. The h11 parser
# has both, and is found in the frames that call the trace function; without one, neither is known.


def _parser_of_caller() -> h11.Connection | None:
    frame = inspect.currentframe()
    for _ in range(MAX_FRAMES):
        for value in getattr(frame and frame.f_locals.get("self"), "__dict__", {}).values():
            if isinstance(value, h11.Connection):
                return value
        frame = frame and frame.f_back
    return None


def _line_that_was_refused(error: BaseException) -> bytes:
    """Return the status line of a head that h11 has consumed and refused."""
    cause = error.__cause__ or error.__context__
    for frame, _ in traceback.walk_tb(cause.__traceback__ if cause else None):
        if frame.f_globals.get("__name__") == "h11._readers" and (lines := frame.f_locals.get("lines")):
            return bytes(lines[0])
    return b""
