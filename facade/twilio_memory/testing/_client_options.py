"""What the clients of an emulator can be made with: what any client can, for type checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from twilio_memory import Clock, ConnectionOptions, RetryBudget, Timeouts
    from twilio_memory._http._async.httpx_client import AsyncHTTPClient
    from twilio_memory._http._sync.httpx_client import HTTPClient
    from twilio_memory.middleware import AsyncMiddleware, Middleware


class _Options(TypedDict, total=False):
    username: str | None
    password: str | None
    base_url: str | None
    region: str | None
    edge: str | None
    allow_http: bool | None
    timeouts: Timeouts | None
    max_attempts: int
    max_retry_after: float
    max_response_bytes: int
    retry_budget: RetryBudget | None
    connection_options: ConnectionOptions | None
    max_connections: int | None
    ssl_context: ssl.SSLContext | None
    clock: Clock | None


class ClientOptions(_Options, total=False):
    """The arguments of `MemoryClient`."""

    http_client: HTTPClient | None
    middleware: Sequence[Middleware]


class AsyncClientOptions(_Options, total=False):
    """The arguments of `AsyncMemoryClient`."""

    http_client: AsyncHTTPClient | None
    middleware: Sequence[AsyncMiddleware]
