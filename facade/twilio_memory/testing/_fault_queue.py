"""The faults that are still to come, and the methods of an emulator that control them."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from ._faults import Fault

if TYPE_CHECKING:
    from ._lock import ProcessLock


class FaultQueue:
    """The faults that are to come, in the order in which they were added.

    Of those for an operation the first counts until it is used up; then the next one does.
    """

    def __init__(self, seed: int = 0) -> None:
        # With whether it has affected a call, and the tokens of its rate.
        self._pending: list[tuple[Fault, bool, dict[str, float]]] = []
        self._undo = self._pending
        self._random = Random(seed)  # noqa: S311 - the same faults on every run

    @property
    def pending(self) -> tuple[Fault, ...]:
        """The faults that are still to come, each with the calls that are left to it."""
        return tuple(fault for fault, _, _ in self._pending)

    @property
    def unused(self) -> tuple[Fault, ...]:
        """The pending faults that have affected fewer calls than they should: those without an end, none.

        Those that may by chance, or by the clock, affect none are left out.
        """
        return tuple(
            fault
            for fault, is_used, _ in self._pending
            if fault.is_certain and (fault.times is not None or not is_used)
        )

    def add(self, fault: Fault) -> None:
        """Add a fault."""
        self._pending.append((fault, False, {}))

    def clear(self) -> None:
        """Remove all faults."""
        self._pending.clear()

    def consume(self, operation_id: str, now: float) -> Fault | None:
        """Return the fault for a call of an operation at a time, and count the call."""
        self._undo = self._pending.copy()
        for index, (fault, _, bucket) in enumerate(self._pending):
            if not fault.matches(operation_id, now):
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            if fault.skip:
                self._pending[index] = (replace(fault, skip=fault.skip - 1), False, bucket)
                return None
            affected = fault.refusal(bucket, now)
            if affected is None:
                continue
            if fault.times == 1:
                del self._pending[index]
            else:
                left = None if fault.times is None else fault.times - 1
                self._pending[index] = (replace(fault, times=left), True, bucket)
            return affected.drawn(self._random)
        return None

    def restore(self) -> None:
        """Undo the last `consume`."""
        self._pending = self._undo


class FaultControl:
    """The methods of an emulator that inject faults."""

    _faults: FaultQueue
    _lock: ProcessLock

    @property
    def pending_faults(self) -> tuple[Fault, ...]:
        """The faults that are still to come, in order, each with the calls that are left to it."""
        with self._lock:
            return self._faults.pending

    @property
    def unused_faults(self) -> tuple[Fault, ...]:
        """The pending faults that have affected fewer calls than they should: those without an end, none."""
        with self._lock:
            return self._faults.unused

    def add_fault(self, fault: Fault) -> None:
        """Inject a fault into the next calls of an operation.

        Of several faults for one operation the first counts until it is used up; then the next one does.

        Raises:
            TypeError: `fault` is not a `Fault`.
        """
        if not isinstance(fault, Fault):
            raise TypeError(f"expected a Fault, got {fault!r}")
        with self._lock:
            self._faults.add(fault)

    def clear_faults(self) -> None:
        """Clear the faults that are still to come."""
        with self._lock:
            self._faults.clear()
