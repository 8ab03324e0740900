"""The nightly sync of the examples: 2500 contacts that overlap, a lost response, and another run after a failure."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from twilio_memory import BatchError
from twilio_memory.testing import Emulator, Fault

EXAMPLE = Path(__file__).parent.parent / "examples" / "nightly_sync.py"


@pytest.fixture
def sync():
    spec = importlib.util.spec_from_file_location("nightly_sync", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.sync


@pytest.fixture
def export(tmp_path):
    rows = [f"{number}@example.com,,First{number}" for number in range(2498)]
    rows += ["7@example.com,,Ada", "7@example.com,,Bea"]
    path = tmp_path / "contacts.csv"
    path.write_text("\n".join(["email,phone,firstName", *rows]), "utf-8")
    return path


def first_name(memory, store, email):
    (profile_id,) = memory.profiles.lookup(store, id_type="email", value=email).profiles
    return memory.profiles.fetch(store, profile_id).traits["Contact"]["firstName"]


def test_nightly_sync_has_at_most_22_lines():
    assert len([line for line in EXAMPLE.read_text("utf-8").splitlines() if line.strip()]) <= 22


def test_nightly_sync_goes_on_after_lost_responses_and_a_failed_run(sync, export, tmp_path):
    state = tmp_path / "state"
    faults = [
        Fault.lost_response("UpdateProfilesBulk"),
        Fault.error_response("UpdateProfilesBulk", 400, skip=2),
        Fault.error_response("FetchOperation", 503),
    ]
    with Emulator(faults=faults) as emulator, emulator.client() as memory:
        store = emulator.add_store("shop")
        with pytest.raises(BatchError) as caught:
            sync(memory, store, export, state)
        assert state.read_text("utf-8") == str(caught.value.next_index) == "2000"
        sync(memory, store, export, state)
        assert not state.exists()
        assert len([*memory.profiles.list(store, page_size=1000)]) == 2498
        assert first_name(memory, store, "7@example.com") == "Bea"
        assert first_name(memory, store, "2497@example.com") == "First2497"
