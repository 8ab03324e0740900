"""Recall once for a question that is repeated: each successful recall is billed."""

import time
from collections import OrderedDict
from collections.abc import Callable

from twilio_memory import MemoryClient
from twilio_memory.models import RecallResult


class CachedRecall:
    """Keep the newest results for some seconds."""

    def __init__(
        self,
        memory: MemoryClient,
        store_id: str,
        *,
        ttl: float = 60,
        size: int = 1000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._memory, self._store_id, self._ttl, self._size, self._clock = memory, store_id, ttl, size, clock
        self._kept: OrderedDict[tuple[str, str], tuple[float, RecallResult]] = OrderedDict()

    def __call__(self, profile_id: str, query: str) -> RecallResult:
        """Return the memories for a question, at most `ttl` seconds old."""
        key, now = (profile_id, query), self._clock()
        if key in self._kept and now - self._kept[key][0] < self._ttl:
            return self._kept[key][1]
        result = self._memory.profiles.recall(self._store_id, profile_id, query=query, timeout=5)
        self._kept[key] = now, result
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return result

    def forget(self, profile_id: str) -> None:
        """Forget a person's results, after something was written."""
        for key in [key for key in self._kept if key[0] == profile_id]:
            del self._kept[key]
