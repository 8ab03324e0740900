"""The trait groups of a store: what traits there are, and what their values must be like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._effects import Task, does, need, need_home
from ._errors import Finding, Problem
from ._handlers import Answer, etag, handles, need_match, need_store
from ._identity_settings import read_settings
from ._state import Condition, Place
from ._validation import is_pattern, pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ._handlers import Context
    from ._state import JsonObject, State

_GROUPS_PER_STORE = 50
_TRAITS_PER_GROUP = 95
_LONGEST_NAME = 64
_REMOVED = ""
# Every store begins with these groups. Neither they nor these traits can be changed; traits can be added.
_PROTECTED: Mapping[str, JsonObject] = {
    "Contact": {
        "firstName": {"dataType": "STRING"},
        "lastName": {"dataType": "STRING"},
        "email": {"dataType": "STRING", "idTypePromotion": "email"},
        "phone": {"dataType": "STRING", "idTypePromotion": "phone"},
    }
}


def put_first_trait_groups(state: State, store_id: str) -> None:
    """Give a new store the groups that every store begins with."""
    for name, traits in _PROTECTED.items():
        _put(state, trait_groups(store_id), {"displayName": name, "traits": traits, "version": 1})


def trait_groups(store_id: str) -> Place:
    """Return the place of a store's trait groups."""
    return Place("trait_group", f"{store_id}/TraitGroups")


def definitions(state: State, store_id: str, group: str) -> JsonObject | None:
    """Return the definitions of a group's traits by name, or None if there is no such group."""
    groups = trait_groups(store_id)
    return None if state.get(groups, group) is None else _definitions(state, groups, group)


@handles("CreateTraitGroup")
def create_trait_group(context: Context) -> Answer:
    """Define a trait group; it appears when the operation ends."""
    body = context.values.body
    place = trait_groups(need_store(context, active=True)["id"])
    if context.state.is_taken(place, body["displayName"]):
        raise Problem(520055)
    _need_room_for_a_group(context.state, place)
    findings = _findings(context, body.get("traits", {}))
    for name, definition in body.get("traits", {}).items():
        if definition["dataType"] == _REMOVED:
            findings.append(Finding("body", pointer("traits", name, "dataType"), "is for removing a trait that exists"))
    if findings:
        raise Problem(520046, findings)
    task = Task("define", place, body["displayName"], {**body, "version": 1}, context.below(body["displayName"]))
    return context.accept(task, "TraitGroup creation request accepted.")


@handles("ListTraitGroups")
def list_trait_groups(context: Context) -> Answer:
    """List the trait groups of a store."""
    place = trait_groups(need_store(context)["id"])
    groups, meta = context.page(place)
    if context.values.query.get("includeTraits", False):
        groups = [{**group, "traits": _definitions(context.state, place, group["displayName"])} for group in groups]
    return Answer(200, {"traitGroups": groups, "meta": {"key": "traitGroups", **meta}})


@handles("FetchTraitGroup")
def fetch_trait_group(context: Context) -> Answer:
    """Read a trait group with a page of its traits."""
    place, group = _need_group(context)
    tag = etag(_tagged(place, group), group["version"])
    meta: JsonObject = {"pageSize": 0}
    if context.values.query.get("includeTraits", True):
        traits, meta = context.page(_traits(place, group["displayName"]))
        group = {**group, "traits": {trait["name"]: trait["definition"] for trait in traits}}
    body = {"traitGroup": group, "meta": {"key": "traits", **meta}}
    return Answer(200, body, {"ETag": tag})


@handles("PatchTraitGroup")
def patch_trait_group(context: Context) -> Answer:
    """Add, replace and remove traits, and change the description."""
    body = context.values.body
    place, group = _need_group(context, writing=True)
    name, traits = group["displayName"], body.get("traits", {})
    need_match(context, place, name, etag(_tagged(place, group), group["version"]))
    protected = _PROTECTED.get(name)
    if protected is not None and ("description" in body or not protected.keys().isdisjoint(traits)):
        raise Problem(520050)
    if findings := _findings(context, traits):
        raise Problem(520046, findings)
    _patched(context.state, place, name, traits)
    task = Task("redefine", place, name, {**body, "number": context.state.number(place, name)}, context.below())
    return context.accept(task, "TraitGroup update request accepted.")


@handles("DeleteTraitGroup")
def delete_trait_group(context: Context) -> Answer:
    """Delete a trait group; it can be read until the operation ends."""
    place, group = _need_group(context, writing=True)
    if group["displayName"] in _PROTECTED:
        raise Problem(520050)
    what = {"number": context.state.number(place, group["displayName"])}
    return context.accept(Task("undefine", place, group["displayName"], what), "TraitGroup deletion request accepted.")


