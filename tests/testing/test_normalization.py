"""How identifier values are normalised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_memory.testing._normalization import normalize

DIGITS = "0123456789"
SEPARATORS = st.text(" -.()/\t", max_size=3)


def written(data, digits):
    """Put separators between digits, as people do."""
    return "".join(data.draw(SEPARATORS) + digit for digit in digits) + data.draw(SEPARATORS)


@pytest.mark.parametrize(
    ("given_value", "stored"),
    [
        ("3175551234", "+13175551234"),
        ("(317) 555-1234", "+13175551234"),
        ("1-317-555-6789", "+13175556789"),
        ("+1 317 555 1234", "+13175551234"),
        ("+44 20 7946 0958", "+442079460958"),
        ("44 20 7946 0958", "+442079460958"),
        ("+290 2345", "+2902345"),
        ("555-1234", None),
        ("+1 317 555 123", None),
        ("1 317 555 12345", None),
        ("020 7946 0958", None),
        ("+0 20 7946 0958", None),
        ("+1234567890123456", None),
        ("+13175551234 x5", None),
        ("++13175551234", None),
        ("13175551234+", None),
        ("+1317555\u0661\u0662\u0663\u0664", None),
        ("+", None),
        ("", None),
    ],
)
def test_phone_number_is_stored_as_e164(given_value, stored):
    assert normalize(given_value, "phone") == stored


@given(st.data(), st.text(DIGITS, min_size=10, max_size=10))
def test_us_phone_number_formats_are_equal(data, digits):
    area = written(data, digits)
    assert {normalize(text, "phone") for text in (area, f"1{area}", f"+1 {area}", f" + 1-{area}")} == {f"+1{digits}"}


@given(st.data(), st.integers(2, 9), st.text(DIGITS, min_size=10, max_size=14))
def test_phone_number_with_country_code_keeps_its_digits(data, first, rest):
    digits = f"{first}{rest}"
    assert normalize(f"+{written(data, digits)}", "phone") == f"+{digits}" == normalize(written(data, digits), "phone")


@given(st.text(), st.sampled_from(["phone", "email", "trim", "none"]))
def test_normalization_is_idempotent(text, normalization):
    once = normalize(text, normalization)
    assert once is None or (0 < len(once) <= 255 and normalize(once, normalization) == once)


@given(st.text(DIGITS + "+- ().x", max_size=20))
def test_normalized_phone_number_is_e164(text):
    normal = normalize(text, "phone")
    assert normal is None or (normal[0] == "+" and normal[1] in "123456789" and normal[1:].isdecimal())


@given(
    st.from_regex(r"[A-Za-z0-9._+]{1,20}@[A-Za-z0-9.]{1,20}", fullmatch=True), st.text(" \t\n", max_size=3), st.data()
)
def test_email_address_ignores_case_and_spaces(address, space, data):
    at = data.draw(st.integers(0, len(address)))
    shouted = data.draw(st.booleans())
    given_value = f"{space}{address[:at]}{space}{address[at:]}{space}"
    assert normalize(given_value.upper() if shouted else given_value, "email") == address.lower()


@pytest.mark.parametrize(("normalization", "stored"), [("trim", "A b"), ("none", " A b\n")])
def test_trim_and_none_keep_case_and_inner_spaces(normalization, stored):
    assert normalize(" A b\n", normalization) == stored


@pytest.mark.parametrize("normalization", ["email", "trim", "none"])
def test_empty_and_long_values_have_no_normal_form(normalization):
    assert normalize("", normalization) is None
    assert normalize(256 * "x", normalization) is None
    assert normalize(255 * "x", normalization) == 255 * "x"
    # A letter that becomes two.
    assert normalize(130 * "\u0130", "email") is None
