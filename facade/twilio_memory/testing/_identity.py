"""Who is who: finding profiles by their identifiers, and merging those that turn out to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ._identity_settings import read_settings
from ._state import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ._state import State


class Identifier(NamedTuple):
    """A value, in its normal form, of an identifier type."""

    id_type: str
    value: str

    @property
    def key(self) -> str:
        """Its ID among the identifiers of a profile."""
        return f"{self.id_type}:{self.value}"


class Identities:
    """The profiles of a store, by their identifiers and the store's settings as they are now."""

    def __init__(self, state: State, store_id: str) -> None:
        self.settings = read_settings(state, store_id)
        self._state = state
        self._store_id = store_id

    def holders(self, identifier: Identifier) -> list[str]:
        """Return the IDs of the profiles that have an identifier, those that cannot be read yet included."""
        scopes = self._state.scopes_of("identifier", identifier.key, inside=self._store_id)
        return [scope.rpartition("/")[2] for scope in scopes]

    def matches(self, identifiers: Collection[Identifier]) -> list[str]:
        """Return the IDs of the profiles that the matching rules lead to, oldest first.

        Everybody who holds a unique value is the same person. A value that several profiles may share tells less: it
        leads to its oldest holder, and only if no unique value leads anywhere.
        """
        shared: list[str] = []
        same: set[str] = set()
        for rule in self.settings.rules:
            found = self._oldest_first(
                holder
                for identifier in identifiers
                if identifier.id_type == rule
                for holder in self.holders(identifier)
            )
            if self.settings.is_unique(rule):
                same.update(found)
            elif not shared:
                shared = found[:1]
        return self._oldest_first(same) or shared

    def clashes(self, identifiers: Collection[Identifier], among: Collection[str]) -> list[Identifier]:
        """Return those identifiers that belong for good to profiles other than these and those they merge with."""
        same = {*among, *self._same(identifiers)}
        return [identifier for identifier in identifiers if self._clashes(identifier, same)]

    def identify(self, identifiers: Collection[Identifier], new_id: str, now: str, *, hidden: bool = False) -> str:
        """Find the profile that has the identifiers, merge several into one, or create one.

        Args:
            identifiers: What is known of somebody; all of it belongs to the profile afterwards.
            new_id: The ID of a new profile, if there is to be one.
            now: The time of its creation.
            hidden: Whether a new profile cannot be read yet.

        Returns:
            The ID of the profile.
        """
        matched = self.matches(identifiers)
        if not matched:
            self._state.insert(profiles(self._store_id), new_id, {"id": new_id, "createdAt": now})
            if hidden:
                self._state.hide(profiles(self._store_id), new_id)
            matched = [new_id]
        return self.attach(self._merge(matched), identifiers)

    def attach(self, profile_id: str, identifiers: Collection[Identifier]) -> str:
        """Give a profile identifiers, and merge it with those that have them already.

        Returns:
            The ID of the profile, which is another one if it was merged into an older one.
        """
        canonical = self._merge({profile_id, *self._same(identifiers)})
        place = self.identifiers(canonical)
        for identifier in identifiers:
            if not self._clashes(identifier, [canonical]) and self._state.get(place, identifier.key) is None:
                self._state.insert(place, identifier.key, identifier._asdict())
        self._trim(canonical)
        return canonical

    def release(self, profile_id: str) -> None:
        """Take all identifiers from a profile."""
        for identifiers in self.of(profile_id).values():
            for identifier in identifiers:
                self._state.delete(self.identifiers(profile_id), identifier.key)

    def of(self, profile_id: str) -> dict[str, list[Identifier]]:
        """Return the identifiers of a profile by type, oldest first."""
        found: dict[str, list[Identifier]] = {}
        for document in self._state.all(self.identifiers(profile_id)):
            identifier = Identifier(**document)
            found.setdefault(identifier.id_type, []).append(identifier)
        return found

    def first_to_go(self, identifiers: Sequence[Identifier]) -> Identifier:
        """Choose, of a profile's identifiers of one type, oldest first, the one that the limit policy gives up."""
        policy = self.settings.config(identifiers[0].id_type)["limitPolicy"]
        return identifiers[0 if policy == "fifo" else -1]

    def identifiers(self, profile_id: str) -> Place:
        """Return the place of a profile's identifiers."""
        return Place("identifier", f"{self._store_id}/{profile_id}")

    def _same(self, identifiers: Iterable[Identifier]) -> set[str]:
        """Return the IDs of all profiles that become one with whoever has these identifiers."""
        merging = [identifier for identifier in identifiers if self._may_merge(identifier)]
        return {holder for identifier in merging for holder in self.holders(identifier)}

    def _clashes(self, identifier: Identifier, among: Collection[str]) -> bool:
        if self._may_merge(identifier) or not self.settings.is_unique(identifier.id_type):
            return False
        return any(holder not in among for holder in self.holders(identifier))

    def _may_merge(self, identifier: Identifier) -> bool:
        return identifier.id_type in self.settings.rules and self.settings.is_unique(identifier.id_type)

    def _merge(self, profile_ids: Collection[str]) -> str:
        """Merge profiles into the oldest of them and return its ID."""
        place = profiles(self._store_id)
        canonical, *others = self._oldest_first(profile_ids)
        for other in others:
            self._state.move(f"{self._store_id}/{other}", f"{self._store_id}/{canonical}")
            if self._state.get(place, other) is not None:
                self._state.show(place, canonical)
            self._state.delete(place, other)
            self._state.insert(_merged(self._store_id), other, {"into": canonical})
        return canonical

    def _trim(self, profile_id: str) -> None:
        """Let go of what is more than the limits allow."""
        for id_type, identifiers in self.of(profile_id).items():
            while len(identifiers) > self.settings.config(id_type)["limit"]:
                gone = self.first_to_go(identifiers)
                identifiers.remove(gone)
                self._state.delete(self.identifiers(profile_id), gone.key)

    def _oldest_first(self, profile_ids: Iterable[str]) -> list[str]:
        return self._state.oldest_first(profiles(self._store_id), profile_ids)


def profiles(store_id: str) -> Place:
    """Return the place of a store's profiles."""
    return Place("profile", store_id)


def canonical_id(state: State, store_id: str, profile_id: str) -> str:
    """Follow merges until they end; a profile that was never merged is its own end."""
    while (merged := state.get(_merged(store_id), profile_id)) is not None:
        profile_id = merged["into"]
    return profile_id


def _merged(store_id: str) -> Place:
    return Place("merged_profile", store_id)
