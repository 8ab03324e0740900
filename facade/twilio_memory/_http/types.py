"""Requests, responses, origins, deadlines, and the protocol of a transport."""

from __future__ import annotations

import binascii
import contextlib
import re
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    import ipaddress
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from twilio_memory._http.exceptions import TransportError

T_co = TypeVar("T_co", covariant=True)

_HOST: Final = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.(?!\Z)|\.?\Z))+")
_MAX_ERROR_SIZE: Final = 64 * 1024


class Origin(NamedTuple):
    """The server that a connection is opened to."""

    scheme: str
    host: str
    port: int

    @classmethod
    def from_url_parts(cls, scheme: str, host: str, port: int | None) -> Origin:
        """Return an origin; a port of None stands for the scheme's default."""
        return cls(scheme, host, {"https": 443, "http": 80}[scheme] if port is None else port)

    @property
    def authority(self) -> str:
        """Return host and port as the header `Host` has them."""
        return self.address.removesuffix({"https": ":443", "http": ":80"}[self.scheme])

    @property
    def address(self) -> str:
        """Return host and port, always both."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Deadline(NamedTuple):
    """When a request must have ended: a time on one clock, and the timeouts of the phases before it, in seconds."""

    at: float
    monotonic: Callable[[], float]
    connect: float
    read: float
    write: float
    pool: float

    def remaining(self) -> float:
        """Return the seconds that are left, which may be negative."""
        return self.at - self.monotonic()

    def clamp(self, timeout: float, error: type[TransportError]) -> float:
        """Return a timeout, or the time that is left if that is shorter; raise the error if none is left."""
        remaining = self.at - self.monotonic()
        if remaining <= 0:
            raise error
        return min(timeout, remaining)

    def connect_deadline(self) -> Deadline:
        """Return the deadline of opening a connection: one timeout for all of its steps."""
        at = min(self.at, self.monotonic() + self.connect)
        return self._replace(at=at, read=self.connect, write=self.connect)


class DefaultHeaders:
    """The origin and the headers that all requests of a kind share."""

    def __init__(self, origin: Origin, headers: dict[str, str]) -> None:
        self.origin = origin
        self.headers = headers
        self.lines: str = "".join(
            f"{name}: {value}\r\n" for name, value in {"host": origin.authority, **headers}.items()
        )


class Authorization(Protocol):
    """Makes the header `Authorization` when it is needed, so that no frame holds it: error reporters show variables."""

    @property
    def authorization(self) -> str: ...


class Request(NamedTuple, Generic[T_co]):
    """A request that has been checked."""

    method: str
    """`CONNECT` opens a connection, unless one is idle, and sends nothing."""
    target: str
    defaults: DefaultHeaders
    headers: dict[str, str]
    """The headers of this request alone."""
    content: T_co
    """Bytes, or an iterator over chunks."""
    size: int
    authorization: Authorization | None
    max_response_size: int
    """The largest decoded body of a response below 400, in bytes."""
    max_idle: float
    """For how many seconds a connection may have been idle to carry it: a server may be about to close that one."""

    def max_body_size(self, status: int) -> int:
        """Return how large the decoded body of a response may be."""
        return self.max_response_size if status < 400 else _MAX_ERROR_SIZE  # noqa: PLR2004


AsyncAnyRequest: TypeAlias = "Request[bytes | AsyncIterator[bytes]]"
AnyRequest: TypeAlias = "Request[bytes | Iterator[bytes]]"


class Response(NamedTuple):
    """A response whose body has been read and decoded."""

    status_code: int
    headers: Mapping[str, str] = {}
    """With lower-case names."""
    content: bytes = b""
    body_error: str | None = None
    """Why the content is not the whole body, if it is not."""
    timed_out: bool = False
    """Whether the body took too long."""

    def sent_too_early(self) -> Response:
        """Return it as that to a request that was not sent completely."""
        if self.status_code >= 400 or self.body_error:  # noqa: PLR2004
            return self
        return self._replace(body_error="the response arrived before the request was fully sent")


def response_without_body(status: int | None, error: TransportError, part: str = "head") -> Response:
    """Return a response whose head or body is broken; raise the error unless its status is below 400.

    Such a status shows that the server has accepted the request, so that it must not be sent again.
    """
    if status is None or status >= 400:  # noqa: PLR2004
        raise error
    body_error = f"its {part} was cut short or is broken ({error.describe()})"
    return Response(status, {}, b"", body_error, error.timed_out)


def interrupted_response(status: int, headers: Mapping[str, str], error: TransportError) -> Response:
    """Return a response whose body could not be read to its end."""
    return Response(status, headers, b"", f"the body was cut short ({error.describe()})", error.timed_out)


def basic_auth(username: str, password: str) -> str:
    """Return the value of a header for Basic authentication."""
    return f"Basic {binascii.b2a_base64(f'{username}:{password}'.encode(), newline=False).decode('ascii')}"


def split_url(url: str) -> tuple[SplitResult, str | None, int | None] | None:
    """Split a URL into its parts, its host and its port; None if it is malformed.

    The error of `urlsplit` quotes the URL, which may contain a password, so it is not chained to ours.
    """
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        return parts, parts.hostname, parts.port
    return None


def is_host(text: str) -> bool:
    """Return whether a text is a host name or an IP address; resolvers raise errors of their own for others."""
    return bool(_HOST.fullmatch(text) or ip_address(text))


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    return host in {"localhost", "127.0.0.1"} or bool((address := ip_address(host)) and address.is_loopback)


def ip_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a text is; None for a name."""
    if re.fullmatch("[0-9a-f.:]+(%.+)?", text, re.IGNORECASE):  # Not a name, which needs no import.
        import ipaddress

        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(text)
    return None
