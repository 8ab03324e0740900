"""Import profiles from a CSV file, with its progress; exit with 1 if rows were refused. It runs on the emulator."""

import sys
import tempfile
from pathlib import Path

from twilio_memory.models import ProfileImport
from twilio_memory.testing import Emulator

COLUMNS = {"email": "Contact.email", "first_name": "Contact.firstName"}
PEOPLE = "email,first_name\nada@example.com,Ada\ngrace@example.com,Grace\nno address,Eve\n"


def show(state: ProfileImport) -> None:
    """Print how far the import is."""
    print(f"{state.filename}: {state.status}")


with Emulator() as emulator, emulator.client() as memory, tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "people.csv")
    path.write_text(PEOPLE, encoding="utf-8")
    store_id = memory.stores.create(display_name="sandbox").wait()

    result = memory.imports.upload(store_id, path, column_mappings=COLUMNS).wait(progress=show)

    print(f"Imported {len(list(memory.profiles.list(store_id)))} profiles.")
    print(result)
    for event in emulator.events:
        if event.level == "ERROR":
            print(event.error_reason)
    sys.exit(1 if result.errors else 0)
