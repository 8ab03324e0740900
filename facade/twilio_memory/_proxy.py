"""The proxy that the environment names, if it does."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from twilio_memory._core.config import Origin, basic, is_host, is_loopback, split_url
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import exact_str

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_ADDRESS: Final = "the proxy URL of the environment is invalid"


class Proxy:
    """Where a proxy is, and how it is asked for a way through.

    Args:
        url: Its address, with a user name and a password if it wants them.

    Raises:
        InvalidArgumentError: It is none that can be used here.
    """

    def __init__(self, url: str) -> None:
        text = exact_str(url)
        split = split_url(text) if text and not re.search("[\ud800-\udfff]", text) else None
        if split is None:
            raise InvalidArgumentError(_NO_ADDRESS)
        parts, host, port = split
        if not host or not is_host(host):
            raise InvalidArgumentError(_NO_ADDRESS)
        if parts.scheme not in {"http", "https"}:
            raise InvalidArgumentError(
                f"the proxy of the environment has the scheme {parts.scheme!r}, which is not supported; give an "
                "http_client that supports it"
            )
        self.origin = Origin.of(parts.scheme, host, port)
        self._authorization = None
        if parts.username or parts.password:
            self._authorization = basic(unquote(parts.username or ""), unquote(parts.password or ""))

    def request(self, to: Origin) -> bytes:
        """Write the head of a request for a way through."""
        lines = [f"CONNECT {to.address} HTTP/1.1", f"Host: {to.address}", "Accept: */*"]
        if self._authorization:
            lines.append(f"Proxy-Authorization: {self._authorization}")
        return "\r\n".join([*lines, "", ""]).encode("ascii")


def proxy_for(origin: Origin) -> Proxy | None:
    """Return the proxy that the environment names for the one host that is spoken to.

    Raises:
        InvalidArgumentError: It is none that can be used here.
    """
    named = any(name.lower().endswith("_proxy") for name in os.environ) or sys.platform in {"darwin", "win32"}
    if is_loopback(origin.host) or not named:
        return None
    import urllib.request  # with no proxy, none of it is needed

    if urllib.request.proxy_bypass(origin.address):
        return None
    try:
        return _proxy_of(urllib.request.getproxies(), origin.scheme)
    except InvalidArgumentError as error:
        problem = str(error)
    # Not from there: tools that report errors show the variables of every frame, such as the password.
    raise InvalidArgumentError(problem)


def _proxy_of(proxies: Mapping[str, str], scheme: str) -> Proxy | None:
    url = proxies.get(scheme) or proxies.get("all")
    if not url:
        return None
    return Proxy(url if "://" in url else f"http://{url}")
