"""Provision a store from a file, again and again. Here on the emulator; with an account, use MemoryClient()."""

from pathlib import Path

from twilio_memory import provisioning
from twilio_memory.testing import Emulator

FILE = Path(__file__).with_name("memory.toml")

with Emulator() as emulator, emulator.client() as memory:
    plan = provisioning.plan(memory, provisioning.load(FILE))
    print(plan)
    applied = provisioning.apply(memory, plan, on_step=print)
    print(f"TWILIO_MEMORY_STORE_ID={applied.store_id}")
