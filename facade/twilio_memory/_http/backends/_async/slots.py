"""A semaphore with a timeout that signals and forks cannot leave locked.

A slot counts while its object is alive and not released, so an exception of a signal handler, which can be raised
between any two bytecodes, frees it together with the frame that held it. Every step is one atomic operation of a
dictionary: a lock could stay held after such an exception, or after a fork.
"""

from __future__ import annotations

import itertools
import time
import weakref

from twilio_memory._http.concurrency import AsyncTurn
from twilio_memory._http.exceptions import PoolTimeout


class Slot:
    """A place in the queue."""

    turn: AsyncTurn | None = None


class AsyncSemaphore:
    """A number of slots, given out in order of arrival."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._slots: dict[weakref.ref[Slot], None] = {}

    @property
    def free_slots(self) -> int:
        return self._count - sum(slot() is not None for slot in list(self._slots))

    async def acquire_slot(self, timeout: float) -> Slot:
        """Wait for a slot; raise `PoolTimeout` if none becomes free in time."""
        slot = Slot()
        self._slots[weakref.ref(slot)] = None
        if len(self._slots) > self._count:
            in_time = False
            try:
                in_time = await self._wait(slot, time.monotonic() + timeout)
            finally:
                if not in_time:
                    self.release_slot(slot)
            if not in_time:  # Raised after the release: the error's frames keep the slot alive.
                raise PoolTimeout
        return slot

    async def _wait(self, slot: Slot, deadline: float) -> bool:
        slot.turn = AsyncTurn()
        while weakref.ref(slot) not in self._first():
            remaining = deadline - time.monotonic()
            if not await slot.turn.wait(remaining):
                for other in list(self._slots):
                    if other() is None:  # It was lost.
                        self._slots.pop(other, None)
                if remaining <= 0:
                    return weakref.ref(slot) in self._first()
        return True

    def _first(self) -> list[weakref.ref[Slot]]:
        while True:
            try:
                return list(itertools.islice(self._slots, self._count))
            except RuntimeError:  # Another thread has changed the dictionary.
                continue

    def release_slot(self, slot: Slot) -> None:
        """Free a slot and wake the next one that waits."""
        self._slots.pop(weakref.ref(slot), None)
        if len(self._slots) >= self._count:
            for reference in self._first()[self._count - 1 :]:
                if (waiting := reference()) and waiting.turn:
                    waiting.turn.wake()
