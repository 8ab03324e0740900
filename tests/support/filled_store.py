"""A store with everything that there is in a store."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from twilio_memory.models import IdentifierConfig, TraitDataType, TraitDefinition

if TYPE_CHECKING:
    from twilio_memory.testing import Emulator

CONVERSATION = "conv_conversation_00000000000000000000000007"
THEN = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def fill(emulator: Emulator) -> str:
    """Make a store with everything that there is in a store, and one as it begins."""
    memory = emulator.client()
    store_id = emulator.add_store("shop", description='of "quotes"\nand lines')
    emulator.add_store("empty")
    settings = memory.identity_resolution_settings.fetch(store_id)
    settings.identifier_configs.append(IdentifierConfig(id_type="memberId", limit=2))
    memory.identity_resolution_settings.update(
        store_id, identifier_configs=settings.identifier_configs, matching_rules=["memberId", *settings.matching_rules]
    ).wait()
    emulator.add_trait_group(
        store_id,
        display_name="Loyalty",
        description="of shops",
        traits={
            "memberId": {"data_type": "STRING", "id_type_promotion": "memberId"},
            "points": {"data_type": "NUMBER", "validation_rule": {"rule_type": "NUMBER", "min": 0}},
            "tags": {"data_type": "ARRAY"},
            "is_VIP": {"data_type": "BOOLEAN"},
        },
    )
    memory.trait_groups.update(
        store_id, "Contact", traits={"shoeSize": TraitDefinition(data_type=TraitDataType.NUMBER)}
    ).wait()
    emulator.add_data_mapping(store_id, display_name="crm", description="mapped")
    ada = emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com", "firstName": "Ada"}})
    emulator.clock.advance(60)
    loyalty = {"memberId": "m1", "points": 1.5, "tags": ["a", "b"], "is_VIP": True}
    memory.profiles.update(store_id, ada, {"Loyalty": loyalty, "Contact": {"shoeSize": 38}})
    other = emulator.add_profile(store_id, {"Contact": {"phone": "+13175550100"}})
    emulator.add_observation(store_id, other, "Has a dog.", occurred_at=THEN, conversation_ids=[CONVERSATION])
    emulator.add_profile(store_id, {"Contact": {"phone": "+13175550100", "email": "ada@example.com"}})  # merges
    observation = emulator.add_observation(store_id, ada, "Prefers trains.")
    emulator.clock.advance(1)
    memory.observations.update(store_id, ada, observation, content="Prefers night trains.")
    emulator.add_summary(store_id, ada, "Asked for a train.", conversation_id=CONVERSATION, occurred_at=THEN)
    emulator.add_communication(store_id, ada, "Where is it?", author={
        "id": "conv_participant_00000000000000000000000001", "name": "Ada", "address": "+13175550100", "channel": "SMS",
    })  # fmt: skip
    emulator.add_profile(store_id, identifiers={"chat": ["one", "two"], "email": "grace@example.com"})
    emulator.add_profile(store_id, {"Contact": {"firstName": "Zoë 🚂", "lastName": ""}}, identifiers={"chat": "zoe"})
    return store_id
