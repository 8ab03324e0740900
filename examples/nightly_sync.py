"""Write all contacts of a CSV export into a store; after a failure, the next run goes on where this one has ended."""

import csv
from pathlib import Path

from twilio_memory import MemoryClient, PendingOperation


def contact(row: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return the traits that a row has."""
    return {"Contact": {name: text for name, text in row.items() if text}}


def sync(memory: MemoryClient, store_id: str, export: Path, state: Path) -> None:
    """Send the export, remember how far it has come, and wait for the writes."""
    start = int(state.read_text("utf-8")) if state.exists() else 0
    handles: list[PendingOperation[None]] = []
    with export.open(encoding="utf-8", newline="") as file:
        contacts = map(contact, csv.DictReader(file))
        for batch in memory.profiles.upsert_batches(store_id, contacts, start=start, retry_unknown=True):
            handles.append(batch.result)
            state.write_text(str(batch.stop), "utf-8")
    memory.wait_all(handles, timeout=600)
    state.unlink(missing_ok=True)
