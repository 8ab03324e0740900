"""What an emulator holds, as a document of the seed format: readable, and complete but for operations and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ._communications import KIND as COMMUNICATIONS
from ._identity_settings import default_settings
from ._operation_effects import STORES
from ._operations import timestamp
from ._seeding import python_name
from ._state import Collection
from ._trait_groups import default_trait_groups, definitions, trait_groups

if TYPE_CHECKING:
    from ._core import Core
    from ._state import JsonObject, State

VERSION = 1


def seed_of(core: Core) -> JsonObject:
    """Return the document of a core in which nothing is pending.

    What is as in a new store is left out.
    """
    return {
        "version": VERSION,
        "time": timestamp(core.now()),
        "ids_drawn": int(core.database.number("drawn") or 0),
        "stores": [_store(core, store) for store in core.state.all(STORES)],
    }


def python_names(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON of the API with the names that its properties have in Python."""
    if isinstance(value, dict):
        return {python_name(name): python_names(each) for name, each in cast("JsonObject", value).items()}
    if isinstance(value, list):
        return [python_names(each) for each in cast("list[object]", value)]
    return value


def trait_pairs(traits: JsonObject) -> list[tuple[str, str]]:
    """Return groups and names in the order in which a mapping of mappings has them."""
    return [(group, name) for group, values in traits.items() for name in values]


def _store(core: Core, store: JsonObject) -> JsonObject:
    state, store_id = core.state, store["id"]
    written = _without_null(python_names(store))
    [settings] = state.all(Collection("identity_resolution_settings", store_id))
    if settings != default_settings():
        written["identity_resolution"] = python_names(settings)
    groups = [
        {**group, "traits": definitions(state, store_id, group["displayName"])}
        for group in state.all(trait_groups(store_id))
    ]
    defaults = default_trait_groups()
    # The default groups come first in every store, so that leaving one out does not change the order.
    changed = [group for group in groups if group not in defaults]
    sections = {
        "trait_groups": [_group(group) for group in changed],
        "data_mappings": [python_names(each) for each in state.all(Collection("data_mapping", store_id))],
        "profiles": [_profile(state, store_id, each) for each in state.all(Collection("profile", store_id))],
        "merged_profiles": _merges(core, store_id),
    }
    return {**written, **{name: section for name, section in sections.items() if section}}


def _merges(core: Core, store_id: str) -> dict[str, str]:
    """Return the profiles that were merged, each with the one that it was merged into, oldest first."""
    rows = core.database.connection.execute(
        "SELECT id, json_extract(body, '$.into') AS target FROM documents "
        "WHERE kind = 'merged_profile' AND scope = ? ORDER BY seq",
        (store_id,),
    )
    return {row["id"]: row["target"] for row in rows}


def _group(group: JsonObject) -> JsonObject:
    written: JsonObject = python_names({name: value for name, value in group.items() if name != "traits"})
    # The names of traits stay as they are.
    return {**written, "traits": {name: python_names(each) for name, each in group["traits"].items()}}


def _profile(state: State, store_id: str, profile: JsonObject) -> JsonObject:
    scope = f"{store_id}/{profile['id']}"
    observations = state.all(Collection("observation", scope))
    sections = {
        "observations": [_observation(state, scope, each) for each in observations],
        "summaries": [python_names(each) for each in state.all(Collection("summary", scope))],
        "communications": [python_names(each) for each in state.all(Collection(COMMUNICATIONS, scope))],
    }
    return {
        **python_names(profile),
        "identifiers": _identifiers(state.all(Collection("identifier", scope))),
        "traits": _traits(state.all(Collection("trait", scope)), profile["createdAt"]),
        **{name: section for name, section in sections.items() if section},
    }


def _identifiers(stored: list[JsonObject]) -> JsonObject | list[JsonObject]:
    """Return values by type, or a list where that would change their order."""
    found: dict[str, list[str]] = {}
    for each in stored:
        found.setdefault(each["id_type"], []).append(each["value"])
    in_order = [(id_type, value) for id_type, values in found.items() for value in values]
    if in_order != [(each["id_type"], each["value"]) for each in stored]:
        return [{"type": each["id_type"], "value": each["value"]} for each in stored]
    return {id_type: values[0] if len(values) == 1 else values for id_type, values in found.items()}


def _traits(stored: list[JsonObject], created_at: str) -> JsonObject | list[JsonObject]:
    """Return values by group and name, or a list where that would lose their times or their order."""
    found: JsonObject = {}
    for each in stored:
        found.setdefault(each["traitGroup"], {})[each["name"]] = each["value"]
    if trait_pairs(found) == [(each["traitGroup"], each["name"]) for each in stored] and all(
        each["timestamp"] == created_at for each in stored
    ):
        return found
    return [
        {"group": each["traitGroup"], "name": each["name"], "value": each["value"], "timestamp": each["timestamp"]}
        for each in stored
    ]


def _observation(state: State, scope: str, observation: JsonObject) -> JsonObject:
    revisions = state.all(Collection("revision", f"{scope}/{observation['id']}"))
    written: JsonObject = python_names(observation)
    return written if revisions == [observation] else {**written, "revisions": python_names(revisions)}


def _without_null(values: JsonObject) -> JsonObject:
    return {name: value for name, value in values.items() if value is not None}
