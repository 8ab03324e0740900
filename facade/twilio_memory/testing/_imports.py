"""The handlers of imports, and the work of an import."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, cast

from ._csv_files import CSVError, columns_of, read_csv
from ._errors import APIProblem, ValidationError
from ._handler_response import HandlerResponse
from ._handlers import handler, require_store
from ._identity_resolution import IdentityIndex
from ._ids import type_id_of
from ._operation_effects import OperationTask, effect, require
from ._state import Collection
from ._timestamps import instant
from ._trait_groups import definitions
from ._traits import Traits
from ._uploads import upload_url
from ._validation import coerce

if TYPE_CHECKING:
    from ._csv_files import Column, CSVFile
    from ._handlers import Context
    from ._state import JsonObject, State


@handler("CreateProfilesImportV2")
def create_import(context: Context) -> HandlerResponse:
    """Open an import; its operation starts when the file is uploaded."""
    collection = Collection("import", require_store(context, active=True)["id"])
    import_id = context.type_id("mem_import")
    signature = context.type_id("signature")
    task = OperationTask("import_profiles", collection, import_id, result_path=context.below(import_id))
    held = context.create_held(task)
    times = {"createdAt": context.now, "updatedAt": context.now}
    opened = {
        "id": import_id,
        "operationId": held["operationId"],
        "signature": signature,
        "signedAt": context.at,
        "isUploaded": False,
        "public": {**context.values.body, "status": "PENDING", **times},
    }
    context.state.insert(collection, import_id, opened)
    url = upload_url(context.origin, collection, import_id, signature, context.at)
    return HandlerResponse(201, {"importId": import_id, "url": url, **held})


@handler("ListProfileImportsV2")
def list_imports(context: Context) -> HandlerResponse:
    """List the IDs of a store's imports."""
    imports, meta = context.page(Collection("import", require_store(context)["id"]))
    return HandlerResponse(200, {"imports": [opened["id"] for opened in imports], "meta": {"key": "imports", **meta}})


@handler("FetchProfileImportV2")
def fetch_import(context: Context) -> HandlerResponse:
    """Return the state of an import. This counts as a poll of its operation, and may complete it."""
    collection = Collection("import", require_store(context)["id"])
    opened = require(context.state, collection, context.values.path["importId"])
    if opened["public"]["status"] == "PENDING":
        operation = context.operations.poll(opened["operationId"], context.at, context.origin)
        if operation["status"] == "RUNNING":
            return HandlerResponse(200, {**opened["public"], "status": "PROCESSING"})
        opened = require(context.state, collection, opened["id"])
    return HandlerResponse(200, opened["public"])


@effect("import_profiles")
def import_profiles(state: State, task: OperationTask, now: str) -> None:
    """Find or create a profile for every row of the file, and write its traits.

    Raises:
        APIProblem: 520010, the file cannot be read.
    """
    opened = require(state, task.collection, task.target)

    def end(status: str, **summary: int) -> None:
        changes = {"status": status, "updatedAt": now, "summary": summary}
        state.update(task.collection, task.target, {**opened, "public": {**opened["public"], **changes}})

    try:
        sheet = read_csv(state.detach(task.collection, task.target), columns_of(opened["public"]["columnMappings"]))
    except CSVError as error:
        end("FAILED", errors=1, warnings=0)
        raise APIProblem(520010, [ValidationError("body", "", str(error))]) from error
    lost, skipped = _write_rows(state, task, sheet, now)
    end("COMPLETED", errors=sheet.broken_rows + lost, warnings=sheet.idle_columns + skipped)


def _write_rows(state: State, task: OperationTask, sheet: CSVFile, now: str) -> tuple[int, int]:
    """Write the rows that can be resolved.

    Returns:
        The number of rows that cannot, and of rows without an identifier because another profile has it.
    """
    store_id = task.collection.scope
    identities = IdentityIndex(state, store_id)
    traits = Traits(state, store_id, identities)
    types = _TraitTypes(state, store_id)
    lost = skipped = 0
    for number, row in enumerate(sheet.rows):
        values = types.read(row)
        parsed = traits.read(values)
        if parsed.faults or not parsed.identifiers:
            lost += 1
            continue
        skipped += bool(identities.find_conflicts(parsed.identifiers, identities.find_matches(parsed.identifiers)))
        # How many profiles there will be was not known when the import was opened: their IDs come from its own.
        new_id = type_id_of("mem_profile", instant(now) / 1_000_000, f"{task.target}:{number}")
        traits.write(identities.identify(parsed.identifiers, new_id, now), values, now)
    return lost, skipped


class _TraitTypes:
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
    """Read a cell as the wanted type; a cell that cannot be read stays text, which fits no other type."""
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
