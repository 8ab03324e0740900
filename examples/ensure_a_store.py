"""Ensure a store, an identifier of your own and two trait groups, and print the line of an environment file."""

from twilio_memory import MemoryClient
from twilio_memory.models import IdentifierConfig, TraitDataType, TraitDefinition

TEXT, NUMBER = (TraitDefinition(data_type=kind) for kind in (TraitDataType.STRING, TraitDataType.NUMBER))
MEMBER = TraitDefinition(data_type=TraitDataType.STRING, id_type_promotion="member_id")


def provision(memory: MemoryClient) -> str:
    """Return the ID of the store; nothing that exists is changed."""
    store_id = memory.stores.ensure(display_name="support").id
    memory.identity_resolution_settings.ensure(store_id, identifier_configs=[IdentifierConfig(id_type="member_id")])
    memory.trait_groups.ensure(store_id, display_name="Loyalty", traits={"memberId": MEMBER, "points": NUMBER})
    memory.trait_groups.ensure(store_id, display_name="Preferences", traits={"language": TEXT})
    return store_id


if __name__ == "__main__":
    print(f"TWILIO_MEMORY_STORE_ID={provision(MemoryClient())}")
