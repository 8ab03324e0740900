"""The options that all faults have, and the checks of their arguments."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TypedDict

MAX_SECONDS = 10**8
MIN_RATE = 1 / MAX_SECONDS
"""The lowest rate, of which a token still takes a time that the clock knows."""


class FaultOptions(TypedDict, total=False):
    """The options that all kinds have: which calls a fault affects."""

    times: int | None
    skip: int
    probability: float
    since: dt.datetime | str | None
    until: dt.datetime | str | None


def check_code(code: int) -> None:
    """Check a code of Twilio."""
    check_integer("code", code, 100, 999_999)


def check_integer(name: str, value: object, minimum: int, maximum: float = float("inf")) -> None:
    """Check that an argument is an integer within limits."""
    if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value <= maximum:
        span = f"{minimum} to {maximum}" if maximum < float("inf") else f"at least {minimum}"
        raise ValueError(f"{name}: expected an integer, {span}, got {value!r}")


def check_seconds(name: str, value: object, least: float = 0.0) -> None:
    """Check that an argument is a number above 0, and no less than the least."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= MAX_SECONDS or not value:
        span = f"at least {least:g}" if least else "more than 0"
        raise ValueError(f"{name}: expected {span}, {MAX_SECONDS} at most, got {value!r}")


def check_probability(value: object) -> None:
    """Check a probability."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
        raise ValueError(f"probability: expected more than 0, 1 at most, got {value!r}")


def time_text(name: str, value: object) -> str | None:
    """Return a time as JSON has it."""
    if value is None:
        return None
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, dt.datetime) or found.utcoffset() is None:
        raise ValueError(f"{name}: expected a time with a zone, such as 2026-01-15T10:30:00Z, got {value!r}")
    return found.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


@functools.lru_cache(maxsize=64)
def moment(text: str) -> float:
    """Return the seconds since the epoch of a time as JSON has it."""
    return dt.datetime.fromisoformat(text).timestamp()
