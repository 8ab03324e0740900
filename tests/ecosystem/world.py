"""What the checks of the recipes share: a store with one person on an emulator."""

import datetime as dt

from twilio_memory.models import ObservationInput

PHONE = "+15550100123"
AT = "2026-01-15T00:00:00+00:00"


class World:
    """A store with one person on an emulator."""

    def __init__(self, emulator, faults=()):
        self.emulator = emulator
        self.store_id = emulator.add_store(display_name="Support")
        with emulator.client() as memory:
            traits = {"Contact": {"phone": PHONE, "firstName": "Ada"}}
            self.profile_id = memory.profiles.create(self.store_id, traits).id
        self.faults = tuple(faults)
        for fault in self.faults:
            emulator.add_fault(fault)

    def observe(self, content, source="voice"):
        with self.emulator.client() as memory:
            seen = ObservationInput(content=content, source=source, occurred_at=dt.datetime.fromisoformat(AT))
            memory.observations.create(self.store_id, self.profile_id, [seen])

    def observed(self):
        with self.emulator.client() as memory:
            return sorted(item.content for item in memory.observations.list(self.store_id, self.profile_id))
