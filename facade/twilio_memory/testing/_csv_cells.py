"""Reads the cells of a CSV file as values of traits, by the rules of Twilio's guide."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from typing import cast

from ._validation import coerce

REMOVED = r"\N"
"""A cell with this removes the trait."""

# What needs no closer check: listed characters without doubled spaces or spaces at the ends.
_PLAIN = re.compile(r"{0}+(?: {0}+)*".format(r"[A-Za-z0-9!@#$%^&*()_+\-=\[\]{}:\\|.~<>/?`]"))
_LISTED = re.compile(r"[A-Za-z0-9!@#$%^&*()_+\-=\[\]{}:\\|.~<>/?` ]*")
# Twilio lists Latin letters with diacritics, but not this one.
_UNLISTED = frozenset("ñÑ")
_LINE_BREAKS = frozenset("\t\n\r")


def read_cell(cell: str, data_type: object) -> object:
    """Read a cell as the wanted type; a cell that cannot be read stays text, which fits no other type."""
    match data_type:
        case "NUMBER":
            number = coerce(cell.removeprefix("+"), "integer")
            return coerce(cell.removeprefix("+"), "number") if isinstance(number, str) else number
        case "BOOLEAN":
            return coerce(cell.lower(), "boolean")
        case "ARRAY":
            return _array(cell)
        case _:
            return cell


def is_plain(cell: str) -> bool:
    """Return whether neither characters nor spaces of a cell, nor its meaning, need a closer check."""
    return _PLAIN.fullmatch(cell) is not None and cell != REMOVED


def find_bad_spaces(cell: str) -> str | None:
    """Return what is wrong with the spaces of a cell; None if nothing is."""
    if cell != cell.strip():
        return "begins or ends with a space"
    doubled = "  " in cell or (not cell.isascii() and re.search(r"[^\S\t\n\r]{2}", cell) is not None)
    return "has two spaces in a row" if doubled else None


def find_bad_characters(cell: str) -> tuple[str | None, str | None]:
    """Return why a cell is refused for its characters, and why it would be by Twilio's list; None if it is not."""
    if _LISTED.fullmatch(cell):
        return None, None
    unlisted: str | None = None
    if unicodedata.normalize("NFC", cell) != cell:
        unlisted = "has a letter and its accent as two characters"
    for character in unicodedata.normalize("NFC", cell):
        if _is_listed(character):
            continue
        name = unicodedata.name(character, "a control character")
        what = f"has U+{ord(character):04X}, {name}"
        if not _is_tolerated(character, name):
            return what, what
        unlisted = unlisted or what
    return None, unlisted


def _is_listed(character: str) -> bool:
    if character.isascii():
        return _LISTED.fullmatch(character) is not None
    base = unicodedata.normalize("NFD", character)[0]
    return base.isascii() and base.isalpha() and character not in _UNLISTED


def _is_tolerated(character: str, name: str) -> bool:
    """Return whether a character that is not listed is a Latin letter, or belongs to no script at all."""
    category = unicodedata.category(character)
    match category[0]:
        case "L" | "N":
            return "LATIN" in name or category == "No"
        case "C":
            return character in _LINE_BREAKS
        case _:
            return True


def _array(cell: str) -> object:
    """Read JSON, as which an array is written; an array that no trait can have stays text, too."""
    try:
        read: object = json.loads(cell)
        json.dumps(read, ensure_ascii=False).encode()  # An escape may stand for half of a surrogate pair.
    except (ValueError, RecursionError):
        return cell
    if isinstance(read, list) and all(_is_scalar(item) for item in cast("list[object]", read)):
        return cast("list[object]", read)
    return cell


def _is_scalar(item: object) -> bool:
    return math.isfinite(item) if isinstance(item, float) else isinstance(item, str | int)
