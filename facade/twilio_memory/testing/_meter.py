"""What the calls would have cost, in the units in which Twilio bills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ._events import Event

_DAY: Final = 86_400.0
_IDENTIFIERS: Final = frozenset({"identity.added", "identity.updated"})
_RECALL: Final = "CreateFetchProfileMemory"


@dataclass(frozen=True, slots=True)
class Usage:
    """Units of Twilio's billing. Prices, and what Twilio generates itself, are not in them."""

    profile_operations: int = 0
    """Profiles that were created, changed or merged: one for each profile of a request, item or row."""
    utilized_profiles: int = 0
    """Profiles that were read, recalled or found by lookup: each once in 24 hours of the emulator's clock."""
    recalls: int = 0
    """Successful calls of Recall."""


class Meter:
    """Counts what the product events tell of."""

    def __init__(self) -> None:
        self._operations = self._utilized = self._recalls = 0
        self._request = ""
        # The profiles of the present request. The traits of a new one are written after it, or by an operation.
        self._created: set[object] = set()
        self._written: set[object] = set()
        self._read_at: dict[object, float] = {}

    @property
    def usage(self) -> Usage:
        """What was counted until now."""
        return Usage(self._operations, self._utilized, self._recalls)

    def count(self, event: Event) -> None:
        """Count an event."""
        kind, body = event.type, event.body
        if event.level == "ERROR":
            return
        if event.request != self._request:
            self._request = event.request
            self._written.clear()
            self._created.clear()
        if kind == "profile.created":
            self._created.add(body["profile_id"])
        elif kind == "traits.upserted" or (kind in _IDENTIFIERS and body["profile_id"] not in self._created):
            self._operations += body["profile_id"] not in self._written
            self._written.add(body["profile_id"])
        elif kind == "profiles.merged":
            self._operations += len(body["absorbed_profile_ids"])
        elif kind == "profiles.finished-import":
            self._operations += body["profiles_created"] + body["profiles_updated"]
        elif "operation" in body:  # the events of reads
            self._recalls += body["operation"] == _RECALL
            for profile in _profiles(body):
                if event.at.timestamp() - self._read_at.get(profile, -_DAY) >= _DAY:
                    self._utilized += 1
                    self._read_at[profile] = event.at.timestamp()


def _profiles(body: Mapping[str, Any]) -> Iterator[object]:
    if "profile_id" in body:
        yield body["profile_id"]
    yield from body.get("profile_ids", ())
