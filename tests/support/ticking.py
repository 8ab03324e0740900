"""A clock on which everything takes time."""

from __future__ import annotations

from twilio_memory.testing import FakeClock


class TickingClock(FakeClock):
    """Each look at it takes a second."""

    def monotonic(self) -> float:
        """Return the seconds that have passed, one more than the last time."""
        self.advance(1)
        return super().monotonic()
