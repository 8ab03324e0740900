"""Fair semaphores with a timeout, which limit how many requests use connections at once.

A slot counts while its object is alive and not released, so an exception of a signal handler, which can be raised
between any two bytecodes, frees it together with the frame that held it. Every step is one atomic operation of a
dictionary: a lock could stay held after such an exception, or after a fork.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
import weakref
from typing import TYPE_CHECKING, Final

from twilio_memory._http.exceptions import PoolTimeout

if TYPE_CHECKING:
    from collections.abc import Callable

RECHECK_SECONDS: Final = 0.1
"""Poll interval of waiting threads: neither an interrupted release nor the end of an unreleased slot wakes one."""


class Slot:
    """The place of a request in the queue."""

    wake: Callable[[], object] | None = None


class _Queue:
    """Requests in order of arrival: the first ones, as many as there are slots, run; the others wait."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._slots: dict[weakref.ref[Slot], None] = {}

    @property
    def free(self) -> int:
        """Return the number of free slots."""
        return self._count - sum(slot() is not None for slot in list(self._slots))

    def release(self, slot: Slot) -> None:
        """Free a slot and wake the next request."""
        slots = self._slots
        slots.pop(weakref.ref(slot), None)
        if len(slots) >= self._count:
            for reference in self._first()[self._count - 1 :]:
                if (waiting := reference()) and waiting.wake:
                    with contextlib.suppress(RuntimeError):  # Another thread has already woken it.
                        waiting.wake()

    def _first(self) -> list[weakref.ref[Slot]]:
        while True:
            try:
                return list(itertools.islice(self._slots, self._count))
            except RuntimeError:  # Another thread has changed the dictionary.
                continue

    def _is_first(self, slot: Slot) -> bool:
        return weakref.ref(slot) in self._first()

    def _forget_lost(self) -> None:
        """Remove slots whose objects are gone."""
        for slot in list(self._slots):
            if slot() is None:
                self._slots.pop(slot, None)


class AsyncSemaphore(_Queue):
    """A semaphore of one event loop."""

    async def acquire(self, timeout: float) -> Slot:
        """Wait for a slot; raise `PoolTimeout` if none becomes free in time."""
        slot = Slot()
        self._slots[weakref.ref(slot)] = None
        if len(self._slots) > self._count:
            try:
                await self._wait(slot, timeout)
            except BaseException:
                self.release(slot)
                raise
        return slot

    async def _wait(self, slot: Slot, timeout: float) -> None:
        import anyio

        try:
            with anyio.fail_after(timeout):
                while not self._is_first(slot):
                    turn = anyio.Event()
                    slot.wake = turn.set
                    await turn.wait()
        except TimeoutError as error:
            self._forget_lost()
            if not self._is_first(slot):
                raise PoolTimeout from error


class Semaphore(_Queue):
    """A semaphore of all threads."""

    def acquire(self, timeout: float) -> Slot:
        """Wait for a slot; raise `PoolTimeout` if none becomes free in time."""
        slot = Slot()
        self._slots[weakref.ref(slot)] = None
        if len(self._slots) > self._count and not self._wait(slot, time.monotonic() + timeout):
            self.release(slot)
            raise PoolTimeout
        return slot

    def _wait(self, slot: Slot, deadline: float) -> bool:
        turn = threading.Lock()
        turn.acquire()  # Released by the request that ends.
        slot.wake = turn.release
        while not self._is_first(slot):
            remaining = deadline - time.monotonic()
            if not turn.acquire(timeout=max(0.0, min(remaining, RECHECK_SECONDS))):
                self._forget_lost()
                if remaining <= 0:
                    return self._is_first(slot)
        return True
