"""Delete a data mapping, wait until it is gone, and meet two friendly errors.

It runs on the emulator. On Twilio itself it is the same program with `MemoryClient()` in the place of
`emulator.client()`.
"""

from twilio_memory import DataMappingNotFoundError, InvalidTTIDError
from twilio_memory.models import MappingFromIngress, MappingToTraits, MappingTraitItem
from twilio_memory.testing import Emulator

with Emulator() as emulator, emulator.client() as memory:
    store_id = memory.stores.create(display_name="sandbox").wait()
    print(f"Store       {store_id}")

    email = MappingTraitItem(expression="primary_email", trait_group="Contact", trait_name="email")
    mapping_id = memory.data_mappings.create(
        store_id,
        display_name="crm-contacts",
        mapping_from=MappingFromIngress(columns=["primary_email"]),
        mapping_to=MappingToTraits(mappings=[email]),
    ).wait()
    print(f"Mapping     {mapping_id}")

    deletion = memory.data_mappings.delete(store_id, mapping_id)
    print(f"Deletion    {deletion.message}")
    print(f"Waiting     for operation {deletion.operation_id}: {deletion.fetch().status}")
    deletion.wait(timeout=60)
    print(f"Ended       {deletion.fetch().status}")

    try:
        memory.data_mappings.fetch(store_id, mapping_id)
    except DataMappingNotFoundError as error:
        print(f"\nFetched again: {error}")

    try:
        memory.data_mappings.delete(mapping_id, store_id)
    except InvalidTTIDError as error:
        print(f"\nIDs swapped: {error}")
