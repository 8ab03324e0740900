"""Coverage: the floors are computed as documented, and exclusions are few and have reasons."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAX_PRAGMAS = 20


def load():
    spec = importlib.util.spec_from_file_location("coverage_floors", ROOT / "tests" / "coverage_floors.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def file(branches, covered_branches, statements, covered_lines):
    return {
        "summary": {
            "num_branches": branches,
            "covered_branches": covered_branches,
            "num_statements": statements,
            "covered_lines": covered_lines,
        }
    }


FILES = {
    "facade/twilio_memory/_http/_sync/pool.py": file(40, 38, 100, 90),
    "facade\\twilio_memory\\_http\\_async\\pool.py": file(60, 59, 100, 100),
    "facade/twilio_memory/_core/retry.py": file(10, 9, 20, 20),
    "generated/twilio_memory_api/errors.py": file(100, 0, 100, 0),
}


@pytest.mark.parametrize(
    ("part", "unit", "percent"),
    [("_http", "branches", 97), ("_core", "branches", 90), ("", "lines and branches", 100 * 316 / 330)],
)
def test_coverage_of_a_part_includes_both_of_its_halves(part, unit, percent):
    assert load().share(FILES, part, unit) == pytest.approx(percent)


def test_coverage_floors_are_those_that_are_promised():
    assert load().FLOORS == [
        ("_http", "branches", 95.0),
        ("_core", "branches", 95.0),
        ("_imports", "branches", 95.0),
        ("_middleware", "branches", 95.0),
        ("", "lines and branches", 90.0),
    ]


def test_coverage_pragmas_are_few_and_each_has_a_reason():
    pragmas = [
        line.strip()
        for path in sorted((ROOT / "facade").rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if "pragma: no" in line
    ]
    assert len(pragmas) <= MAX_PRAGMAS
    assert [line for line in pragmas if not re.search(r"# pragma: no (cover|branch) - \w+", line)] == []
