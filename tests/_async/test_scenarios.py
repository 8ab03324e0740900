"""Scenarios across resources, on the emulator."""

from __future__ import annotations

import datetime as dt

import pytest

from twilio_memory import (
    BatchError,
    InvalidArgumentError,
    NotFoundError,
    ProfileMergedError,
    ProfileNotFoundError,
    ProtectedTraitError,
    TraitGroupNotFoundError,
    VersionConflictError,
)
from twilio_memory.models import (
    ConversationSummaryInput,
    ObservationInput,
    TraitDataType,
    TraitDefinition,
    TraitGroupRequest,
    ValidationRuleNumber,
)

pytestmark = pytest.mark.anyio

TIME = dt.datetime(2026, 1, 15, 10, 0, tzinfo=dt.UTC)
CONVERSATION = "conv_conversation_00000000000000000000000000"


@pytest.fixture
async def store_id(memory):
    return await (await memory.stores.create(display_name="sandbox")).wait()


async def test_profile_scenario_from_creation_to_deletion(memory, store_id):
    ada = (await memory.profiles.create(store_id, {"Contact": {"email": "Ada@Example.com", "firstName": "Ada"}})).id
    assert [found async for found in memory.profiles.list(store_id)] == [ada]
    assert (await memory.profiles.fetch(store_id, ada)).traits["Contact"]["firstName"] == "Ada"
    assert (await memory.profiles.lookup(store_id, id_type="email", value="ada@example.com")).profiles == [ada]

    await memory.profiles.update(store_id, ada, {"Contact": {"firstName": None, "lastName": "Lovelace"}})
    contact = (await memory.profiles.fetch(store_id, ada)).traits["Contact"]
    assert "firstName" not in contact
    assert contact["lastName"] == "Lovelace"
    assert "lastName" in [trait.name async for trait in memory.traits.list(store_id, ada)]

    texts = ["likes analytical engines", "asked about shoes", "asked about shipping"]
    await memory.observations.create(
        store_id, ada, [ObservationInput(content=text, occurred_at=TIME, source="test") for text in texts]
    )
    await memory.summaries.create(
        store_id,
        ada,
        [ConversationSummaryInput(content="A talk about shoes", conversation_id=CONVERSATION, occurred_at=TIME)],
    )
    recalled = await memory.profiles.recall(store_id, ada, query="shoes", observations_limit=1)
    assert [observation.content for observation in recalled.observations] == ["asked about shoes"]
    assert [summary.content for summary in recalled.summaries] == ["A talk about shoes"]

    observations = [item async for item in memory.observations.list(store_id, ada, page_size=2)]
    assert sorted(item.content for item in observations) == sorted(texts)
    assert observations[0].created_at.tzinfo is not None
    first = observations[0].id
    await memory.observations.update(store_id, ada, first, content="likes them very much")
    assert (await memory.observations.fetch(store_id, ada, first)).content == "likes them very much"
    assert [item.id async for item in memory.observations.revisions(store_id, ada, first)] == [first] * 2
    await memory.observations.delete(store_id, ada, first)
    with pytest.raises(NotFoundError):
        await memory.observations.fetch(store_id, ada, first)

    await memory.profiles.delete(store_id, ada)
    with pytest.raises(ProfileNotFoundError):
        await memory.profiles.fetch(store_id, ada)
    assert not (await memory.profiles.lookup(store_id, id_type="email", value="ada@example.com")).profiles


async def test_profile_merge_scenario(memory, store_id):
    by_mail = (await memory.profiles.create(store_id, {"Contact": {"email": "ada@example.com"}})).id
    by_phone = (await memory.profiles.create(store_id, {"Contact": {"phone": "+13175551234"}})).id
    assert by_mail != by_phone
    await memory.observations.create(
        store_id, by_phone, [ObservationInput(content="called", occurred_at=TIME, source="test")]
    )
    both = (
        await memory.profiles.create(store_id, {"Contact": {"email": "ada@example.com", "phone": "(317) 555-1234"}})
    ).id
    (other,) = {by_mail, by_phone} - {both}

    merged = await memory.profiles.fetch(store_id, other)
    assert merged.id == both
    assert [item.content async for item in memory.observations.list(store_id, other)] == ["called"]
    assert (await memory.profiles.recall(store_id, other)).observations
    kinds = {each.id_type async for each in memory.identifiers.list(store_id, other)}
    assert kinds == {"email", "phone"}
    for write in (
        lambda: memory.profiles.update(store_id, other, {"Contact": {"firstName": "Ada"}}),
        lambda: memory.profiles.delete(store_id, other),
        lambda: memory.identifiers.delete(store_id, other, "email"),
    ):
        with pytest.raises(ProfileMergedError) as caught:
            await write()
        assert caught.value.canonical_profile_id == both
    with pytest.raises(BatchError) as caught:
        await memory.observations.create(
            store_id, other, [ObservationInput(content="late", occurred_at=TIME, source="test")]
        )
    assert isinstance(caught.value.__cause__, ProfileMergedError)


