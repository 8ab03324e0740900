"""The asynchronous client."""

from __future__ import annotations

import copy
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from twilio_memory._core._async.executor import AsyncExecutor, open_transport
from twilio_memory._core.arguments import validate_timeout
from twilio_memory._core.call_options import deadline
from twilio_memory._core.clock import SystemClock
from twilio_memory._core.config import BaseURL, Credentials, Options, secrets_hidden
from twilio_memory._core.connection_options import ConnectionOptions, connection_options_from
from twilio_memory._core.logs import configure_logging
from twilio_memory._outcome import APIResponse, WithResponse
from twilio_memory._resources._async import AsyncResources
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import Self

    from twilio_memory._core._async.credentials import AsyncCredentialsFunction, AsyncCredentialsProvider
    from twilio_memory._core.clock import Clock
    from twilio_memory._core.config import Timeouts
    from twilio_memory._core.retry_budget import RetryBudget
    from twilio_memory._http._async.httpx_client import AsyncHTTPClient
    from twilio_memory._middleware._async.middleware import AsyncMiddleware
    from twilio_memory._outcome import Attempt

P = ParamSpec("P")
T = TypeVar("T")


def _executor_class(options: Options, credentials: Credentials | AsyncCredentialsProvider) -> type[AsyncExecutor]:
    """Return the class that sends calls: the one that knows middleware and providers only if there is one."""
    if not options.middleware and isinstance(credentials, Credentials):
        return AsyncExecutor
    from twilio_memory._middleware._async.middleware import AsyncObservedExecutor

    return AsyncObservedExecutor


