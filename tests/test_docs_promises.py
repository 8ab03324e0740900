"""The page of promises: each has a test, and the test is there."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = re.findall(
    r"^\| (\d+) \| .+ \| (.+) \|$", (ROOT / "docs/reference/guarantees.md").read_text("utf-8"), re.MULTILINE
)


def test_every_promise_is_on_the_page():
    assert [int(number) for number, _ in ROWS] == [*range(1, 30), 32]


@pytest.mark.parametrize(("number", "held_by"), ROWS)
def test_every_promise_names_tests_that_say_so_themselves(number, held_by):
    names = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", held_by)
    assert names
    for path, name in names:
        assert int(number) in promises_of(path)[name], f"{path}::{name}"


@functools.cache
def promises_of(path):
    """Return by name which promises the tests of a file hold, as they are marked."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {
        node.name: [
            number.value
            for mark in node.decorator_list
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.contract"
            for number in mark.args
        ]
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
