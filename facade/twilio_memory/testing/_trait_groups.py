"""The trait groups of a store: what traits there are, and what their values must be like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._errors import APIProblem, ValidationError
from ._filters import Filter
from ._handler_response import HandlerResponse
from ._handlers import etag, handler, require_match, require_store
from ._identity_settings import DEFAULT_TYPES, read_settings
from ._operation_effects import OperationTask, effect, require, require_home
from ._state import Collection
from ._validation import is_pattern, pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ._handlers import Context
    from ._state import JsonObject, State

_GROUPS_PER_STORE = 50
_TRAITS_PER_GROUP = 95
_MAX_NAME_LENGTH = 64
_REMOVED = ""
# Identifier types that no custom trait may be named after. Twilio's own examples name traits `email` and `phone`.
_RESERVED = frozenset({"whatsapp", "chat"})
# Every store begins with these groups. Neither they nor these traits can be changed; traits can be added.
_PROTECTED: Mapping[str, JsonObject] = {
    "Contact": {
        "firstName": {"dataType": "STRING"},
        "lastName": {"dataType": "STRING"},
        "email": {"dataType": "STRING", "idTypePromotion": "email"},
        "phone": {"dataType": "STRING", "idTypePromotion": "phone"},
        **{name: {"dataType": "STRING"} for name in ("street", "city", "state", "postalCode", "country")},
    }
}


def create_default_trait_groups(state: State, store_id: str) -> None:
    """Give a new store the groups that every store begins with."""
    for group in default_trait_groups():
        put_trait_group(state, trait_groups(store_id), group)


def default_trait_groups() -> list[JsonObject]:
    """Return the groups that every store begins with, as `put_trait_group` takes them."""
    return [{"displayName": name, "version": 1, "traits": {**traits}} for name, traits in _PROTECTED.items()]


def trait_groups(store_id: str) -> Collection:
    """Return the collection of a store's trait groups."""
    return Collection("trait_group", f"{store_id}/TraitGroups")


def definitions(state: State, store_id: str, group: str) -> JsonObject | None:
    """Return the definitions of a group's traits by name, or None if the group does not exist."""
    groups = trait_groups(store_id)
    return None if state.get(groups, group) is None else _definitions(state, groups, group)


@handler("CreateTraitGroup")
def create_trait_group(context: Context) -> HandlerResponse:
    """Define a trait group; it appears when the operation ends."""
    body = context.values.body
    collection = trait_groups(require_store(context, active=True)["id"])
    name, message = body["displayName"], "TraitGroup creation request accepted."
    task = OperationTask("define", collection, name, {**body, "version": 1}, context.below(name))
    if context.state.is_taken(collection, name):
        return context.accept_taken(task, 520055, message)
    _require_group_capacity(context.state, collection)
    _require_unreserved(body.get("traits", {}))
    errors = _find_errors(context, body.get("traits", {}))
    for trait, definition in body.get("traits", {}).items():
        if definition["dataType"] == _REMOVED:
            errors.append(
                ValidationError("body", pointer("traits", trait, "dataType"), "is for removing a trait that exists")
            )
    if errors:
        raise APIProblem(520046, errors)
    return context.accept(task, message)


@handler("ListTraitGroups")
def list_trait_groups(context: Context) -> HandlerResponse:
    """List the trait groups of a store."""
    collection = trait_groups(require_store(context)["id"])
    groups, meta = context.page(collection)
    if context.values.query.get("includeTraits", False):
        groups = [
            {**group, "traits": _definitions(context.state, collection, group["displayName"])} for group in groups
        ]
    return HandlerResponse(200, {"traitGroups": groups, "meta": {"key": "traitGroups", **meta}})


