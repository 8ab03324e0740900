"""Identity resolution: find profiles by their identifiers, and merge those of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ._identity_settings import read_settings
from ._state import Collection

if TYPE_CHECKING:
    from collections import abc
    from collections.abc import Iterable, Sequence

    from ._state import State


class Identifier(NamedTuple):
    """A value, in its normal form, of an identifier type."""

    id_type: str
    value: str

    @property
    def key(self) -> str:
        """Its ID among the identifiers of a profile."""
        return f"{self.id_type}:{self.value}"


class IdentityIndex:
    """The profiles of a store, by their identifiers and the store's settings as they are now."""

    def __init__(self, state: State, store_id: str) -> None:
        self.settings = read_settings(state, store_id)
        self._state = state
        self._store_id = store_id

    def profiles_with(self, identifier: Identifier) -> list[str]:
        """Return the IDs of the profiles that have an identifier, those that cannot be read yet included."""
        scopes = self._state.scopes_of("identifier", identifier.key, inside=self._store_id)
        return [scope.rpartition("/")[2] for scope in scopes]

    def find_matches(self, identifiers: abc.Collection[Identifier]) -> list[str]:
        """Return the IDs of the profiles that the matching rules lead to, oldest first.

        All holders of a unique value are the same person. A value that several profiles may share is weaker: it
        leads to its oldest holder, and only if no unique value leads anywhere.
        """
        shared: list[str] = []
        same: set[str] = set()
        for rule in self.settings.rules:
            found = self._oldest_first(
                holder
                for identifier in identifiers
                if identifier.id_type == rule
                for holder in self.profiles_with(identifier)
            )
            if self.settings.is_unique(rule):
                same.update(found)
            elif not shared:
                shared = found[:1]
        return self._oldest_first(same) or shared

    def find_conflicts(self, identifiers: abc.Collection[Identifier], among: abc.Collection[str]) -> list[Identifier]:
        """Return those identifiers that belong for good to profiles other than these and those they merge with."""
        same = {*among, *self._same(identifiers)}
        return [identifier for identifier in identifiers if self._find_conflicts(identifier, same)]

    def identify(self, identifiers: abc.Collection[Identifier], new_id: str, now: str, *, hidden: bool = False) -> str:
        """Find the profile that has the identifiers, merge several into one, or create one.

        Args:
            identifiers: The identifiers of one person; all of them belong to the profile afterwards.
            new_id: The ID of a new profile, if there is to be one.
            now: The time of its creation.
            hidden: Whether a new profile cannot be read yet.

        Returns:
            The ID of the profile.
        """
        matched = self.find_matches(identifiers)
        if not matched:
            self._state.insert(profiles(self._store_id), new_id, {"id": new_id, "createdAt": now})
            if hidden:
                self._state.hide(profiles(self._store_id), new_id)
            matched = [new_id]
        return self.attach(self._merge(matched), identifiers)

    def attach(self, profile_id: str, identifiers: abc.Collection[Identifier]) -> str:
        """Give a profile identifiers, and merge it with those that have them already.

        Returns:
            The ID of the profile, which is another one if it was merged into an older one.
        """
        canonical = self._merge({profile_id, *self._same(identifiers)})
        collection = self.identifiers(canonical)
        for identifier in identifiers:
            if (
                not self._find_conflicts(identifier, [canonical])
                and self._state.get(collection, identifier.key) is None
            ):
                self._state.insert(collection, identifier.key, identifier._asdict())
        self._enforce_limits(canonical)
        return canonical

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

    def _same(self, identifiers: Iterable[Identifier]) -> set[str]:
        """Return the IDs of all profiles that are merged by these identifiers."""
        merging = [identifier for identifier in identifiers if self._may_merge(identifier)]
        return {holder for identifier in merging for holder in self.profiles_with(identifier)}

    def _find_conflicts(self, identifier: Identifier, among: abc.Collection[str]) -> bool:
        if self._may_merge(identifier) or not self.settings.is_unique(identifier.id_type):
            return False
        return any(holder not in among for holder in self.profiles_with(identifier))

    def _may_merge(self, identifier: Identifier) -> bool:
        return identifier.id_type in self.settings.rules and self.settings.is_unique(identifier.id_type)

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
            while len(identifiers) > self.settings.config(id_type)["limit"]:
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
