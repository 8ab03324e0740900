"""The proxy of the environment."""

from __future__ import annotations

import os
import re
import sys
from urllib.parse import unquote

from twilio_memory._http.exceptions import InvalidInputError
from twilio_memory._http.types import Origin, basic_auth, is_host, is_loopback, split_url


class Proxy:
    """An HTTP proxy, whose URL may contain a user name and a password."""

    def __init__(self, url: str) -> None:
        url = str.__str__(url)
        split = None if re.search("[\ud800-\udfff]", url) else split_url(url)
        if split is None or not (host := split[1]) or not is_host(host):
            raise InvalidInputError("the proxy URL of the environment is invalid")
        parts, _, port = split
        if parts.scheme not in {"http", "https"}:
            raise InvalidInputError(
                f"the proxy of the environment has the scheme {parts.scheme!r}, which is not supported; give an "
                "http_client that supports it"
            )
        self.origin = Origin.from_url_parts(parts.scheme, host, port)
        self._authorization = None
        if parts.username or parts.password:
            self._authorization = basic_auth(unquote(parts.username or ""), unquote(parts.password or ""))

    def connect_request(self, origin: Origin) -> bytes:
        """Return the head of a CONNECT request for a tunnel to an origin."""
        lines = [f"CONNECT {origin.address} HTTP/1.1", f"Host: {origin.address}", "Accept: */*"]
        if self._authorization:
            lines.append(f"Proxy-Authorization: {self._authorization}")
        return "\r\n".join([*lines, "", ""]).encode("ascii")


def environment_proxy(origin: Origin) -> Proxy | None:
    """Return the proxy that the environment names for an origin; refuse one that cannot be used."""
    is_named = any(name.lower().endswith("_proxy") for name in os.environ) or sys.platform in {"darwin", "win32"}
    if is_loopback(origin.host) or not is_named:
        return None
    import urllib.request

    if urllib.request.proxy_bypass(origin.address):
        return None
    proxies = urllib.request.getproxies()
    url = proxies.get(origin.scheme) or proxies.get("all")
    try:
        return Proxy(url if "://" in url else f"http://{url}") if url else None
    except InvalidInputError as error:
        message = str(error)
    del proxies, url
    raise InvalidInputError(message)  # Outside `except`, so that no traceback frame holds the password.