@handler("FetchTraitGroup")
def fetch_trait_group(context: Context) -> HandlerResponse:
    """Read a trait group with a page of its traits."""
    collection, group = _require_group(context)
    tag = etag(_tagged(collection, group), group["version"])
    meta: JsonObject = {"pageSize": 0}
    if context.values.query.get("includeTraits", True):
        traits, meta = context.page(_traits(collection, group["displayName"]))
        group = {**group, "traits": {trait["name"]: trait["definition"] for trait in traits}}
    body = {"traitGroup": group, "meta": {"key": "traits", **meta}}
    return HandlerResponse(200, body, {"ETag": tag})


@handler("PatchTraitGroup")
def patch_trait_group(context: Context) -> HandlerResponse:
    """Add, replace and remove traits, and change the description."""
    body = context.values.body
    collection, group = _require_group(context, writing=True)
    name, traits = group["displayName"], body.get("traits", {})
    require_match(context, collection, name, etag(_tagged(collection, group), group["version"]))
    protected = _PROTECTED.get(name)
    if protected is not None and ("description" in body or not protected.keys().isdisjoint(traits)):
        raise APIProblem(520050)
    _require_unreserved(traits)
    if errors := _find_errors(context, traits):
        raise APIProblem(520046, errors)
    _patched(context.state, collection, name, traits)
    task = OperationTask(
        "redefine", collection, name, {**body, "number": context.state.number(collection, name)}, context.below()
    )
    return context.accept(task, "TraitGroup update request accepted.")


@handler("DeleteTraitGroup")
def delete_trait_group(context: Context) -> HandlerResponse:
    """Delete a trait group; it can be read until the operation ends."""
    collection, group = _require_group(context, writing=True)
    if group["displayName"] in _PROTECTED:
        raise APIProblem(520050)
    if _is_used(context.state, context.values.path["storeId"], group):
        raise APIProblem(20409)
    what = {"number": context.state.number(collection, group["displayName"])}
    return context.accept(
        OperationTask("undefine", collection, group["displayName"], what), "TraitGroup deletion request accepted."
    )


def _is_used(state: State, store_id: str, group: JsonObject) -> bool:
    """Return whether a data mapping writes traits of a group, or a matching rule has its values from no other group."""
    name = group["displayName"]
    if any(
        item["traitGroup"] == name
        for mapping in state.all(Collection("data_mapping", store_id))
        for item in mapping["mappingTo"].get("mappings", ())
    ):
        return True
    sources: dict[str, set[str]] = {}
    for other in state.all(trait_groups(store_id)):
        for definition in _definitions(state, trait_groups(store_id), other["displayName"]).values():
            sources.setdefault(definition.get("idTypePromotion", ""), set()).add(other["displayName"])
    rules = (
        set(read_settings(state, store_id).rules) - DEFAULT_TYPES.keys()
    )  # Conversations give the default types, too.
    return any(sources.get(rule) == {name} for rule in rules)


@effect("define")
def define(state: State, task: OperationTask, _now: str) -> None:
    """Create a trait group, unless the store was deleted or is full by now."""
    require_home(state, task.collection)
    _require_group_capacity(state, task.collection)
    put_trait_group(state, task.collection, task.payload)


@effect("redefine")
def redefine(state: State, task: OperationTask, _now: str) -> None:
    """Change a trait group. Removed traits are removed from all profiles."""
    group = require(state, task.collection, task.target)
    if not _is_meant(state, task):
        raise APIProblem(520047)
    traits = task.payload.get("traits", {})
    patched = _patched(state, task.collection, task.target, traits)
    collection = _traits(task.collection, task.target)
    for name in traits:
        if name not in patched:
            state.delete(collection, name)
            _forget_values(state, task, Filter("$.name", "is", name))
        elif state.get(collection, name) is None:
            state.insert(collection, name, _trait(name, patched[name]))
        else:
            state.update(collection, name, _trait(name, patched[name]))
    described = {key: value for key, value in task.payload.items() if key not in {"traits", "number"}}
    state.update(task.collection, task.target, {**group, **described, "version": group["version"] + 1})


