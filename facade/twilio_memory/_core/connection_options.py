"""How a client opens and keeps its connections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from twilio_memory._core.arguments import validate_count, validate_timeout, validate_type
from twilio_memory._core.config import secrets_hidden
from twilio_memory._http.exceptions import InvalidInputError
from twilio_memory._http.proxy import BaseConnectionOptions, Proxy
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import exact_str

if TYPE_CHECKING:
    import ssl

MAX_IDLE_UNSAFE: Final = 5.0
"""For how long a connection may have been idle to carry a request that is not sent again if the server closes it."""


@dataclass(frozen=True, init=False)
class ConnectionOptions(BaseConnectionOptions):
    """How a client opens and keeps its connections.

    Args:
        max_connections: How many connections may be open at once, 1 or more; further calls wait for one.
        keepalive_expiry: After how many idle seconds a connection is closed. A write that is not safe to retry never
            goes over one that has been idle for more than 5 seconds, since the server may be about to close it.
        proxy: The URL of an HTTP proxy, which may contain a user name and a password and is then used for every host;
            None for no proxy. `"environment"` stands for that of `HTTPS_PROXY` or `ALL_PROXY`, except for loopback
            addresses and the hosts of `NO_PROXY`.
        trust_store: Which certificate authorities are trusted: those of `"certifi"`, or of `SSL_CERT_FILE` or
            `SSL_CERT_DIR` of the environment; or those of the `"system"`, which needs the extra `truststore`.
        ssl_context: An `ssl.SSLContext` in place of the default one, for the API, for an https proxy and for the upload
            of imports.

    Raises:
        InvalidArgumentError: A value is invalid.
    """

    def __init__(
        self,
        *,
        max_connections: int = 100,
        keepalive_expiry: float = 30.0,
        proxy: str | Proxy | None = "environment",
        trust_store: Literal["certifi", "system"] = "certifi",
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        with secrets_hidden():
            for name, value in {
                "max_connections": validate_count("max_connections", max_connections),
                "keepalive_expiry": validate_timeout("keepalive_expiry", keepalive_expiry),
                "proxy": _parse_proxy(proxy),
                "ssl_context": _choose_ssl_context(ssl_context, trust_store),
            }.items():
                object.__setattr__(self, name, value)

    def __reduce__(self) -> str:
        raise TypeError("connection options cannot be pickled: they may hold the password of a proxy")


def _parse_proxy(proxy: str | Proxy | None) -> Proxy | Literal["environment"] | None:
    if proxy is None or isinstance(proxy, Proxy):
        return proxy
    if (url := exact_str(proxy)) is None:
        raise InvalidArgumentError(f"proxy: expected a URL, None or 'environment', got a {type(proxy).__name__}")
    try:
        return "environment" if url == "environment" else Proxy(url)
    except InvalidInputError as error:
        raise InvalidArgumentError(str(error)) from None


def _choose_ssl_context(ssl_context: ssl.SSLContext | None, trust_store: str) -> ssl.SSLContext | None:
    """Return the given context, which must be one for clients, or that of the system."""
    if ssl_context is not None and not hasattr(ssl_context, "wrap_bio"):
        raise InvalidArgumentError(f"ssl_context: expected an ssl.SSLContext, got {ssl_context!r}")
    if ssl_context is not None and ssl_context.protocol.name == "PROTOCOL_TLS_SERVER":
        raise InvalidArgumentError("ssl_context: got one for servers; use ssl.create_default_context()")
    if trust_store == "certifi":
        return ssl_context
    if trust_store != "system":
        raise InvalidArgumentError(f"trust_store: expected 'certifi' or 'system', got {trust_store!r}")
    if ssl_context is not None:
        raise InvalidArgumentError("ssl_context: give either this or a trust_store")
    import importlib.util

    if importlib.util.find_spec("truststore") is None:
        raise InvalidArgumentError("trust_store: 'system' needs the extra: pip install 'twilio-memory[truststore]'")
    from twilio_memory._http.ssl_context import system_ssl_context

    return system_ssl_context()


def connection_options_from(
    options: ConnectionOptions | None,
    max_connections: int | None,
    ssl_context: ssl.SSLContext | None,
    http_client: object,
) -> ConnectionOptions:
    """Return the options of a client whose own arguments take precedence."""
    if options is None:
        options = ConnectionOptions()
    elif http_client is not None:
        raise InvalidArgumentError("connection_options: an http_client has connections of its own; configure it")
    validate_type(
        "connection_options", options, ConnectionOptions, "ConnectionOptions, such as ConnectionOptions(proxy=None)"
    )
    given: dict[str, Any] = {"max_connections": max_connections, "ssl_context": ssl_context}
    return replace(options, **{name: value for name, value in given.items() if value is not None})
