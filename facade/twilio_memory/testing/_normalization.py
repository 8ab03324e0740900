"""How identifier values are written, so that the same thing is always the same text."""

from __future__ import annotations

import re

_MAX_VALUE_LENGTH = 255
_US_DIGITS = 10
# E.164: a country code that does not begin with 0, and 15 digits at most. The least is this emulator's choice: the
# shortest numbers in use have a country code of three digits and a number of four.
_E164_DIGITS = re.compile(r"[1-9][0-9]{6,14}")
# What people put between digits, and nothing else: a letter makes a text no number.
_SEPARATORS = re.compile(r"[\s().\-/]+")


def normalize(value: str, normalization: str) -> str | None:
    """Return the form of an identifier value in which it is stored and looked for.

    Args:
        value: The value as it was given.
        normalization: `phone` makes E.164; `email` makes lower case and removes white space; `trim` strips both ends;
            `none` leaves the value as it is.

    Returns:
        The value, or None if nothing is left of it, if it is too long, or if it is no phone number and should be one.
    """
    match normalization:
        case "phone":
            normal = _phone(value)
        case "email":
            normal = "".join(value.lower().split())
        case "trim":
            normal = value.strip()
        case _:
            normal = value
    return normal if normal and len(normal) <= _MAX_VALUE_LENGTH else None


def _phone(value: str) -> str | None:
    """Write a phone number as E.164. Without a country code a number is taken for one of the US."""
    text = _SEPARATORS.sub("", value)
    international = text.startswith("+")
    digits = text.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        return None
    if not international and len(digits) == _US_DIGITS:
        digits = f"1{digits}"
    # Fewer digits than a US number lack the area code; with a plus they may be a whole number of a small country.
    if len(digits) <= _US_DIGITS and not international:
        return None
    if digits.startswith("1") and len(digits) != _US_DIGITS + 1:
        return None
    return f"+{digits}" if _E164_DIGITS.fullmatch(digits) else None
