"""The check of the costs of imports and calls, which `make check-cost` runs."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def budget(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("cost_budget", ROOT / "tests" / "benchmarks" / "cost_budget.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "FIGURES", tmp_path / "figures.toml")
    monkeypatch.setattr(module, "VERSION", "3.11")
    return module


def test_cost_counts_every_bytecode_and_every_call_of_c(budget):
    def repeat(times):
        return budget.counted(lambda: [len("") for _ in range(times)])

    repeat(1)
    (few, few_c), (more, more_c) = repeat(10), repeat(11)
    assert more > few
    assert more_c == few_c + 1
    assert repeat(10) == (few, few_c)


def test_cost_of_a_call_is_the_minimum_after_warm_up(budget):
    def repeating(*times):
        left = list(times)
        return lambda: [len("") for _ in range(left.pop())]

    others = [5] * (budget.CALLS - 2)
    assert budget.cheapest(repeating(*others, 2, 3, 1)) == budget.cheapest(repeating(*[2] * (budget.CALLS + 1)))


@pytest.mark.parametrize(
    ("now", "complaints"),
    [
        ({"a": 100, "b": 20}, []),
        ({"a": 105, "b": 20}, []),
        ({"a": 106, "b": 20}, ["a: 106, recorded 100"]),
        ({"a": 50, "b": 20}, []),
        ({"a": 100}, ["b: None, recorded 20"]),
        ({"a": 100, "b": 20, "c": 1}, ["c: 1, recorded None"]),
    ],
)
def test_cost_growth_above_five_percent_is_reported(budget, now, complaints):
    assert budget.grown({"a": 100, "b": 20}, now) == complaints


def test_cost_record_is_compared_and_keeps_other_python_versions(budget, monkeypatch, capsys):
    budget.FIGURES.write_text('["3.9"]\n"a b" = 1\n', "utf-8")
    costs = {"a b": 100}
    monkeypatch.setattr(budget, "measured", lambda: costs)
    assert budget.main([]) == 0
    assert "nothing was compared" in capsys.readouterr().out
    assert budget.main(["--record"]) == 0
    assert budget.read() == {"3.9": {"a b": 1}, "3.11": {"a b": 100}}
    assert budget.main([]) == 0
    costs["a b"] = 106
    assert budget.main([]) == 1
    assert capsys.readouterr().err == "a b: 106, recorded 100\n"
