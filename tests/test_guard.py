"""What guards the cost of calls notices when they cost more; `make cost` runs it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def guard(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("guard", ROOT / "tests" / "benchmarks" / "guard.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "FIGURES", tmp_path / "figures.toml")
    monkeypatch.setattr(module, "VERSION", "3.11")
    return module


def test_each_bytecode_and_each_call_of_c_counts(guard):
    def repeat(times):
        return guard.counted(lambda: [len("") for _ in range(times)])

    repeat(1)
    (few, few_c), (more, more_c) = repeat(10), repeat(11)
    assert more > few
    assert more_c == few_c + 1
    assert repeat(10) == (few, few_c)


def test_a_call_costs_what_it_costs_at_its_cheapest_once_it_is_warm(guard):
    def repeating(*times):
        left = list(times)
        return lambda: [len("") for _ in range(left.pop())]

    others = [5] * (guard.CALLS - 2)
    assert guard.cheapest(repeating(*others, 2, 3, 1)) == guard.cheapest(repeating(*[2] * (guard.CALLS + 1)))


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
def test_what_has_grown_by_more_than_a_twentieth_is_named(guard, now, complaints):
    assert guard.grown({"a": 100, "b": 20}, now) == complaints


def test_what_is_recorded_is_what_is_compared_and_other_versions_keep_theirs(guard, monkeypatch, capsys):
    guard.FIGURES.write_text('["3.9"]\n"a b" = 1\n', "utf-8")
    costs = {"a b": 100}
    monkeypatch.setattr(guard, "measured", lambda: costs)
    assert guard.main([]) == 0
    assert "nothing was compared" in capsys.readouterr().out
    assert guard.main(["--record"]) == 0
    assert guard.read() == {"3.9": {"a b": 1}, "3.11": {"a b": 100}}
    assert guard.main([]) == 0
    costs["a b"] = 106
    assert guard.main([]) == 1
    assert capsys.readouterr().err == "a b: 106, recorded 100\n"
