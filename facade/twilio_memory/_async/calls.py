"""The methods of a client that belong to no resource."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from twilio_memory._core._async.executor import AsyncExecutor
from twilio_memory._core.call_options import deadline
from twilio_memory._core.config import validate_timeout
from twilio_memory._outcome import APIResponse, WithResponse
from twilio_memory._resources._async import AsyncResources
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager

    from twilio_memory._outcome import Attempt

P = ParamSpec("P")
T = TypeVar("T")


class AsyncCalls(AsyncResources):
    """A client's resources, and calls of other kinds."""

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
                    "with_response: the method has sent nothing; lists have a `response` of their own"
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
