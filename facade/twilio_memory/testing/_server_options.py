"""Where the server listens, and for whom: checked before anything is opened."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from twilio_memory._http.types import ip_address, is_host, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOOPBACK: Final = "127.0.0.1"
TOKEN_VARIABLE: Final = "TWILIO_MEMORY_ADMIN_TOKEN"  # noqa: S105 - its name
# Any other ones are accepted, too.
CREDENTIALS: Final = ("SKemulator", "emulator")
_LOOPBACK_OF: Final = {"0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104 - compared with, not listened on
_TOKEN: Final = re.compile("[A-Za-z0-9._~-]{16,}")
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class ServerOptions:
    """The checked arguments of `serve`. Without an admin token, only this machine reaches the server."""

    host: str
    port: int
    allow_hosts: tuple[str, ...]
    allow_origins: tuple[str, ...]
    admin_token: str | None = field(repr=False)

    @classmethod
    def parse(
        cls,
        host: str = LOOPBACK,
        port: int = 0,
        allow_hosts: Iterable[str] = (),
        allow_origins: Iterable[str] = (),
        admin_token: str | None = None,
    ) -> ServerOptions:
        """Refuse invalid values, and a server without a token that others can reach."""
        host = _parse_host("host", host)
        names = tuple(_parse_host("allow_hosts", name) for name in _texts("allow_hosts", allow_hosts))
        origins = tuple(_parse_origin(origin) for origin in _texts("allow_origins", allow_origins))
        if admin_token is not None and not _TOKEN.fullmatch(admin_token):
            raise ValueError("admin_token: expected 16 or more letters and digits of ASCII or . _ ~ -")
        options = cls(host, port, names, origins, admin_token)
        if options.needs_token and admin_token is None:
            raise ValueError("admin_token: is required for a server that more than this machine reaches")
        return options

    @property
    def needs_token(self) -> bool:
        """Whether others may reach the server: directly, or by a proxy that sends an allowed name."""
        return not is_loopback(self.host) or any(not is_loopback(name) for name in self.allow_hosts)

    def accepts_host(self, name: str) -> bool:
        """Return whether a request may name the server so.

        Any address is accepted of a server beyond loopback: DNS rebinding needs a name.
        """
        if is_loopback(name) or name in self.allow_hosts:
            return True
        return not is_loopback(self.host) and (name == self.host or ip_address(name) is not None)

    def local_url(self, port: int) -> str:
        """Return the base URL for programs of this machine."""
        return url_of(_LOOPBACK_OF.get(self.host, self.host), port)

    def public_url(self, port: int) -> str:
        """Return the base URL for those whom the first allowed name is for, else the local one."""
        return url_of(self.allow_hosts[0], port) if self.allow_hosts else self.local_url(port)


def new_token() -> str:
    """Return a token that cannot be guessed."""
    return secrets.token_urlsafe(32)


def needs_allow_http(url: str) -> bool:
    """Return whether a client of this library takes a base URL only with `allow_http`."""
    return not is_loopback(urlsplit(url).hostname or "")


def environment_of(url: str) -> dict[str, str]:
    """Return the environment variables with which a client uses a server."""
    username, password = CREDENTIALS
    variables = {"TWILIO_MEMORY_BASE_URL": url, "TWILIO_API_KEY": username, "TWILIO_API_SECRET": password}
    return variables | ({"TWILIO_MEMORY_ALLOW_HTTP": "1"} if needs_allow_http(url) else {})


def url_of(host: str, port: int) -> str:
    """Return the base URL of a server."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _texts(name: str, values: Iterable[str]) -> Iterator[str]:
    if isinstance(values, str):
        raise TypeError(f"{name}: expected a list, got a str")
    return iter(values)


def _parse_host(argument: str, host: str) -> str:
    name = host.lower()
    if not is_host(name) or "%" in name:
        raise ValueError(f"{argument}: expected a host name or an IP address, without a port, got {host!r}")
    return name


def _parse_origin(origin: str) -> str:
    found = re.fullmatch(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?", origin.lower())
    if not found:
        raise ValueError(f"allow_origins: expected an origin such as 'http://localhost:3000', got {origin!r}")
    scheme, host, port = found.groups("")
    return f"{scheme}://{host}{'' if port == _DEFAULT_PORTS[scheme] else port}"
