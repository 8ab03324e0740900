"""How identifier values are normalised."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twilio_memory.testing._normalization import InvalidValueError, normalize, require_normal

DIGITS = "0123456789"
# A dot alone may be a decimal point.
SEPARATORS = st.text(" -.()/\t", max_size=3).map(lambda text: f"{text} " if text.endswith(".") else text)
US_DIGITS = st.from_regex(r"[2-9][0-9]{9}", fullmatch=True)


def written(data, digits):
    """Put separators between digits, as people do; a slash ends an area code."""
    begin = "".join(data.draw(SEPARATORS) + digit for digit in digits[:4])
    rest = "".join(data.draw(SEPARATORS).replace("/", "-") + digit for digit in digits[4:])
    text = begin + rest + data.draw(SEPARATORS).replace("/", "-")
    while (plain := re.sub(r"\(\s*0\s*\)", "0", text)) != text:  # a trunk prefix, which may be in parentheses twice
        text = plain
    return text


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
        ("617.555.0101", "+16175550101"),
        ("15551230002", "+15551230002"),
        ("+39 06 6982 1234", "+390669821234"),
        ("+39 (0)6 6982 1234", "+390669821234"),
        ("+225 07 00 00 00 00", "+2250700000000"),
        ("+49 (0)30 23125012", None),
        ("+44 (0)20 7946 0958", None),
        ("+49 030 23125012", None),
        ("4903023125012", None),
        ("0049 171 3920013", None),
        ("171 3920013", None),
        ("0171 392001", None),
        ("491713920012.0", None),
        ("33639980012.0", None),
        ("5555550123.0", None),
        ("+16175550101.00", None),
        ("1.5551E+10", None),
        ("4.91714E+11", None),
        ("'+16175550101", None),
        ("+16175550102 x12", None),
        ("+16175550101;+16175550102", None),
        ("+999 123 456 789", None),
        ("+49 2641/12345", "+49264112345"),
        ("+43 1 23456/23457", None),
        ("6175550101 / 6175550102", None),
        ("+16175550101 +16175550102", None),
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


@pytest.mark.parametrize(
    ("given_value", "normalization", "reason"),
    [
        ("+49 (0)30 23125012", "phone", "after the country code 49 there is no 0"),
        ("491713920012.0", "phone", "only a plus and digits"),
        ("491713920012 .0", "phone", "only a plus and digits"),
        ("+33 6 39 98 00 12.0", "phone", "only a plus and digits"),
        ("(617) 555-0101.0", "phone", "only a plus and digits"),
        ("617.555.0101.00", "phone", "only a plus and digits"),
        ("+4930 (0)23125012", "phone", r"there is a \(0\) after the area code"),
        ("0171 392001", "phone", "of which the first is not 0 or 1"),
        ("0049 171 3920013", "phone", "does not begin with a country code"),
        ("+44 20", "phone", "too few or too many digits"),
        ("bounced@", "email", "is not one email address"),
        (" ", "trim", "is empty"),
        (256 * "x", "none", "longer than 255"),
    ],
)
def test_value_without_normal_form_has_a_reason(given_value, normalization, reason):
    with pytest.raises(InvalidValueError, match=reason):
        require_normal(given_value, normalization)


@given(st.data(), US_DIGITS)
def test_us_phone_number_formats_are_equal(data, digits):
    area = written(data, digits)
    assert {normalize(text, "phone") for text in (area, f"1{area}", f"+1 {area}", f" + 1-{area}")} == {f"+1{digits}"}


@given(st.data(), st.sampled_from(["20", "33", "49", "353", "852", "998"]), st.text(DIGITS, min_size=8, max_size=11))
def test_phone_number_with_country_code_keeps_its_digits(data, country, rest):
    digits = f"{country}7{rest}"
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


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace <ada@example.com>",
        "mailto:grace@example.com",
        "alan@example.com;alan2@example.com",
        "bob@example.com, bob2@example.com",
        "a@b@example.com",
        "not an address",
        "'ada@example.com",
        "ada@example.com/alan",
        "bounced@",
        "@example.com",
    ],
)
def test_text_that_is_not_one_email_address_has_no_normal_form(text):
    assert normalize(text, "email") is None


@pytest.mark.parametrize(("normalization", "stored"), [("trim", "A b"), ("none", " A b\n")])
def test_trim_and_none_keep_case_and_inner_spaces(normalization, stored):
    assert normalize(" A b\n", normalization) == stored


@pytest.mark.parametrize(("normalization", "end"), [("email", "@e"), ("trim", "xx"), ("none", "xx")])
def test_empty_and_long_values_have_no_normal_form(normalization, end):
    assert normalize("", normalization) is None
    assert normalize(254 * "x" + end, normalization) is None
    assert normalize(253 * "x" + end, normalization) == 253 * "x" + end
    # A letter that becomes two.
    assert normalize(130 * "\u0130" + "@e", "email") is None
