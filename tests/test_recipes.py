"""Recipes: the page shows the files, and each example is run by a target or a test."""

import ast
import re
import runpy
from pathlib import Path

import pytest

from twilio_memory.testing import Emulator

ROOT = Path(__file__).parent.parent
RECIPES = sorted((ROOT / "examples" / "recipes").glob("*.py"))
SHOWN = re.compile(r"^`examples/recipes/(\w+)\.py`:\n\n```py\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def table_of_checks(name):
    """Return a table of checks of `make ecosystem` by recipes, without importing the frameworks."""
    tree = ast.parse((ROOT / "tests" / "ecosystem" / "run.py").read_text("utf-8"))
    (table,) = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name
    ]
    return {key.attr: value for key, value in zip(table.keys, table.values, strict=True)}


def checks():
    return {recipe: framework.value for recipe, framework in table_of_checks("CHECKS").items()}


def test_recipes_page_shows_each_file_as_it_is():
    page = (ROOT / "docs" / "how-to" / "recipes.md").read_text("utf-8")
    assert dict(SHOWN.findall(page)) == {path.stem: path.read_text("utf-8") for path in RECIPES}


def test_recipes_are_all_run_by_make_ecosystem():
    assert set(checks()) == {path.stem for path in RECIPES}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert ".venv-ecosystem/bin/python tests/ecosystem/run.py" in makefile
    assert '"ecosystem"' in (ROOT / ".github" / "workflows" / "nightly.yml").read_text("utf-8")


def test_recipes_are_each_run_with_a_429_a_lost_response_and_a_delay():
    faults = table_of_checks("FAULTS")
    assert faults.keys() == checks().keys()
    for recipe, table in faults.items():
        kinds = {fault.func.attr: fault for fault in table.elts}
        assert {"error_response", "lost_response", "slow_body"} <= kinds.keys(), recipe
        assert kinds["error_response"].args[1].value == 429, recipe


def test_recipes_frameworks_are_pinned():
    lock = (ROOT / "tests" / "ecosystem" / "requirements.txt").read_text("utf-8")
    pinned = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert {framework for framework in checks().values() if framework} <= pinned


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_examples_outside_recipes_are_run_by_a_test_or_make(path):
    programs = [ROOT / "Makefile", *(ROOT / "tests").rglob("test_*.py")]
    pattern = re.compile(rf"\b{path.stem}\b")
    assert [file for file in programs if pattern.search(file.read_text("utf-8"))]


def test_voice_context_names_what_is_known_of_a_caller():
    caller_context = runpy.run_path(str(ROOT / "examples" / "voice_context.py"))["caller_context"]
    with Emulator() as emulator, emulator.client() as memory:
        store_id = emulator.add_store(display_name="Support")
        memory.profiles.create(store_id, {"Contact": {"phone": "+15550100123", "firstName": "Ada"}})
        assert "Contact.firstName: Ada" in caller_context(memory, store_id, "+15550100123", "seat")
