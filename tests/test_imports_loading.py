"""The room of imports costs nothing until an import is used."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from twilio_memory import MemoryClient
from twilio_memory.testing import Emulator
def loaded():
    return sorted(name for name in sys.modules if name.startswith("twilio_memory._imports"))
with Emulator() as emulator, emulator.client() as memory:
    store_id = memory.stores.create(display_name="a").wait()
    memory.trait_groups.list(store_id).take(1)
    print(loaded())
    memory.imports.list(store_id).take(1)
    print(loaded())
"""


def test_imports_are_loaded_when_used_and_the_check_of_a_file_when_there_is_one():
    done = subprocess.run([sys.executable, "-I", "-c", PROGRAM], check=True, capture_output=True, text=True)
    rooms = "'twilio_memory._imports', 'twilio_memory._imports.uploads'"
    assert done.stdout.splitlines() == ["[]", f"[{rooms}]"]
