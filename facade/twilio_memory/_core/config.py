"""The configuration of a client: credentials, base URL, timeouts and limits."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from twilio_memory._core.arguments import (
    validate_count,
    validate_headers,
    validate_timeout,
    validate_type,
    validate_user_agent,
)
from twilio_memory._core.retry_budget import RetryBudget
from twilio_memory._http.exceptions import strip_tracebacks
from twilio_memory._http.types import Origin, basic_auth, is_host, is_loopback, split_url
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import exact_str

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_BASE_URL: Final = "https://memory.twilio.com"

_PREFIXES: Final = ("SK", "AC")
_SID: Final = re.compile("(SK|AC)[0-9a-fA-F]{32}")
_NAME: Final = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_TWILIO: Final = r"(.+\.)?twilio\.com\.?"


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """How long things may take, in seconds.

    Attributes:
        connect: For a connection to be made, name resolution and TLS included.
        read: For the next part of a response to arrive.
        write: For the next part of a request to be sent.
        pool: For a connection of the pool to become free.
        total: For the whole call: all attempts, and the waits between them.
    """

    connect: float = 5.0
    read: float = 35.0
    write: float = 10.0
    pool: float = 5.0
    total: float = 90.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            validate_timeout(f"{type(self).__name__}.{name}", value)


def _timeouts(value: object) -> Timeouts:
    given = Timeouts() if value is None else value
    return validate_type("timeouts", given, Timeouts, "Timeouts, such as Timeouts(total=10)")


def _retry_budget(value: object) -> RetryBudget:
    given = RetryBudget() if value is None else value
    return validate_type("retry_budget", given, RetryBudget, "a RetryBudget, such as RetryBudget(50)")


def _middleware(value: object) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidArgumentError(f"middleware: expected a list, got {type(value).__name__}")
    return tuple(cast("list[object]", value))


def _default_headers(value: object) -> dict[str, str]:
    return validate_headers("default_headers", {} if value is None else value, {"content-type": "", "if-match": ""})


_CONVERTERS: Final[dict[str, Callable[[Any], object]]] = {
    "timeouts": _timeouts,
    "retry_budget": _retry_budget,
    "default_headers": _default_headers,
    "user_agent_extensions": validate_user_agent,
    "middleware": _middleware,
}


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options that `with_options` can change."""

    timeouts: Timeouts
    max_attempts: int
    max_retry_after: float
    max_response_bytes: int
    retry_budget: RetryBudget
    max_backoff: float
    default_headers: dict[str, str] = field(repr=False)
    user_agent_extensions: tuple[str, ...]
    middleware: tuple[object, ...]

    def __post_init__(self) -> None:
        for name, convert in _CONVERTERS.items():
            object.__setattr__(self, name, convert(getattr(self, name)))
        validate_count("max_attempts", self.max_attempts)
        validate_timeout("Options.max_retry_after", self.max_retry_after)
        validate_count("max_response_bytes", self.max_response_bytes)
        validate_timeout("Options.max_backoff", self.max_backoff)


class secrets_hidden:  # noqa: N801 - used like a function
    """Remove the frames from what a block raises, that of the block included: their variables hold secrets."""

    def __enter__(self) -> None:
        self._outside = sys.exception()

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is not None:
            strip_tracebacks(error, self._outside)


