"""The handlers of `/v1/ControlPlane`: stores, data mappings, operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._effects import STORES, Task, need
from ._errors import Finding, Problem
from ._handlers import Answer, etag, handles, need_match, need_store
from ._identity_settings import put_first_settings
from ._state import Condition, Place
from ._trait_groups import definitions, put_first_trait_groups
from ._validation import pointer

if TYPE_CHECKING:
    from ._handlers import Context
    from ._state import JsonObject

_STORES_PER_ACCOUNT = 15


@handles("CreateStore")
def create_store(context: Context) -> Answer:
    """Put a store that is not usable yet into the account, and let it become so."""
    body = context.values.body
    if context.state.count(STORES) >= _STORES_PER_ACCOUNT:
        raise Problem(520044)
    if context.state.is_taken(STORES, body["displayName"]):
        raise Problem(520045)
    store_id = context.type_id("mem_store")
    store = {
        **body,
        "id": store_id,
        "status": "QUEUED",
        "intelligenceServiceId": None,
        "version": 1,
        "dataAsOf": context.now,
    }
    context.state.insert(STORES, store_id, store)
    put_first_settings(context.state, store_id)
    put_first_trait_groups(context.state, store_id)
    ready = {"status": "ACTIVE", "intelligenceServiceId": context.type_id("intelligence_service")}
    task = Task("provision", STORES, store_id, ready, context.below(store_id))
    return context.accept(task, "Memory Store creation accepted for processing.")


@handles("ListStores")
def list_stores(context: Context) -> Answer:
    """List the IDs of the stores."""
    stores, meta = context.page(STORES)
    return Answer(200, {"stores": [store["id"] for store in stores], "meta": {"key": "stores", **meta}})


@handles("FetchStore")
def fetch_store(context: Context) -> Answer:
    """Read a store."""
    store = need_store(context)
    return Answer(200, store, {"ETag": etag(store["id"], store["version"])})


@handles("PatchStore")
def patch_store(context: Context) -> Answer:
    """Change a store. It need not be ACTIVE for that."""
    body = context.values.body
    store = need_store(context)
    need_match(context, STORES, store["id"], etag(store["id"], store["version"]))
    if "displayName" in body and context.state.is_taken(STORES, body["displayName"], by_other_than=store["id"]):
        raise Problem(520045)
    task = Task("change", STORES, store["id"], body, context.below())
    return context.accept(task, "Memory Store update request accepted for processing.")


@handles("DeleteStore")
def delete_store(context: Context) -> Answer:
    """Mark a store as deleted, which hides it at once; what is in it goes when the operation ends."""
    store = need_store(context)
    context.state.hide(STORES, store["id"])
    return context.accept(Task("remove", STORES, store["id"]), "Memory Store deletion request accepted for processing.")


@handles("CreateDataMapping")
def create_data_mapping(context: Context) -> Answer:
    """Create a data mapping; it appears when the operation ends."""
    body = context.values.body
    place = _data_mappings(context, writing=True)
    if context.state.is_taken(place, body["displayName"]):
        raise Problem(520056)
    _need_traits(context, body)
    mapping_id = context.type_id("mem_datamapping")
    times = {"createdAt": context.now, "updatedAt": context.now}
    mapping = {"isEnabled": True, **body, "id": mapping_id, **times, "version": 1}
    task = Task("insert", place, mapping_id, mapping, context.below(mapping_id))
    return context.accept(task, "Data mapping creation request accepted for processing.")


@handles("ListDataMappings")
def list_data_mappings(context: Context) -> Answer:
    """List the data mappings of a store."""
    query = context.values.query
    where = [Condition("$.mappingFrom.type", "is", query["type"])] if "type" in query else []
    mappings, meta = context.page(_data_mappings(context), where)
    return Answer(200, {"dataMappings": mappings, "meta": {"key": "dataMappings", **meta}})


@handles("FetchDataMapping")
def fetch_data_mapping(context: Context) -> Answer:
    """Read a data mapping."""
    mapping = _data_mapping(context, _data_mappings(context))
    return Answer(200, mapping, {"ETag": etag(mapping["id"], mapping["version"])})


@handles("PatchDataMapping")
def patch_data_mapping(context: Context) -> Answer:
    """Change a data mapping."""
    body = context.values.body
    place = _data_mappings(context, writing=True)
    mapping = _data_mapping(context, place)
    need_match(context, place, mapping["id"], etag(mapping["id"], mapping["version"]))
    if "displayName" in body and context.state.is_taken(place, body["displayName"], by_other_than=mapping["id"]):
        raise Problem(520056)
    _need_traits(context, {**mapping, **body})
    task = Task("change", place, mapping["id"], body, context.below())
    return context.accept(task, "Data mapping update request accepted for processing.")


@handles("DeleteDataMapping")
def delete_data_mapping(context: Context) -> Answer:
    """Delete a data mapping; it can be read until the operation ends."""
    place = _data_mappings(context, writing=True)
    mapping = _data_mapping(context, place)
    return context.accept(
        Task("remove", place, mapping["id"]), "Data mapping deletion request accepted for processing."
    )


@handles("FetchOperation")
def fetch_operation(context: Context) -> Answer:
    """Tell how far an operation is."""
    operation = context.operations.poll(context.values.path["operationId"], context.at, context.origin)
    return Answer(200, operation, {"Operation-Id": operation["operationId"], "Retry-After": "1"})


def _need_traits(context: Context, mapping: JsonObject) -> None:
    """Check that a mapping from a dataset leads to traits that there are.

    Raises:
        Problem: 520047, a group is unknown; or 520046, a trait is.
    """
    if not mapping["mappingFrom"]["type"].startswith("DATASET"):
        return
    findings: list[Finding] = []
    for index, item in enumerate(mapping["mappingTo"]["mappings"]):
        defined = definitions(context.state, context.values.path["storeId"], item["traitGroup"])
        if defined is None:
            raise Problem(520047)
        if item["traitName"] not in defined:
            field = pointer("mappingTo", "mappings", str(index), "traitName")
            findings.append(Finding("body", field, "is not defined in this group"))
    if findings:
        raise Problem(520046, findings)


def _data_mappings(context: Context, *, writing: bool = False) -> Place:
    return Place("data_mapping", need_store(context, active=writing)["id"])


def _data_mapping(context: Context, place: Place) -> JsonObject:
    return need(context.state, place, context.values.path["dataMappingId"])
