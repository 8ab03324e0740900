"""What an emulator can be given without calls, in the terms of the client."""

import datetime as dt

import pytest

from twilio_memory.models import TraitDataType, TraitDefinition
from twilio_memory.testing import EmulatorError

THEN = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
ADA = {"Contact": {"email": "ada@example.com"}}


@pytest.fixture
def store_id(memory_emulator):
    return memory_emulator.add_store()


@pytest.fixture
def profile_id(memory_emulator, store_id):
    return memory_emulator.add_profile(store_id, ADA)


def test_add_observation_and_summary(memory, memory_emulator, store_id, profile_id):
    conversation = "conv_conversation_00000000000000000000000007"
    first = memory_emulator.add_observation(store_id, profile_id, "Prefers trains.")
    second = memory_emulator.add_observation(
        store_id, profile_id, "Has a dog.", occurred_at=THEN, source="chat", conversation_ids=[conversation]
    )
    found = {each.id: each for each in memory.observations.list(store_id, profile_id)}
    assert found.keys() == {first, second}
    assert (found[first].content, found[first].source) == ("Prefers trains.", "emulator")
    assert found[first].occurred_at == dt.datetime(2026, 1, 15, 10, 30, tzinfo=dt.UTC)
    dog = found[second]
    assert (dog.content, dog.source, dog.occurred_at, dog.conversation_ids) == (
        "Has a dog.",
        "chat",
        THEN,
        [conversation],
    )
    summary = memory_emulator.add_summary(store_id, profile_id, "Asked for a train.", conversation_id=conversation)
    [read] = memory.summaries.list(store_id, profile_id)
    assert (read.id, read.content, read.conversation_id) == (summary, "Asked for a train.", conversation)
    assert not [call for call in memory_emulator.calls if call.method == "POST"]


def test_add_observation_reaches_the_profile_that_another_was_merged_into(memory, memory_emulator, store_id):
    first = memory_emulator.add_profile(store_id, ADA)
    second = memory_emulator.add_profile(store_id, {"Contact": {"phone": "+13175550100"}})
    merged = memory_emulator.add_profile(store_id, {"Contact": {**ADA["Contact"], "phone": "+13175550100"}})
    assert merged == first
    observation = memory_emulator.add_observation(store_id, second, "Has a dog.")
    assert [each.id for each in memory.observations.list(store_id, first)] == [observation]


def test_add_observation_that_the_api_would_refuse(memory, memory_emulator, store_id, profile_id):
    add = memory_emulator.add_observation
    for wrong, message in (
        ({"content": ""}, "/observations/0/content"),
        ({"content": "x", "source": ""}, "/observations/0/source"),
        ({"content": "x", "occured_at": THEN}, "no property 'occured_at'; there are content, conversation_ids"),
        ({"content": "x", "occurredAt": THEN}, "did you mean 'occurred_at'"),
    ):
        with pytest.raises(EmulatorError, match=message):
            add(store_id, profile_id, **wrong)
    with pytest.raises(EmulatorError, match="profile does not exist"):
        add(store_id, "mem_profile_00000000000000000000000001", "x")
    with pytest.raises(EmulatorError, match="no property 'conversation_ids'"):
        memory_emulator.add_summary(store_id, profile_id, "x", conversation_ids=[])
    assert list(memory.observations.list(store_id, profile_id)) == []


def test_add_trait_group_with_models_and_mappings(memory, memory_emulator, store_id):
    rule = {"rule_type": "STRING", "max_length": 3}
    traits = {
        "tier": TraitDefinition(data_type=TraitDataType.STRING),
        "customerId": {"data_type": "STRING", "validation_rule": rule, "id_type_promotion": "chat"},
    }
    name = memory_emulator.add_trait_group(store_id, display_name="Loyalty", description="of shops", traits=traits)
    group = memory.trait_groups.fetch(store_id, name).trait_group
    assert (name, group.display_name, group.description) == ("Loyalty", "Loyalty", "of shops")
    assert group.traits["tier"].data_type is TraitDataType.STRING
    assert group.traits["customerId"].id_type_promotion == "chat"
    assert group.traits["customerId"].validation_rule.max_length == 3
    assert memory_emulator.add_profile(store_id, {"Loyalty": {"customerId": "abc"}})
    assert memory_emulator.add_trait_group(store_id) != memory_emulator.add_trait_group(store_id)
    with pytest.raises(EmulatorError, match="exists already"):
        memory_emulator.add_trait_group(store_id, display_name="Loyalty")
    with pytest.raises(EmulatorError, match="no property 'trait'; there are description, display_name, traits"):
        memory_emulator.add_trait_group(store_id, trait={})


def test_add_profile_by_identifiers(memory, memory_emulator, store_id):
    whatsapp = "whatsapp:+13175550100"
    profile_id = memory_emulator.add_profile(store_id, identifiers={"whatsapp": whatsapp})
    assert memory.profiles.fetch(store_id, profile_id).traits == {}
    assert memory.profiles.lookup(store_id, id_type="whatsapp", value=whatsapp).profiles == [profile_id]
    both = {"whatsapp": whatsapp, "phone": ["(317) 555-0100", "+13175550101"]}
    assert memory_emulator.add_profile(store_id, {"Contact": {"firstName": "Ada"}}, identifiers=both) == profile_id
    assert memory.profiles.fetch(store_id, profile_id).traits == {"Contact": {"firstName": "Ada"}}
    stored = {each.id_type: each.values for each in memory.identifiers.list(store_id, profile_id)}
    assert stored == {"whatsapp": [whatsapp], "phone": ["+13175550100", "+13175550101"]}


def test_add_profile_by_identifiers_and_promoted_traits_merges(memory, memory_emulator, store_id, profile_id):
    other = memory_emulator.add_profile(store_id, identifiers={"chat": "ada"})
    assert memory_emulator.add_profile(store_id, ADA, identifiers={"chat": "ada"}) == profile_id
    assert memory.profiles.lookup(store_id, id_type="chat", value="ada").profiles == [profile_id] != [other]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (({},), "no trait that is promoted"),
        ((None, {}), "no trait that is promoted"),
        ((None, {"chat": []}), "no trait that is promoted"),
        ((None, {"mail": "ada@example.com"}), "no identifier type 'mail'; there are email, whatsapp, phone, chat"),
        ((None, {"email": "ada"}), r"'ada' is not one email address \(identifier type email\)"),
        ((None, {"email": [3]}), "3 is no text"),
        (({"Contact": {"shoeSize": 1}}, {"chat": "ada"}), "/traits/Contact/shoeSize is not defined"),
    ],
)
def test_add_profile_that_the_api_would_refuse_changes_nothing(memory, memory_emulator, store_id, arguments, message):
    traits, *identifiers = arguments
    with pytest.raises(EmulatorError, match=message):
        memory_emulator.add_profile(store_id, traits, identifiers=identifiers[0] if identifiers else None)
    assert list(memory.profiles.list(store_id)) == []


def test_add_profile_to_a_store_that_is_not_there(memory_emulator):
    with pytest.raises(EmulatorError, match="store does not exist"):
        memory_emulator.add_profile("mem_store_00000000000000000000000001", identifiers={"chat": "ada"})
