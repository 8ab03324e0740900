"""Slots: how many calls may use connections at once.

A slot counts while its object is alive and not released. An exception of a signal handler, which can come between any
two bytecodes, therefore frees it together with the frame that held it. Every step is one atomic operation of a
dictionary: a lock could stay held after such an exception, or after a fork.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
import weakref
from typing import TYPE_CHECKING, Final

from twilio_memory._failures import PoolTimeout

if TYPE_CHECKING:
    from collections.abc import Callable

_RECHECK_SECONDS: Final = 0.1
"""An interrupted release wakes no thread, and neither does the end of a slot that was not released."""


class Slot:
    """The place of a call in the queue."""

    wake: Callable[[], object] | None = None


class _Queue:
    """Calls in order of arrival: the first ones, as many as there are slots, run, and the others wait."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._slots: dict[weakref.ref[Slot], None] = {}

    @property
    def free(self) -> int:
        """Return how many slots are free."""
        return self._count - sum(slot() is not None for slot in list(self._slots))

    def release(self, slot: Slot) -> None:
        """Free a slot, and wake the call that is next."""
        slots = self._slots
        slots.pop(weakref.ref(slot), None)
        if len(slots) >= self._count:
            for following in self._first()[self._count - 1 :]:
                if (waiting := following()) and waiting.wake:
                    with contextlib.suppress(RuntimeError):  # Another thread has woken it already.
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
        """Remove the slots that ended without being released."""
        for slot in list(self._slots):
            if slot() is None:
                self._slots.pop(slot, None)


class AsyncSlots(_Queue):
    """Limits how many calls of an event loop run at once."""

    async def acquire(self, seconds: float) -> Slot:
        """Wait for a slot, at most so many seconds.

        Raises:
            PoolTimeout: None has become free.
        """
        slot = Slot()
        self._slots[weakref.ref(slot)] = None
        if len(self._slots) > self._count:
            try:
                await self._wait(slot, seconds)
            except BaseException:
                self.release(slot)
                raise
        return slot

    async def _wait(self, slot: Slot, seconds: float) -> None:
        import anyio

        try:
            with anyio.fail_after(seconds):
                while not self._is_first(slot):
                    turn = anyio.Event()
                    slot.wake = turn.set
                    await turn.wait()
        except TimeoutError as error:
            self._forget_lost()
            if not self._is_first(slot):
                raise PoolTimeout from error


class Slots(_Queue):
    """Limits how many calls run at once, in all threads."""

    def acquire(self, seconds: float) -> Slot:
        """Wait for a slot, at most so many seconds.

        Raises:
            PoolTimeout: None has become free.
        """
        slot = Slot()
        self._slots[weakref.ref(slot)] = None
        if len(self._slots) > self._count and not self._wait(slot, time.monotonic() + seconds):
            self.release(slot)
            raise PoolTimeout
        return slot

    def _wait(self, slot: Slot, deadline: float) -> bool:
        turn = threading.Lock()
        turn.acquire()  # The call that ends releases it.
        slot.wake = turn.release
        while not self._is_first(slot):
            left = deadline - time.monotonic()
            if not turn.acquire(timeout=max(0.0, min(left, _RECHECK_SECONDS))):
                self._forget_lost()
                if left <= 0:
                    return self._is_first(slot)
        return True
