"""ARCHITECTURE.md agrees with the code: its picture, its trace of a call, and the files that it names."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGE = (DOCS / "ARCHITECTURE.md").read_text("utf-8")
WHERE = re.findall(r"^\| .+ \| `([\w.]+)` \| \[.+\]\(\.\./(.+)\) \|$", PAGE, re.MULTILINE)
#: What a deletion over an open connection may enter: files, and calls into another file than the call before.
MAX_FILES = 17
MAX_CHANGES_OF_FILE = 22


@pytest.fixture(scope="module")
def script():
    """Load the script, which parses each module once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DOCS)
        yield importlib.import_module("write_architecture")
    for name in ("write_architecture", "_call_trace", "_templating"):
        sys.modules.pop(name, None)


@pytest.fixture
def package(script, monkeypatch, tmp_path):
    """Write modules of a package in the place of the library."""
    monkeypatch.setattr(script, "PACKAGE_DIR", tmp_path / "twilio_memory")

    def package(**modules):
        for name, source in {"__init__": "", **modules}.items():
            path = tmp_path / "twilio_memory" / f"{name.replace('__in__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, "utf-8")
        return script.imports()

    return package


def test_architecture_page_is_what_the_code_gives(script):
    assert script.page() == PAGE
    assert script.main(["--check"]) == 0


def test_architecture_check_fails_on_changed_or_missing_page(script, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "PAGE", tmp_path / "ARCHITECTURE.md")
    assert script.main(["--check"]) == 1
    for before, after in (("flowchart TD", "flowchart LR"), ("| 2 |", "| 3 |"), ("](../facade/", "](../elsewhere/")):
        script.PAGE.write_text(PAGE.replace(before, after), "utf-8")
        assert script.main(["--check"]) == 1
        assert script.main([]) == 0
        assert script.PAGE.read_text("utf-8") == PAGE
    assert "ARCHITECTURE.md is not what" in capsys.readouterr().err


@pytest.mark.parametrize("marker", ["<!-- rooms: -->", "<!-- :call -->"])
def test_architecture_page_without_a_marker_is_refused(script, tmp_path, monkeypatch, marker):
    monkeypatch.setattr(script, "PAGE", tmp_path / "ARCHITECTURE.md")
    script.PAGE.write_text(PAGE.replace(marker, ""), "utf-8")
    with pytest.raises(ValueError, match="markers"):
        script.page()


def test_architecture_describes_every_room_of_the_picture():
    rooms = re.findall(r'\["(\w+/?)"\]', PAGE)
    assert {"testing/", "errors"} <= {*rooms}
    described = "\n".join(re.findall(r"^\| (.+?) \|", PAGE, re.MULTILINE))
    assert [room for room in rooms if f"`{room}`" not in described] == []


@pytest.mark.parametrize(("symbol", "file"), WHERE)
def test_architecture_names_the_file_that_defines_a_symbol(symbol, file):
    name, text = symbol.rpartition(".")[2], (ROOT / file).read_text("utf-8")
    defined = rf"^\s*(?:(?:async )?def|class) {name}\b|^{name}\b|x-method: {re.escape(symbol)}\b"
    assert re.search(defined, text, re.MULTILINE)


def test_architecture_names_where_to_look():
    assert len(WHERE) > 20


@pytest.mark.parametrize("symbol", ["nowhere_defined", "Trail.nowhere", "__init__"])
def test_architecture_symbol_without_one_definition_is_refused(script, symbol):
    with pytest.raises(ValueError, match=f"`{symbol}` is defined in"):
        list(script.where(f"| What | Symbol | File |\n|---|---|---|\n| x | `{symbol}` | |\n"))


def test_picture_counts_imports_for_type_checkers_and_within_functions(package):
    edges = package(
        a="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from twilio_memory.b import B\n",
        b="def f():\n    import twilio_memory.c.d\n",
        c__in__d="from ..e import E\nfrom .f import F\n",
        e="import twilio_memory_api.types, os\n",
    )
    assert edges == {("a", "b"): False, ("b", "c"): True, ("c", "e"): True, ("e", "twilio_memory_api"): True}


def test_picture_follows_public_names_to_their_modules(package):
    edges = package(
        __init__="from twilio_memory._sync.client import Client\nfrom twilio_memory.errors import *\n",
        a="from twilio_memory import Client, errors\nfrom twilio_memory.a_part import X\n",
        b="from twilio_memory import SomeError\n",
        errors="",
    )
    assert edges == {("a", "_async"): True, ("a", "errors"): True, ("a", "a_part"): True, ("b", "errors"): True}


def test_picture_leaves_out_imports_that_follow_from_others(script):
    edges = {("a", "b"): True, ("b", "c"): False, ("a", "c"): True, ("c", "b"): True}
    assert script.reduced(edges) == [("a", "c"), ("b", "c"), ("c", "b")]
    assert "    b -.-> c" in list(script.picture(edges))


def test_deletion_enters_few_files(script):
    trace = sys.modules["_call_trace"]
    first, following = trace.trace_deletions()
    assert following[0].function.endswith(".delete")
    assert {entered.file for entered in following} <= {entered.file for entered in first}
    assert len(following) < len(first)
    assert len({entered.file for entered in following}) <= MAX_FILES
    assert trace.changes_of_file(following) <= MAX_CHANGES_OF_FILE
