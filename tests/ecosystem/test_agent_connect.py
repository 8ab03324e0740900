"""Twilio's Agent Connect on the emulator: all methods of its client for memories read back what they wrote."""

from __future__ import annotations

from importlib.metadata import version

import pytest
from tac.context.memory import MemoryClient

pytestmark = pytest.mark.anyio

CONVERSATION = "conv_conversation_01kpttrkrnfjgvwjwcwggqdk96"
OCCURRED = "2026-01-15T08:00:00Z"


def test_version_is_the_pinned_one():
    assert version("twilio-agent-connect") == "2.5.0"


@pytest.fixture
def store(emulator):
    return emulator.add_store(display_name="agents")


@pytest.fixture
def client(url, store):
    client = MemoryClient(store, "SKagent", "secret")
    client.base_url = url
    return client


@pytest.mark.parametrize(("id_type", "trait"), [("phone", "phone"), ("email", "email")])
async def test_profile_is_created_looked_up_and_read(client, id_type, trait):
    value = {"phone": "+15550100123", "email": "ada@example.com"}[id_type]
    profile_id = await client.create_profile({"Contact": {trait: value, "firstName": "Ada"}})
    found = await client.lookup_profile(id_type, value)
    assert (found.normalized_value, found.profiles) == (value, [profile_id])
    profile = await client.get_profile(profile_id, trait_groups=["Contact"])
    assert profile.id == profile_id
    assert profile.traits == {"Contact": {trait: value, "firstName": "Ada"}}


async def test_profile_of_a_chat_is_looked_up(client, emulator, store):
    profile_id = await client.create_profile({"Contact": {"email": "ada@example.com"}})
    with emulator.client() as memory:
        memory.identifiers.create(store, profile_id, id_type="chat", value="visitor-7")
    found = await client.lookup_profile("chat", "visitor-7")
    assert found.profiles == [profile_id]


async def test_observations_and_summaries_are_retrieved(client, emulator, store):
    profile_id = await client.create_profile({"Contact": {"phone": "+15550100123"}})
    await client.create_observation(
        profile_id, "Prefers a window seat.", source="voice", conversation_ids=[CONVERSATION], occurred_at=OCCURRED
    )
    await client.create_conversation_summaries(
        profile_id,
        [
            {
                "content": "Asked about a refund.",
                "conversationId": CONVERSATION,
                "occurredAt": OCCURRED,
                "source": "voice",
            }
        ],
    )
    emulator.add_communication(store, profile_id, "My order is late", conversation_id=CONVERSATION)
    found = await client.retrieve_memory(
        profile_id,
        conversation_id=CONVERSATION,
        query="window seat refund",
        observations_limit=5,
        summaries_limit=5,
        communications_limit=5,
    )
    assert [each.content for each in found.observations] == ["Prefers a window seat."]
    assert [each.content for each in found.summaries] == ["Asked about a refund."]
    assert [each.content.text for each in found.communications] == ["My order is late"]
