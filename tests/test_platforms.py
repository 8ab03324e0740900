"""Tests that a system cannot run are deselected there, with the reason, and nowhere else."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

import platforms

ROOT = Path(__file__).parent.parent
JOBS = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_bytes())["jobs"]


def test_linux_has_every_feature():
    lacking = platforms.missing((*platforms.FEATURES,), platforms.FEATURES)
    assert sys.platform != "linux" or lacking == []


def test_missing_feature_is_named_with_its_reason():
    features = {"fork": (False, "it forks"), "proc": (True, "it counts")}
    assert platforms.missing(("proc", "fork"), features) == ["fork: it forks"]


def test_needs_of_all_tests_are_features():
    named = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for needs in re.findall(r"pytest\.mark\.needs\((.*?)\)", path.read_text("utf-8")):
            named.update(re.findall(r'"([^"]+)"', needs))
    assert named == {*platforms.FEATURES}


def test_test_that_needs_a_missing_feature_is_deselected_and_no_other(pytester, monkeypatch):
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text("utf-8").replace('"pytester"', ""))
    pytester.makepyprojecttoml('[tool.pytest.ini_options]\nmarkers = ["needs(*features)"]')
    pytester.makepyfile("""
        import pytest
        @pytest.mark.needs("fork")
        def test_of_a_fork(): raise AssertionError
        def test_of_anything(): pass
    """)
    monkeypatch.setitem(platforms.FEATURES, "fork", (False, "it forks"))
    result = pytester.runpytest("-p", "no:randomly")
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["*without fork: it forks"])


def test_platforms_run_every_version_that_linux_runs():
    matrix = JOBS["platforms"]["strategy"]["matrix"]
    assert matrix["os"] == ["windows-latest", "macos-latest"]
    assert matrix["python"] == JOBS["test"]["strategy"]["matrix"]["python"]


def test_platforms_job_calls_no_make_and_no_path_of_a_system():
    commands = [step["run"] for step in JOBS["platforms"]["steps"] if "run" in step]
    assert any("-m pytest" in command for command in commands)
    assert [command for command in commands if re.search(r"\bmake\b|bin/|\\", command)] == []


@pytest.mark.parametrize("folder", ["facade", "generated"])
def test_library_opens_text_with_an_encoding_and_forks_or_names_no_posix_module(folder):
    found = []
    for path in (ROOT / folder).rglob("*.py"):
        text = path.read_text("utf-8")
        found += [f"{path}: {call}" for call in re.findall(r"\.(?:read_text|write_text)\(\)", text)]
        found += [
            f"{path}: {name}"
            for name in re.findall(r"^\s*(?:import|from) (fcntl|resource|pwd|grp|termios|pty)\b", text, re.MULTILINE)
        ]
        found += [
            f"{path}: {name}" for name in re.findall(r"\b(?:os\.(?:fork|mkfifo|geteuid)|socket\.AF_UNIX)\b", text)
        ]
    assert found == []
