"""What was read through a recording proxy: the resources by their IDs, as the newest response has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._state import JsonObject

CANONICAL = "canonical-profile-id"
_OK = 200
_MERGED = (200, 301, 308)


class Exchange(NamedTuple):
    """A request and its response."""

    operation_id: str
    path: Mapping[str, str]
    """The values in the path."""
    sent: Any
    """The JSON of the request; None without one."""
    status: int
    headers: Mapping[str, str]
    """Those of the response, by lower-case name."""
    body: JsonObject
    """The JSON of the response."""


@dataclass(slots=True)
class Profile:
    """What was read of a profile."""

    own: JsonObject = field(default_factory=dict[str, Any])
    traits: dict[tuple[str, str], JsonObject] = field(default_factory=dict[tuple[str, str], Any])
    """By group and name."""
    identifiers: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    has_all_identifiers: bool = False
    """Whether all were listed."""
    observations: dict[str, JsonObject] = field(default_factory=dict[str, Any])
    revisions: dict[str, dict[tuple[str, str], JsonObject]] = field(default_factory=dict[str, Any])
    """By observation, time and content."""
    summaries: dict[str, JsonObject] = field(default_factory=dict[str, Any])


@dataclass(slots=True)
class Store:
    """What was read of a store."""

    own: JsonObject = field(default_factory=dict[str, Any])
    settings: JsonObject | None = None
    groups: dict[str, JsonObject] = field(default_factory=dict[str, Any])
    mappings: dict[str, JsonObject] = field(default_factory=dict[str, Any])
    profiles: dict[str, Profile] = field(default_factory=dict[str, Profile])
    merged: dict[str, str] = field(default_factory=dict[str, str])
    """The profiles that were merged, each with the one that it was merged into."""


class RecordedReads:
    """Takes what responses say of resources. What a response does not name stays as it was."""

    def __init__(self) -> None:
        self.stores: dict[str, Store] = {}

    @property
    def counts(self) -> tuple[int, int]:
        """How many stores and profiles there are."""
        return len(self.stores), sum(len(store.profiles) for store in self.stores.values())

    def observe(self, seen: Exchange) -> None:
        """Take a response."""
        path, merged_into = seen.path, seen.headers.get(CANONICAL)
        if seen.status in _MERGED and merged_into and path.get("profileId", merged_into) != merged_into:
            store = self.store(path)
            store.merged[path["profileId"]] = merged_into
            store.profiles.pop(path["profileId"], None)  # It was read before it was merged.
            seen = seen._replace(path={**path, "profileId": merged_into})
        if seen.status == _OK and seen.operation_id in _READS:
            _READS[seen.operation_id](self, seen)

    def store(self, path: Mapping[str, str]) -> Store:
        """Return what was read of the store of a path."""
        return self.stores.setdefault(path["storeId"], Store())

    def profile(self, path: Mapping[str, str]) -> Profile:
        """Return what was read of the profile of a path."""
        return self.store(path).profiles.setdefault(path["profileId"], Profile())


def _list_stores(reads: RecordedReads, seen: Exchange) -> None:
    for store_id in seen.body["stores"]:
        reads.stores.setdefault(store_id, Store())


def _fetch_store(reads: RecordedReads, seen: Exchange) -> None:
    reads.store(seen.path).own = seen.body


def _list_groups(reads: RecordedReads, seen: Exchange) -> None:
    for group in seen.body["traitGroups"]:
        _group(reads, seen.path, group)


def _fetch_group(reads: RecordedReads, seen: Exchange) -> None:
    _group(reads, seen.path, seen.body["traitGroup"])


def _group(reads: RecordedReads, path: Mapping[str, str], group: JsonObject) -> None:
    """Take a group with a page of its traits, or without them."""
    known = reads.store(path).groups.setdefault(group["displayName"], {"traits": {}})
    is_same = known.get("version") == group.get("version")
    # A trait that another version has may be gone.
    traits: JsonObject = group.get("traits") or {}
    kept: JsonObject = known["traits"] if is_same or not traits else {}
    known.update({**group, "traits": {**kept, **traits}})


def _fetch_settings(reads: RecordedReads, seen: Exchange) -> None:
    reads.store(seen.path).settings = seen.body


def _list_mappings(reads: RecordedReads, seen: Exchange) -> None:
    reads.store(seen.path).mappings.update({each["id"]: each for each in seen.body["dataMappings"]})


def _fetch_mapping(reads: RecordedReads, seen: Exchange) -> None:
    reads.store(seen.path).mappings[seen.body["id"]] = seen.body


def _list_profiles(reads: RecordedReads, seen: Exchange) -> None:
    for profile_id in seen.body["profiles"]:
        reads.profile({**seen.path, "profileId": profile_id})


def _fetch_profile(reads: RecordedReads, seen: Exchange) -> None:
    profile = reads.profile(seen.path)
    profile.own = {name: value for name, value in seen.body.items() if name != "traits"}
    groups: dict[str, JsonObject] = seen.body.get("traits") or {}
    for group, traits in groups.items():
        for name, value in traits.items():
            known = profile.traits.get((group, name), {})
            profile.traits[group, name] = known if known.get("value") == value else {"value": value}


def _list_traits(reads: RecordedReads, seen: Exchange) -> None:
    reads.profile(seen.path).traits.update({(each["traitGroup"], each["name"]): each for each in seen.body["traits"]})


def _look_up(reads: RecordedReads, seen: Exchange) -> None:
    """Take the identifier that has found a profile, if it has found no other."""
    found = [reads.profile({**seen.path, "profileId": each}) for each in seen.body["profiles"]]
    if len(found) == 1 and not found[0].has_all_identifiers:
        values = found[0].identifiers.setdefault(seen.sent["idType"], [])
        values += [] if seen.body["normalizedValue"] in values else [seen.body["normalizedValue"]]


def _list_identifiers(reads: RecordedReads, seen: Exchange) -> None:
    profile = reads.profile(seen.path)
    profile.identifiers = {each["idType"]: list(each["values"]) for each in seen.body["identifiers"]}
    profile.has_all_identifiers = True


def _fetch_identifier(reads: RecordedReads, seen: Exchange) -> None:
    reads.profile(seen.path).identifiers[seen.body["idType"]] = list(seen.body["values"])


def _list_observations(reads: RecordedReads, seen: Exchange) -> None:
    reads.profile(seen.path).observations.update({each["id"]: each for each in seen.body["observations"]})


def _fetch_observation(reads: RecordedReads, seen: Exchange) -> None:
    reads.profile(seen.path).observations[seen.body["id"]] = seen.body


def _list_revisions(reads: RecordedReads, seen: Exchange) -> None:
    revisions = reads.profile(seen.path).revisions.setdefault(seen.path["observationId"], {})
    revisions.update({(each["updatedAt"], each["content"]): each for each in seen.body["revisions"]})


def _list_summaries(reads: RecordedReads, seen: Exchange) -> None:
    reads.profile(seen.path).summaries.update({each["id"]: each for each in seen.body["summaries"]})


def _fetch_summary(reads: RecordedReads, seen: Exchange) -> None:
    reads.profile(seen.path).summaries[seen.body["id"]] = seen.body


def _recall(reads: RecordedReads, seen: Exchange) -> None:
    _list_observations(reads, seen)
    _list_summaries(reads, seen)


_READS: Mapping[str, Callable[[RecordedReads, Exchange], None]] = {
    "ListStores": _list_stores,
    "FetchStore": _fetch_store,
    "ListTraitGroups": _list_groups,
    "FetchTraitGroup": _fetch_group,
    "FetchIdentityResolutionSettings": _fetch_settings,
    "ListDataMappings": _list_mappings,
    "FetchDataMapping": _fetch_mapping,
    "ListProfiles": _list_profiles,
    "FetchProfile": _fetch_profile,
    "ListProfileTraits": _list_traits,
    "CreateProfilesLookup": _look_up,
    "ListProfileIdentifiers": _list_identifiers,
    "FetchProfileIdentifier": _fetch_identifier,
    "ListProfileObservations": _list_observations,
    "FetchProfileObservation": _fetch_observation,
    "ListObservationRevisions": _list_revisions,
    "ListProfileConversationSummaries": _list_summaries,
    "FetchProfileConversationSummary": _fetch_summary,
    "CreateFetchProfileMemory": _recall,
}
