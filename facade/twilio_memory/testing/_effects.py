"""What finished operations do to the resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ._errors import Problem
from ._state import JsonObject, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._state import State

STORES = Place("store")

# The code for a resource that is not there, by kind.
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
class Task:
    """What an operation is to do.

    Attributes:
        action: The name of one of `EFFECTS`.
        place: Where the resource lives, or will live.
        target: The ID of the resource.
        payload: What the action needs. A `displayName` in it counts as taken until the operation ends.
        result_path: Where the resource can be read afterwards; None if it will be gone.
    """

    action: str
    place: Place
    target: str
    payload: JsonObject = field(default_factory=dict[str, Any])
    result_path: str | None = None


Effect: TypeAlias = "Callable[[State, Task, str], None]"
AnyEffect = TypeVar("AnyEffect", bound=Effect)

EFFECTS: dict[str, Effect] = {}
"""By name, because a name can be written into a file; the last argument is the time as text."""


def does(action: str) -> Callable[[AnyEffect], AnyEffect]:
    """Register a function as the effect of an action."""

    def register(effect: AnyEffect) -> AnyEffect:
        EFFECTS[action] = effect
        return effect

    return register


def need(state: State, place: Place, target: str) -> JsonObject:
    """Return a resource.

    Raises:
        Problem: It does not exist, or the store does not in which it should be.
    """
    need_home(state, place)
    found = state.get(place, target)
    if found is None:
        raise Problem(_MISSING[place.kind])
    return found


def need_home(state: State, place: Place) -> None:
    """Check that the store still exists in which a place is.

    Raises:
        Problem: 520041, it does not.
    """
    if place.store_id is not None and state.get(STORES, place.store_id) is None:
        raise Problem(_MISSING["store"])


def begin(state: State, task: Task) -> None:
    """Let show that the operation has begun; only the creation of a store does."""
    if task.action == "provision" and (store := state.get(task.place, task.target)) is not None:
        state.update(task.place, task.target, {**store, "status": "PROVISIONING"})


def give_up(state: State, task: Task, now: str) -> None:
    """Let show that the operation has failed without having begun its work."""
    if task.action == "remove":
        state.show(task.place, task.target)
    found = state.get(task.place, task.target)
    if found is None:
        return
    if task.action == "provision":
        state.update(task.place, task.target, {**found, "status": "FAILED"})
    if task.action == "import_profiles":
        public = {**found["public"], "status": "FAILED", "updatedAt": now, "summary": {"errors": 1, "warnings": 0}}
        state.update(task.place, task.target, {**found, "public": public})
        state.detach(task.place, task.target)


def note_input(state: State, place: Place, now: str) -> None:
    """Let a store tell until when it has processed its input. That is no change of it: its version stays."""
    if place.store_id is not None and (store := state.get(STORES, place.store_id)) is not None:
        state.update(STORES, place.store_id, {**store, "dataAsOf": now})


@does("provision")
def provision(state: State, task: Task, _now: str) -> None:
    """Finish a resource that was there from the start. That is no change of it: its version stays."""
    found = need(state, task.place, task.target)
    state.update(task.place, task.target, {**found, **task.payload})


@does("insert")
def insert(state: State, task: Task, now: str) -> None:
    """Put a resource into its place, unless the store has gone in the meantime."""
    need_home(state, task.place)
    state.insert(task.place, task.target, _stamped(task.payload, now, "createdAt", "updatedAt"))


@does("change")
def change(state: State, task: Task, now: str) -> None:
    """Replace the given properties."""
    found = need(state, task.place, task.target)
    changed = {**found, **task.payload, "version": found["version"] + 1}
    state.update(task.place, task.target, _stamped(changed, now, "updatedAt"))


@does("remove")
def remove(state: State, task: Task, _now: str) -> None:
    """Delete a resource. If it has gone in the meantime, what was asked for is so: that is no failure."""
    state.delete(task.place, task.target)


def _stamped(body: JsonObject, now: str, *names: str) -> JsonObject:
    """Set the times among the names that this kind of resource has."""
    return {**body, **{name: now for name in names if name in body}}
