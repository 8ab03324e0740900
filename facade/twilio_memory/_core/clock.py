"""The clock of a client, which tests can replace."""

from __future__ import annotations

import os
import time
from typing import Protocol

from twilio_memory._http.monotonic import monotonic


class Clock(Protocol):
    """The interface through which a client reads the time and waits."""

    def monotonic(self) -> float:
        """Return seconds that only grow; deadlines are measured with it."""
        ...

    def time(self) -> float:
        """Return seconds since the epoch; HTTP dates are compared with it."""
        ...

    def random(self) -> float:
        """Return a random number from 0 up to but not including 1, for jitter."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        ...

    async def async_sleep(self, seconds: float) -> None:
        """Wait that many seconds and let other tasks run."""
        ...


class SystemClock:
    """The clock of the machine."""

    monotonic = staticmethod(monotonic)

    def time(self) -> float:
        return time.time()

    def random(self) -> float:
        return int.from_bytes(os.urandom(4), "big") / 2**32  # `random` loads five modules.

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def async_sleep(self, seconds: float) -> None:
        """Wait that many seconds, on asyncio and trio."""
        import anyio

        await anyio.sleep(seconds)
