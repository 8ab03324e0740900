"""The product events of the emulator: what each call logs, how they are read, and what they cost."""

import datetime as dt
import io
import itertools
import uuid

import pytest

from twilio_memory import TwilioMemoryError
from twilio_memory.models import (
    ColumnMappingItem,
    ConversationSummaryInput,
    ObservationInput,
    TraitDataType,
    TraitDefinition,
)
from twilio_memory.testing import Emulator, EmulatorError, Fault
from twilio_memory.testing._events import EventLog

AT = "2026-01-15T10:30:00.000Z"
THEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ADA = {"Contact": {"email": "ada@example.com", "firstName": "Ada"}}


@pytest.fixture
def store_id(memory_emulator):
    return memory_emulator.add_store()


@pytest.fixture
def logged(memory_emulator):
    """Return the types of the events that a call logs."""

    def run(call, *arguments, **options):
        memory_emulator.complete_operations()
        memory_emulator.events.clear()
        result = call(*arguments, **options)
        memory_emulator.complete_operations()
        return result, [event.type for event in memory_emulator.events]

    return run


def test_events_of_stores_and_their_configuration(memory, logged):
    store_id, types = logged(lambda: memory.stores.create(display_name="sandbox").wait())
    assert types == ["store.created", "identityresolution.configured"]
    assert logged(lambda: memory.stores.update(store_id, description="x").wait())[1] == ["store.updated"]
    group = {"tier": TraitDefinition(data_type=TraitDataType.STRING)}
    create = memory.trait_groups.create
    assert logged(lambda: create(store_id, display_name="Loyalty", traits=group).wait())[1] == ["traitgroups.created"]
    update = memory.trait_groups.update
    assert logged(lambda: update(store_id, "Loyalty", description="x").wait())[1] == ["traitgroups.updated"]
    delete = memory.trait_groups.delete
    assert logged(lambda: delete(store_id, "Loyalty").wait())[1] == ["traitgroups.deleted"]
    settings = memory.identity_resolution_settings.fetch(store_id)
    replace = memory.identity_resolution_settings.update
    changed = {"identifier_configs": settings.identifier_configs, "matching_rules": settings.matching_rules}
    assert logged(lambda: replace(store_id, **changed).wait())[1] == ["identityresolution.updated"]
    assert logged(lambda: memory.stores.delete(store_id).wait())[1] == ["store.deleted"]


def test_events_of_a_profile(memory, memory_emulator, store_id, logged):
    profile, types = logged(memory.profiles.create, store_id, ADA)
    assert types == ["profile.created", "identity.added", "traits.promoted.identifier", "traits.upserted"]
    assert {event.body["profile_id"] for event in memory_emulator.events} == {profile.id}
    assert memory_emulator.events[-1].body["traits"] == ["Contact.email", "Contact.firstName"]
    assert logged(memory.profiles.create, store_id, ADA)[1] == ["traits.promoted.identifier", "traits.upserted"]
    assert logged(memory.profiles.update, store_id, profile.id, {"Contact": {"city": "Turin"}})[1] == [
        "traits.upserted"
    ]
    assert logged(memory.profiles.fetch, store_id, profile.id)[1] == ["profile.retrieved"]
    assert logged(lambda: list(memory.traits.list(store_id, profile.id)))[1] == ["profile.retrieved"]
    assert logged(lambda: list(memory.profiles.list(store_id)))[1] == []
    found, types = logged(memory.profiles.lookup, store_id, id_type="email", value="ada@example.com")
    assert types == ["profiles.lookup"]
    assert memory_emulator.events[0].body["profile_ids"] == list(found.profiles) == [profile.id]
    assert logged(memory.profiles.delete, store_id, profile.id)[1] == ["profile.deleted"]


def test_events_of_identifiers(memory, memory_emulator, store_id, logged):
    profile_id = memory_emulator.add_profile(store_id, ADA)
    identifiers = memory.identifiers
    create = {"id_type": "phone", "value": "+13175550100"}
    assert logged(identifiers.create, store_id, profile_id, **create)[1] == ["identity.added"]
    assert logged(lambda: list(identifiers.list(store_id, profile_id)))[1] == ["identity.listed"]
    change = {"old_value": "+13175550100", "new_value": "+13175550101"}
    assert logged(identifiers.update, store_id, profile_id, "phone", **change)[1] == ["identity.updated"]
    assert logged(identifiers.delete, store_id, profile_id, "phone")[1] == ["identity.deleted"]


def test_events_name_the_profiles_of_a_merge(memory, memory_emulator, store_id, logged):
    first = memory_emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}})
    second = memory_emulator.add_profile(store_id, {"Contact": {"phone": "+13175550100"}})
    both = {"Contact": {"email": "ada@example.com", "phone": "+13175550100"}}
    _, types = logged(memory.profiles.create, store_id, both)
    assert types.count("profiles.merged") == 1
    [merge] = [event for event in memory_emulator.events if event.type == "profiles.merged"]
    assert (merge.body["profile_id"], merge.body["absorbed_profile_ids"]) == (first, [second])
    assert (merge.level, merge.error_code, merge.body["error_code"]) == ("INFO", 0, None)


