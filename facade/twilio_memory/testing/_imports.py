"""The handlers of imports, and the work of an import."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, cast

from ._csv_files import UnreadableFileError, columns_of, read_sheet
from ._effects import Task, does, need
from ._errors import Finding, Problem
from ._handlers import Answer, handles, need_store
from ._identity import Identities
from ._ids import type_id_of
from ._state import Place
from ._times import instant
from ._trait_groups import definitions
from ._traits import Traits
from ._uploads import upload_url
from ._validation import coerce

if TYPE_CHECKING:
    from ._csv_files import Column, Sheet
    from ._handlers import Context
    from ._state import JsonObject, State


@handles("CreateProfilesImportV2")
def create_import(context: Context) -> Answer:
    """Open an import; its operation begins when the file has come."""
    place = Place("import", need_store(context, active=True)["id"])
    import_id = context.type_id("mem_import")
    signature = context.type_id("signature")
    task = Task("import_profiles", place, import_id, result_path=context.below(import_id))
    held = context.hold(task)
    times = {"createdAt": context.now, "updatedAt": context.now}
    opened = {
        "id": import_id,
        "operationId": held["operationId"],
        "signature": signature,
        "signedAt": context.at,
        "isUploaded": False,
        "public": {**context.values.body, "status": "PENDING", **times},
    }
    context.state.insert(place, import_id, opened)
    url = upload_url(context.origin, place, import_id, signature, context.at)
    return Answer(201, {"importId": import_id, "url": url, **held})


@handles("ListProfileImportsV2")
def list_imports(context: Context) -> Answer:
    """List the IDs of a store's imports."""
    imports, meta = context.page(Place("import", need_store(context)["id"]))
    return Answer(200, {"imports": [opened["id"] for opened in imports], "meta": {"key": "imports", **meta}})


@handles("FetchProfileImportV2")
def fetch_import(context: Context) -> Answer:
    """Tell how far an import is. That counts as a poll of its operation, and may be what ends it."""
    place = Place("import", need_store(context)["id"])
    opened = need(context.state, place, context.values.path["importId"])
    if opened["public"]["status"] == "PENDING":
        operation = context.operations.poll(opened["operationId"], context.at, context.origin)
        if operation["status"] == "RUNNING":
            return Answer(200, {**opened["public"], "status": "PROCESSING"})
        opened = need(context.state, place, opened["id"])
    return Answer(200, opened["public"])


@does("import_profiles")
def import_profiles(state: State, task: Task, now: str) -> None:
    """Find or create a profile for every row of the file, and write its traits.

    Raises:
        Problem: 520010, the file cannot be read.
    """
    opened = need(state, task.place, task.target)

    def end(status: str, **summary: int) -> None:
        changes = {"status": status, "updatedAt": now, "summary": summary}
        state.update(task.place, task.target, {**opened, "public": {**opened["public"], **changes}})

    try:
        sheet = read_sheet(state.detach(task.place, task.target), columns_of(opened["public"]["columnMappings"]))
    except UnreadableFileError as error:
        end("FAILED", errors=1, warnings=0)
        raise Problem(520010, [Finding("body", "", str(error))]) from error
    lost, skipped = _write_rows(state, task, sheet, now)
    end("COMPLETED", errors=sheet.broken_rows + lost, warnings=sheet.idle_columns + skipped)


def _write_rows(state: State, task: Task, sheet: Sheet, now: str) -> tuple[int, int]:
    """Write the rows that can be resolved.

    Returns:
        How many cannot, and of how many an identifier was left out because it is somebody else's.
    """
    store_id = task.place.scope
    identities = Identities(state, store_id)
    traits = Traits(state, store_id, identities)
    types = _Types(state, store_id)
    lost = skipped = 0
    for number, row in enumerate(sheet.rows):
        values = types.read(row)
        reading = traits.read(values)
        if reading.faults or not reading.identifiers:
            lost += 1
            continue
        skipped += bool(identities.clashes(reading.identifiers, identities.matches(reading.identifiers)))
        # How many profiles there will be was not known when the import was opened: their IDs come from its own.
        new_id = type_id_of("mem_profile", instant(now) / 1_000_000, f"{task.target}:{number}")
        traits.write(identities.identify(reading.identifiers, new_id, now), values, now)
    return lost, skipped


class _Types:
    """Reads cells as values of the types that the traits have."""

    def __init__(self, state: State, store_id: str) -> None:
        self._state = state
        self._store_id = store_id
        self._groups: dict[str, JsonObject] = {}

    def read(self, row: dict[Column, str]) -> JsonObject:
        """Return traits by group and name."""
        traits: JsonObject = {}
        for column, cell in row.items():
            if column.group not in self._groups:
                self._groups[column.group] = definitions(self._state, self._store_id, column.group) or {}
            defined = self._groups[column.group].get(column.trait, {})
            traits.setdefault(column.group, {})[column.trait] = _typed(cell, defined.get("dataType"))
        return traits


def _typed(cell: str, data_type: object) -> object:
    """Read a cell as the wanted type; what cannot be read stays text, which fits no other type."""
    match data_type:
        case "NUMBER":
            number = coerce(cell.removeprefix("+"), "integer")
            return coerce(cell.removeprefix("+"), "number") if isinstance(number, str) else number
        case "BOOLEAN":
            return coerce(cell.lower(), "boolean")
        case "ARRAY":
            return _array(cell)
        case _:
            return cell


def _array(cell: str) -> object:
    """Read JSON, as which an array is written; an array that no trait can have stays text, too."""
    try:
        read: object = json.loads(cell)
        json.dumps(read, ensure_ascii=False).encode()  # An escape may stand for half of a surrogate pair.
    except (ValueError, RecursionError):
        return cell
    if isinstance(read, list) and all(_is_scalar(item) for item in cast("list[object]", read)):
        return cast("list[object]", read)
    return cell


def _is_scalar(item: object) -> bool:
    return math.isfinite(item) if isinstance(item, float) else isinstance(item, str | int)
