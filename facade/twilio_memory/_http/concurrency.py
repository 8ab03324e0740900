"""Sync/async shims that `unasync.py` maps onto each other: cancellation, the running loop, values of a loop."""

from __future__ import annotations

import contextlib
import weakref
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

    from twilio_memory._http.exceptions import TransportError

T = TypeVar("T")


def ashield_cancellation() -> contextlib.AbstractContextManager[object]:
    """Run the block to its end although the task is cancelled."""
    import anyio

    return anyio.CancelScope(shield=True)


def shield_cancellation() -> contextlib.AbstractContextManager[object]:
    """Do nothing: a thread is not cancelled."""
    return contextlib.nullcontext()


@contextlib.contextmanager
def atime_limit(timeout: float, error: type[TransportError]) -> Generator[None]:
    """Cancel the block after a timeout and raise the error."""
    import anyio

    with anyio.move_on_after(timeout) as scope:
        yield
    if scope.cancelled_caught:
        raise error


def time_limit(_timeout: float, _error: type[TransportError]) -> contextlib.AbstractContextManager[object]:
    """Do nothing: a thread is not cancelled."""
    return contextlib.nullcontext()


def acurrent_loop() -> object:
    """Return the running event loop."""
    import anyio.lowlevel

    return anyio.lowlevel.current_token().native_token


def current_loop() -> object:
    """Return None: there is no event loop."""
    return None


async def acheckpoint() -> None:
    """Let other tasks run."""
    import anyio.lowlevel

    await anyio.lowlevel.checkpoint()


def checkpoint() -> None:
    """Do nothing: the system lets other threads run."""


class PerLoop(Generic[T]):
    """One value for each event loop, which is closed when the loop ends."""

    def __init__(self, make: Callable[[], T], close: Callable[[T], Awaitable[None]]) -> None:
        self._make = make
        self._close = close
        self._values: dict[object, tuple[T, AsyncGenerator[None]]] = {}

    def get(self) -> T:
        """Return the value of the running event loop."""
        import anyio.lowlevel

        loop = anyio.lowlevel.current_token().native_token
        entry = self._values.get(loop)
        if entry is None:
            # A loop closed without `shutdown_asyncgens()` is only detectable by `is_closed()`.
            # Copied first: loops of other threads begin and end meanwhile.
            for other in list(self._values):
                if getattr(other, "is_closed", bool)():
                    self.forget(other)
            value = self._make()
            # Async generators are finalised at loop shutdown; this one is our shutdown hook.
            hook = _on_loop_close(weakref.ref(self), loop, self._close, value)
            with contextlib.suppress(StopIteration):
                hook.__anext__().send(None)
            entry = self._values[loop] = value, hook
        return entry[0]

    def forget(self, loop: object) -> None:
        """Drop the value of an event loop that has ended."""
        self._values.pop(loop, None)

    async def aclose(self) -> None:
        """Close the value of the running event loop."""
        # Popped first: several tasks may close at once.
        entry = self._values.pop(acurrent_loop(), None)
        if entry is not None:
            await entry[1].aclose()


async def _on_loop_close(
    values: weakref.ref[PerLoop[T]], loop: object, close: Callable[[T], Awaitable[None]], value: T
) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        if (per_loop := values()) is not None:
            per_loop.forget(loop)
        await close(value)


class Shared(Generic[T]):
    """One value for all threads."""

    def __init__(self, make: Callable[[], T], close: Callable[[T], None]) -> None:
        self._value = make()
        self._close = close

    def get(self) -> T:
        """Return the value."""
        return self._value

    def close(self) -> None:
        """Close the value."""
        self._close(self._value)