@effect("undefine")
def delete_definition(state: State, task: OperationTask, _now: str) -> None:
    """Delete a trait group, its traits, and their values in all profiles."""
    if _is_meant(state, task):
        state.delete(task.collection, task.target)
        _forget_values(state, task)


def _is_meant(state: State, task: OperationTask) -> bool:
    """Return whether a group is the one for which a task was accepted, and not a later one of the same name."""
    number: int = task.payload["number"]
    return state.number(task.collection, task.target) == number


def _require_group(context: Context, *, writing: bool = False) -> tuple[Collection, JsonObject]:
    collection = trait_groups(require_store(context, active=writing)["id"])
    return collection, require(context.state, collection, context.values.path["traitGroupName"])


def _require_group_capacity(state: State, collection: Collection) -> None:
    if state.count(collection) >= _GROUPS_PER_STORE:
        raise APIProblem(520053)


def _require_unreserved(traits: JsonObject) -> None:
    """Check that no trait has a reserved name.

    Raises:
        APIProblem: 520050, one has.
    """
    reserved = [name for name, definition in traits.items() if name in _RESERVED and definition["dataType"] != _REMOVED]
    if reserved:
        errors = [ValidationError("body", pointer("traits", name), "is a reserved name") for name in reserved]
        raise APIProblem(520050, errors)


def _find_errors(context: Context, traits: JsonObject) -> list[ValidationError]:
    """Return the errors in definitions that the schemas of the API cannot express."""
    configured = read_settings(context.state, context.values.path["storeId"]).configs
    return [
        ValidationError("body", pointer("traits", name) + field, message)
        for name, definition in traits.items()
        for field, message in _wrong(name, definition, configured)
        if definition["dataType"] != _REMOVED
    ]


def _wrong(name: str, definition: JsonObject, configured: Iterable[str]) -> Iterable[tuple[str, str]]:
    if not 1 <= len(name) <= _MAX_NAME_LENGTH:
        yield "", f"has a name of other than 1 to {_MAX_NAME_LENGTH} characters"
    rule = definition.get("validationRule")
    if rule is not None:
        if rule["ruleType"] != definition["dataType"]:
            yield "/validationRule/ruleType", "is not the data type of the trait"
        if not is_pattern(rule.get("pattern", "")):
            yield "/validationRule/pattern", "is not a regular expression"
    if "idTypePromotion" in definition and definition["idTypePromotion"] not in configured:
        yield "/idTypePromotion", "is not a configured identifier type"


def _patched(state: State, collection: Collection, name: str, traits: JsonObject) -> JsonObject:
    """Return all definitions of a group as a change leaves them.

    Raises:
        APIProblem: 520054, there are too many.
    """
    merged = {**_definitions(state, collection, name), **traits}
    left = {name: definition for name, definition in merged.items() if definition["dataType"] != _REMOVED}
    if len(left) > _TRAITS_PER_GROUP:
        raise APIProblem(520054)
    return left


def put_trait_group(state: State, collection: Collection, group: JsonObject) -> None:
    """Insert a group with its traits."""
    name = group["displayName"]
    state.insert(collection, name, {key: value for key, value in group.items() if key != "traits"})
    for trait, definition in group.get("traits", {}).items():
        state.insert(_traits(collection, name), trait, _trait(trait, definition))


def _forget_values(state: State, task: OperationTask, *which: Filter) -> None:
    store_id = task.collection.scope.partition("/")[0]
    state.delete_inside(store_id, "trait", [Filter("$.traitGroup", "is", task.target), *which])


def _definitions(state: State, groups: Collection, name: str) -> JsonObject:
    return {trait["name"]: trait["definition"] for trait in state.all(_traits(groups, name))}


def _traits(groups: Collection, name: str) -> Collection:
    return Collection("trait_definition", f"{groups.scope}/{name}")


def _trait(name: str, definition: JsonObject) -> JsonObject:
    return {"name": name, "definition": definition}


def _tagged(collection: Collection, group: JsonObject) -> str:
    return f"{collection.scope}/{group['displayName']}"
