"""A result together with the response with which it came."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import attrs

from twilio_memory._core._sync.executor import Executor
from twilio_memory._middleware._sync.middleware import Middleware, ObservedExecutor
from twilio_memory._outcome import APIResponse, WithResponse
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._middleware.contexts import CallContext
    from twilio_memory._outcome import Attempt

P = ParamSpec("P")
T = TypeVar("T")


class _AsyncLastResponse(Middleware):
    """Keeps the response to the last call that has succeeded."""

    response: APIResponse | None = None

    def call(self, context: CallContext, proceed: Callable[[], Any]) -> Any:  # noqa: ANN401
        result = proceed()
        self.response = context.response
        return result


def call_with_response(transport: object, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> WithResponse[T]:
    """Call a method of a copy of its object whose calls are recorded; see `MemoryClient.with_response`."""
    owner: Any = getattr(method, "__self__", None)
    executor = getattr(owner, "_executor", None)
    if not isinstance(executor, Executor) or executor.transport is not transport:
        raise InvalidArgumentError(f"with_response: expected a method of this client's resources, got {method!r}")
    last = _AsyncLastResponse()
    options = attrs.evolve(executor.options, middleware=(*executor.options.middleware, last))
    recorded = copy.copy(owner)
    recorded._executor = executor.replace(ObservedExecutor, options=options)  # noqa: SLF001
    value: Any = getattr(recorded, getattr(method, "__name__", ""))(*args, **kwargs)
    if getattr(value, "_executor", None) is recorded._executor:  # noqa: SLF001
        value._executor = executor  # noqa: SLF001 - what a handle sends later is not recorded.
    response = last.response
    if response is None:  # A deletion that an earlier attempt has completed is not polled.
        attempts: tuple[Attempt, ...] = getattr(owner, "attempts", ())
        if not attempts:
            raise InvalidArgumentError(
                "with_response: the method has sent nothing; lists have a `response` of their own"
            )
        response = APIResponse(attempts[-1].status or 0, {}, attempts, 0.0)
    return WithResponse(value, response)
