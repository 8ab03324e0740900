"""Keep the conversation of an agent of the OpenAI Agents SDK in Twilio's memory, for any process to go on with."""

import datetime as dt
import json
from typing import Any

from agents import TResponseInputItem
from agents.memory import SessionABC, SessionSettings
from agents.memory.session_settings import resolve_session_limit

from twilio_memory import AsyncMemoryClient, Outcome, TwilioMemoryError
from twilio_memory.models import ObservationInput

PART = 1500  # characters: as JSON within JSON they fit into the 4096 of an observation


class MemorySession(SessionABC):
    """A session as a log of numbered records, in observations of a profile whose source is the session's ID.

    A record says how many of the items before it stay, and which follow. One that was written twice counts once, so
    it can be sent again when its response is lost. One process writes at a time.
    """

    def __init__(self, session_id: str, memory: AsyncMemoryClient, store_id: str, profile_id: str) -> None:
        self.session_id, self.session_settings = session_id, SessionSettings()
        self._memory, self._at = memory, (store_id, profile_id)
        self._source = f"session {session_id}"
        self._items: list[TResponseInputItem] | None = None
        self._number = 0

    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """Return the latest items, oldest first."""
        items = await self._load()
        limit = resolve_session_limit(limit, self.session_settings)
        return items[:] if limit is None else items[len(items) - min(limit, len(items)) :]

    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Append items."""
        if items:
            await self._write(len(await self._load()), items)

    async def pop_item(self) -> TResponseInputItem | None:
        """Remove the latest item, and return it."""
        items = await self._load()
        if not items:
            return None
        last = items[-1]
        await self._write(len(items) - 1, [])
        return last

    async def clear_session(self) -> None:
        """Remove all items; the observations that held them are deleted."""
        await self._load()
        await self._write(0, [])
        async for seen in self._memory.observations.list(*self._at, source=self._source, timeout=5):
            if json.loads(seen.content)[0] < self._number:
                await self._memory.observations.delete(*self._at, seen.id, timeout=5)

    async def _load(self) -> list[TResponseInputItem]:
        """Read the log once; then this process knows it, however late the list of observations is."""
        if self._items is None:
            records: dict[int, dict[int, str]] = {}
            counts: dict[int, int] = {}
            async for seen in self._memory.observations.list(*self._at, source=self._source, timeout=5):
                number, part, counts[number], text = json.loads(seen.content)
                records.setdefault(number, {})[part] = text
            self._items, self._number = [], max(records, default=0)
            for number, parts in sorted(records.items()):
                if len(parts) == counts[number]:
                    self._apply(*json.loads("".join(text for _, text in sorted(parts.items()))))
        return self._items

    async def _write(self, keep: int, items: list[TResponseInputItem]) -> None:
        text, now = json.dumps([keep, items]), dt.datetime.now(dt.UTC)
        parts = [text[start : start + PART] for start in range(0, len(text), PART)]
        number = self._number = self._number + 1
        record = [
            ObservationInput(content=json.dumps([number, part, len(parts), text]), source=self._source, occurred_at=now)
            for part, text in enumerate(parts)
        ]
        for attempts_left in (2, 1, 0):
            try:
                await self._memory.observations.create(*self._at, record, timeout=5)
                break
            except TwilioMemoryError as error:
                if error.outcome is not Outcome.MAYBE_PROCESSED or not attempts_left:
                    raise
        self._apply(keep, items)

    def _apply(self, keep: int, items: list[Any]) -> None:
        self._items = [*(self._items or [])[:keep], *items]
