"""How identifier values are written, so that the same thing is always the same text."""

from __future__ import annotations

import re

_MAX_VALUE_LENGTH = 255
_US_DIGITS = 10
# E.164: a country code, and 15 digits at most. The least is this emulator's choice: the shortest numbers in use have a
# country code of three digits and a number of four.
_E164_DIGITS = re.compile(r"[1-9][0-9]{6,14}")
# The assigned country codes.
_COUNTRY_CODE = re.compile(
    "1|7|2(?:[07]|1[1-368]|[2346][0-9]|5[0-8]|9[0-17-9])|3(?:[0-469]|5[0-9]|7[0-9]|8[0-35-79])|4(?:[013-9]|2[013])"
    "|5(?:[1-8]|0[0-9]|9[0-9])|6(?:[0-6]|7[02-9]|8[0-35-9]|9[0-2])|8(?:[1246]|0[08]|5[0-9]|7[08]|8[0-36-8])"
    "|9(?:[0-58]|6[0-8]|7[0-79]|9[2-68])"
)
# Where the number of a subscriber may begin with 0; elsewhere a zero is a trunk prefix, not dialled from abroad.
_ZERO_ALLOWED = frozenset({"39", "225", "226", "229", "241", "242", "378", "379", "800", "808"})
# What people put between digits, and nothing else: a letter makes a text no number.
_SEPARATORS = re.compile(r"[\s().\-/]+")
# What spreadsheets and data frames make of a number: 491713920012.0 would get another digit.
_DECIMAL = re.compile(r"\+?[0-9]{6,}\.[0-9]+|.*[0-9]\s*\.0{1,2}", re.DOTALL)
# A trunk prefix, which is not dialled from abroad.
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
# After so many digits a slash begins another number; before them it ends an area code.
_SECOND_NUMBER = re.compile("(?:[^0-9]*[0-9]){8}[^/]*/")
# Distinguishes one address from a name, a link and several addresses, and checks no more.
_EMAIL = re.compile(r"[^@\s<>()\[\]\\,;:\"'][^@\s<>()\[\]\\,;:\"]*@[\w.-]+")


class InvalidValueError(ValueError):
    """A value that has no normal form, with the reason."""


def normalize(value: str, normalization: str) -> str | None:
    """Return the form of an identifier value in which it is stored and looked for; None if it has none."""
    try:
        return require_normal(value, normalization)
    except InvalidValueError:
        return None


def require_normal(value: str, normalization: str) -> str:
    """Return the form of an identifier value in which it is stored and looked for.

    Args:
        value: The value as it was given.
        normalization: `phone` makes E.164; `email` makes lower case and removes white space; `trim` strips both ends;
            `none` leaves the value as it is.

    Raises:
        InvalidValueError: It is empty, too long, or not a phone number or an email address where it should be one.
    """
    match normalization:
        case "phone":
            normal = _phone(value)
        case "email":
            normal = _email(value)
        case "trim":
            normal = value.strip()
        case _:
            normal = value
    if not normal:
        raise InvalidValueError("is empty")
    if len(normal) > _MAX_VALUE_LENGTH:
        raise InvalidValueError(f"is longer than {_MAX_VALUE_LENGTH} characters")
    return normal


def _email(value: str) -> str:
    normal = value.lower()
    if _EMAIL.fullmatch(normal):
        return normal
    normal = "".join(normal.split())
    if not _EMAIL.fullmatch(normal):
        raise InvalidValueError("is not one email address")
    return normal


def _phone(value: str) -> str:
    """Write a phone number as E.164, or refuse it: a guess would store a number that does not exist.

    Without a country code a number is taken for one of the US.
    """
    text = _SEPARATORS.sub("", value)
    international = text.startswith("+")
    digits = text.removeprefix("+")
    if _SECOND_NUMBER.match(value.rstrip(" /")):
        raise InvalidValueError("is not one phone number")
    if _DECIMAL.fullmatch(value.strip()) or not (digits.isascii() and digits.isdecimal()):
        raise InvalidValueError("is not a phone number: only a plus and digits with spaces, ().-/ between are")
    if not international and len(digits) <= _US_DIGITS:
        # National formats of other countries are read as US ones.
        digits = f"1{digits}"
    code = _COUNTRY_CODE.match(digits)
    if code is None:
        raise InvalidValueError("is not a phone number: it does not begin with a country code")
    country, subscriber = code[0], digits[code.end() :]
    if country == "1" and (len(subscriber) != _US_DIGITS or subscriber[0] in "01"):
        raise InvalidValueError("is not a phone number: one of the US has ten digits, of which the first is not 0 or 1")
    if (trunk := _TRUNK_ZERO.search(value)) and len(re.findall("[0-9]", value[: trunk.start()])) > len(country):
        raise InvalidValueError("is not a phone number: there is a (0) after the area code")
    if subscriber.startswith("0") and country not in _ZERO_ALLOWED:
        raise InvalidValueError(f"is not a phone number: after the country code {country} there is no 0")
    if not _E164_DIGITS.fullmatch(digits):
        raise InvalidValueError("is not a phone number: it has too few or too many digits")
    return f"+{digits}"
