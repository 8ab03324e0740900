"""What the clients of an emulator can be made with: what any client can, for type checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import ssl

    from twilio_memory import Clock, ConnectionOptions, Timeouts
    from twilio_memory._http._async.httpx_client import AsyncHTTPClient
    from twilio_memory._http._sync.httpx_client import HTTPClient


class _Options(TypedDict, total=False):
    username: str | None
    password: str | None
    base_url: str | None
    region: str | None
    edge: str | None
    timeouts: Timeouts | None
    max_attempts: int
    max_retry_after: float
    max_response_bytes: int
    connection_options: ConnectionOptions | None
    max_connections: int | None
    ssl_context: ssl.SSLContext | None
    clock: Clock | None


class ClientOptions(_Options, total=False):
    """The arguments of `MemoryClient`."""

    http_client: HTTPClient | None


class AsyncClientOptions(_Options, total=False):
    """The arguments of `AsyncMemoryClient`."""

    http_client: AsyncHTTPClient | None
