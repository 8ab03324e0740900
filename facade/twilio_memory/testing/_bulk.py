"""The handler of bulk upserts, and their effect: invalid items are skipped, the others go through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._errors import APIProblem, ValidationError
from ._handler_response import HandlerResponse
from ._handlers import handler, require_store
from ._identity_events import log_resolution
from ._identity_resolution import Identifier, IdentityIndex, profiles
from ._operation_effects import OperationTask, effect, require_home
from ._traits import Traits, flatten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._handlers import Context
    from ._state import JsonObject, State

_EVENT = "traits.upserted.bulk"
_INVALID = 520010
_CLASH = 520034
_MAX_NAMED = 10


@handler("UpdateProfilesBulk")
def update_profiles_bulk(context: Context) -> HandlerResponse:
    """Find or create many profiles; an invalid one is skipped with an event."""
    store_id = require_store(context, active=True)["id"]
    if "profiles" not in context.values.body:
        raise APIProblem(520046, [ValidationError("body", "/profiles", "is missing")])
    rows, skipped = _read(context, store_id)
    errors = [error for _, errors in skipped.values() for error in errors]
    if errors and context.behavior.reject_whole_bulk:
        raise APIProblem(_INVALID, errors)
    request = context.type_id("batch")
    for item, (code, wrong) in skipped.items():
        context.state.events.add_problem(
            _EVENT,
            context.now,
            {"store_id": store_id, "item": item},
            level="ERROR",
            code=code,
            reasons=[f"item {item}: {error.field} {error.message}" for error in wrong],
            request=request,
        )
    named = [f"{error.field} {error.message}" for error in errors[:_MAX_NAMED]]
    payload = {"profiles": rows, "request": request, "errors": named}
    operation = context.start(OperationTask("upsert_profiles", profiles(store_id), store_id, payload))
    return HandlerResponse(202, {"message": "Profile batch accepted for processing.", **operation})


@effect("upsert_profiles")
def upsert_profiles(state: State, task: OperationTask, now: str) -> None:
    """Find or create one profile after the other, and write its traits.

    Raises:
        APIProblem: 520010, no item was valid.
    """
    require_home(state, task.collection)
    store_id = task.collection.scope
    if not task.payload["profiles"]:
        raise APIProblem(_INVALID, [ValidationError("body", "", error) for error in task.payload["errors"]])
    identities = IdentityIndex(state, store_id)
    known = Traits(state, store_id, identities)
    for row in task.payload["profiles"]:
        resolution = identities.identify(_identifiers(row), row["id"], now)
        traits = flatten(row["traits"])
        known.write(resolution.profile_id, traits, now)
        log_resolution(state, store_id, resolution, now, request=task.payload["request"])
        known.log(resolution.profile_id, traits, now, request=task.payload["request"])
        clashes = [
            f"the identifier of the type {each.id_type} stays with another profile" for each in resolution.skipped
        ]
        if row["overlaps"] is not None:
            clashes.append(_overlap(row["overlaps"]))
        if clashes:
            state.events.add_problem(
                _EVENT,
                now,
                {"store_id": store_id, "item": row["item"], "profile_id": resolution.profile_id},
                level="WARNING",
                code=_CLASH,
                reasons=[f"item {row['item']}: {clash}" for clash in clashes],
                request=task.payload["request"],
            )
    body = {"store_id": store_id, "items": len(task.payload["profiles"])}
    state.events.add(_EVENT, now, body, request=task.payload["request"])


def _read(context: Context, store_id: str) -> tuple[list[JsonObject], dict[int, tuple[int, Sequence[ValidationError]]]]:
    """Return the items to write, and by index those to skip, each with a code and what is wrong with it."""
    known = Traits(context.state, store_id, IdentityIndex(context.state, store_id))
    rows: list[JsonObject] = []
    skipped: dict[int, tuple[int, Sequence[ValidationError]]] = {}
    owners: dict[Identifier, int] = {}
    for item, profile in enumerate(context.values.body["profiles"]):
        new_id = context.type_id("mem_profile")
        if item in context.values.item_errors:
            skipped[item] = _INVALID, context.values.item_errors[item]
            continue
        at = f"/profiles/{item}"
        traits = profile.get("traits", {})
        parsed = known.read(traits, f"{at}/traits")
        errors = [error for _, error in parsed.faults]
        if not errors and not parsed.identifiers:
            errors = [ValidationError("body", at, "has no trait that is promoted to an identifier")]
        if errors:
            skipped[item] = _INVALID, errors
            continue
        overlaps = min((owners[each] for each in parsed.identifiers if each in owners), default=None)
        owners.update((each, item) for each in parsed.identifiers if each not in owners)
        if overlaps is not None and context.behavior.refuse_overlapping_profiles:
            skipped[item] = _CLASH, [ValidationError("body", at, _overlap(overlaps))]
            continue
        rows.append(
            {"id": new_id, "item": item, "overlaps": overlaps, "traits": traits, "identifiers": parsed.identifiers}
        )
    return rows, skipped


def _overlap(item: int) -> str:
    return f"shares an identifier with item {item}"


def _identifiers(row: JsonObject) -> list[Identifier]:
    return [Identifier(*identifier) for identifier in row["identifiers"]]
