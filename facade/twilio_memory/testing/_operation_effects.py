"""The effects of completed operations on resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ._errors import APIProblem
from ._state import Collection, JsonObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._state import State

STORES = Collection("store")

# The code for a missing resource, by kind.
_MISSING = {
    "store": 520041,
    "identity_resolution_settings": 520041,
    "data_mapping": 520048,
    "trait_group": 520047,
    "profile": 520009,
    "observation": 520003,
    "summary": 520037,
    "import": 20404,
}


@dataclass(frozen=True, slots=True)
class OperationTask:
    """The work of an operation.

    Attributes:
        action: The name of one of `EFFECTS`.
        collection: Where the resource lives, or will live.
        target: The ID of the resource.
        payload: The data of the action. A `displayName` in it counts as taken until the operation ends.
        result_path: Where the resource can be read afterwards; None if it is deleted.
    """

    action: str
    collection: Collection
    target: str
    payload: JsonObject = field(default_factory=dict[str, Any])
    result_path: str | None = None


Effect: TypeAlias = "Callable[[State, OperationTask, str], Iterator[None] | None]"
AnyEffect = TypeVar("AnyEffect", bound=Effect)

EFFECTS: dict[str, Effect] = {}
"""By name, because a name can be written into a file; the last argument is the time as text.

One that takes long is a generator, which yields where other requests may be handled.
"""


def effect(action: str) -> Callable[[AnyEffect], AnyEffect]:
    """Register a function as the effect of an action."""

    def register(function: AnyEffect) -> AnyEffect:
        EFFECTS[action] = function
        return function

    return register


def require(state: State, collection: Collection, target: str) -> JsonObject:
    """Return a resource.

    Raises:
        APIProblem: It does not exist, or its store does not.
    """
    require_home(state, collection)
    found = state.get(collection, target)
    if found is None:
        raise APIProblem(_MISSING[collection.kind])
    return found


def require_home(state: State, collection: Collection) -> None:
    """Check that the store still exists of which a collection is part.

    Raises:
        APIProblem: 520041, it does not.
    """
    if collection.store_id is not None and state.get(STORES, collection.store_id) is None:
        raise APIProblem(_MISSING["store"])


def start_operation(state: State, task: OperationTask) -> None:
    """Show in the resource that the operation has started; only the creation of a store does."""
    if task.action == "provision" and (store := state.get(task.collection, task.target)) is not None:
        state.update(task.collection, task.target, {**store, "status": "PROVISIONING"})


def fail_operation(state: State, task: OperationTask, now: str) -> None:
    """Show in the resource that the operation has failed without running its effect."""
    if task.action == "remove":
        state.show(task.collection, task.target)
    found = state.get(task.collection, task.target)
    if found is None:
        return
    if task.action == "provision":
        state.update(task.collection, task.target, {**found, "status": "FAILED"})
    if task.action == "import_profiles":
        public = {**found["public"], "status": "FAILED", "updatedAt": now, "summary": {"errors": 1, "warnings": 0}}
        state.update(task.collection, task.target, {**found, "public": public})
        state.detach(task.collection, task.target)


def touch_store(state: State, collection: Collection, now: str) -> None:
    """Set the time until which a store has processed its input. Its version stays."""
    if collection.store_id is not None and (store := state.get(STORES, collection.store_id)) is not None:
        state.update(STORES, collection.store_id, {**store, "dataAsOf": now})


@effect("provision")
def provision(state: State, task: OperationTask, _now: str) -> None:
    """Complete a resource that existed from the start. Its version stays."""
    found = require(state, task.collection, task.target)
    state.update(task.collection, task.target, {**found, **task.payload})


@effect("insert")
def insert(state: State, task: OperationTask, now: str) -> None:
    """Insert a resource, unless its store was deleted in the meantime."""
    require_home(state, task.collection)
    state.insert(task.collection, task.target, _stamped(task.payload, now, "createdAt", "updatedAt"))


@effect("change")
def change(state: State, task: OperationTask, now: str) -> None:
    """Replace properties."""
    found = require(state, task.collection, task.target)
    changed = {**found, **task.payload, "version": found["version"] + 1}
    state.update(task.collection, task.target, _stamped(changed, now, "updatedAt"))


@effect("remove")
def remove(state: State, task: OperationTask, _now: str) -> None:
    """Delete a resource. It is no failure if it was deleted in the meantime."""
    state.delete(task.collection, task.target)


@effect("refuse")
def refuse(_state: State, task: OperationTask, _now: str) -> None:
    """Fail: what was wrong was known when the operation was accepted.

    Raises:
        APIProblem: The code in the payload.
    """
    raise APIProblem(task.payload["code"])


def _stamped(body: JsonObject, now: str, *names: str) -> JsonObject:
    """Set those of the named times that this kind of resource has."""
    return {**body, **{name: now for name in names if name in body}}
