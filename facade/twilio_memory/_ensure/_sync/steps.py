"""What the `ensure` methods share: the attempts, and what is used of the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from twilio_memory._core.call_options import deadline
from twilio_memory.errors import TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from twilio_memory._ensure.attempts import Attempts

ResultT = TypeVar("ResultT")


class SettingsMethods(Protocol):
    """The methods of a resource that every store has; `_resources` has their arguments."""

    @property
    def fetch(self) -> Callable[..., Any]: ...
    @property
    def update(self) -> Callable[..., Any]: ...


class NamedMethods(SettingsMethods, Protocol):
    """The methods of resources with names."""

    @property
    def list(self) -> Callable[..., Iterable[Any]]: ...
    @property
    def create(self) -> Callable[..., Any]: ...


def repeat(attempts: Attempts, step: Callable[[], ResultT]) -> ResultT:
    """Read, and write what is missing, until a step returns the result or raises what is final."""
    cause = None
    while True:
        with deadline(attempts.clock, attempts.remaining(cause)):
            try:
                return step()
            except TwilioMemoryError as error:
                cause = error
        attempts.clock.sleep(attempts.delay_after(cause))
