"""What the calls would have cost, in the units in which Twilio bills."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from ._events import Event

_DAY: Final = 86_400.0
_WRITES: Final = frozenset({"traits.upserted", "identity.added", "identity.updated"})
_TASK: Final = "task:"
_RECALL: Final = "CreateFetchProfileMemory"


@dataclass(frozen=True, slots=True)
class Usage:
    """Units of Twilio's billing. Prices, and what Twilio generates itself, are not in them."""

    profile_operations: int = 0
    """Profiles that were created, changed or merged: one for each write, item of a batch or row."""
    utilized_profiles: int = 0
    """Profiles that were read, recalled or found by lookup: each once in 24 hours of the emulator's clock."""
    recalls: int = 0
    """Successful calls of Recall."""


class Meter:
    """Counts units from product events."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin at nothing."""
        self._operations = self._utilized = self._recalls = 0
        self._task = ""
        self._is_paused = False
        self._read_at: dict[object, float] = {}

    @property
    def usage(self) -> Usage:
        """What was counted until now."""
        return Usage(self._operations, self._utilized, self._recalls)

    @contextlib.contextmanager
    def paused(self) -> Generator[None]:
        """Count nothing in the block: resources that a test adds are no use of the API."""
        self._is_paused = True
        try:
            yield
        finally:
            self._is_paused = False

    def begin_again(self) -> None:
        """Take the tasks that follow for new ones: those after a snapshot was restored have the same numbers."""
        self._task = ""

    def count(self, event: Event) -> None:
        """Count an event."""
        if event.level == "ERROR" or self._is_paused:
            return
        kind, body = event.type, event.body
        if kind in _WRITES:
            # A write has a task, and an event for each identifier and for its traits. What is logged before that, as
            # for a new profile, is part of the same write; a batch counts its items in the end.
            if event.request.startswith(_TASK) and event.request != self._task:
                self._operations += 1
                self._task = event.request
        elif kind == "profiles.merged":
            self._operations += len(body["absorbed_profile_ids"])
        elif kind == "traits.upserted.bulk" and event.level == "INFO":
            self._operations += body["items"]
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
