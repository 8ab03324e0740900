"""What `make bench` measures works, and it counts rightly. How fast things are is not tested."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"


@pytest.fixture
def module(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    yield importlib.import_module
    for name in ("canned_server", "contenders", "report"):
        sys.modules.pop(name, None)


@pytest.fixture
def url():
    server = subprocess.Popen(
        [sys.executable, BENCHMARKS / "canned_server.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with server:
        yield server.stdout.readline().strip()
        server.stdin.close()
        assert server.wait(10) == 0


def test_whoever_does_not_need_the_helper_reads_what_the_server_answers(module, url):
    contenders, path = module("contenders"), os.pathsep.join([str(BENCHMARKS), os.environ.get("PYTHONPATH", "")])
    measured = 0
    for index, contender in enumerate(contenders.CONTENDERS):
        if contender.name != contenders.HELPER:
            at_once = 2 if contender.style == "async" else 1
            lines = [json.dumps([operation, 2, at_once]) for operation in contender.operations]
            command = [sys.executable, BENCHMARKS / "worker.py", "calls", str(index), url]
            environment = os.environ | {"PYTHONPATH": path}
            done = subprocess.run(
                command, input="\n".join(lines), capture_output=True, text=True, check=True, env=environment
            )
            costs = [json.loads(line) for line in done.stdout.splitlines()]
            assert len(costs) == len(lines)
            assert all(cpu > 0 and wall > 0 for cpu, wall in costs)
            measured += len(costs)
    assert measured == 3 * 2 * len(contenders.OPERATIONS) + 2 + 4


def test_what_others_do_by_the_round_is_compared_by_the_round(module):
    report, contenders = module("report"), module("contenders")
    ours, helper = (report.Case(name, "sync", "delete") for name in (contenders.OURS, contenders.HELPER))
    results = report.Results(3)
    results.samples[ours] = [report.Sample(cpu, 1.0) for cpu in (1.0, 20.0, 3.0)]
    results.samples[helper] = [report.Sample(cpu, 1.0) for cpu in (4.0, 80.0, 6.0)]
    assert results.to_helper("sync", "delete") == 0.25


@pytest.mark.parametrize(
    ("value", "at_least", "met"), [(0.9, False, True), (1.1, False, False), (0.9, True, False), (1.1, True, True)]
)
def test_a_goal_is_met_on_its_side_of_the_limit(module, value, at_least, met):
    assert module("report").Goal("", 1.0, value, at_least).met is met
