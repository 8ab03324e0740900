"""A fake clock that advances on every reading."""

from __future__ import annotations

from twilio_memory.testing import FakeClock


class TickingClock(FakeClock):
    """Advances by one second on each call of `monotonic`."""

    def monotonic(self) -> float:
        """Return the elapsed seconds, one more than the last time."""
        self.advance(1)
        return super().monotonic()
