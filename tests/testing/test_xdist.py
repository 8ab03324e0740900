"""The fixtures of the pytest plugin in the workers of pytest-xdist."""

from __future__ import annotations

from plugin_runs import ONLY_THIS_PLUGIN

PAGE = """
import os
import pytest
from twilio_memory import MemoryClient

@pytest.mark.parametrize("number", range(12))
def test_client(number, memory, memory_emulator):
    memory.stores.create(display_name="mine").wait()
    assert len(list(memory.stores.list())) == 1
    assert len(memory_emulator.calls) > 1

@pytest.mark.parametrize("number", range(4))
def test_server(number, memory_server):
    with MemoryClient() as client:
        assert list(client.stores.list()) == []
        client.stores.create(display_name="mine")

def test_worker(record_property):
    assert os.environ["PYTEST_XDIST_WORKER_COUNT"] == "2"
"""


def test_fixtures_of_two_workers_are_emulators_of_their_own(pytester):
    pytester.makepyfile(PAGE)
    result = pytester.runpytest_subprocess(*ONLY_THIS_PLUGIN, "-n", "2", "-W", "error")
    result.assert_outcomes(passed=17)