class AsyncMemoryClient(AsyncResources):
    """Twilio's Memory API, for asyncio and trio.

    Example:
        >>> async with AsyncMemoryClient() as memory:
        ...     deletion = await memory.data_mappings.delete(store_id, data_mapping_id)
        ...     await deletion.wait(timeout=60)

    Args:
        username: An API key's SID (`SK...`), or the account's SID (`AC...`).
        password: The key's secret, or the account's auth token. Where both are left out, the environment is asked:
            `TWILIO_API_KEY` and `TWILIO_API_SECRET`, else `TWILIO_ACCOUNT_SID` and `TWILIO_AUTH_TOKEN`.
        credentials: In place of both, a function that returns the two. It is called before each attempt, so that keys
            can be replaced while the client is in use; it may be a coroutine function.
        base_url: Where the API is; else `TWILIO_MEMORY_BASE_URL`, else `https://memory.twilio.com`. Plain http is for
            loopback only, unless `allow_http` is True.
        region: The region of the host, e.g. `ie1`; else `TWILIO_REGION`. The host is derived from it as in Twilio's
            helper libraries. Twilio documents no regions for this API.
        edge: The edge of the host, e.g. `dublin`; else `TWILIO_EDGE`. See `region`.
        allow_http: Whether plain http may go to other hosts than loopback, without encryption: to the base URL and for
            the upload of imports, never for twilio.com. If None, `TWILIO_MEMORY_ALLOW_HTTP=1` allows it.
        timeouts: How long things may take.
        max_attempts: How often a request is sent at most, 1 or more.
        max_retry_after: The longest `Retry-After` to wait for, in seconds; with a longer one the call fails at once.
        max_response_bytes: How large a decoded body may be.
        retry_budget: The retries that all calls together may send, e.g. `RetryBudget(50)`, one for each client if not
            given.
        max_backoff: The longest wait before a retry for which Twilio has sent no `Retry-After`, in seconds.
        default_headers: Headers to send with each request to the API besides those of the library; they may replace
            `accept` and `user-agent`.
        user_agent_extensions: What to add to the header `User-Agent`, e.g. `["my-app/1.2"]`.
        connection_options: How connections are opened and kept: keep-alive, proxy, trust store.
        max_connections: As in `ConnectionOptions`; it takes precedence.
        ssl_context: As there.
        http_client: An `httpx.AsyncClient` or `httpx2.AsyncClient` of your own to send with. Its transport, proxies,
            limits and hooks are used; its base URL, headers, cookies and credentials are not, and it is not closed.
            `docs/reference/guarantees.md` lists which guarantees depend on it.
        middleware: Code around each call, each attempt and each wait, the outermost first: see
            `twilio_memory.middleware`.
        clock: Where time comes from, for tests.

    Raises:
        InvalidArgumentError: There are no credentials, or an argument is invalid.
    """

    def __init__(
        self,
        username: str | None = None,
        password: str | None = None,
        *,
        credentials: AsyncCredentialsFunction | None = None,
        base_url: str | None = None,
        region: str | None = None,
        edge: str | None = None,
        allow_http: bool | None = None,
        timeouts: Timeouts | None = None,
        max_attempts: int = 3,
        max_retry_after: float = 60.0,
        max_response_bytes: int = 16 * 1024 * 1024,
        retry_budget: RetryBudget | None = None,
        max_backoff: float = 8.0,
        default_headers: Mapping[str, str] | None = None,
        user_agent_extensions: Sequence[str] = (),
        connection_options: ConnectionOptions | None = None,
        max_connections: int | None = None,
        ssl_context: ssl.SSLContext | None = None,
        http_client: AsyncHTTPClient | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
        clock: Clock | None = None,
    ) -> None:
        given = {**locals()}  # A copy: a debugger may change the original.
        with secrets_hidden():
            base = BaseURL.from_environment(base_url, region, edge, allow_http=allow_http)
            configure_logging()
            connections = connection_options_from(connection_options, max_connections, ssl_context, http_client)
            options = Options(**{each.name: given[each.name] for each in fields(Options)})
            if credentials is None:
                found: Credentials | AsyncCredentialsProvider = Credentials.from_environment(username, password)
            else:
                from twilio_memory._core._async.credentials import AsyncCredentialsProvider

                found = AsyncCredentialsProvider(credentials, username, password)
            transport = open_transport(base, http_client, connections)
            kind = _executor_class(options, found)
            self._executor = kind(transport, base, found, options, clock or SystemClock())

    def with_options(
        self,
        *,
        timeouts: Timeouts | None = None,
        max_attempts: int | None = None,
        max_retry_after: float | None = None,
        max_response_bytes: int | None = None,
        retry_budget: RetryBudget | None = None,
        max_backoff: float | None = None,
        default_headers: Mapping[str, str] | None = None,
        user_agent_extensions: Sequence[str] | None = None,
        middleware: Sequence[AsyncMiddleware] | None = None,
        http_client: AsyncHTTPClient | None = None,
    ) -> Self:
        """Return a client with other options that shares this one's connections; closing either closes both.

        Args:
            timeouts: As in the constructor; if given, they replace the present ones as a whole.
            max_attempts: As there. What is not given stays as it is.
            max_retry_after: As there.
            max_response_bytes: As there.
            retry_budget: As there.
            max_backoff: As there.
            default_headers: As there; if given, they replace the present ones as a whole.
            user_agent_extensions: As there; if given, they replace the present ones as a whole.
            middleware: As there; if given, it replaces the present one as a whole.
            http_client: As there; with one, no connections are shared, and each of the two is closed by itself.

        Raises:
            InvalidArgumentError: A value is invalid.
        """
        given = {**locals()}  # A copy: a debugger may change the original.
        with secrets_hidden():
            executor = self._executor
            changes = {each.name: given[each.name] for each in fields(Options) if given[each.name] is not None}
            options = replace(executor.options, **changes)
            transport = None if http_client is None else open_transport(executor.base, http_client, ConnectionOptions())
            kind = _executor_class(options, executor.credentials)
            return self._with(executor.replace(kind, transport=transport, options=options))

    def with_credentials(self, username: str, password: str) -> Self:
        """Return a client with other credentials that shares this one's connections; closing either closes both.

        Use it for another account, and for a key that takes the place of one that expires.

        Args:
            username: As in the constructor.
            password: As there.

        Raises:
            InvalidArgumentError: They cannot be credentials.
        """
        with secrets_hidden():
            return self._with(self._executor.replace(type(self._executor), credentials=Credentials(username, password)))

    def _with(self, executor: AsyncExecutor) -> Self:
        client = type(self).__new__(type(self))
        client._executor = executor  # noqa: SLF001 - its own class
        return client

    async def with_response(
        self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> WithResponse[T]:
        """Call a method, and return the response with its result, which may be text or None.

        Args:
            method: A method of a resource or a handle of this client, e.g. `handle.wait`. Lists have a `response` of
                their own.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Returns:
            The `value` that the method returns, and the `response` to the last request that it has sent.

        Raises:
            InvalidArgumentError: The method is not one of this client's, or sends nothing.
            TwilioMemoryError: The method has raised it.
        """
        owner: Any = getattr(method, "__self__", None)
        executor = getattr(owner, "_executor", None)
        if not isinstance(executor, AsyncExecutor) or executor.transport is not self._executor.transport:
            raise InvalidArgumentError(f"with_response: expected a method of this client's resources, got {method!r}")
        response: APIResponse | None = None

        async def execute(*arguments: Any) -> Any:  # noqa: ANN401
            nonlocal response
            result = await executor.execute(*arguments)
            response = result[1] if result[1].attempts else response  # Middleware may have sent nothing.
            return result

        recorder = executor.through(execute)
        recorded = copy.copy(owner)
        recorded._executor = recorder  # noqa: SLF001
        value: Any = await getattr(recorded, getattr(method, "__name__", ""))(*args, **kwargs)
        if getattr(value, "_executor", None) is recorder:
            value._executor = executor  # noqa: SLF001 - what a handle sends later is not recorded.
        if response is None:  # A deletion that an earlier attempt has completed is not polled.
            attempts: tuple[Attempt, ...] = getattr(owner, "attempts", ())
            if not attempts:
                raise InvalidArgumentError(
                    "with_response: nothing was sent, or no response has arrived; lists have a `response` of their own"
                )
            response = APIResponse(attempts[-1].status or 0, {}, attempts, 0.0)
        return WithResponse(value, response)

    def deadline(self, seconds: float) -> AbstractContextManager[None]:
        """Limit all calls of this client inside of a `with` block: waits, uploads and each page of a list included.

        It holds for the code of the block and for the tasks that it starts, not for other threads. Blocks may be
        nested; the first deadline counts. A call after it raises an `APITimeoutError` and sends nothing, a `wait` an
        `OperationTimeoutError`.

        Args:
            seconds: The time from now on, above 0.

        Raises:
            InvalidArgumentError: It is not a number of seconds above 0.
        """
        return deadline(self._executor.clock, validate_timeout("seconds", seconds))

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

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        if "_executor" not in vars(self):  # What reports errors may show one whose arguments were refused.
            return super().__repr__()
        username = self._executor.credentials.username
        shown = "..." if username is None else repr(username)
        return f"{type(self).__name__}({shown}, base_url={str(self._executor.base)!r})"