@does("define")
def define(state: State, task: Task, _now: str) -> None:
    """Put a trait group into a store, unless the store has gone or is full by now."""
    need_home(state, task.place)
    _need_room_for_a_group(state, task.place)
    _put(state, task.place, task.payload)


@does("redefine")
def redefine(state: State, task: Task, _now: str) -> None:
    """Change a trait group. With a trait go its values in all profiles."""
    group = need(state, task.place, task.target)
    if not _is_meant(state, task):
        raise Problem(520047)
    traits = task.payload.get("traits", {})
    patched = _patched(state, task.place, task.target, traits)
    place = _traits(task.place, task.target)
    for name in traits:
        if name not in patched:
            state.delete(place, name)
            _forget_values(state, task, Condition("$.name", "is", name))
        elif state.get(place, name) is None:
            state.insert(place, name, _trait(name, patched[name]))
        else:
            state.update(place, name, _trait(name, patched[name]))
    described = {key: value for key, value in task.payload.items() if key not in {"traits", "number"}}
    state.update(task.place, task.target, {**group, **described, "version": group["version"] + 1})


@does("undefine")
def undefine(state: State, task: Task, _now: str) -> None:
    """Delete a trait group, its traits, and their values in all profiles."""
    if _is_meant(state, task):
        state.delete(task.place, task.target)
        _forget_values(state, task)


def _is_meant(state: State, task: Task) -> bool:
    """Tell whether a group is the one that a task was accepted for, and not a later one of the same name."""
    number: int = task.payload["number"]
    return state.number(task.place, task.target) == number


def _need_group(context: Context, *, writing: bool = False) -> tuple[Place, JsonObject]:
    place = trait_groups(need_store(context, active=writing)["id"])
    return place, need(context.state, place, context.values.path["traitGroupName"])


def _need_room_for_a_group(state: State, place: Place) -> None:
    if state.count(place) >= _GROUPS_PER_STORE:
        raise Problem(520053)


def _findings(context: Context, traits: JsonObject) -> list[Finding]:
    """Return what is wrong with definitions, beyond what the description of the API can say."""
    configured = read_settings(context.state, context.values.path["storeId"]).configs
    return [
        Finding("body", pointer("traits", name) + field, message)
        for name, definition in traits.items()
        for field, message in _wrong(name, definition, configured)
        if definition["dataType"] != _REMOVED
    ]


def _wrong(name: str, definition: JsonObject, configured: Iterable[str]) -> Iterable[tuple[str, str]]:
    if not 1 <= len(name) <= _LONGEST_NAME:
        yield "", f"has a name of other than 1 to {_LONGEST_NAME} characters"
    rule = definition.get("validationRule")
    if rule is not None:
        if rule["ruleType"] != definition["dataType"]:
            yield "/validationRule/ruleType", "is not the data type of the trait"
        if not is_pattern(rule.get("pattern", "")):
            yield "/validationRule/pattern", "is no regular expression"
    if "idTypePromotion" in definition and definition["idTypePromotion"] not in configured:
        yield "/idTypePromotion", "is no configured identifier type"


def _patched(state: State, place: Place, name: str, traits: JsonObject) -> JsonObject:
    """Return all definitions of a group as a change leaves them.

    Raises:
        Problem: 520054, there are too many.
    """
    merged = {**_definitions(state, place, name), **traits}
    left = {name: definition for name, definition in merged.items() if definition["dataType"] != _REMOVED}
    if len(left) > _TRAITS_PER_GROUP:
        raise Problem(520054)
    return left


def _put(state: State, place: Place, group: JsonObject) -> None:
    name = group["displayName"]
    state.insert(place, name, {key: value for key, value in group.items() if key != "traits"})
    for trait, definition in group.get("traits", {}).items():
        state.insert(_traits(place, name), trait, _trait(trait, definition))


def _forget_values(state: State, task: Task, *which: Condition) -> None:
    store_id = task.place.scope.partition("/")[0]
    state.delete_inside(store_id, "trait", [Condition("$.traitGroup", "is", task.target), *which])


def _definitions(state: State, groups: Place, name: str) -> JsonObject:
    return {trait["name"]: trait["definition"] for trait in state.all(_traits(groups, name))}


def _traits(groups: Place, name: str) -> Place:
    return Place("trait_definition", f"{groups.scope}/{name}")


def _trait(name: str, definition: JsonObject) -> JsonObject:
    return {"name": name, "definition": definition}


def _tagged(place: Place, group: JsonObject) -> str:
    return f"{place.scope}/{group['displayName']}"
