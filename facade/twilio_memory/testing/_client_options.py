"""What the clients of an emulator can be made with: what any client can, for type checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping, Sequence

    from twilio_memory import Clock, ConnectionOptions, RetryBudget, Timeouts
    from twilio_memory._core._async.credentials import AsyncCredentialsFunction
    from twilio_memory._core._sync.credentials import CredentialsFunction
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
    max_backoff: float
    default_headers: Mapping[str, str] | None
    user_agent_extensions: Sequence[str]
    connection_options: ConnectionOptions | None
    max_connections: int | None
    ssl_context: ssl.SSLContext | None
    clock: Clock | None


class ClientOptions(_Options, total=False):
    """The arguments of `MemoryClient`."""

    credentials: CredentialsFunction | None
    http_client: HTTPClient | None
    middleware: Sequence[Middleware]


class AsyncClientOptions(_Options, total=False):
    """The arguments of `AsyncMemoryClient`."""

    credentials: AsyncCredentialsFunction | None
    http_client: AsyncHTTPClient | None
    middleware: Sequence[AsyncMiddleware]
