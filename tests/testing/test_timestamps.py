"""Times as clients write them."""

import datetime as dt
import re

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_memory.testing._timestamps import bound, canonical, instant

VALIDATOR = jsonschema_rs.Draft202012Validator({"format": "date-time"}, validate_formats=True)
# What RFC 3339 allows, and a little more, which the validator sorts out.
TIMES = st.from_regex(
    r"[0-9]{4}-[01][0-9]-[0-3][0-9][Tt][0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{1,12})?([Zz]|[+-][0-2][0-9]:[0-5][0-9])",
    fullmatch=True,
).filter(VALIDATOR.is_valid)


@given(TIMES)
def test_instant_reads_every_time_of_the_description(text):
    assert isinstance(instant(text), int)
    assert VALIDATOR.is_valid(bound(text))


@given(TIMES)
def test_canonical_has_one_form(text):
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(\d{3})?Z", canonical(text))
    assert canonical(canonical(text)) == canonical(text)


def test_canonical_is_utc_with_as_many_digits_as_are_needed():
    assert canonical("2026-01-15t11:30:00+01:00") == "2026-01-15T10:30:00.000Z"
    assert canonical("2026-01-15T10:30:00.123456Z") == "2026-01-15T10:30:00.123456Z"


@given(st.datetimes(), st.integers(-1439, 1439))
def test_instant_agrees_with_datetime(moment, minutes):
    moment = moment.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    since = moment - dt.datetime.fromtimestamp(0, dt.UTC)
    assert instant(moment.isoformat()) == since // dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-01-15T10:30:00Z", "2026-01-15T10:30:00.000Z"),
        ("2026-01-15t11:30:00.5+01:00", "2026-01-15T10:30:00.500Z"),
        ("2026-01-15T10:30:00.1230001z", "2026-01-15T10:30:00.123Z"),
        ("2026-01-15T10:30:00.123001Z", "2026-01-15T10:30:00.124Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
        ("0001-01-01T00:00:00+12:00", "0001-01-01T00:00:00.000Z"),
    ],
)
def test_bound_is_the_first_millisecond_not_before(text, first):
    assert bound(text) == first


def test_instant_refuses_invalid_times():
    with pytest.raises(ValueError, match="not a time"):
        instant("yesterday")
