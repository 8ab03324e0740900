"""Coverage: the floors are computed as documented, and exclusions are few and have reasons."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
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


KILLED = """
import os
import signal
import sys

{hook}

def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_coverage_of_a_worker_that_is_killed_at_its_end_is_kept(tmp_path):
    hook = re.search(
        r"^def pytest_sessionfinish.*?\n(?=\n\n)",
        (ROOT / "tests/conftest.py").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    (tmp_path / "conftest.py").write_text(KILLED.format(hook=hook[0]), "utf-8")
    (tmp_path / "reached.py").write_text("def call():\n    return 1\n", "utf-8")
    (tmp_path / "test_reached.py").write_text(
        "import reached\n\ndef test_call():\n    assert reached.call()\n", "utf-8"
    )
    (tmp_path / ".coveragerc").write_text("[run]\nparallel = true\nsource = .\npatch = subprocess\n", "utf-8")
    plugins = "--disable-plugin-autoload -p xdist -p no:cacheprovider"
    for command in (f"run -m pytest {plugins} --numprocesses 1", "combine", "json"):
        arguments = [sys.executable, "-m", "coverage", *command.split()]
        subprocess.run(arguments, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    files = json.loads((tmp_path / "coverage.json").read_text("utf-8"))["files"]
    assert files["reached.py"]["missing_lines"] == []


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
