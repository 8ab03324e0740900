"""Programs whose tests freeze the time."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import faulthandler
{before}
import freezegun, time_machine
faulthandler.dump_traceback_later(20, exit=True)
with {freeze}:
    from twilio_memory import MemoryClient, OperationTimeoutError
    from twilio_memory.testing import Emulator, serve

    with Emulator(operation_polls=100) as emulator:
        with serve(emulator) as url, MemoryClient("SKtest", "secret", base_url=url) as memory:
            creation = memory.stores.create(display_name="support")
            try:
                creation.wait(timeout=0.2)
            except OperationTimeoutError:
                print("wait has ended")
        print("serve has ended")
"""


@pytest.mark.parametrize("before", ["", "import twilio_memory, twilio_memory.testing"], ids=["before", "after"])
@pytest.mark.parametrize(
    "freeze", ['freezegun.freeze_time("2026-01-15")', 'time_machine.travel("2026-01-15", tick=False)']
)
def test_waits_and_servers_end_where_time_is_frozen(freeze, before):
    program = PROGRAM.format(freeze=freeze, before=before)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["wait has ended", "serve has ended"], done.stderr
