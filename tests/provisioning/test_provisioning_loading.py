"""The rooms of find, ensure and provisioning cost nothing until they are used, and name the extra that is missing."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from twilio_memory import MemoryClient
from twilio_memory.testing import Emulator
with Emulator() as emulator, emulator.client() as memory:
    store_id = memory.stores.create(display_name="a").wait()
    memory.data_mappings, memory.trait_groups, memory.identity_resolution_settings
    names = ("_concurrent", "_configuration", "_ensure", "_planning", "_waiting", "provisioning")
    rooms = tuple(f"twilio_memory.{name}" for name in names)
    print([name for name in sys.modules if name.startswith(rooms)])
    sys.modules["tomli_w"] = None
    from twilio_memory import provisioning
    plan = provisioning.plan(memory, provisioning.Config.from_toml('[store]\\ndisplay_name = "a"'))
    print(plan.is_empty)
    try:
        provisioning.export(memory, store_id=store_id)
    except ImportError as error:
        print(error)
"""


def test_ensure_and_provisioning_are_loaded_when_used_and_export_names_its_extra():
    done = subprocess.run([sys.executable, "-I", "-c", PROGRAM], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "[]",
        "True",
        'export needs an extra: pip install "twilio-memory[provisioning]"',
    ]
