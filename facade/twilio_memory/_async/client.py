"""The asynchronous client."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from twilio_memory._core._async.executor import AsyncExecutor, open_transport
from twilio_memory._core.clock import SystemClock
from twilio_memory._core.config import BaseURL, Credentials, Options, Timeouts
from twilio_memory._core.connection_options import ConnectionOptions, connection_options_from
from twilio_memory._http.exceptions import strip_tracebacks
from twilio_memory._resources._async import AsyncResources

if TYPE_CHECKING:
    import ssl
    from types import TracebackType
    from typing import Self

    from twilio_memory._core.clock import Clock
    from twilio_memory._http._async.httpx_client import AsyncHTTPClient


class AsyncMemoryClient(AsyncResources):
    """Twilio's Memory API, for asyncio and trio.

    Example:
        ```python
        async with AsyncMemoryClient() as memory:
            deletion = await memory.data_mappings.delete(store_id, data_mapping_id)
            await deletion.wait(timeout=60)
        ```

    Args:
        username: An API key's SID (`SK...`), or the account's SID (`AC...`).
        password: The key's secret, or the account's auth token. Where both are left out, the environment is asked:
            `TWILIO_API_KEY` and `TWILIO_API_SECRET`, else `TWILIO_ACCOUNT_SID` and `TWILIO_AUTH_TOKEN`.
        base_url: Where the API is; else `TWILIO_MEMORY_BASE_URL`, else `https://memory.twilio.com`. Plain http is for
            loopback only.
        region: The region of the host, e.g. `ie1`; else `TWILIO_REGION`. The host is derived from it as in Twilio's
            helper libraries. Twilio documents no regions for this API.
        edge: The edge of the host, e.g. `dublin`; else `TWILIO_EDGE`. See `region`.
        timeouts: How long things may take.
        max_attempts: How often a request is sent at most, 1 or more.
        max_retry_after: The longest `Retry-After` to wait for, in seconds; with a longer one the call fails at once.
        max_response_bytes: How large a decoded body may be.
        connection_options: How connections are opened and kept: keep-alive, proxy, trust store.
        max_connections: As in `ConnectionOptions`; it takes precedence.
        ssl_context: As there.
        http_client: An `httpx.AsyncClient` or `httpx2.AsyncClient` of your own to send with. Its transport, proxies,
            limits and hooks are used; its base URL, headers, cookies and credentials are not, and it is not closed.
            `docs/reference/guarantees.md` lists which guarantees depend on it.
        clock: Where time comes from, for tests.

    Raises:
        InvalidArgumentError: There are no credentials, or an argument is invalid.
    """

    def __init__(
        self,
        username: str | None = None,
        password: str | None = None,
        *,
        base_url: str | None = None,
        region: str | None = None,
        edge: str | None = None,
        timeouts: Timeouts | None = None,
        max_attempts: int = 3,
        max_retry_after: float = 60.0,
        max_response_bytes: int = 16 * 1024 * 1024,
        connection_options: ConnectionOptions | None = None,
        max_connections: int | None = None,
        ssl_context: ssl.SSLContext | None = None,
        http_client: AsyncHTTPClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        outside = sys.exception()
        try:
            base = BaseURL.from_environment(base_url, region, edge)
            options = connection_options_from(connection_options, max_connections, ssl_context, http_client)
            self._executor = AsyncExecutor(
                open_transport(base, http_client, options),
                base,
                Credentials.from_environment(username, password),
                Options(
                    timeouts=Timeouts() if timeouts is None else timeouts,
                    max_attempts=max_attempts,
                    max_retry_after=max_retry_after,
                    max_response_bytes=max_response_bytes,
                ),
                clock or SystemClock(),
            )
        except BaseException as error:
            strip_tracebacks(error, outside)
            raise
        finally:  # This frame stays in the traceback.
            del username, password, base_url

    def with_options(
        self,
        *,
        timeouts: Timeouts | None = None,
        max_attempts: int | None = None,
        max_retry_after: float | None = None,
        max_response_bytes: int | None = None,
    ) -> Self:
        """Return a client with other options that shares this one's connections; closing either closes both.

        Args:
            timeouts: As in the constructor; if given, they replace the present ones as a whole.
            max_attempts: As there. What is not given stays as it is.
            max_retry_after: As there.
            max_response_bytes: As there.

        Raises:
            InvalidArgumentError: A value is invalid.
        """
        changes = {
            "timeouts": timeouts,
            "max_attempts": max_attempts,
            "max_retry_after": max_retry_after,
            "max_response_bytes": max_response_bytes,
        }
        client = type(self).__new__(type(self))
        client._executor = self._executor.with_options(  # noqa: SLF001 - its own class
            {name: value for name, value in changes.items() if value is not None}
        )
        return client

    async def warm_up(self) -> None:
        """Open a connection, TLS included, so that the first call need not wait for it; once, without retries.

        Without effect while a connection is idle, and with an `http_client`.

        Raises:
            APIConnectionError: None can be opened.
            ClientClosedError: The client has been closed.
        """
        await self._executor.warm_up()

    async def aclose(self) -> None:
        """Close the connections. Closing again has no effect; later calls raise `ClientClosedError`.

        A handle's `wait` raises `OperationPollError` then; another client can resume it.
        """
        await self._executor.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        if "_executor" not in vars(self):  # What reports errors may show one whose arguments were refused.
            return super().__repr__()
        username = self._executor.username
        shown = "..." if username is None else repr(username)
        return f"{type(self).__name__}({shown}, base_url={str(self._executor.base)!r})"
