"""Connections to one origin, each of which carries one request at a time.

httpcore's own pool loses a slot for good when a call is cancelled at the wrong moment, and its bookkeeping is
quadratic in the number of waiting calls. Here a slot counts while its object is alive and not released, so an exception
of a signal handler, which can be raised between any two bytecodes, frees it together with the frame that held it. Every
step is one atomic operation of a dictionary or deque: a lock could stay held after such an exception, or after a fork.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import weakref
from collections import deque
from typing import TYPE_CHECKING

from twilio_memory._http.concurrency import Turn
from twilio_memory._http.exceptions import PoolTimeout
from twilio_memory._http.monotonic import monotonic

if TYPE_CHECKING:
    from twilio_memory._http._sync.connection import Connection


class Slot:
    """The place of a request in the queue."""

    turn: Turn | None = None


class Connections:
    """The idle connections and the slots of one process and event loop.

    Requests queue in order of arrival: the first ones, as many as there are slots, run; the others wait.
    """

    def __init__(self, count: int) -> None:
        self.idle: deque[Connection] = deque()
        self._process = os.getpid()
        self._count = count
        self._slots: dict[weakref.ref[Slot], None] = {}

    @property
    def free_slots(self) -> int:
        return self._count - sum(slot() is not None for slot in list(self._slots))

    def acquire_slot(self, timeout: float) -> Slot:
        """Wait for a slot; raise `PoolTimeout` if none becomes free in time."""
        slot = Slot()
        self._slots[weakref.ref(slot)] = None
        if len(self._slots) > self._count:
            deadline, in_time = monotonic() + timeout, False
            try:
                slot.turn = Turn()
                while not (in_time := weakref.ref(slot) in self._first()) and (left := deadline - monotonic()) > 0:
                    slot.turn.wait(left)
            finally:
                if not in_time:
                    self.release_slot(slot)
            if not in_time:  # Raised after the release: the error's frames keep the slot alive.
                raise PoolTimeout
        return slot

    def _first(self) -> list[weakref.ref[Slot]]:
        """Return the slots of the requests that may run, after removing those that were lost."""
        while True:
            with contextlib.suppress(RuntimeError):  # Another thread has changed the dictionary.
                first = list(itertools.islice(self._slots, self._count))
                lost = [slot for slot in first if slot() is None]
                if not lost:
                    return first
                for slot in lost:
                    self._slots.pop(slot, None)

    def release_slot(self, slot: Slot) -> None:
        """Free a slot and wake the next request."""
        self._slots.pop(weakref.ref(slot), None)
        if len(self._slots) >= self._count:
            for reference in self._first()[self._count - 1 :]:
                if (waiting := reference()) and waiting.turn:
                    waiting.turn.wake()

    def close(self) -> None:
        """Close the idle connections, but not in a forked process: that would close TLS for the parent."""
        try:
            while self._process == os.getpid() and self.idle:
                with contextlib.suppress(IndexError):  # Another thread has taken the last.
                    self.idle.pop().close()
        except BaseException:
            self.close()  # After a cancellation the others are closed, too.
            raise
