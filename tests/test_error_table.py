"""The table of error codes: what the library's classes and docstrings are made from."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from twilio_memory import _error_codes, errors

OPENAPI = Path(__file__).resolve().parent.parent / "openapi"

TABLE = """
[statuses]
404 = { class = "NotFoundError", doc = "it is not there" }
[classes]
ThingNotFoundError = "the thing does not exist"
OddError = "it is odd"
[codes.1]
general = true
status = 404
meaning = "nothing is there"
hint = "Look."
[codes.2]
status = 404
class = "ThingNotFoundError"
meaning = "no thing"
hint = "Look."
[codes.3]
status = 404
class = "ThingNotFoundError"
meaning = "no thing"
hint = "Look."
[codes.4]
class = "OddError"
meaning = "odd"
hint = "Look."
[codes.5]
status = 404
class = "OddError"
meaning = "odd"
hint = "Look."
"""


@pytest.fixture
def script(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(OPENAPI), *sys.path])
    return importlib.import_module("generate_errors")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "error_codes.toml"
    path.write_text(TABLE, "utf-8")
    return path


def test_error_table_class_derives_from_that_of_the_one_status_of_its_codes(script, path):
    heads = [each.splitlines()[:2] for each in script.classes(script.read(path))]
    assert heads == [
        ["class NotFoundError(APIStatusError):", '    """404: it is not there."""'],
        ["class ThingNotFoundError(NotFoundError):", '    """2 and 3: the thing does not exist."""'],
        ["class OddError(APIStatusError):", '    """4 and 5: it is odd."""'],
    ]


def test_error_table_names_the_class_to_catch(script, path):
    table = script.read(path)
    assert [table.class_of(table.rows[code]) for code in (1, 2, 4)] == [
        "NotFoundError",
        "ThingNotFoundError",
        "OddError",
    ]
    assert table.general_meaning(404) == "nothing is there"


def test_error_table_marks_the_classes_of_conflicts(script, path):
    path.write_text('conflicts = ["NotFoundError", "OddError"]' + TABLE, "utf-8")
    marked = [each.splitlines()[0] for each in script.classes(script.read(path)) if "\n    is_conflict = True" in each]
    assert marked == ["class NotFoundError(APIStatusError):", "class OddError(APIStatusError):"]
    other = path.with_name("other.toml")
    other.write_text('conflicts = ["MissingError"]' + TABLE, "utf-8")
    with pytest.raises(ValueError, match="MissingError"):
        script.read(other)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [('class = "OddError"', 'class = "OtherError"', "OtherError"), ("[classes]", '[classes]\nUnused = "x"', "Unused")],
)
def test_error_table_whose_classes_and_codes_differ_is_refused(script, path, before, after, name):
    path.write_text(TABLE.replace(before, after), "utf-8")
    with pytest.raises(ValueError, match=name):
        script.read(path)


def test_error_table_classes_are_all_public():
    assert {*_error_codes.__all__} <= {*errors.__all__}
