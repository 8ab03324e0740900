"""The methods of a client that belong to no resource."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from twilio_memory._core._sync.executor import Executor
from twilio_memory._core.call_options import deadline
from twilio_memory._core.config import validate_timeout
from twilio_memory._core.loading import loading
from twilio_memory._outcome import APIResponse, WithResponse
from twilio_memory._resources._sync import Resources
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from typing import Literal, Unpack

    from twilio_memory._core.call_options import CallOptions, RequestOptions
    from twilio_memory._outcome import Attempt
    from twilio_memory._waiting._sync.waiting import Handle
    from twilio_memory.errors import TwilioMemoryError

P = ParamSpec("P")
T = TypeVar("T")


class Calls(Resources):
    """A client's resources, and calls of other kinds."""

    def request(
        self,
        http_method: str,
        path: str,
        *,
        body: object = None,
        retry: Literal["safe", "idempotent", "unsafe"] = "unsafe",
        **options: Unpack[CallOptions],
    ) -> WithResponse[Any]:
        """Send a request that the library has no method for, with the credentials and options of the client.

        Args:
            http_method: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
            path: The path on the client's base URL, e.g. `/v1/ControlPlane/Stores`.
            body: What to send as JSON; None for no body.
            retry: Whether it is sent again after a failure that leaves open whether it was carried out: not if
                `unsafe`.
            **options: Options of this call alone: see `CallOptions`. The query is its `extra_query`.

        Returns:
            The `value` of the body as JSON, None for an empty one, and the `response`.

        Raises:
            InvalidArgumentError: An argument is invalid. Nothing was sent.
            APIStatusError: The status is an error.
            APIConnectionError: No response has arrived.
            UnexpectedResponseError: The response is a redirect, or no JSON.
        """
        with loading():
            from twilio_memory._core.raw_requests import build_raw_call
        call = build_raw_call(http_method, path, body, retry, options)
        result, response, _ = self._executor.execute(call)
        return WithResponse(result.value, response)

    def with_response(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> WithResponse[T]:
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
        if not isinstance(executor, Executor) or executor.transport is not self._executor.transport:
            raise InvalidArgumentError(f"with_response: expected a method of this client's resources, got {method!r}")
        response: APIResponse | None = None

        def execute(*arguments: Any) -> Any:  # noqa: ANN401
            nonlocal response
            result = executor.execute(*arguments)
            response = result[1] if result[1].attempts else response  # Middleware may have sent nothing.
            return result

        recorder = executor.through(execute)
        recorded = copy.copy(owner)
        recorded._executor = recorder  # noqa: SLF001
        value: Any = getattr(recorded, getattr(method, "__name__", ""))(*args, **kwargs)
        if getattr(value, "_executor", None) is recorder:
            value._executor = executor  # noqa: SLF001 - what a handle sends later is not recorded.
        if response is None:  # A deletion that an earlier attempt has completed is not polled.
            attempts: tuple[Attempt, ...] = getattr(owner, "attempts", ())
            if not attempts:
                raise InvalidArgumentError(
                    "with_response: the method has sent nothing; lists have a `response` of their own"
                )
            response = APIResponse(attempts[-1].status or 0, {}, attempts, 0.0)
        return WithResponse(value, response)

    @overload
    def wait_all(
        self,
        handles: Iterable[Handle[T]],
        timeout: float = ...,  # noqa: ASYNC109
        *,
        progress: Callable[[int, int], object] | None = ...,
        return_exceptions: Literal[False] = ...,
        **options: Unpack[RequestOptions],
    ) -> list[T]: ...
    @overload
    def wait_all(
        self,
        handles: Iterable[Handle[T]],
        timeout: float = ...,  # noqa: ASYNC109
        *,
        progress: Callable[[int, int], object] | None = ...,
        return_exceptions: Literal[True],
        **options: Unpack[RequestOptions],
    ) -> list[T | TwilioMemoryError]: ...
    def wait_all(
        self,
        handles: Iterable[Handle[Any]],
        timeout: float = 300.0,
        *,
        progress: Callable[[int, int], object] | None = None,
        return_exceptions: bool = False,
        **options: Unpack[RequestOptions],
    ) -> list[Any]:
        """Wait until all operations have ended, polling side by side.

        Args:
            handles: What writes and uploads of this client have returned.
            timeout: The longest time for all of them, in seconds; more than 0.
            progress: Called after each end with how many operations have ended, and how many there are; it may be a
                coroutine function.
            return_exceptions: Whether errors take the places of results; otherwise the first of them, in the order of
                the handles, is raised after all operations have ended.
            **options: Options of each poll: see `CallOptions`.

        Returns:
            What `wait()` of each handle returns, in their order.

        Raises:
            InvalidArgumentError: An argument is invalid, or a handle is another client's.
            TwilioMemoryError: What `wait()` of a handle raises; a note on it says how many have failed.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        with loading():
            from twilio_memory._waiting._sync.waiting import wait_all
        return wait_all(
            self._executor,
            handles,
            timeout=timeout,
            progress=progress,
            return_exceptions=return_exceptions,
            options=options,
        )

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
