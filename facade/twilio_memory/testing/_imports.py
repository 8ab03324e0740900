"""The handlers of imports, and the work of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._csv_files import CSVError
from ._errors import APIProblem, ValidationError
from ._handler_response import HandlerResponse
from ._handlers import handler, require_store
from ._import_rows import Rows
from ._operation_effects import OperationTask, effect, require
from ._state import Collection
from ._uploads import upload_url

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._handlers import Context
    from ._state import JsonObject, State

_MAX_FAILED = 100
# Other requests are handled between batches.
_BATCH_SIZE = 250


@handler("CreateProfilesImportV2")
def create_import(context: Context) -> HandlerResponse:
    """Open an import; its operation starts when the file is uploaded."""
    collection = Collection("import", require_store(context, active=True)["id"])
    import_id = context.type_id("mem_import")
    signature = context.type_id("signature")
    choices = {"strictCharacters": context.behavior.strict_csv_characters}
    task = OperationTask("import_profiles", collection, import_id, choices, context.below(import_id))
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
    context.state.events.add("profiles.created-import", context.now, _job(collection.scope, opened), request=import_id)
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
def import_profiles(state: State, task: OperationTask, now: str) -> Generator[None]:
    """Find or create a profile for every record of the file, and write its traits; nothing if too many records fail.

    Raises:
        APIProblem: 520010, the file cannot be imported.
    """
    opened = require(state, task.collection, task.target)
    job = _job(task.collection.scope, opened)

    def end(failure: str | None, errors: int, warnings: int) -> None:
        status = "COMPLETED" if failure is None else "FAILED"
        changes = {"status": status, "updatedAt": now, "summary": {"errors": errors, "warnings": warnings}}
        state.update(task.collection, task.target, {**opened, "public": {**opened["public"], **changes}})
        state.detach(task.collection, task.target)
        body = {**job, "status": status, "errors": errors, "warnings": warnings}
        body |= {"profiles_created": rows.created, "profiles_updated": rows.updated}
        if failure is not None:
            state.events.add_problem(
                "profiles.finished-import",
                now,
                body,
                level="ERROR",
                code=520010,
                reasons=[failure],
                request=task.target,
            )
            raise APIProblem(520010, [ValidationError("body", "", failure)])
        state.events.add("profiles.finished-import", now, body, request=task.target)

    rows = Rows(state, task, job, now)
    try:
        checked = yield from rows.check(
            state.attached(task.collection, task.target), opened["public"]["columnMappings"]
        )
    except CSVError as error:
        end(str(error), 1, 0)
        return
    failed = rows.report(checked)
    if len(failed) > _MAX_FAILED:
        failure = f"{len(failed)} records failed, which are more than {_MAX_FAILED}; nothing was imported. {failed[0]}"
        end(failure, len(failed), sum(bool(row.warnings) for row in checked if not row.errors))
    accepted = [row for row in checked if not row.errors]
    warned = 0
    for start in range(0, len(accepted), _BATCH_SIZE):
        yield
        require(state, task.collection, task.target)
        warned += rows.write(accepted[start : start + _BATCH_SIZE])
    end(None, len(failed), warned)


def _job(store_id: str, opened: JsonObject) -> JsonObject:
    """Return what the events of an import have in common."""
    return {"store_id": store_id, "import_id": opened["id"], "file_name": opened["public"]["filename"]}
