"""Three programs of examples/, to ensure a store, know a caller and sync a file: their sizes, and faults on the way."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import runpy
from pathlib import Path

import pytest

import twilio_memory
from twilio_memory.models import ObservationInput
from twilio_memory.testing import Emulator, Fault

EXAMPLES = Path(__file__).parent.parent / "examples"
PHONE = "+15550100123"


@pytest.mark.parametrize(("name", "limit"), [("ensure_a_store", 20), ("voice_context", 12), ("nightly_sync", 22)])
def test_example_is_short(name, limit):
    lines = (EXAMPLES / f"{name}.py").read_text("utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) <= limit


@pytest.fixture
def emulator():
    with Emulator(operation_seconds=3) as emulator:
        yield emulator


@pytest.fixture
def memory(emulator):
    with emulator.client() as memory:
        yield memory


def ensure_a_store(memory, monkeypatch):
    """Run the program; return the line that it prints."""
    monkeypatch.setattr(twilio_memory, "MemoryClient", lambda: memory)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        runpy.run_path(str(EXAMPLES / "ensure_a_store.py"), run_name="__main__")
    return printed.getvalue()


def provisioned(memory):
    """Return what the store has."""
    (store_id,) = memory.stores.list()
    groups = memory.trait_groups.list(store_id, include_traits=True)
    traits = {each.display_name: each.traits.to_dict() for each in groups if each.display_name != "Contact"}
    types = [each.id_type for each in memory.identity_resolution_settings.fetch(store_id).identifier_configs]
    return store_id, traits, types.count("member_id")


TRAITS = {
    "Loyalty": {
        "memberId": {"dataType": "STRING", "idTypePromotion": "member_id"},
        "points": {"dataType": "NUMBER"},
    },
    "Preferences": {"language": {"dataType": "STRING"}},
}
READS = ["ListStores", "FetchStore", "FetchOperation", "FetchTraitGroup", "FetchIdentityResolutionSettings"]
WRITES = ["CreateStore", "CreateTraitGroup", "UpdateIdentityResolutionSettings"]
KINDS = ["429", "lost response", "delay"]


def fault(kind, operation):
    match kind:
        case "429":
            return Fault.error_response(operation, 429)
        case "lost response":
            return Fault.lost_response(operation)
        case "delay":
            return Fault.slow_body(operation, 3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", [*READS, *WRITES])
def test_ensure_a_store_ends_with_one_store_whatever_fault_is_on_the_way(
    operation, kind, emulator, memory, monkeypatch
):
    emulator.add_fault(fault(kind, operation))
    line = ensure_a_store(memory, monkeypatch)
    assert emulator.unused_faults == ()
    assert provisioned(memory) == (line.strip().removeprefix("TWILIO_MEMORY_STORE_ID="), TRAITS, 1)
    assert ensure_a_store(memory, monkeypatch) == line


@pytest.fixture
def caller_context(emulator, memory):
    """Ask for the context of a caller; return it with the seconds that it took."""
    store_id = emulator.add_store(display_name="calls")
    profile_id = memory.profiles.create(store_id, {"Contact": {"firstName": "Ada", "phone": PHONE}}).id
    seen = ObservationInput(
        content="Prefers a window seat.", source="voice", occurred_at=dt.datetime(2026, 1, 15, tzinfo=dt.UTC)
    )
    memory.observations.create(store_id, profile_id, [seen])
    function = runpy.run_path(str(EXAMPLES / "voice_context.py"))["caller_context"]

    def call(number=PHONE):
        before = emulator.clock.monotonic()
        return function(memory, store_id, number, "Which seat?"), emulator.clock.monotonic() - before

    return call


LOOKUP, FETCH, RECALL = "CreateProfilesLookup", "FetchProfile", "CreateFetchProfileMemory"


@pytest.mark.parametrize("operation", [LOOKUP, FETCH, RECALL])
@pytest.mark.parametrize("delay", [0.3, 1.2])
def test_voice_context_is_whole_where_a_response_is_slow(operation, delay, emulator, caller_context):
    emulator.add_fault(Fault.slow_body(operation, delay))
    text, seconds = caller_context()
    assert "Contact.firstName: Ada" in text
    assert "Prefers a window seat." in text
    assert seconds == pytest.approx(delay)


@pytest.mark.parametrize("operation", [LOOKUP, FETCH, RECALL])
def test_voice_context_is_whole_after_a_429_and_after_a_lost_response(operation, emulator, caller_context):
    for each in (Fault.error_response(operation, 429), Fault.lost_response(operation)):
        emulator.add_fault(each)
        text, seconds = caller_context()
        assert "Contact.firstName: Ada" in text
        assert "Prefers a window seat." in text
        assert seconds == pytest.approx(1)  # Retry-After; and half of the longest wait before a second attempt.


@pytest.mark.parametrize(
    ("lost", "operation", "known", "unknown"),
    [
        # Where all requests wait on one clock, a request that hangs takes the time of the one beside it.
        (Fault.hang, LOOKUP, "", "Ada"),
        (Fault.lost_response, LOOKUP, "", "Ada"),
        (Fault.lost_response, FETCH, "window seat", "Ada"),
        (Fault.lost_response, RECALL, "firstName: Ada", "window seat"),
        (Fault.reset, FETCH, "window seat", "Ada"),
        (Fault.reset, RECALL, "firstName: Ada", "window seat"),
    ],
)
def test_voice_context_leaves_out_what_never_arrives(*, lost, operation, known, unknown, emulator, caller_context):
    emulator.add_fault(lost(operation, times=None))
    text, seconds = caller_context()
    assert known in text
    assert unknown not in text
    assert seconds <= 1.5 + 1e-6


def test_voice_context_of_an_unknown_caller_is_empty(caller_context):
    assert caller_context("+15550100999")[0] == ""


@pytest.mark.parametrize("operation", ["UpdateProfilesBulk", "FetchOperation"])
@pytest.mark.parametrize("kind", KINDS)
def test_nightly_sync_writes_everyone_whatever_fault_is_on_the_way(kind, operation, emulator, memory, tmp_path):
    sync = runpy.run_path(str(EXAMPLES / "nightly_sync.py"))["sync"]
    export, state = tmp_path / "people.csv", tmp_path / "state"
    rows = [f"{number}@example.com,First{number}" for number in range(1200)]
    export.write_text("\n".join(["email,firstName", *rows, "7@example.com,Ada"]), "utf-8")
    store_id = emulator.add_store(display_name="shop")
    emulator.add_fault(fault(kind, operation))
    sync(memory, store_id, export, state)
    assert emulator.unused_faults == ()
    assert not state.exists()
    assert len([*memory.profiles.list(store_id, page_size=1000)]) == 1200
    found = memory.profiles.find(store_id, [("email", "7@example.com")])
    assert memory.profiles.fetch(store_id, found.id).traits["Contact"]["firstName"] == "Ada"
