"""Search Twilio's memory from LangGraph: a store whose namespaces are `("memories", profile_id)`."""

import asyncio
import datetime as dt
import logging
from collections.abc import Iterable

from langgraph.store.base import BaseStore, Op, PutOp, Result, SearchItem, SearchOp

from twilio_memory import AsyncMemoryClient, Outcome, TwilioMemoryError
from twilio_memory.models import ObservationInput


class MemoryStore(BaseStore):
    """Add observations by `aput`, and recall them by `asearch`; Twilio chooses their IDs, so that keys are not kept."""

    def __init__(self, memory: AsyncMemoryClient, store_id: str) -> None:
        self._memory, self._store_id = memory, store_id

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Refuse: this store is asynchronous."""
        raise NotImplementedError("Use the asynchronous methods.")

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Carry the operations out side by side."""
        return await asyncio.gather(*map(self._run, ops))

    async def _run(self, op: Op) -> Result:
        match op:
            case PutOp(namespace=("memories", profile_id), value={"text": str(text)}):
                seen = ObservationInput(content=text, source="langgraph", occurred_at=dt.datetime.now(dt.UTC))
                try:
                    await self._memory.observations.create(self._store_id, profile_id, [seen], timeout=5)
                except TwilioMemoryError as error:
                    if error.outcome is not Outcome.MAYBE_PROCESSED:
                        raise
                    logging.getLogger(__name__).warning("An observation is perhaps not stored: %s", error)
                return None
            case SearchOp(
                namespace_prefix=("memories", profile_id), query=str(query), limit=limit, offset=0, filter=None
            ):
                found = await self._memory.profiles.recall(
                    self._store_id, profile_id, query=query, observations_limit=limit, timeout=5
                )
                return [
                    SearchItem(
                        ("memories", profile_id), item.id, {"text": item.content}, item.created_at, item.created_at
                    )
                    for item in found.observations
                ]
        raise NotImplementedError(f"Not in this store: {op}")
