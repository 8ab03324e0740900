"""The page of promises: each has a test, and the test is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROWS = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", (ROOT / "docs/promises.md").read_text("utf-8"), re.MULTILINE)


def test_every_promise_is_on_the_page():
    assert [int(number) for number, _ in ROWS] == list(range(1, 30))


def test_every_promise_names_a_test_that_is_there():
    for number, held_by in ROWS:
        names = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", held_by)
        assert names, number
        for path, name in names:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
            assert name in there, f"{number}: {path}::{name}"
