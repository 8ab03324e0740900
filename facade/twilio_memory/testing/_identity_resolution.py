"""Identity resolution: find profiles by their identifiers, and merge those of one person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from ._identity_settings import read_settings
from ._state import Collection

if TYPE_CHECKING:
    from collections import abc
    from collections.abc import Iterable, Sequence

    from ._state import Row, State

_SHARED_MATCHES = 2


class Identifier(NamedTuple):
    """A value, in its normal form, of an identifier type."""

    id_type: str
    value: str

    @property
    def key(self) -> str:
        """Its ID among the identifiers of a profile."""
        return f"{self.id_type}:{self.value}"


class Resolution(NamedTuple):
    """The result of a resolution."""

    profile_id: str
    merged: Sequence[str]
    """The profiles that were there and are now this one, itself included."""
    skipped: Sequence[Identifier]
    """The identifiers that stay with another profile."""
    added: Sequence[Identifier]
    """Those that the profile did not have."""
    created: bool = False
    """Whether the profile was not there."""


class IdentityIndex:
    """The profiles of a store, by their identifiers and the store's settings as they are now."""

    def __init__(self, state: State, store_id: str) -> None:
        self.settings = read_settings(state, store_id)
        self._state = state
        self._store_id = store_id
        self._ranks = {id_type: rank for rank, id_type in enumerate(self.settings.rules)}

    def profiles_with(self, identifier: Identifier) -> list[str]:
        """Return the IDs of the profiles that have an identifier, those that cannot be read yet included."""
        scopes = self._state.scopes_of(identifier.key, inside=self._store_id)
        return [scope.rpartition("/")[2] for scope in scopes]

    def held(self, identifiers: Iterable[Identifier]) -> set[str]:
        """Return the keys of those identifiers that a profile has."""
        return self._state.held({each.key for each in identifiers}, inside=self._store_id)

    def rows(self, profile_id: str, identifiers: Iterable[Identifier], now: str) -> list[Row]:
        """Return the documents of a new profile whose identifiers no other has, one of each type at most."""
        scope = f"{self._store_id}/{profile_id}"
        # JSON is written here, which takes a fifth of the time: the other values need no escapes.
        return [
            ("profile", self._store_id, profile_id, f'{{"id": "{profile_id}", "createdAt": "{now}"}}'),
            *[
                ("identifier", scope, f"{id_type}:{value}", f'{{"id_type": "{id_type}", "value": {json.dumps(value)}}}')
                for id_type, value in dict.fromkeys(identifiers)
            ],
        ]

    def find_matches(self, identifiers: abc.Collection[Identifier]) -> list[str]:
        """Return the IDs of the profiles that are one person's by the matching rules and limits, best match first.

        A profile that was found by an identifier of a low priority is left out where a value of a higher one would
        exceed its limit there: the values are then of two people. So is one that cannot be merged with better matches.
        """
        ranks = self._find(identifiers)
        if not ranks:
            return []
        best_first = sorted(self._oldest_first(ranks), key=ranks.__getitem__)
        matches = [profile for profile in best_first if not self._contradicts(profile, ranks[profile], identifiers)]
        return self._mergeable(matches)

    def find_conflicts(self, identifiers: abc.Collection[Identifier], among: abc.Collection[str]) -> list[Identifier]:
        """Return those identifiers that belong for good to profiles other than these and those they merge with."""
        same = {*among, *self._find(identifiers)}
        return [
            identifier
            for identifier in identifiers
            if identifier.id_type not in self._ranks and self._is_taken(identifier, same)
        ]

    def identify(
        self, identifiers: abc.Collection[Identifier], new_id: str, now: str, *, hidden: bool = False
    ) -> Resolution:
        """Find the profile that has the identifiers, merge several into one, or create one.

        Args:
            identifiers: The identifiers of one person.
            new_id: The ID of a new profile, if there is to be one.
            now: The time of its creation.
            hidden: Whether a new profile cannot be read yet.
        """
        matched = self.find_matches(identifiers)
        if not matched:
            self._state.insert(profiles(self._store_id), new_id, {"id": new_id, "createdAt": now})
            if hidden:
                self._state.hide(profiles(self._store_id), new_id)
        resolution = self._complete(matched or [new_id], identifiers, matched)
        return resolution._replace(created=not matched)

    def attach(self, profile_id: str, identifiers: abc.Collection[Identifier]) -> Resolution:
        """Give a profile identifiers, and merge it with those that have them already.

        The ID of the profile is another one afterwards if it was merged into an older one.
        """
        merged = self._mergeable([profile_id, *self._oldest_first({*self._find(identifiers)} - {profile_id})])
        return self._complete(merged, identifiers, merged)

    def would_skip(self, profile_id: str, identifier: Identifier) -> bool:
        """Return whether an identifier would stay with another profile if it was given to this one."""
        merged = self._mergeable([profile_id, *self._oldest_first({*self._find([identifier])} - {profile_id})])
        return self._is_taken(identifier, merged)

    def release(self, profile_id: str) -> None:
        """Take all identifiers from a profile."""
        for identifiers in self.by_type(profile_id).values():
            for identifier in identifiers:
                self._state.delete(self.identifiers(profile_id), identifier.key)

    def by_type(self, profile_id: str) -> dict[str, list[Identifier]]:
        """Return the identifiers of a profile by type, oldest first."""
        found: dict[str, list[Identifier]] = {}
        for document in self._state.all(self.identifiers(profile_id)):
            identifier = Identifier(**document)
            found.setdefault(identifier.id_type, []).append(identifier)
        return found

    def eviction_candidate(self, identifiers: Sequence[Identifier]) -> Identifier:
        """Return the identifier, of those of one type, oldest first, that the limit policy evicts."""
        policy = self.settings.config(identifiers[0].id_type)["limitPolicy"]
        return identifiers[0 if policy == "fifo" else -1]

    def identifiers(self, profile_id: str) -> Collection:
        """Return the collection of a profile's identifiers."""
        return Collection("identifier", f"{self._store_id}/{profile_id}")

    def _find(self, identifiers: Iterable[Identifier]) -> dict[str, int]:
        """Return the profiles that the matching rules lead to, each with the rank of the best rule.

        A value that several profiles may share leads to a profile only with a second identifier of that profile.
        """
        ranks: dict[str, int] = {}
        shared: dict[str, list[int]] = {}
        for identifier in identifiers:
            rank = self._ranks.get(identifier.id_type)
            if rank is None:
                continue
            unique = self.settings.is_unique(identifier.id_type)
            for holder in self.profiles_with(identifier):
                if unique:
                    ranks[holder] = min(rank, ranks.get(holder, rank))
                else:
                    shared.setdefault(holder, []).append(rank)
        for holder, found in shared.items():
            if len(found) + (holder in ranks) >= _SHARED_MATCHES:
                ranks[holder] = min(*found, ranks.get(holder, found[0]))
        return ranks

    def _contradicts(self, profile_id: str, found_by: int, identifiers: Iterable[Identifier]) -> bool:
        """Return whether a value of a higher priority than the one that led here would exceed its limit."""
        higher = [identifier for identifier in identifiers if self._ranks.get(identifier.id_type, found_by) < found_by]
        if not higher:
            return False
        known = self.by_type(profile_id)
        return any(
            len({*known.get(each.id_type, ()), *(other for other in higher if other.id_type == each.id_type)})
            > self.settings.limit(each.id_type)
            for each in higher
        )

    def _mergeable(self, profile_ids: Sequence[str]) -> list[str]:
        """Return the first profile, and those of the others that can be merged with it within the limits."""
        if len(profile_ids) < _SHARED_MATCHES:
            return list(profile_ids)
        first, *others = profile_ids
        merged, known = [first], {id_type: set(found) for id_type, found in self.by_type(first).items()}
        for other in others:
            added = self.by_type(other)
            together = {id_type: known.get(id_type, set()).union(found) for id_type, found in added.items()}
            if all(len(found) <= self.settings.limit(id_type) for id_type, found in together.items()):
                merged.append(other)
                known |= together
        return merged

    def _complete(
        self, profile_ids: abc.Collection[str], identifiers: Iterable[Identifier], merged: Sequence[str]
    ) -> Resolution:
        canonical = self._merge(profile_ids)
        collection = self.identifiers(canonical)
        skipped: list[Identifier] = []
        added: list[Identifier] = []
        for identifier in identifiers:
            if self._is_taken(identifier, [canonical]):
                skipped.append(identifier)
            elif self._state.get(collection, identifier.key) is None:
                self._state.insert(collection, identifier.key, identifier._asdict())
                added.append(identifier)
        self._enforce_limits(canonical)
        return Resolution(canonical, merged, skipped, added)

    def _is_taken(self, identifier: Identifier, among: abc.Collection[str]) -> bool:
        """Return whether a unique identifier belongs to a profile other than these."""
        if not self.settings.is_unique(identifier.id_type):
            return False
        return any(holder not in among for holder in self.profiles_with(identifier))

    def _merge(self, profile_ids: abc.Collection[str]) -> str:
        """Merge profiles into the oldest of them and return its ID."""
        collection = profiles(self._store_id)
        canonical, *others = self._oldest_first(profile_ids)
        for other in others:
            self._state.move(f"{self._store_id}/{other}", f"{self._store_id}/{canonical}")
            if self._state.get(collection, other) is not None:
                self._state.show(collection, canonical)
            self._state.delete(collection, other)
            self._state.insert(_merged(self._store_id), other, {"into": canonical})
        return canonical

    def _enforce_limits(self, profile_id: str) -> None:
        """Delete the identifiers beyond the limits."""
        for id_type, identifiers in self.by_type(profile_id).items():
            while len(identifiers) > self.settings.limit(id_type):
                gone = self.eviction_candidate(identifiers)
                identifiers.remove(gone)
                self._state.delete(self.identifiers(profile_id), gone.key)

    def _oldest_first(self, profile_ids: Iterable[str]) -> list[str]:
        return self._state.oldest_first(profiles(self._store_id), profile_ids)


def profiles(store_id: str) -> Collection:
    """Return the collection of a store's profiles."""
    return Collection("profile", store_id)


def canonical_id(state: State, store_id: str, profile_id: str) -> str:
    """Return the profile into which a profile was merged, through all merges; itself if it was not merged."""
    while (merged := state.get(_merged(store_id), profile_id)) is not None:
        profile_id = merged["into"]
    return profile_id


def _merged(store_id: str) -> Collection:
    return Collection("merged_profile", store_id)
