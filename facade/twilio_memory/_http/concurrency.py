"""Sync/async shims that `unasync.py` maps onto each other: cancellation, the running loop, waiting for a turn."""

from __future__ import annotations

import contextlib
import threading
from types import NoneType
from typing import TYPE_CHECKING, Final

from twilio_memory._http.exceptions import ConnectError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator

RECHECK_SECONDS: Final = 0.1
"""Poll interval of waiting threads: neither an interrupted release nor the end of an unreleased slot wakes one."""


def ashield_cancellation() -> contextlib.AbstractContextManager[object]:
    """Run the block to its end although the task is cancelled."""
    import anyio

    return anyio.CancelScope(shield=True)


shield_cancellation: Final = contextlib.nullcontext  # A thread is not cancelled.


def atime_limit(timeout: float) -> contextlib.AbstractContextManager[object]:
    """Cancel the block after a timeout and raise `TimeoutError`."""
    import anyio

    return anyio.fail_after(timeout)


time_limit: Final = contextlib.nullcontext


def acurrent_loop() -> object:
    """Return the running event loop; raise `ConnectError` if what that needs cannot be loaded."""
    try:
        import anyio.lowlevel
    except (ImportError, OSError) as error:
        raise ConnectError from error
    return anyio.lowlevel.current_token().native_token


current_loop: Final[Callable[[], object]] = NoneType  # Returns None: there is no event loop.


async def acheckpoint() -> None:
    """Let other tasks run."""
    import anyio.lowlevel

    await anyio.lowlevel.checkpoint()


checkpoint: Final[Callable[[], object]] = NoneType  # Does nothing: the system lets other threads run.


class AsyncTurn:
    """What a task waits for until another one wakes it."""

    def __init__(self) -> None:
        import anyio

        self._move_on_after = anyio.move_on_after
        self._event = anyio.Event()
        self.wake = self._event.set

    async def wait(self, timeout: float) -> None:
        """Return when it was woken, or after the timeout."""
        with self._move_on_after(timeout):
            await self._event.wait()


class Turn:
    """What a thread waits for until another one wakes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()

    def wait(self, timeout: float) -> None:
        """Return when it was woken, or after a short time."""
        self._lock.acquire(timeout=max(0.0, min(timeout, RECHECK_SECONDS)))

    def wake(self) -> None:
        with contextlib.suppress(RuntimeError):  # Another thread has already woken it.
            self._lock.release()


def abegin(generator: AsyncGenerator[None]) -> None:
    """Run a generator to its first `yield`: event loops close those that have begun."""
    with contextlib.suppress(StopIteration):
        generator.__anext__().send(None)


def begin(generator: Generator[None]) -> None:
    """Run a generator to its first `yield`, unless another thread has closed it."""
    next(generator, None)
