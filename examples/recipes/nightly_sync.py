"""Sync people every night, from a CSV export and from a database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from twilio_memory import MemoryClient, Traits
from twilio_memory.models import ProfileImport

COLUMNS = {"email": "Contact.email", "first_name": "Contact.firstName"}


def sync_csv(memory: MemoryClient, store_id: str, path: Path) -> ProfileImport:
    """Import a file and wait until it was read; `.errors` says what was refused."""
    return memory.imports.upload(store_id, path, column_mappings=COLUMNS).wait(timeout=600)


def sync_database(memory: MemoryClient, store_id: str, path: Path, since: str) -> int:
    """Upsert the people who changed since then, a batch at a time; return how many there were."""

    def people(database: sqlite3.Connection) -> Iterator[Traits]:
        for email, name in database.execute("SELECT email, first_name FROM people WHERE changed >= ?", [since]):
            yield {"Contact": {"email": email, "firstName": name}}

    with closing(sqlite3.connect(path)) as database:
        count = 0
        for batch in memory.profiles.upsert_batches(store_id, people(database), retry_unknown=True):
            batch.result.wait(timeout=60)
            count += batch.stop - batch.start
        return count
