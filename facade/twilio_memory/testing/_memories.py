"""What observations and conversation summaries have in common: both are remembered of a profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._effects import Task, does, need
from ._errors import Finding, Problem
from ._identity import profiles
from ._profiles import inside, need_profile
from ._state import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._handlers import Answer, Context
    from ._state import Condition, JsonObject, State

_PER_PROFILE = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of memory.

    Attributes:
        name: The kind of its documents.
        parameter: The parameter of the path that holds an ID.
        key: The property that holds its items, in requests and in lists.
        properties: What a client can write.
    """

    name: str
    parameter: str
    key: str
    properties: tuple[str, ...]


OBSERVATIONS = Kind(
    "observation", "observationId", "observations", ("content", "occurredAt", "source", "conversationIds")
)
SUMMARIES = Kind("summary", "summaryId", "summaries", ("content", "conversationId", "occurredAt", "source"))


def add(context: Context, kind: Kind, message: str) -> Answer:
    """Accept new items.

    Raises:
        Problem: 520046, the profile would have too many. Twilio documents the quota but no code for it.
    """
    need_profile(context)
    place = inside(context, kind.name)
    # Of an item, as of a body, what is not documented is ignored.
    items = [
        {"id": context.type_id(f"mem_{kind.name}"), **{name: item[name] for name in kind.properties if name in item}}
        for item in context.values.body[kind.key]
    ]
    _need_room(context.state, place, len(items), kind.key)
    return context.later(Task("remember", place, kind.key, {"items": items}), message)


def browse(context: Context, kind: Kind, where: Sequence[Condition]) -> tuple[list[JsonObject], JsonObject]:
    """Read a page of the items of a kind, as `Context.page` does."""
    need_profile(context)
    return context.page(inside(context, kind.name), where)


def find(context: Context, kind: Kind) -> tuple[Place, JsonObject]:
    """Return the item that the path names, and where it lives."""
    need_profile(context)
    place = inside(context, kind.name)
    return place, need(context.state, place, context.values.path[kind.parameter])


def revise(context: Context, kind: Kind, message: str) -> Answer:
    """Accept changes of an item."""
    place, item = find(context, kind)
    return context.later(Task("revise", place, item["id"], context.values.body), message)


def forget(context: Context, kind: Kind, message: str) -> Answer:
    """Accept the deletion of an item, and of what it has been."""
    place, item = find(context, kind)
    return context.later(Task("remove", place, item["id"]), message)


def revisions(place: Place, item_id: str) -> Place:
    """Return where the states live that an item has had, the present one included; only observations keep them."""
    return Place("revision", f"{place.scope}/{item_id}")


@does("remember")
def remember(state: State, task: Task, now: str) -> None:
    """Add items, unless their profile has gone in the meantime, or has been filled by what came before."""
    store_id, _, profile_id = task.place.scope.partition("/")
    need(state, profiles(store_id), profile_id)
    _need_room(state, task.place, len(task.payload["items"]), task.target)
    for item in task.payload["items"]:
        stamped = {**item, "createdAt": now, "updatedAt": now}
        state.insert(task.place, item["id"], stamped)
        _keep_revision(state, task.place, stamped)


@does("revise")
def replace_properties(state: State, task: Task, now: str) -> None:
    """Change an item. Where nothing is given, nothing changes, not even its time."""
    found = need(state, task.place, task.target)
    if task.payload:
        changed = {**found, **task.payload, "updatedAt": now}
        state.update(task.place, task.target, changed)
        _keep_revision(state, task.place, changed)


def _keep_revision(state: State, place: Place, item: JsonObject) -> None:
    if place.kind == OBSERVATIONS.name:
        kept = revisions(place, item["id"])
        state.insert(kept, str(state.count(kept) + 1), item)


def _need_room(state: State, place: Place, count: int, key: str) -> None:
    if state.count(place) + count > _PER_PROFILE:
        raise Problem(520046, [Finding("body", f"/{key}", f"the profile would have more than {_PER_PROFILE}")])
