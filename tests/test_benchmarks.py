"""The benchmark clients work, and the report computes correctly. No speed is tested."""

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
    for name in ("canned_server", "clients", "report"):
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


def test_benchmark_clients_without_twilio_parse_responses(module, url):
    clients, path = module("clients"), os.pathsep.join([str(BENCHMARKS), os.environ.get("PYTHONPATH", "")])
    measured = 0
    for index, client in enumerate(clients.CLIENTS):
        if client.name != clients.HELPER:
            concurrency = 2 if client.style == "async" else 1
            lines = [json.dumps([operation, 2, concurrency]) for operation in client.operations]
            command = [sys.executable, BENCHMARKS / "worker.py", "calls", str(index), url]
            environment = os.environ | {"PYTHONPATH": path}
            done = subprocess.run(
                command, input="\n".join(lines), capture_output=True, text=True, check=True, env=environment
            )
            costs = [json.loads(line) for line in done.stdout.splitlines()]
            assert len(costs) == len(lines)
            assert all(cpu > 0 and wall > 0 for cpu, wall in costs)
            measured += len(costs)
    assert measured == (1 + 1 + 4 * 2) * len(clients.OPERATIONS) + 2 + 4


def test_benchmark_ratios_are_medians_of_the_ratios_of_each_round(module):
    report, clients = module("report"), module("clients")
    ours, helper = (report.Case(name, "sync", "delete") for name in (clients.OURS, clients.HELPER))
    results = report.Results(3)
    results.samples[ours] = [report.Sample(cpu, 1.0) for cpu in (1.0, 20.0, 3.0)]
    results.samples[helper] = [report.Sample(cpu, 1.0) for cpu in (4.0, 80.0, 6.0)]
    assert results.to_helper("sync", "delete") == 0.25


@pytest.mark.parametrize(
    ("value", "at_least", "met"), [(0.9, False, True), (1.1, False, False), (0.9, True, False), (1.1, True, True)]
)
def test_benchmark_goal_is_met_on_the_right_side_of_its_limit(module, value, at_least, met):
    assert module("report").Goal("", 1.0, value, at_least).met is met
