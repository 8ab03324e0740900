"""What the `ensure` methods share: the attempts, and what is used of the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from twilio_memory._core.call_options import deadline
from twilio_memory.errors import TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Callable

    from twilio_memory._ensure.attempts import Attempts

ResultT = TypeVar("ResultT")


class AsyncSettingsMethods(Protocol):
    """The methods of a resource that every store has; `_resources` has their arguments."""

    @property
    def fetch(self) -> Callable[..., Awaitable[Any]]: ...
    @property
    def update(self) -> Callable[..., Awaitable[Any]]: ...


class AsyncNamedMethods(AsyncSettingsMethods, Protocol):
    """The methods of resources with names."""

    @property
    def list(self) -> Callable[..., AsyncIterable[Any]]: ...
    @property
    def create(self) -> Callable[..., Awaitable[Any]]: ...


async def repeat(attempts: Attempts, step: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Read, and write what is missing, until a step returns the result or raises what is final."""
    cause = None
    while True:
        with deadline(attempts.clock, attempts.remaining(cause)):
            try:
                return await step()
            except TwilioMemoryError as error:
                cause = error
        await attempts.clock.async_sleep(attempts.delay_after(cause))
