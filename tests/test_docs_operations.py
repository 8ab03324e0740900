"""The page of the operations is written from the spec, the library and the emulator, and is complete."""

from __future__ import annotations

import contextlib
import importlib.util
import re
from pathlib import Path

import pytest

from operation_cases import OPERATIONS, RECORDS, WIRE
from twilio_memory.testing._handlers import HANDLERS
from twilio_memory_api.types import RetrySafety

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "reference/operations.md").read_text("utf-8")
ROWS = {row[2]: row for row in (line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| `"))}


class CalledError(Exception):
    """Ends a call before it is made."""


class Spy:
    """Takes note of the name under which it is called."""

    def __init__(self, name, called):
        self._name = name
        self._called = called

    def __getattr__(self, name):
        return Spy(f"{self._name}.{name}", self._called)

    def __call__(self, *_args, **_kwargs):
        self._called.append(self._name)
        raise CalledError


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    spec = importlib.util.spec_from_file_location("write_operations", DOCS / "write_operations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_its_sources_give(script):
    assert script.page() == PAGE
    assert script.main(["--check"]) == 0


def test_the_check_fails_on_a_page_that_was_changed_or_is_missing(script, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "PAGE", tmp_path / "operations.md")
    assert script.main(["--check"]) == 1
    script.PAGE.write_text(PAGE.replace("CreateStore", "MakeStore"), "utf-8")
    assert script.main(["--check"]) == 1
    assert "operations.md is not what" in capsys.readouterr().err
    assert script.main([]) == 0
    assert script.PAGE.read_text("utf-8") == PAGE


def test_it_knows_no_other_argument(script, capsys):
    assert script.main(["--chekc"]) == 2
    assert "--check" in capsys.readouterr().out


def test_every_operation_has_one_row():
    assert list(ROWS) == list(OPERATIONS)
    assert sum(line.startswith("| `") for line in PAGE.splitlines()) == len(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_method_of_a_row_is_the_one_that_calls_its_operation(name):
    called = []
    with contextlib.suppress(CalledError):
        WIRE[name][0](Spy("memory", called))
    assert ROWS[name][0] == f"`{called[-1]}`"


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_row_says_whether_its_operation_may_be_repeated(name):
    assert ROWS[name][3].startswith("yes") == (RECORDS[name].retry is not RetrySafety.UNSAFE)


def test_the_counts_are_those_of_what_is_there(script, monkeypatch):
    assert re.search(r"has 46 operations. 46 of 46 are in the spec, 46 in the generated\s+client, 46 in the", PAGE)
    monkeypatch.setattr(script, "generated", set)
    monkeypatch.setattr(script, "methods", dict)
    text = script.page()
    assert re.search(r"46 of 46 are in the spec, 0 in the generated\s+client, 0 in the library and 46 in", text)
    assert "| none | POST `/v1/ControlPlane/Stores` | CreateStore |" in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[CreateStore]", "[MakeStore]"),
        ('kind = "faithful"', 'kind = "wrong"'),
        ('kind = "faithful"', 'kind = "absent"'),
    ],
)
def test_fidelity_rows_must_be_complete_and_true(script, tmp_path, monkeypatch, before, after):
    text = script.FIDELITY.read_text("utf-8")
    monkeypatch.setattr(script, "FIDELITY", tmp_path / "fidelity.toml")
    script.FIDELITY.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ValueError, match=r"^fidelity.toml: \w+Store is not"):
        script.page()


def test_fidelity_rows_name_what_the_emulator_lacks(script):
    with pytest.raises(ValueError, match="DeleteStore is not approximate"):
        script.fidelity(OPERATIONS, HANDLERS.keys() - {"DeleteStore"})
