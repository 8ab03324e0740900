"""Replaces personal data by fictitious values: the same input always by the same value, of the same form.

A replacement depends on the form of the inputs and on their order, and on nothing else of them: it cannot be traced
back, neither by guessing inputs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import math
import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_FIRST_NAMES = (
    "Ada", "Alan", "Amira", "Anton", "Bea", "Boris", "Carla", "Chen", "Dara", "Diego", "Edda", "Emil", "Fatima",
    "Felix", "Greta", "Hana", "Hugo", "Ines", "Ivan", "Jonas", "Kaya", "Lena", "Luis", "Maya", "Milan", "Nadia",
    "Nils", "Olga", "Omar", "Paula", "Pavel", "Rosa", "Ruben", "Sami", "Sofia", "Tariq", "Thea", "Uma", "Viktor",
)  # fmt: skip
_LAST_NAMES = (
    "Abel", "Arden", "Baker", "Bergman", "Castro", "Conti", "Dahl", "Drew", "Engel", "Farrow", "Field", "Fontana",
    "Garcia", "Gray", "Hall", "Hansen", "Ito", "Jansen", "Kim", "Koch", "Lang", "Lopez", "Marsh", "Meyer", "Novak",
    "Okoye", "Olsen", "Park", "Petrov", "Quinn", "Reyes", "Rossi", "Sato", "Silva", "Stone", "Tanaka", "Vega", "Young",
)  # fmt: skip
_SENTENCES = (
    "Prefers to be contacted by email in the morning.",
    "Asked for a delivery on a weekday after work.",
    "Would like invoices on paper.",
    "Is looking for a gift for a colleague.",
    "Had a question about the last invoice.",
    "Likes short messages without greetings.",
    "Moved to a new flat and changed the address.",
    "Plans to renew the contract in spring.",
    "Reported that the app is slow on the old phone.",
    "Wants to pick up the order at the shop.",
    "Compared two plans and chose the smaller one.",
    "Needs a copy of the receipt for the tax office.",
    "Travels often and prefers trains.",
    "Returned a jacket because the size did not fit.",
    "Was happy with the help of the last call.",
    "Asked when the next sale begins.",
    "Prefers a window seat.",
    "Has a dog and orders food for it each month.",
    "Wants to be called back after six.",
    "Cancelled an appointment and booked a later one.",
    "Asked how to reset the password.",
    "Is interested in the loyalty program.",
    "Complained about a late parcel.",
    "Ordered a spare part for the coffee machine.",
    "Prefers to pay by bank transfer.",
    "Recommended the service to a neighbour.",
)
_AREA_CODES = [f"{code}" for code in range(201, 1000) if code // 10 % 10 != 9 and code % 100 != 11]  # noqa: PLR2004 - as numbers of North America are made
_RESERVED = 100
"""The fictitious numbers of an area code: 555-0100 to 555-0199."""
_ATTEMPTS = 50
_LONG_TEXT = 4
"""From how many words on a value is text."""
_EPOCH = dt.date(1980, 1, 1)

_PHONE = re.compile(
    r"(?P<prefix>(?:whatsapp|tel|sms|rcs|phone|voice|viber|messenger):)?(?P<number>(?P<plus>\+|00)?[0-9(][0-9 ()./-]*)"
)
_EMAIL = re.compile(r"[^\s@<>(),;\"']+@[^\s@<>(),;\"']+")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|www\.")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?P<time>(?:[T ][0-9:.]+(?:Z|[+-]\d\d:?\d\d)?)?)")
_LOCAL_DATE = re.compile(r"\d{1,2}(?P<separator>[./-])\d{1,2}(?P=separator)\d{4}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_FIRST = re.compile("(first|given|fore|middle|nick|vor)name$")
_LAST = re.compile("(last|sur|family|nach|maiden)name$")
_FULL = re.compile("^((full|display|customer|contact|legal|preferred)?name)$")
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_ALPHABETS = {
    "b": _CONSONANTS, "a": _VOWELS, "B": _CONSONANTS.upper(), "A": _VOWELS.upper(), "1": "123456789", "9": "0123456789",
}  # fmt: skip


class Fictitious:
    """Fictitious values for personal ones.

    Args:
        originals: What is replaced, as `originals` of an instance that has seen it: none of it comes out.
    """

    def __init__(self, originals: Collection[str] = ()) -> None:
        self._avoided = {each.casefold() for each in originals}
        self._found: dict[str, str] = {}
        self._taken: set[str] = set()
        self._counts: Counter[str] = Counter()

    @property
    def originals(self) -> frozenset[str]:
        """What it has replaced, in the form in which values are compared."""
        return frozenset(self._found)

    def text(self, text: str) -> str:
        """Return a sentence for free text."""
        return self._replace(text, "", is_text=True)

    def value(self, value: object, name: str = "") -> object:
        """Return a value for that of a trait or an identifier; truth values stay as they are.

        Args:
            value: A string, a number, or a list of them.
            name: What the value is called, such as `firstName`.
        """
        if isinstance(value, list):
            made = (self.value(each, name) for each in cast("list[object]", value))
            return [each for each in made if each is not None]  # TOML has no null.
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(self._replace(str(value)))
        if isinstance(value, float):
            return float(self._replace(f"{Decimal(repr(value)):f}")) if math.isfinite(value) else None
        return self._replace(value, name) if isinstance(value, str) else None

    def _replace(self, text: str, name: str = "", *, is_text: bool = False) -> str:
        text = text.strip()
        if not text:
            return text
        if number := _phone_number(text, name):
            return _like_phone(text, self._one(f"+{number}", "phone", _phone))
        is_long = len(text.split()) >= _LONG_TEXT
        email = _EMAIL.fullmatch(text) if is_text or is_long else _EMAIL.search(text)
        if email:
            return self._one(email[0].casefold(), "email", _email)
        kind, make = ("text", _sentence) if is_text or is_long else _kind_of(text, name)
        return self._one(text, kind, make)

    def _one(self, original: str, kind: str, make: Callable[[int], str]) -> str:
        """Return the replacement of an original in the form in which originals are compared."""
        if original in self._found:
            return self._found[original]
        attempts = itertools.count()
        while True:
            found = make(self._counts[kind])
            self._counts[kind] += 1
            # There may be few of a form; what is numbered goes on for ever.
            if kind.startswith("shape") and next(attempts) >= _ATTEMPTS:
                found += str(self._counts[kind])
            if found not in self._taken and found.casefold() not in self._avoided and found != original:
                break
        self._taken.add(found)
        self._found[original] = found
        return found


def _kind_of(text: str, name: str) -> tuple[str, Callable[[int], str]]:
    """Return the kind of a value, and what makes one of it by its number."""
    if dated := _DATE.fullmatch(text):
        time = re.sub(r"\d", "0", dated["time"])
        return f"date {time}", lambda number: f"{_EPOCH + dt.timedelta(number)}{time}"
    if dated := _LOCAL_DATE.fullmatch(text):
        mark = dated["separator"]
        # Valid whether the day or the month comes first.
        return f"date {mark}", lambda number: mark.join(
            (f"{number % 12 + 1:02}", f"{number // 12 % 12 + 1:02}", f"{1980 + number // 144}")
        )
    if _URL.match(text):
        return "url", lambda number: f"https://example.com/{number + 1}"
    if _UUID.fullmatch(text):
        return "uuid", lambda number: f"00000000-0000-4000-8000-{number + 1:012x}"
    called = re.sub("[^a-z]", "", name.lower())
    for pattern, make in ((_FIRST, _first_name), (_LAST, _last_name), (_FULL, _full_name)):
        if pattern.search(called):
            return make.__name__, make
    shape = _shape(text)
    return f"shape {shape}", lambda number: _of_shape(shape, number)


def _numbered(text: str, count: int) -> str:
    return text if count == 0 else f"{text} {count + 1}"


def _first_name(number: int) -> str:
    return _numbered(_FIRST_NAMES[number % len(_FIRST_NAMES)], number // len(_FIRST_NAMES))


def _last_name(number: int) -> str:
    return _numbered(_LAST_NAMES[number % len(_LAST_NAMES)], number // len(_LAST_NAMES))


def _full_name(number: int) -> str:
    turn, first = divmod(number, len(_FIRST_NAMES))
    last = _LAST_NAMES[(first + turn) % len(_LAST_NAMES)]
    return _numbered(f"{_FIRST_NAMES[first]} {last}", turn // len(_LAST_NAMES))


def _email(number: int) -> str:
    return f"{_full_name(number).lower().replace(' ', '.')}@example.com"


def _sentence(number: int) -> str:
    sentence = _SENTENCES[number % len(_SENTENCES)]
    return sentence if number < len(_SENTENCES) else f"{sentence} Note {number // len(_SENTENCES) + 1}."


def _phone(number: int) -> str:
    """Return a number of North America that is reserved for fiction; beyond those, one of a network without users."""
    code, line = divmod(number, _RESERVED)
    return f"+1{_AREA_CODES[code]}55501{line:02}" if code < len(_AREA_CODES) else f"+88299{number:010}"


def _phone_number(text: str, name: str) -> str | None:
    """Return the digits of a phone number with its country code; None if a text is none."""
    found = _PHONE.fullmatch(text)
    if found is None or _DATE.fullmatch(text) or _LOCAL_DATE.fullmatch(text):
        return None
    is_called = re.search("phone|mobile|cell|whatsapp|sms|rcs|fax|tel", name.lower()) is not None
    is_marked = found["plus"] == "+" or found["prefix"] is not None or is_called
    digits = re.sub("[^0-9]", "", found["number"])
    if found["plus"] == "00" and is_marked:
        digits = digits.removeprefix("00")
    is_national = len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")  # noqa: PLR2004 - as in North America
    if not (is_marked and 7 <= len(digits) <= 15) and not is_national:  # noqa: PLR2004 - E.164
        return None
    return f"1{digits}" if len(digits) == 10 and found["plus"] != "+" else digits  # noqa: PLR2004 - see above


def _like_phone(text: str, number: str) -> str:
    """Write a number in E.164 as another one is written: with its prefix, or without a country code."""
    found = _PHONE.fullmatch(text)
    assert found is not None  # noqa: S101 - it is a phone number
    prefix = found["prefix"] or ""
    if found["plus"] == "+":
        return prefix + number
    given, digits = re.sub("[^0-9]", "", found["number"]), number.removeprefix("+")
    size = len(given)
    if not (size == 10 or (size == 11 and given[0] == "1")) or len(digits) != 11:  # noqa: PLR2004 - those of North America
        return prefix + digits
    left = iter(digits[11 - size :])
    return prefix + re.sub("[0-9]", lambda _: next(left), found["number"])


def _shape(text: str) -> str:
    """Return the form of a text: vowels, consonants and digits by class, and other characters of ASCII as they are."""
    shape = ""
    for index, char in enumerate(text):
        if char.isascii() and char.isdigit():
            is_first = index == 0 or not shape[-1].isdigit()
            shape += ("0" if char == "0" else "1") if is_first else "9"
        elif char.isascii() and not char.isalpha():
            shape += char
        else:
            known = "a" if char.lower() in _VOWELS else "b"
            shape += known.upper() if char.isupper() else known
    return shape


def _of_shape(shape: str, number: int) -> str:
    drawn = hashlib.shake_128(f"{number}:{shape}".encode()).digest(2 * len(shape))
    found = ""
    for index, char in enumerate(shape):
        alphabet = _ALPHABETS.get(char, char)
        found += alphabet[int.from_bytes(drawn[2 * index : 2 * index + 2], "big") % len(alphabet)]
    return found
