"""`make mutation` tries mutants only where all tests pass without a change."""

from __future__ import annotations

import importlib.util
import os
import sys
import tomllib
from pathlib import Path
from unittest.mock import MagicMock

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "tests" / "mutation" / "run.py"
TABLE = '[modules.ids]\nfile = "ids.py"\ntests = []\n'


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Load the script without cosmic-ray; in its folder, one module whose tests end as `run.code` says."""
    names = ["ast", "mutating", "operators"]
    operators = [
        *("binary_operator_replacement", "boolean_replacer", "break_continue", "comparison_operator_replacement"),
        *("exception_replacer", "number_replacer", "remove_decorator", "unary_operator_replacement"),
        "zero_iteration_for_loop",
    ]
    names += [f"operators.{name}" for name in operators]
    for name in ["cosmic_ray", *(f"cosmic_ray.{name}" for name in names)]:
        monkeypatch.setitem(sys.modules, name, MagicMock())
    spec = importlib.util.spec_from_file_location("mutation_run", SCRIPT)
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    (tmp_path / "survivors.toml").write_text(TABLE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "HERE", tmp_path)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "PRELOADED", [])

    def start(module, source, tests, output):
        output.write_text(run.text, "utf-8")
        return os.posix_spawn("/bin/sh", ["sh", "-c", f"exit {run.code}"], {})

    monkeypatch.setattr(run, "start", start)
    monkeypatch.setattr(run, "mutants", lambda _: [])
    return run


@pytest.mark.needs("fork")
@pytest.mark.parametrize(("code", "text"), [(1, "1 failed, 9 passed in 1s"), (1, "9 passed, 1 error in 1s"), (5, "")])
def test_mutation_stops_where_a_test_fails_without_a_change(run, capsys, code, text):
    run.code, run.text = code, text
    assert run.main([]) == 1
    assert capsys.readouterr().out == f"ids: its tests fail without a change\n{text}\n"


@pytest.mark.needs("fork")
def test_mutation_tries_mutants_where_all_tests_pass(run, capsys):
    run.code, run.text = 0, "9 passed in 1s"
    assert run.main([]) == 0
    assert capsys.readouterr().out.startswith("ids        0 mutants, 0 survivors, ")


def test_nightly_jobs_try_each_module_once():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "nightly.yml").read_bytes())["jobs"]
    entries = jobs["nightly"]["strategy"]["matrix"]["include"]
    tried = [name for entry in entries if entry["target"] == "mutation" for name in entry["modules"].split()]
    modules = tomllib.loads((SCRIPT.parent / "survivors.toml").read_text("utf-8"))["modules"]
    assert sorted(tried) == sorted(modules)