def test_events_of_memories_and_recall(memory, memory_emulator, store_id, logged):
    profile_id = memory_emulator.add_profile(store_id, ADA)
    conversation = "conv_conversation_00000000000000000000000001"
    texts = ("Prefers trains.", "Has a dog.")
    given = [ObservationInput(content=text, occurred_at=THEN, source="test") for text in texts]
    _, types = logged(memory.observations.create, store_id, profile_id, given)
    assert types == ["observation.created", "observation.created"]
    ids = [event.body["observation_id"] for event in memory_emulator.events]
    summary = ConversationSummaryInput(content="Asked for trains.", conversation_id=conversation, occurred_at=THEN)
    _, types = logged(memory.summaries.create, store_id, profile_id, [summary])
    assert types == ["summary.created"]
    found, types = logged(memory.profiles.recall, store_id, profile_id, query="trains", conversation_id=conversation)
    assert types == ["observation.retrieved"]
    [recall] = memory_emulator.events
    assert recall.body["operation"] == "CreateFetchProfileMemory"
    assert recall.body["conversation_id"] == conversation
    assert sorted(recall.body["observation_ids"]) == sorted(ids)
    assert recall.body["observation_ids"] == [each.id for each in found.observations]
    assert recall.body["summary_ids"] == [each.id for each in found.summaries]
    assert logged(memory.observations.update, store_id, profile_id, ids[0], content="x")[1] == ["observation.updated"]
    assert logged(memory.observations.fetch, store_id, profile_id, ids[0])[1] == ["observation.retrieved"]
    assert logged(memory.observations.delete, store_id, profile_id, ids[0])[1] == ["observation.deleted"]


def test_events_of_a_failed_operation_say_why(memory, memory_emulator, store_id):
    memory_emulator.add_fault(Fault.failed_operation("CreateTraitGroup", 520053))
    memory_emulator.events.clear()
    pending = memory.trait_groups.create(
        store_id, display_name="Loyalty", traits={"t": TraitDefinition(data_type=TraitDataType.STRING)}
    )
    with pytest.raises(TwilioMemoryError):
        pending.wait()
    [event] = memory_emulator.events
    assert (event.type, event.level, event.error_code) == ("traitgroups.created", "ERROR", 520053)
    assert event.body["trait_group"] == "Loyalty"
    assert event.body["operation_id"] == pending.operation_id


def test_events_of_a_refused_call_are_not_logged(memory, memory_emulator, store_id):
    memory_emulator.events.clear()
    with pytest.raises(TwilioMemoryError):
        memory.profiles.create(store_id, {"Contact": {"firstName": "Ada"}})
    assert not memory_emulator.events


def test_events_of_one_call_share_a_request_id(memory, memory_emulator, store_id):
    memory_emulator.events.clear()
    memory.profiles.create(store_id, ADA)
    by_request = [[*group] for _, group in itertools.groupby(memory_emulator.events, lambda event: event.request_id)]
    assert [[event.type for event in group] for group in by_request] == [
        ["profile.created", "identity.added"],
        ["traits.promoted.identifier", "traits.upserted"],
    ]
    assert str(uuid.UUID(memory_emulator.events[0].request_id)) == memory_emulator.events[0].request_id


def test_events_are_sliced_like_a_list_and_bounded():
    log = EventLog()
    for index in range(10_050):
        log.add("profile.created", AT, {"index": index})
    assert not log.events
    log.publish()
    assert len(log.events) == 10_000
    assert [event.body["index"] for event in log.events[-3:]] == [10_047, 10_048, 10_049]
    assert log.events[0].body["index"] == 50
    assert log.events[::5000][1].number == 5_051
    assert [event.number for event in log.events.after(10_048)] == [10_049, 10_050]
    assert [*log.events.after(0, "profile.deleted")] == []
    assert len([*log.events.after(10_000, "com.twilio.memory.profile.created")]) == 50


def test_events_of_a_transaction_that_is_rolled_back_are_dropped(memory_emulator):
    core = memory_emulator._core

    def fail():
        with core.database.transaction():
            core.events.add("profile.created", AT, {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with core.database.transaction():
        core.events.add("profile.deleted", AT, {})
    assert [(event.number, event.type) for event in memory_emulator.events] == [(1, "profile.deleted")]


def test_events_are_heard_in_order_by_a_listener_that_uses_the_emulator():
    heard = []

    def listen(event):
        heard.append(event.type)
        if event.type == "store.created":
            emulator.add_profile(event.body["store_id"], ADA)

    with Emulator(on_event=listen) as emulator:
        emulator.add_store()
        assert heard == [event.type for event in emulator.events]
        assert heard[:3] == ["store.created", "identityresolution.configured", "profile.created"]


def test_events_of_an_import_are_bounded(memory, memory_emulator, store_id):
    rows = "".join(f"person{number}@example.com,P{number}\n" for number in range(1200))
    columns = [
        ColumnMappingItem(column_name=name, trait_group="Contact", trait_name=name) for name in ("email", "firstName")
    ]
    memory_emulator.events.clear()
    upload = memory.imports.upload(
        store_id, io.BytesIO(f"email,firstName\n{rows}".encode()), filename="a.csv", column_mappings=columns
    )
    upload.wait()
    created = [event for event in memory_emulator.events if event.type == "profiles.created.importcsv"]
    assert [event.body["record"] for event in created] == list(range(1, 1001))
    last = memory_emulator.events[-1]
    assert last.type == "profiles.finished-import"
    assert (last.body["profiles_created"], last.body["profiles_updated"]) == (1200, 0)


def test_events_after_closing_stay(memory_emulator, store_id):
    assert store_id
    memory_emulator.close()
    assert memory_emulator.events[0].type == "store.created"
    with pytest.raises(EmulatorError, match="closed"):
        memory_emulator.add_store()
