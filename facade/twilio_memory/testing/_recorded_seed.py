"""The seed of what was read, with fictitious values for personal data."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ._fictitious import Fictitious
from ._identity_settings import default_settings
from ._normalization import normalize
from ._recorded_rules import (
    DEFINITION,
    GROUP,
    MAPPING,
    OBSERVATION,
    SETTINGS,
    STORE,
    SUMMARY,
    as_id,
    as_time,
    pick,
)
from ._seed_reading import VERSION, python_names
from ._seeding import python_name
from ._trait_groups import default_trait_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ._recorded_reads import Profile, RecordedReads, Store
    from ._state import JsonObject


def seed_of_reads(reads: RecordedReads) -> JsonObject:
    """Return the seed of what was read, the oldest first.

    The order of reads makes no difference, and no personal value comes out as the replacement of another one.
    """
    seen = Fictitious()
    stores = [_store(seen, store_id, reads.stores[store_id]) for store_id in sorted(filter(_is_id, reads.stores))]
    fictitious = Fictitious(seen.originals)
    stores = [_store(fictitious, store["id"], reads.stores[store["id"]]) for store in stores]
    times = [dt.datetime.fromisoformat(each) for each in _times(stores)]
    newest = max(times, default=dt.datetime.fromtimestamp(0, dt.UTC)).astimezone(dt.UTC)
    time = newest.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"version": VERSION, "time": time, "stores": stores}


def _store(fictitious: Fictitious, store_id: str, store: Store) -> JsonObject:
    own = {"displayName": f"recorded-{store_id[-8:]}", **pick(fictitious, store.own, STORE), "id": store_id}
    profiles = sorted(
        (each for each in store.profiles.items() if _is_id(each[0])),
        key=lambda each: (str(each[1].own.get("createdAt", "")), each[0]),
    )
    settings = _settings(fictitious, store)
    groups = _groups(fictitious, store)
    promotions = {
        (group["displayName"], name): definition["idTypePromotion"]
        for group in [*default_trait_groups(), *groups]
        for name, definition in group["traits"].items()
        if definition.get("idTypePromotion")
    }
    configs = (settings or default_settings())["identifierConfigs"]
    normalizations = {config["idType"]: config.get("normalization", "trim") for config in configs}
    taken = {
        (id_type, str(fictitious.value(value, id_type)))
        for _, profile in profiles
        for id_type, values in profile.identifiers.items()
        for value in values
    }
    mappings = [pick(fictitious, each, MAPPING) for each in _oldest_first(store.mappings.values())]
    written: JsonObject = {
        "trait_groups": [_as_written(group) for group in groups],
        "data_mappings": python_names(mappings),
        "profiles": [
            _profile(fictitious, profile_id, profile, _Promotions(promotions, normalizations, taken))
            for profile_id, profile in profiles
        ],
        "merged_profiles": {each: into for each, into in sorted(store.merged.items()) if _is_id(each) and _is_id(into)},
    }
    if settings is not None:
        written = {"identity_resolution": python_names(settings), **written}
    return {**python_names(own), **{name: section for name, section in written.items() if section}}


def _settings(fictitious: Fictitious, store: Store) -> JsonObject | None:
    """Return the settings with the types of all identifiers; None for those of a new store."""
    settings = default_settings() if store.settings is None else pick(fictitious, store.settings, SETTINGS)
    configs: list[JsonObject] = [each for each in settings.get("identifierConfigs", []) if "idType" in each]
    known = {config["idType"] for config in configs}
    used = sorted({id_type for profile in store.profiles.values() for id_type in profile.identifiers} - known)
    if store.settings is None and not used:
        return None
    rules: list[str] = [*settings.get("matchingRules", ()), *used]
    return {
        **settings,
        "identifierConfigs": [*configs, *({"idType": id_type} for id_type in used)],
        "matchingRules": rules,
    }


def _groups(fictitious: Fictitious, store: Store) -> list[JsonObject]:
    """Return the groups that were read, and those of traits that were; a definition that was not is derived."""
    default = {group["displayName"]: group for group in default_trait_groups()}
    groups: dict[str, JsonObject] = {}
    for name, group in sorted(store.groups.items()):
        traits = {each: pick(fictitious, group["traits"][each], DEFINITION) for each in sorted(group["traits"])}
        if not traits and name in default:
            traits = dict(default[name]["traits"])
        groups[name] = {**pick(fictitious, group, GROUP), "traits": traits}
    for profile in store.profiles.values():
        for (name, trait), read in sorted(profile.traits.items()):
            known = groups.get(name) or default.get(name) or {"displayName": name, "version": 1, "traits": {}}
            if trait not in known["traits"] and read.get("value") is not None:
                traits = {**known["traits"], trait: {"dataType": _data_type(read["value"])}}
                groups[name] = {**known, "traits": traits}
    return [groups[name] for name in sorted(groups)]


def _as_written(group: JsonObject) -> JsonObject:
    own = {python_name(name): value for name, value in group.items() if name != "traits"}
    # The names of traits stay as they are.
    return {**own, "traits": {name: python_names(each) for name, each in group["traits"].items()}}


class _Promotions(NamedTuple):
    """What makes identifiers of traits."""

    types: Mapping[tuple[str, str], str]
    """The type of identifier of a trait, by group and name."""
    normalizations: Mapping[str, str]
    """By type."""
    taken: set[tuple[str, str]]
    """The identifiers that a profile has."""


def _profile(fictitious: Fictitious, profile_id: str, profile: Profile, promotions: _Promotions) -> JsonObject:
    """Return a profile; identifiers that were not read are those of its traits, unless another profile has them."""
    written: JsonObject = {"id": profile_id}
    if created_at := as_time(fictitious, profile.own.get("createdAt")):
        written["created_at"] = created_at
    identifiers: dict[str, list[object]] = {
        id_type: [fictitious.value(value, id_type) for value in values]
        for id_type, values in sorted(profile.identifiers.items())
    }
    read_types = set(identifiers)
    traits: list[JsonObject] = []
    for (group, name), read in sorted(profile.traits.items()):
        id_type = promotions.types.get((group, name), "")
        if (value := fictitious.value(read.get("value"), f"{id_type} {name}".strip())) is None:
            continue
        time = as_time(fictitious, read.get("timestamp"))
        traits.append({"group": group, "name": name, "value": value, **({"timestamp": time} if time else {})})
        if not id_type or id_type in read_types or profile.has_all_identifiers or not isinstance(value, str):
            continue
        normal = normalize(value, promotions.normalizations.get(id_type, "trim"))
        if normal is not None and (id_type, normal) not in promotions.taken:
            promotions.taken.add((id_type, normal))
            identifiers.setdefault(id_type, []).append(normal)
    written |= {"identifiers": identifiers, "traits": traits}
    observations = [_observation(fictitious, each, profile) for each in _oldest_first(_all_observations(profile))]
    summaries = [pick(fictitious, each, SUMMARY) for each in _oldest_first(profile.summaries.values())]
    sections = {"observations": observations, "summaries": summaries}
    return {**written, **{name: python_names(items) for name, items in sections.items() if items}}


def _all_observations(profile: Profile) -> list[JsonObject]:
    """Return the observations; one of which only revisions were read is as the newest of them."""
    newest = {each: _by_update(revisions)[-1] for each, revisions in profile.revisions.items() if revisions}
    return [*{**newest, **profile.observations}.values()]


def _observation(fictitious: Fictitious, observation: JsonObject, profile: Profile) -> JsonObject:
    picked = pick(fictitious, observation, OBSERVATION)
    read = _by_update(profile.revisions.get(observation["id"], {}))
    revisions = [pick(fictitious, each, OBSERVATION) for each in read]
    return picked if revisions in ([], [picked]) else {**picked, "revisions": revisions}


def _by_update(revisions: Mapping[Any, JsonObject]) -> list[JsonObject]:
    return sorted(revisions.values(), key=lambda each: (each["updatedAt"], each["content"]))


def _is_id(text: str) -> bool:
    return as_id(Fictitious(), text) is not None


def _oldest_first(items: Iterable[JsonObject]) -> list[JsonObject]:
    return sorted(items, key=lambda each: (str(each.get("createdAt")), str(each.get("id"))))


def _data_type(value: object) -> str:
    match value:
        case bool():
            return "BOOLEAN"
        case int() | float():
            return "NUMBER"
        case list():
            return "ARRAY"
        case _:
            return "STRING"


def _times(value: object) -> Iterable[str]:
    """Return all times of a document."""
    if isinstance(value, dict):
        for name, each in cast("JsonObject", value).items():
            if name.endswith(("_at", "_as_of", "timestamp")) and isinstance(each, str):
                yield each
            else:
                yield from _times(each)
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _times(each)
