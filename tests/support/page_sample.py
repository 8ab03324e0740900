"""An agent's work that the pages of the emulator's server are shown with."""

import contextlib
import datetime as dt

from twilio_memory import BadRequestError, MemoryClient
from twilio_memory.models import ColumnMappingItem, ObservationInput
from twilio_memory.testing import Fault

OCCURRED_AT = dt.datetime(2026, 1, 15, 10, 0, tzinfo=dt.UTC)
OBSERVATIONS = [
    "Prefers deliveries after 6 pm.",
    "Is allergic to peanuts.",
    "Asked twice for the price of express shipping.",
]


def work(emulator, url, directory):
    """Do it; return the IDs of the store and of a profile."""
    with MemoryClient("SKtest", "secret", base_url=url, clock=emulator.clock) as memory:
        store_id = memory.stores.create(display_name="shop-assistant", description="Customers of the shop").wait()
        ada = memory.profiles.create(
            store_id, traits={"Contact": {"email": "ada@example.com", "firstName": "Ada", "city": "London"}}
        ).id
        memory.profiles.create(store_id, traits={"Contact": {"email": "grace@example.com", "firstName": "Grace"}})
        memory.observations.create(
            store_id,
            ada,
            observations=[
                ObservationInput(content=text, source="shop-agent", occurred_at=OCCURRED_AT) for text in OBSERVATIONS
            ],
        )
        file = directory / "people.csv"
        file.write_text("Mail,First\nalan@example.com,Alan\nnot an address,Alice\n", encoding="utf-8")
        columns = [
            ColumnMappingItem(column_name="Mail", trait_group="Contact", trait_name="email"),
            ColumnMappingItem(column_name="First", trait_group="Contact", trait_name="firstName"),
        ]
        memory.imports.upload(store_id, file, column_mappings=columns).wait()
        with contextlib.suppress(BadRequestError):
            memory.profiles.create(store_id, traits={"Contact": {"firstName": "Alice"}})
        emulator.add_fault(Fault.error_response("CreateFetchProfileMemory", status=503))
        memory.profiles.recall(store_id, ada, query="When should we deliver the parcel?")
    return store_id, ada
