"""Which product events there are for calls, and for the effects of operations: tables by what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._operation_effects import STORES
from ._recording import MET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._errors import APIProblem
    from ._events import EventLog
    from ._operation_effects import OperationTask
    from ._schema_validation import RequestValues
    from ._state import JsonObject, State

RECALL = "CreateFetchProfileMemory"
# Those of reads, by operation. Lists of IDs, data mappings and operations have none.
_READ = {
    "FetchProfile": "profile.retrieved",
    "ListProfileTraits": "profile.retrieved",
    "CreateProfilesLookup": "profiles.lookup",
    "ListProfileIdentifiers": "identity.listed",
    "FetchProfileIdentifier": "identity.listed",
    "ListProfileObservations": "observation.retrieved",
    "FetchProfileObservation": "observation.retrieved",
    "ListObservationRevisions": "observation.retrieved",
    "ListProfileConversationSummaries": "summary.retrieved",
    "FetchProfileConversationSummary": "summary.retrieved",
    RECALL: "observation.retrieved",
}
# Those of effects, by the effect and the kind of resource. The other effects log their own: one call has several.
_DONE = {
    ("provision", "store"): ("store.created", "identityresolution.configured"),
    ("change", "store"): ("store.updated",),
    ("remove", "store"): ("store.deleted",),
    ("change", "identity_resolution_settings"): ("identityresolution.updated",),
    ("define", "trait_group"): ("traitgroups.created",),
    ("redefine", "trait_group"): ("traitgroups.updated",),
    ("undefine", "trait_group"): ("traitgroups.deleted",),
    ("remove", "profile"): ("profile.deleted",),
    ("revise", "observation"): ("observation.updated",),
    ("remove", "observation"): ("observation.deleted",),
    ("revise", "summary"): ("summary.updated",),
    ("remove", "summary"): ("summary.deleted",),
}
_FAILED = {
    **{done: events[0] for done, events in _DONE.items()},
    ("refuse", "trait_group"): "traitgroups.created",
    ("write_traits", "profile"): "traits.upserted",
    ("upsert_profiles", "profile"): "traits.upserted.bulk",
    ("add_identifier", "profile"): "identity.added",
    ("swap_identifier", "profile"): "identity.updated",
    ("remove_identifiers", "profile"): "identity.deleted",
    ("remember", "observation"): "observation.created",
    ("remember", "summary"): "summary.created",
}
# The operations of accepted writes that can fail, by the event; a data mapping has none.
_OPERATIONS = {
    "store.created": "CreateStore",
    "store.updated": "PatchStore",
    "store.deleted": "DeleteStore",
    "identityresolution.updated": "UpdateIdentityResolutionSettings",
    "traitgroups.created": "CreateTraitGroup",
    "traitgroups.updated": "PatchTraitGroup",
    "traitgroups.deleted": "DeleteTraitGroup",
    "traits.upserted.bulk": "UpdateProfilesBulk",
    "profiles.finished-import": "CreateProfilesImportV2",
}
_MAPPING_OPERATIONS = {
    "insert": "CreateDataMapping",
    "change": "PatchDataMapping",
    "refuse": "PatchDataMapping",
    "remove": "DeleteDataMapping",
}


def log_read(events: EventLog, operation_id: str, values: RequestValues, now: str, found: Any) -> None:  # noqa: ANN401 - any JSON
    """Log that something was read; for Recall with the IDs of what was found."""
    event_type = _READ.get(operation_id)
    if event_type is None:
        return
    path = values.path
    names = {"storeId": "store_id", "profileId": "profile_id", "observationId": "observation_id"}
    names |= {"summaryId": "summary_id", "idType": "id_type"}
    body: JsonObject = {ours: path[name] for name, ours in names.items() if name in path}
    body["operation"] = operation_id
    if operation_id == RECALL:
        body["conversation_id"] = values.body.get("conversationId")
        for kind, key in (
            ("observation", "observations"),
            ("summary", "summaries"),
            ("communication", "communications"),
        ):
            body[f"{kind}_ids"] = [item["id"] for item in found[key]]
    elif event_type == "profiles.lookup":
        body |= {"id_type": values.body["idType"], "profile_ids": found["profiles"]}
    events.add(event_type, now, body)


def log_done(events: EventLog, task: OperationTask, now: str, operation_id: str | None) -> None:
    """Log the effect of an operation, unless it has logged it itself."""
    kind = task.collection.kind
    for event_type in _DONE.get((task.action, kind), ()):
        events.add(event_type, now, _body(task, operation_id))
    if task.action == "remember":
        for item in task.payload["items"]:
            events.add(f"{kind}.created", now, {**_home(task), f"{kind}_id": item["id"]})


def log_failed(
    state: State, task: OperationTask, now: str, operation_id: str | None, problem: APIProblem, *, injected: bool
) -> None:
    """Log that an accepted write was not done, and why. An import logs its own failures, but those of faults."""
    done = (task.action, task.collection.kind)
    event_type = _FAILED.get(done)
    if done == ("refuse", "store"):
        event_type = "store.created" if state.get(STORES, task.target, hidden=True) is None else "store.updated"
    if task.action == "import_profiles":
        event_type = "profiles.finished-import"
    operation = _OPERATIONS.get(event_type or "")
    if task.collection.kind == "data_mapping":
        operation = _MAPPING_OPERATIONS[task.action]
    if operation is not None:
        MET.add((operation, problem.code))
    if event_type is None or (task.action == "import_profiles" and not injected):
        return
    reasons = [f"{error.field} {error.message}".strip() for error in problem.errors] or [problem.message]
    body = _body(task, operation_id)
    state.events.add_problem(event_type, now, body, level="ERROR", code=problem.code, reasons=reasons)


def _body(task: OperationTask, operation_id: str | None) -> JsonObject:
    kind = task.collection.kind
    body = _home(task)
    if task.action == "upsert_profiles" or kind in {"store", "identity_resolution_settings"}:
        body["store_id"] = task.target  # The task of a batch names no profile.
    elif task.action != "remember":
        body["trait_group" if kind == "trait_group" else f"{kind}_id"] = task.target
    return body if operation_id is None else {**body, "operation_id": operation_id}


def _home(task: OperationTask) -> JsonObject:
    store_id, _, profile_id = task.collection.scope.partition("/")
    in_profile: Mapping[str, str] = (
        {"profile_id": profile_id} if task.collection.kind in {"observation", "summary"} else {}
    )
    return {"store_id": store_id, **in_profile}
