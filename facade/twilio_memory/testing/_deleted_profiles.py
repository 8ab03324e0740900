"""The profiles that were deleted last, which a lookup may still find for a while."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_PROFILES = 1000


class DeletedProfiles:
    """The identifiers of deleted profiles. They are not part of the state, as faults are not."""

    def __init__(self) -> None:
        self._deleted: deque[tuple[str, str, frozenset[str]]] = deque(maxlen=_MAX_PROFILES)
        self.is_shown = False
        """Whether a fault makes lookups find them."""
        self.was_found = False
        """Whether one was found since `is_shown` was set."""

    def add(self, store_id: str, profile_id: str, identifiers: Iterable[str]) -> None:
        """Add a profile with the keys of its identifiers."""
        self._deleted.append((store_id, profile_id, frozenset(identifiers)))

    def show(self, *, is_shown: bool) -> None:
        """Make the lookups that follow find them, or not."""
        self.is_shown, self.was_found = is_shown, False

    def find(self, store_id: str, identifier: str) -> list[str]:
        """Return the IDs of those with an identifier, if they are shown."""
        found = [
            profile_id
            for store, profile_id, identifiers in self._deleted
            if self.is_shown and store == store_id and identifier in identifiers
        ]
        self.was_found = self.was_found or bool(found)
        return found

    def clear(self) -> None:
        """Forget them."""
        self._deleted.clear()
