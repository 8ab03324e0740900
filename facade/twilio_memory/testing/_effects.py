"""What finished operations do to the resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ._errors import Problem
from ._state import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._state import JsonObject, State

STORES = Place("store")

# The code for a resource that is not there, by kind.
_MISSING = {"store": 520041, "data_mapping": 520048}


@dataclass(frozen=True, slots=True)
class Task:
    """What an operation is to do.

    Attributes:
        action: The name of one of `EFFECTS`.
        place: Where the resource lives, or will live.
        target: The ID of the resource.
        payload: What the action needs. A `displayName` in it counts as taken until the operation ends.
        result_url: Where the resource can be read afterwards; None if it will be gone.
    """

    action: str
    place: Place
    target: str
    payload: JsonObject = field(default_factory=dict[str, Any])
    result_url: str | None = None


def need(state: State, place: Place, target: str) -> JsonObject:
    """Return a resource.

    Raises:
        Problem: It does not exist, or the store does not in which it should be.
    """
    if place.store_id is not None and state.get(STORES, place.store_id) is None:
        raise Problem(_MISSING["store"])
    found = state.get(place, target)
    if found is None:
        raise Problem(_MISSING[place.kind])
    return found


def begin(state: State, task: Task) -> None:
    """Let show that the operation has begun; only the creation of a store does."""
    if task.action == "provision" and (store := state.get(task.place, task.target)) is not None:
        state.update(task.place, task.target, {**store, "status": "PROVISIONING"})


def _provision(state: State, task: Task, _now: str) -> None:
    """Finish a resource that was there from the start. That is no change of it: its version stays."""
    found = need(state, task.place, task.target)
    state.update(task.place, task.target, {**found, **task.payload})


def _insert(state: State, task: Task, now: str) -> None:
    """Put a resource into its place, unless the store has gone in the meantime."""
    if task.place.store_id is not None:
        need(state, STORES, task.place.store_id)
    state.insert(task.place, task.target, _stamped(task.payload, now, "createdAt", "updatedAt"))


def _change(state: State, task: Task, now: str) -> None:
    """Replace the given properties."""
    found = need(state, task.place, task.target)
    changed = {**found, **task.payload, "version": found["version"] + 1}
    state.update(task.place, task.target, _stamped(changed, now, "updatedAt"))


def _remove(state: State, task: Task, _now: str) -> None:
    """Delete a resource. If it has gone in the meantime, what was asked for is so: that is no failure."""
    state.delete(task.place, task.target)


def _stamped(body: JsonObject, now: str, *names: str) -> JsonObject:
    """Set the times among the names that this kind of resource has."""
    return {**body, **{name: now for name in names if name in body}}


EFFECTS: Mapping[str, Callable[[State, Task, str], None]] = {
    "provision": _provision,
    "insert": _insert,
    "change": _change,
    "remove": _remove,
}
"""By name, because a name can be written into a file; the last argument is the time as text."""