async def test_trait_groups_and_identity_resolution_settings_scenario(memory, store_id):
    points = TraitDefinition(data_type=TraitDataType.NUMBER, validation_rule=ValidationRuleNumber(min_=0))
    tier = TraitDefinition(data_type=TraitDataType.STRING)
    traits = {"points": points, "tier": tier}
    await (await memory.trait_groups.create(store_id, display_name="Loyalty", traits=traits)).wait()
    fetched = await memory.trait_groups.fetch(store_id, "Loyalty")
    assert fetched.trait_group.traits["points"].validation_rule.min_ == 0
    assert "Loyalty" in [group.display_name async for group in memory.trait_groups.list(store_id)]

    removed = {"tier": TraitDefinition(data_type=TraitDataType.REMOVED)}
    await (await memory.trait_groups.update(store_id, "Loyalty", traits=removed, if_match=fetched.etag)).wait()
    assert "tier" not in (await memory.trait_groups.fetch(store_id, "Loyalty")).trait_group.traits
    with pytest.raises(VersionConflictError):
        await memory.trait_groups.update(store_id, "Loyalty", description="late", if_match=fetched.etag)

    profile_id = (
        await memory.profiles.create(store_id, {"Contact": {"email": "ada@example.com"}, "Loyalty": {"points": 7}})
    ).id
    assert (await memory.profiles.fetch(store_id, profile_id, trait_groups=["Loyalty"])).traits == {
        "Loyalty": {"points": 7}
    }
    [listed] = [
        group
        async for group in memory.trait_groups.list(store_id, include_traits=True)
        if group.display_name == "Loyalty"
    ]
    copied = {**TraitGroupRequest.from_dict(listed.to_dict()).fields(), "display_name": "Copy"}
    await (await memory.trait_groups.create(store_id, **copied)).wait()
    assert (await memory.trait_groups.fetch(store_id, "Copy")).trait_group.traits == listed.traits
    with pytest.raises(InvalidArgumentError, match="traits: expected definitions by name, got list"):
        await memory.trait_groups.create(store_id, display_name="Odd", traits=[traits])
    await (await memory.trait_groups.delete(store_id, "Loyalty")).wait()
    with pytest.raises(TraitGroupNotFoundError):
        await memory.trait_groups.fetch(store_id, "Loyalty")
    with pytest.raises(ProtectedTraitError):
        await memory.trait_groups.delete(store_id, "Contact")

    settings = await memory.identity_resolution_settings.fetch(store_id)
    change = await memory.identity_resolution_settings.update(
        store_id,
        identifier_configs=settings.identifier_configs,
        matching_rules=["email"],
        if_match=settings.etag,
    )
    await change.wait()
    assert (await memory.identity_resolution_settings.fetch(store_id)).matching_rules == ["email"]


async def test_identifiers_scenario(memory, store_id):
    ada = (await memory.profiles.create(store_id, {"Contact": {"email": "ada@example.com"}})).id
    await memory.identifiers.create(store_id, ada, id_type="email", value="countess@example.com")
    await memory.identifiers.update(
        store_id, ada, "email", old_value="ada@example.com", new_value="lovelace@example.com"
    )
    values = (await memory.identifiers.fetch(store_id, ada, "email")).values
    assert set(values) == {"countess@example.com", "lovelace@example.com"}
    await memory.identifiers.delete(store_id, ada, "email")
    assert len((await memory.identifiers.fetch(store_id, ada, "email")).values) == 1


async def test_bulk_upsert_scenario(memory, store_id):
    profiles = [{"Contact": {"email": f"{number}@example.com"}} for number in range(1001)]
    batches = await memory.profiles.bulk_upsert(store_id, profiles)
    for batch in batches:
        await batch.result.wait()
    found = [profile_id async for profile_id in memory.profiles.list(store_id, page_size=500)]
    assert len(found) == len(set(found)) == 1001
