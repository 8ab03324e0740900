"""Import profiles from a CSV file, with a progress bar. It runs on the emulator."""

import tempfile
from pathlib import Path

from tqdm import tqdm

from twilio_memory.models import ColumnMappingItem, ProfileImport
from twilio_memory.testing import Emulator

STEPS = ["PENDING", "PROCESSING", "COMPLETED"]
COLUMNS = [
    ColumnMappingItem(column_name="email", trait_group="Contact", trait_name="email"),
    ColumnMappingItem(column_name="first_name", trait_group="Contact", trait_name="firstName"),
]

with Emulator() as emulator, emulator.client() as memory, tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "people.csv")
    path.write_text("email,first_name\nada@example.com,Ada\ngrace@example.com,Grace\n", encoding="utf-8")
    store_id = memory.stores.create(display_name="sandbox").wait()

    pending = memory.imports.upload(store_id, path, column_mappings=COLUMNS)
    with tqdm(total=len(STEPS), desc=path.name, bar_format="{desc}: {bar:20} {postfix}") as bar:

        def show(state: ProfileImport) -> None:
            """Move the bar to where the import is."""
            bar.n = STEPS.index(state.status) + 1
            bar.set_postfix_str(state.status)

        ended = pending.wait(progress=show)

    print(f"Imported {len(list(memory.profiles.list(store_id)))} profiles, {ended.status}.")
