"""Times as clients write them: with any offset and any number of digits."""

from __future__ import annotations

import datetime as dt
import re

from ._operations import timestamp

_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_TIME = re.compile(r"(\d{4})(-\d{2}-\d{2}T\d{2}:\d{2}:)(\d{2})(.*)")
_LEAP_SECOND = "60"


def instant(text: str) -> int:
    """Return a time in microseconds since the epoch.

    Args:
        text: A `date-time` as RFC 3339 has it.
    """
    match = _TIME.fullmatch(text.upper())
    if match is None:
        raise ValueError(f"{text!r} is not a time")
    year, middle, seconds, rest = match.groups()
    # RFC 3339 knows a year 0, which was a leap year, and leap seconds; datetime knows neither.
    if year == "0000":
        year = "0004"
    leap = seconds == _LEAP_SECOND
    moment = dt.datetime.fromisoformat(f"{year}{middle}{'59' if leap else seconds}{rest}")
    return (moment - _EPOCH) // _MICROSECOND + 1_000_000 * leap


def canonical(text: str) -> str:
    """Return a time in the one form in which the emulator writes times: in UTC, with milliseconds or microseconds."""
    moment = _EPOCH + min(max(instant(text), _FIRST * 1000), _LAST * 1000 + 999) * _MICROSECOND
    precision = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def bound(text: str) -> str:
    """Return the first time of the emulator's clock, as the API writes it, that is not before a given one."""
    milliseconds = -(-instant(text) // 1000)
    return timestamp(min(max(milliseconds, _FIRST), _LAST) / 1000)


# The range of times in the emulator, in milliseconds.
_FIRST = instant("0001-01-01T00:00:00Z") // 1000
_LAST = instant("9999-12-31T23:59:59.999Z") // 1000
