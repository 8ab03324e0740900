"""Fictitious values for personal ones: of the same form, the same for the same, and of nothing else."""

import datetime as dt
import json
import re
import uuid

import pytest

from twilio_memory.testing._fictitious import Fictitious

RESERVED = re.compile(r"\+1[2-9][0-8][0-9]55501[0-9]{2}")
FORMS = [
    ("ada.smith@corp.example", "", r"[a-z]+\.[a-z]+@example\.com"),
    ("Ada <ada.smith@corp.example>", "contact", r"[a-z]+\.[a-z]+@example\.com"),
    ("+49 171 3920012", "", RESERVED.pattern),
    ("+14155552671", "", RESERVED.pattern),
    ("whatsapp:+14155552671", "", "whatsapp:" + RESERVED.pattern),
    ("(415) 555-2671", "", r"\([2-9][0-8][0-9]\) 555-01[0-9]{2}"),
    ("4155552671", "", r"[2-9][0-8][0-9]55501[0-9]{2}"),
    ("0171 3920012", "mobilePhone", r"1[2-9][0-8][0-9]55501[0-9]{2}"),
    ("1985-03-17", "birthday", r"\d{4}-\d\d-\d\d"),
    ("1985-03-17T10:11:12.123Z", "", r"\d{4}-\d\d-\d\dT00:00:00\.000Z"),
    ("17.03.1985", "", r"\d\d\.\d\d\.\d{4}"),
    ("https://corp.example/ada?id=1", "", r"https://example\.com/\d+"),
    ("6f9619ff-8b86-d011-b42d-00c04fc964ff", "", r"00000000-0000-4000-8000-[0-9a-f]{12}"),
    ("Marguerite", "firstName", "[A-Z][a-z]+"),
    ("Quackenbush", "last_name", "[A-Z][a-z]+"),
    ("Marguerite Quackenbush", "name", "[A-Z][a-z]+ [A-Z][a-z]+"),
    ("AB-1234/x", "memberNumber", "[B-DF-HJ-NP-TV-Z]?[A-Z]{2}-[1-9][0-9]{3}/[a-z]"),
    ("platinum", "tier", "[a-z]{8}"),
    ("DE", "country", "[A-Z]{2}"),
    ("007", "code", "0[0-9]{2}"),
    ("Grüße", "", "[A-Z][a-z]{4}"),
    ("プレミアム", "", "[a-z]{5}"),
    ("Lives at the corner of two streets.", "note", r"[A-Z][a-z ]+[a-z]\."),
]


@pytest.mark.parametrize(("original", "name", "form"), FORMS)
def test_fictitious_value_has_the_form_of_the_original(original, name, form):
    found = Fictitious().value(original, name)
    assert re.fullmatch(form, found), found
    assert found != original


@pytest.mark.parametrize("number", [0, 7, -12, 4711, 1.0, 12.75, -0.5, 1e-9, 1e22, 4155552671])
def test_fictitious_number_is_a_number_of_the_same_type(number):
    found = Fictitious().value(number, "firstName")
    assert type(found) is type(number)
    assert found != number
    assert json.loads(json.dumps(found)) == found


def test_fictitious_values_keep_types_and_what_says_nothing():
    fictitious = Fictitious()
    assert fictitious.value(value=True) is True
    assert fictitious.value("") == ""
    assert fictitious.value(None) is None
    assert fictitious.value(float("nan")) is None
    assert [type(each) for each in fictitious.value(["a b", 3, False])] == [str, int, bool]


def test_fictitious_dates_are_valid():
    fictitious = Fictitious()
    for day in range(1, 29):
        dt.date.fromisoformat(fictitious.value(f"1985-03-{day:02}"))
        for form in ("%d/%m/%Y", "%m/%d/%Y"):
            dt.datetime.strptime(fictitious.value(f"{day}/03/1985"), form).astimezone(dt.UTC)
    assert uuid.UUID(fictitious.value(str(uuid.uuid4()))).version == 4


def test_same_input_gives_the_same_value_in_every_form():
    fictitious = Fictitious()
    phone = fictitious.value("+14155552671", "phone")
    assert fictitious.value("whatsapp:+14155552671", "whatsapp") == f"whatsapp:{phone}"
    assert fictitious.value("+1 (415) 555-2671") == phone
    assert fictitious.value("1 415 555 2671").replace(" ", "") == phone.removeprefix("+")
    assert fictitious.value(4155552671) == int(phone.removeprefix("+1"))
    assert fictitious.text("+14155552671") == phone
    email = fictitious.value("Ada@Corp.example", "email")
    assert fictitious.value(" ada@corp.example ") == email
    assert fictitious.text("ada@corp.example") == email
    member = fictitious.value("m-1")
    assert (fictitious.value("m-1", "firstName"), fictitious.text("m-1"), fictitious.value(["m-1"])) == (
        member, member, [member],
    )  # fmt: skip


@pytest.mark.parametrize(
    "originals",
    [
        [f"a{number}@corp.example" for number in range(5000)],
        [f"+4917139{number:05}" for number in range(5000)],
        [f"{number:04}" for number in range(1000, 2000)],
        [str(number) for number in range(10)],
        ["y", "n", "m", "f", "M", "F"],
        ["***", "-"],
        [f"1985-03-17T10:{number // 60:02}:{number % 60:02}Z" for number in range(3600)],
        [f"Asked {number} times for a call back." for number in range(200)],
    ],
)
@pytest.mark.parametrize("name", ["", "firstName", "phone"])
def test_different_inputs_give_different_values(originals, name):
    fictitious = Fictitious()
    values = [fictitious.value(each, name) for each in originals]
    assert len(set(values)) == len(originals)


def test_no_value_is_an_original_of_another():
    originals = ["Ada", "+12015550100", "ada.abel@example.com", "Prefers a window seat.", "m5", 7]
    seen = Fictitious()
    for each in originals:
        seen.value(each, "firstName" if each == "Ada" else "")
    fictitious = Fictitious(seen.originals)
    values = [fictitious.value(each, "firstName" if each == "Ada" else "") for each in originals]
    assert not set(values) & set(originals)


def test_no_value_is_an_original_in_other_letters():
    seen = Fictitious()
    seen.value("ADA", "firstName")
    assert Fictitious(seen.originals).value("ADA", "firstName") == "Alan"


def test_values_that_were_fictitious_before_become_others_of_the_same_form():
    originals = [f"{number}@corp.example" for number in range(500)] + [f"+49171{number:07}" for number in range(500)]
    before = Fictitious()
    once = [before.value(each) for each in originals]
    seen = Fictitious()
    for each in once:
        seen.value(each)
    fictitious = Fictitious(seen.originals)
    twice = [fictitious.value(each) for each in once]
    assert len({*once, *twice}) == 2000
    for each in twice:
        assert RESERVED.fullmatch(each) or re.fullmatch(r"[a-z]+\.[a-z]+@example\.com", each), each


def test_fictitious_phones_go_on_where_reserved_numbers_end():
    fictitious = Fictitious()
    values = [fictitious.value(f"+49171{number:07}") for number in range(72_000)]
    assert len(set(values)) == len(values)
    assert RESERVED.fullmatch(values[70_000])
    assert re.fullmatch(r"\+88299[0-9]{10}", values[-1])


def test_values_depend_on_forms_and_order_only():
    first, second = Fictitious(), Fictitious()
    one = [first.value(each) for each in ("ada@corp.example", "+4917139200", "xk-17", "Likes tea in the morning.")]
    two = [second.value(each) for each in ("bob@else.example", "+4416012345", "zq-93", "Wants to move to Rome.")]
    assert one == two
