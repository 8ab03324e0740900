"""Memory items, which are observations and conversation summaries of a profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._errors import APIProblem, ValidationError
from ._identity_resolution import profiles
from ._operation_effects import OperationTask, effect, require
from ._profiles import inside, require_profile
from ._state import Collection
from ._timestamps import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._filters import Filter
    from ._handler_response import HandlerResponse
    from ._handlers import Context
    from ._state import JsonObject, State

_PER_PROFILE = 500


@dataclass(frozen=True, slots=True)
class MemoryKind:
    """A kind of memory.

    Attributes:
        name: The kind of its documents.
        parameter: The parameter of the path that holds an ID.
        key: The property that holds its items, in requests and in lists.
        properties: The properties that a client can write.
    """

    name: str
    parameter: str
    key: str
    properties: tuple[str, ...]


OBSERVATIONS = MemoryKind(
    "observation", "observationId", "observations", ("content", "occurredAt", "source", "conversationIds")
)
SUMMARIES = MemoryKind("summary", "summaryId", "summaries", ("content", "conversationId", "occurredAt", "source"))


def create_items(context: Context, kind: MemoryKind, message: str) -> HandlerResponse:
    """Accept new items.

    Raises:
        APIProblem: 520046, the profile would have too many. Twilio documents the quota but no code for it.
    """
    require_profile(context)
    collection = inside(context, kind.name)
    # Undocumented properties of an item are ignored, as those of a body.
    items = [
        {
            "id": context.type_id(f"mem_{kind.name}"),
            **_canonical({name: item[name] for name in kind.properties if name in item}),
        }
        for item in context.values.body[kind.key]
    ]
    _require_capacity(context.state, collection, len(items), kind.key)
    return context.create_untracked(OperationTask("remember", collection, kind.key, {"items": items}), message)


def list_items(context: Context, kind: MemoryKind, where: Sequence[Filter]) -> tuple[list[JsonObject], JsonObject]:
    """Read a page of the items of a kind, as `Context.page` does."""
    require_profile(context)
    return context.page(inside(context, kind.name), where)


def get_item(context: Context, kind: MemoryKind) -> tuple[Collection, JsonObject]:
    """Return the item that the path names, and its collection."""
    require_profile(context)
    collection = inside(context, kind.name)
    return collection, require(context.state, collection, context.values.path[kind.parameter])


def update_item(context: Context, kind: MemoryKind, message: str) -> HandlerResponse:
    """Accept changes of an item."""
    collection, item = get_item(context, kind)
    return context.create_untracked(
        OperationTask("revise", collection, item["id"], _canonical(context.values.body)), message
    )


def _canonical(item: JsonObject) -> JsonObject:
    return {**item, "occurredAt": canonical(item["occurredAt"])} if "occurredAt" in item else item


def delete_item(context: Context, kind: MemoryKind, message: str) -> HandlerResponse:
    """Accept the deletion of an item and its revisions."""
    collection, item = get_item(context, kind)
    return context.create_untracked(OperationTask("remove", collection, item["id"]), message)


def revisions(collection: Collection, item_id: str) -> Collection:
    """Return the collection of an item's revisions, the current one included; only observations have them."""
    return Collection("revision", f"{collection.scope}/{item_id}")


@effect("remember")
def insert_items(state: State, task: OperationTask, now: str) -> None:
    """Add items, unless their profile was deleted or is full by now."""
    store_id, _, profile_id = task.collection.scope.partition("/")
    require(state, profiles(store_id), profile_id)
    _require_capacity(state, task.collection, len(task.payload["items"]), task.target)
    for item in task.payload["items"]:
        stamped = {**item, "createdAt": now, "updatedAt": now}
        state.insert(task.collection, item["id"], stamped)
        _keep_revision(state, task.collection, stamped)


@effect("revise")
def replace_properties(state: State, task: OperationTask, now: str) -> None:
    """Change an item. An empty change does not change its time."""
    found = require(state, task.collection, task.target)
    if task.payload:
        changed = {**found, **task.payload, "updatedAt": now}
        state.update(task.collection, task.target, changed)
        _keep_revision(state, task.collection, changed)


def _keep_revision(state: State, collection: Collection, item: JsonObject) -> None:
    if collection.kind == OBSERVATIONS.name:
        kept = revisions(collection, item["id"])
        state.insert(kept, str(state.count(kept) + 1), item)


def _require_capacity(state: State, collection: Collection, count: int, key: str) -> None:
    if state.count(collection) + count > _PER_PROFILE:
        raise APIProblem(
            520046, [ValidationError("body", f"/{key}", f"the profile would have more than {_PER_PROFILE}")]
        )