class Credentials:
    """A user name and its password, and the names under which they were given. Neither appears in a repr."""

    __slots__ = ("authorization", "username")

    username: str | None
    """The SID of a key or an account; None for anything else, which may be a secret in the wrong place."""

    def __init__(self, username: str, password: str, names: tuple[str, str] = ("username", "password")) -> None:
        texts = [exact_str(username), exact_str(password)]
        for name, text in zip(names, texts, strict=True):
            if not text:
                raise InvalidArgumentError(f"{name}: expected a non-empty str")
            if strange := re.search("[^!-~]", text):  # Twilio's are ASCII; an invisible character is hard to find.
                kind = "whitespace" if strange[0].isspace() else "a character that is not printable ASCII"
                raise InvalidArgumentError(f"{name}: contains {kind} (U+{ord(strange[0]):04X})")
            if re.search("^[\"'`]|[\"'`]$", text):
                raise InvalidArgumentError(f"{name}: begins or ends with a quotation mark; give it without")
        name, secret = map(str, texts)
        if ":" in name:
            raise InvalidArgumentError(f"{names[0]}: must not contain a colon")
        if _SID.fullmatch(secret) or (secret.startswith(_PREFIXES) and not name.startswith(_PREFIXES)):
            raise InvalidArgumentError(
                f"{names[1]}: looks like the SID of a key or an account, not like its secret; were the two swapped?"
            )
        self.username = name if _SID.fullmatch(name) else None
        self.authorization: str = basic_auth(name, secret)

    @classmethod
    def from_environment(cls, username: str | None, password: str | None) -> Credentials:
        """Return the given credentials, else those of the environment."""
        if username is not None or password is not None:
            if username is None or password is None:
                raise InvalidArgumentError("username and password: give both or neither")
            return cls(username, password)
        for names in (("TWILIO_API_KEY", "TWILIO_API_SECRET"), ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")):
            missing = [name for name in names if not os.environ.get(name)]
            if not missing:
                return cls(os.environ[names[0]], os.environ[names[1]], names)
            if len(missing) == 1:
                # Falling back to the other pair could authenticate as a different principal.
                [present] = set(names) - set(missing)
                raise InvalidArgumentError(f"no credentials: {present} is set, but {missing[0]} is not")
        raise InvalidArgumentError(
            "no credentials: give username and password, or set TWILIO_API_KEY and TWILIO_API_SECRET, "
            "or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, in the environment"
        )

    def __repr__(self) -> str:
        return "Credentials(...)"

    def __reduce__(self) -> str:
        raise TypeError("credentials cannot be pickled")


class BaseURL(NamedTuple):
    """The base URL of the API. Credentials go to its origin and nowhere else."""

    scheme: str
    host: str
    port: int | None
    prefix: str
    """The path before the paths of the API, without a slash at its end."""
    allow_http: bool = False

    @classmethod
    def from_environment(
        cls, base_url: str | None, region: str | None, edge: str | None, *, allow_http: bool | None = None
    ) -> BaseURL:
        """Return the given URL, else that of the environment; region and edge make its host as in Twilio's helpers."""
        if allow_http is None:
            allow_http = os.environ.get("TWILIO_MEMORY_ALLOW_HTTP") == "1"
        validate_type("allow_http", allow_http, bool, "True or False")
        if base_url is None and region is None and edge is None:
            base_url = os.environ.get("TWILIO_MEMORY_BASE_URL") or None
        if base_url is not None:
            if region is not None or edge is not None:
                raise InvalidArgumentError("base_url: give either this, or region and edge")
            return cls.parse(base_url, allow_http=allow_http)
        edge, region = edge or os.environ.get("TWILIO_EDGE"), region or os.environ.get("TWILIO_REGION")
        for name, value in (("edge", edge), ("region", region)):
            if value is not None and ((text := exact_str(value)) is None or not re.fullmatch(_NAME, text or "us1")):
                raise InvalidArgumentError(f"{name}: expected a name such as 'ie1', got {value!r}")
        names = ("memory", edge, region or (edge and "us1"), "twilio.com")
        return cls.parse(f"https://{'.'.join(filter(None, names))}")

    @classmethod
    def parse(cls, base_url: str, *, allow_http: bool = False) -> BaseURL:
        """Parse a base URL; refuse one that credentials must not be sent to."""

        def invalid(reason: str) -> InvalidArgumentError:
            return InvalidArgumentError(f"base_url: {reason}; expected something like {DEFAULT_BASE_URL!r}")

        url = exact_str(base_url)
        if url is None or not url.isascii() or not url.isprintable() or " " in url:
            raise invalid("is not a str of printable ASCII")
        if (split := split_url(url)) is None:
            raise invalid("is not a URL")
        parts, host, port = split
        if "@" in parts.netloc or "?" in url or "#" in url or "\\" in url:
            raise invalid("contains user information, a query, a fragment or a backslash")
        if not host or not is_host(host):
            raise invalid("has no scheme, such as https://, or no host that can be looked up")
        prefix = parts.path.rstrip("/")
        if not re.fullmatch(r"(/(?!\.{1,2}(/|\Z))[A-Za-z0-9._~-]+)*", prefix):
            raise invalid("has an ambiguous path")
        base = cls(parts.scheme, host, port, prefix, allow_http)
        if not base.permits(parts.scheme, host):
            raise invalid(
                "is not https; plain http is for loopback and, with allow_http=True or TWILIO_MEMORY_ALLOW_HTTP=1, for "
                "hosts other than Twilio's"
            )
        return base

    def permits(self, scheme: str, host: str) -> bool:
        """Return whether requests may go to a host: always with https, with http within loopback or if allowed."""
        hosts = (self.host, host)
        if scheme != "http" or all(map(is_loopback, hosts)):
            return scheme in {"https", "http"}
        return self.allow_http and not any(re.fullmatch(_TWILIO, each) for each in hosts)

    @property
    def origin(self) -> Origin:
        return Origin.from_url_parts(self.scheme, self.host, self.port)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.origin.authority}{self.prefix}"
