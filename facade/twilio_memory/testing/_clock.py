"""Clocks that a test can move."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
import weakref

from twilio_memory._core.clock import Clock
from twilio_memory._http.monotonic import monotonic

_FIRST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LAST = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
_START = dt.datetime(2026, 1, 15, 10, 30, tzinfo=dt.UTC).timestamp()

_clocks: weakref.WeakSet[FakeClock] = weakref.WeakSet()


class FakeClock(Clock):
    """A clock that stands still until it is slept on or advanced.

    It can be given to a client as its `clock`: waiting then takes no time, `sleeps` lists the
    waits, and jitter is the same on each run. It is safe to share between threads. It knows the years 1970 to
    8999.

    Args:
        start: The initial wall time, in seconds since the epoch; 2026-01-15T10:30:00Z if not given.

    Raises:
        ValueError: `start` is not in the years that the clock knows.
    """

    def __init__(self, start: float = _START) -> None:
        if not 0 <= start < LAST.timestamp():
            raise ValueError(f"start: expected a time in the years 1970 to 8999, got {start!r}")
        self.sleeps: list[float] = []
        """The sleeps in seconds, in order."""
        self._start = start
        self._elapsed = 0.0
        self._lock = threading.Lock()
        _clocks.add(self)

    def __repr__(self) -> str:
        now = dt.datetime.fromtimestamp(self._start + self._elapsed, dt.UTC)  # Without the lock, which may be held.
        return f"<{type(self).__name__} at {now.isoformat()}>"

    def monotonic(self) -> float:
        """Return the seconds that have passed on this clock; it never goes back."""
        with self._lock:
            return self._elapsed

    def time(self) -> float:
        """Return the wall time in seconds since the epoch."""
        with self._lock:
            return self._start + self._elapsed

    def random(self) -> float:
        """Return 0.5: nothing is random here."""
        return 0.5

    def advance(self, seconds: float) -> None:
        """Advance the clock.

        Args:
            seconds: How much, at least 0.

        Raises:
            ValueError: `seconds` is negative or not a number, or leads out of the years that the clock knows.
        """
        self._move(seconds)

    def set(self, moment: dt.datetime) -> None:
        """Go to a moment. Time passes if it lies ahead; if it lies behind, only the wall time changes.

        Args:
            moment: With a time zone.

        Raises:
            ValueError: `moment` has no time zone, or is not in the years that the clock knows.
        """
        if moment.utcoffset() is None or not _FIRST <= moment < LAST:
            raise ValueError(f"expected a time with a zone in the years 1970 to 8999, got {moment.isoformat()}")
        ahead = moment.timestamp() - self.time()
        if ahead > 0:
            self._move(ahead)
        else:
            with self._lock:
                self._start += ahead

    def sleep(self, seconds: float) -> None:
        """Advance the clock by that many seconds and record them in `sleeps`.

        Raises:
            ValueError: `seconds` is negative or not a number, or leads out of the years that the clock knows.
        """
        self._move(seconds, slept=True)

    async def async_sleep(self, seconds: float) -> None:
        """Do what `sleep` does, after a checkpoint.

        Raises:
            ValueError: `seconds` is negative or not a number, or leads out of the years that the clock knows.
        """
        from anyio.lowlevel import checkpoint  # a synchronous program never needs it

        await checkpoint()
        self._move(seconds, slept=True)

    def _move(self, seconds: float, *, slept: bool = False) -> None:
        if not seconds >= 0:  # refuses NaN, too
            raise ValueError(f"a clock only goes forward: {seconds!r}")
        if self.time() + seconds >= LAST.timestamp():
            raise ValueError(f"the clock knows the years 1970 to 8999 only; {seconds!r} seconds are too many")
        with self._lock:
            self._elapsed += seconds
            if slept:
                self.sleeps.append(seconds)

    @staticmethod
    def _renew_locks() -> None:
        """Replace the locks in a forked process: other threads may have held them, and are gone."""
        for clock in _clocks:
            clock._lock = threading.Lock()  # noqa: SLF001 - of this class

    if hasattr(os, "register_at_fork"):  # Windows has no forks.
        os.register_at_fork(after_in_child=_renew_locks)


class RunningClock(FakeClock):
    """A clock that runs, and can be moved besides; a sleep on it takes real time.

    Args:
        start: The initial wall time, in seconds since the epoch; now if not given.
    """

    def __init__(self, start: float | None = None) -> None:
        super().__init__(time.time() if start is None else start)
        self._begun = monotonic()

    def monotonic(self) -> float:
        """Return the seconds that have passed on this clock; it never goes back."""
        return super().monotonic() + monotonic() - self._begun

    def time(self) -> float:
        """Return the wall time in seconds since the epoch."""
        return super().time() + monotonic() - self._begun

    def sleep(self, seconds: float) -> None:
        """Wait that many seconds and record them in `sleeps`."""
        time.sleep(seconds)
        self.sleeps.append(seconds)

    async def async_sleep(self, seconds: float) -> None:
        """Do what `sleep` does; other tasks run meanwhile."""
        import anyio  # a synchronous program never needs it

        await anyio.sleep(seconds)
        self.sleeps.append(seconds)
