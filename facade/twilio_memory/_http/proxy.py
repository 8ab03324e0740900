"""Proxies: of the environment, and given ones; and what else says how connections are opened."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote

from twilio_memory._http.exceptions import InvalidInputError
from twilio_memory._http.types import Origin, basic_auth, ip_address, is_host, is_loopback, split_url

if TYPE_CHECKING:
    import ssl

_NO_PROXY_ENTRY: Final = r"(\[.*\](?:/[0-9]+)?|[^:]+|[^\[]*:[^\[]*:[^\[]*?)(?::([0-9]{1,5}))?"
"""A name, an address or a network, and a port; an IPv6 address with a port has brackets."""


class Proxy:
    """An HTTP proxy, whose URL may contain a user name and a password."""

    def __init__(self, url: str, source: str = "proxy") -> None:
        url = str.__str__(url)
        split = None if re.search("[\ud800-\udfff]", url) else split_url(url)
        if split is None or not (host := split[1]) or not is_host(host):
            raise InvalidInputError(f"{source}: expected a URL such as 'http://proxy.example:3128'")
        parts, _, port = split
        if parts.scheme not in {"http", "https"}:
            raise InvalidInputError(
                f"{source}: the scheme {parts.scheme!r} is not supported; give an http_client that supports it"
            )
        self.origin: Origin = Origin.from_url_parts(parts.scheme, host, port)
        self._authorization = ""
        if parts.username or parts.password:
            value = basic_auth(unquote(parts.username or ""), unquote(parts.password or ""))
            self._authorization = f"Proxy-Authorization: {value}\r\n"

    def __repr__(self) -> str:
        return f"Proxy({self.origin.scheme}://{self.origin.address})"

    def connect_request(self, origin: Origin) -> bytes:
        """Return the head of a CONNECT request for a tunnel to an origin."""
        lines = f"CONNECT {origin.address} HTTP/1.1\r\nHost: {origin.address}\r\nAccept: */*\r\n"
        return f"{lines}{self._authorization}\r\n".encode("ascii")


@dataclass(frozen=True, init=False)
class BaseConnectionOptions:
    """How connections are opened and kept."""

    max_connections: int
    keepalive_expiry: float
    proxy: Proxy | Literal["environment"] | None
    ssl_context: ssl.SSLContext | None = field(repr=False)


def environment_proxy(origin: Origin) -> Proxy | None:
    """Return the proxy that the environment names for an origin; refuse one that cannot be used."""
    is_named = any(name.lower().endswith("_proxy") for name in os.environ) or sys.platform in {"darwin", "win32"}
    if is_loopback(origin.host) or not is_named:
        return None
    import urllib.request

    proxies = urllib.request.getproxies()
    if is_exempt(origin, proxies.get("no", "")) or urllib.request.proxy_bypass(origin.address):
        return None
    url = proxies.get(origin.scheme) or proxies.get("all")
    try:
        return Proxy(url if "://" in url else f"http://{url}", "the proxy of the environment") if url else None
    except InvalidInputError as error:
        message = str(error)
    del proxies, url
    raise InvalidInputError(message)  # Outside `except`, so that no traceback frame holds the password.


def is_exempt(origin: Origin, no_proxy: str) -> bool:
    """Return whether NO_PROXY names an origin: by its name, a domain above it, its address, a network, or `*`."""
    host, address = origin.host.rstrip("."), ip_address(origin.host)
    for text in re.split(r"[\s,]+", no_proxy.lower()):
        entry = re.fullmatch(_NO_PROXY_ENTRY, text)
        if not entry or (entry[2] and int(entry[2]) != origin.port):
            continue
        name = entry[1].replace("[", "").replace("]", "")
        domain = name.strip("*.")
        if name == "*" or (domain and not address and f".{host}".endswith(f".{domain}")):
            return True
        if address:
            import ipaddress

            with contextlib.suppress(ValueError):  # Another kind of entry.
                if address in ipaddress.ip_network(name, strict=False):
                    return True
    return False
