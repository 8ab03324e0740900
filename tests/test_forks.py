"""Contract 26: a fork at any line of a call of another thread leaves the child a usable client."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from forks import in_a_fork, paused_at_every_line
from interrupts import is_ours
from loopback import LoopbackServer, echo
from twilio_memory import MemoryClient
from twilio_memory.testing import FakeClock, Response

SHARED = {"loading.py", "retry.py", "client.py", "pool.py"}
"""The modules with state shared by threads."""


def is_shared(code):
    return is_ours(code) and Path(code.co_filename).name in SHARED


def fork_at_every_line():
    """Fork before each line of a call of another thread, and make a call in the child."""
    failed = []

    def handle(request):
        if request.path.endswith("parent") and not failed:
            failed.append(request)
            return Response(503, (), b"{}")
        return echo(request)

    def fetch(operation):
        # A new copy of the client creates its resources anew.
        assert memory.with_options().operations.fetch(operation).operation_id == operation

    with LoopbackServer(handle) as server:
        memory = MemoryClient("SK", "secret", base_url=server.url, clock=FakeClock(), max_connections=1)
        forks = 0
        for line in paused_at_every_line(lambda: fetch("proc_parent"), is_shared):
            assert in_a_fork(lambda: fetch("proc_child")), line
            forks += 1
        memory.close()
    assert failed
    assert forks > 30


@pytest.mark.contract(26)
@pytest.mark.needs("fork")
def test_fork_at_any_line_of_another_threads_call_leaves_the_client_usable():
    # In a process of its own: to fork one that has loaded all tests takes several times as long.
    folders = [Path(__file__).parent, Path(__file__).parent / "support"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import test_forks; test_forks.fork_at_every_line()"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*map(str, folders), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.needs("fork")
def test_fork_while_another_thread_moves_a_fake_clock_leaves_it_usable():
    clock = FakeClock()
    with clock._lock:
        assert in_a_fork(lambda: clock.advance(1))
