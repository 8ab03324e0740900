"""The handlers of `/v1/ControlPlane`: stores, data mappings, operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._errors import APIProblem, ValidationError
from ._filters import Filter
from ._handler_response import HandlerResponse
from ._handlers import etag, handler, require_match, require_store
from ._identity_settings import create_default_settings
from ._operation_effects import STORES, OperationTask, require
from ._state import Collection
from ._trait_groups import create_default_trait_groups, definitions
from ._validation import pointer

if TYPE_CHECKING:
    from ._handlers import Context
    from ._state import JsonObject

_STORES_PER_ACCOUNT = 15
_STORE_CREATED = "Memory Store creation accepted for processing."


@handler("CreateStore")
def create_store(context: Context) -> HandlerResponse:
    """Create a store, which becomes ACTIVE when its operation ends."""
    body = context.values.body
    if _count_stores(context) >= _STORES_PER_ACCOUNT:
        raise APIProblem(520044)
    store_id = context.type_id("mem_store")
    if _is_name_taken(context, body["displayName"]):
        return context.accept_taken(
            OperationTask("insert", STORES, store_id), _store_name_code(context), _STORE_CREATED
        )
    store = {
        **body,
        "id": store_id,
        "status": "QUEUED",
        "intelligenceServiceId": None,
        "version": 1,
        "dataAsOf": context.now,
        **({} if context.account is None else {"account": context.account}),
    }
    context.state.insert(STORES, store_id, store)
    create_default_settings(context.state, store_id, push_user_id=context.behavior.push_user_id)
    create_default_trait_groups(context.state, store_id)
    ready = {"status": "ACTIVE", "intelligenceServiceId": context.type_id("intelligence_service")}
    task = OperationTask("provision", STORES, store_id, ready, context.below(store_id))
    return context.accept(task, _STORE_CREATED)


@handler("ListStores")
def list_stores(context: Context) -> HandlerResponse:
    """List the IDs of the stores."""
    where = [] if context.account is None else [Filter("$.account", "is", context.account)]
    stores, meta = context.page(STORES, where)
    return HandlerResponse(200, {"stores": [store["id"] for store in stores], "meta": {"key": "stores", **meta}})


@handler("FetchStore")
def fetch_store(context: Context) -> HandlerResponse:
    """Read a store."""
    store = require_store(context)
    shown = {name: value for name, value in store.items() if name != "account"}
    return HandlerResponse(200, shown, {"ETag": etag(store["id"], store["version"])})


@handler("PatchStore")
def patch_store(context: Context) -> HandlerResponse:
    """Change a store. It need not be ACTIVE for that."""
    body = context.values.body
    store = require_store(context)
    require_match(context, STORES, store["id"], etag(store["id"], store["version"]))
    message = "Memory Store update request accepted for processing."
    task = OperationTask("change", STORES, store["id"], body, context.below())
    if "displayName" in body and _is_name_taken(context, body["displayName"], by_other_than=store["id"]):
        return context.accept_taken(task, _store_name_code(context), message)
    return context.accept(task, message)


@handler("DeleteStore")
def delete_store(context: Context) -> HandlerResponse:
    """Delete a store: it is hidden immediately, and deleted with its contents when the operation ends."""
    store = require_store(context)
    if context.behavior.hide_deleted_stores:
        context.state.hide(STORES, store["id"])
    return context.accept(
        OperationTask("remove", STORES, store["id"]), "Memory Store deletion request accepted for processing."
    )


@handler("CreateDataMapping")
def create_data_mapping(context: Context) -> HandlerResponse:
    """Create a data mapping; it appears when the operation ends."""
    body = context.values.body
    collection = _data_mappings(context, writing=True)
    if context.state.is_taken(collection, body["displayName"]):
        raise APIProblem(520056)
    _require_traits(context, body)
    mapping_id = context.type_id("mem_datamapping")
    times = {"createdAt": context.now, "updatedAt": context.now}
    mapping = {"isEnabled": True, **body, "id": mapping_id, **times, "version": 1}
    task = OperationTask("insert", collection, mapping_id, mapping, context.below(mapping_id))
    return context.accept(task, "Data mapping creation request accepted for processing.")


@handler("ListDataMappings")
def list_data_mappings(context: Context) -> HandlerResponse:
    """List the data mappings of a store."""
    query = context.values.query
    where = [Filter("$.mappingFrom.type", "is", query["type"])] if "type" in query else []
    mappings, meta = context.page(_data_mappings(context), where)
    return HandlerResponse(200, {"dataMappings": mappings, "meta": {"key": "dataMappings", **meta}})


@handler("FetchDataMapping")
def fetch_data_mapping(context: Context) -> HandlerResponse:
    """Read a data mapping."""
    mapping = _data_mapping(context, _data_mappings(context))
    return HandlerResponse(200, mapping, {"ETag": etag(mapping["id"], mapping["version"])})


@handler("PatchDataMapping")
def patch_data_mapping(context: Context) -> HandlerResponse:
    """Change a data mapping."""
    body = context.values.body
    collection = _data_mappings(context, writing=True)
    mapping = _data_mapping(context, collection)
    require_match(context, collection, mapping["id"], etag(mapping["id"], mapping["version"]))
    _require_traits(context, {**mapping, **body})
    message = "Data mapping update request accepted for processing."
    task = OperationTask("change", collection, mapping["id"], body, context.below())
    if "displayName" in body and context.state.is_taken(collection, body["displayName"], by_other_than=mapping["id"]):
        return context.accept_taken(task, 520056, message)
    return context.accept(task, message)


@handler("DeleteDataMapping")
def delete_data_mapping(context: Context) -> HandlerResponse:
    """Delete a data mapping; it can be read until the operation ends."""
    collection = _data_mappings(context, writing=True)
    mapping = _data_mapping(context, collection)
    task = OperationTask("remove", collection, mapping["id"])
    return context.accept(task, "Data mapping deletion request accepted for processing.")


@handler("FetchOperation")
def fetch_operation(context: Context) -> HandlerResponse:
    """Return the state of an operation."""
    operation = context.operations.poll(context.values.path["operationId"], context.at, context.origin)
    return HandlerResponse(200, operation, {"Operation-Id": operation["operationId"], "Retry-After": "1"})


def _count_stores(context: Context) -> int:
    """Return the number of stores of the account."""
    if context.account is None:
        return context.state.count(STORES)
    return sum(store.get("account") == context.account for store in context.state.all(STORES))


def _is_name_taken(context: Context, name: str, *, by_other_than: str | None = None) -> bool:
    """Return whether another store of the account has a name."""
    if context.account is None:
        return context.state.is_taken(STORES, name, by_other_than=by_other_than)
    return any(
        (store["displayName"], store.get("account")) == (name, context.account) and store["id"] != by_other_than
        for store in context.state.all(STORES)
    )


def _store_name_code(context: Context) -> int:
    """Return the code for the taken name of a store."""
    return 20001 if context.behavior.old_store_name_code else 520045


def _require_traits(context: Context, mapping: JsonObject) -> None:
    """Check that a mapping from a dataset leads to traits that there are.

    Raises:
        APIProblem: 520047, a group is unknown; or 520046, a trait is.
    """
    if not mapping["mappingFrom"]["type"].startswith("DATASET"):
        return
    errors: list[ValidationError] = []
    for index, item in enumerate(mapping["mappingTo"]["mappings"]):
        defined = definitions(context.state, context.values.path["storeId"], item["traitGroup"])
        if defined is None:
            raise APIProblem(520047)
        if item["traitName"] not in defined:
            field = pointer("mappingTo", "mappings", str(index), "traitName")
            errors.append(ValidationError("body", field, "is not defined in this group"))
    if errors:
        raise APIProblem(520046, errors)


def _data_mappings(context: Context, *, writing: bool = False) -> Collection:
    return Collection("data_mapping", require_store(context, active=writing)["id"])


def _data_mapping(context: Context, collection: Collection) -> JsonObject:
    return require(context.state, collection, context.values.path["dataMappingId"])
