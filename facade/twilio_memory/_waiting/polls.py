"""Polls of several operations, each when it is due: at once in the asynchronous half, one by one in the other."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twilio_memory._core.clock import Clock

_SAME_TIME: Final = 0.2
"""Seconds by which a poll may be early, so that it is sent together with others."""


class Polled(Protocol):
    """What is polled until it has no next delay."""

    def next_delay(self) -> float | None: ...
    def poll(self) -> Any: ...  # noqa: ANN401


class _Due:
    """What is to be polled, by the time at which it is due."""

    def __init__(self, clock: Clock, polled: Sequence[Polled]) -> None:
        self._clock = clock
        self._queue: list[tuple[float, int, Polled]] = []
        for index, each in enumerate(polled):
            self.add(index, each)

    def __bool__(self) -> bool:
        return bool(self._queue)

    def add(self, index: int, each: Polled) -> None:
        if (delay := each.next_delay()) is not None:
            heapq.heappush(self._queue, (self._clock.monotonic() + delay, index, each))

    def seconds(self) -> float:
        """Return the seconds until the first is due."""
        return max(0.0, self._queue[0][0] - self._clock.monotonic())

    def pop(self) -> list[tuple[int, Polled]]:
        """Take all that are due at about this time."""
        now = self._clock.monotonic() + _SAME_TIME
        found: list[tuple[int, Polled]] = []
        while self._queue and (self._queue[0][0] <= now or not found):
            _, index, each = heapq.heappop(self._queue)
            found.append((index, each))
        return found


async def apoll_together(clock: Clock, polled: Sequence[Polled]) -> None:
    """Poll each when it is due, those of about the same time at once."""
    import anyio

    failures: list[Exception] = []

    async def poll(each: Polled) -> None:
        try:
            await each.poll()
        except Exception as error:  # noqa: BLE001 - of a callback; raised below without an ExceptionGroup
            failures.append(error)
            group.cancel_scope.cancel()

    due = _Due(clock, polled)
    while due:
        await clock.async_sleep(due.seconds())
        batch = due.pop()
        async with anyio.create_task_group() as group:
            for _, each in batch:
                group.start_soon(poll, each)
        if failures:
            raise failures[0]
        for index, each in batch:
            due.add(index, each)


def poll_together(clock: Clock, polled: Sequence[Polled]) -> None:
    """Poll each when it is due, one after the other."""
    due = _Due(clock, polled)
    while due:
        clock.sleep(due.seconds())
        for index, each in due.pop():
            each.poll()
            due.add(index, each)
