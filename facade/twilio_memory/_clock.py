"""Where time comes from, so that tests can bring their own."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What the clients ask for the time, and what they wait with."""

    def monotonic(self) -> float:
        """Return seconds that only grow; deadlines are measured with it."""
        ...

    def time(self) -> float:
        """Return seconds since the epoch; HTTP dates are compared with it."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Wait that many seconds and let other tasks run."""
        ...


class SystemClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()

    def time(self) -> float:
        """Return seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait that many seconds; asyncio and trio alike."""
        import anyio  # noqa: PLC0415 - half of a second's imports that a synchronous program never needs

        await anyio.sleep(seconds)
