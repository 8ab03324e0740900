"""The options that all faults have, and the checks of their arguments."""

from __future__ import annotations

from typing import TypedDict


class FaultOptions(TypedDict, total=False):
    """The options that all kinds have: which calls a fault affects."""

    times: int | None
    skip: int


def check_code(code: int) -> None:
    """Check a code of Twilio."""
    check_integer("code", code, 100, 999_999)


def check_integer(name: str, value: object, minimum: int, maximum: float = float("inf")) -> None:
    """Check that an argument is an integer within limits."""
    if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value <= maximum:
        span = f"{minimum} to {maximum}" if maximum < float("inf") else f"at least {minimum}"
        raise ValueError(f"{name}: expected an integer, {span}, got {value!r}")
