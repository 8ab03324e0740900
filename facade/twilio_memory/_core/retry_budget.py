"""How many retries all calls together may send."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Final

from twilio_memory._core.arguments import validate_count

if TYPE_CHECKING:
    from collections.abc import Callable

_COST: Final = 10
"""The tokens of one retry."""
_MAX_RETRIES: Final = 10_000


class RetryBudget:
    """The retries that clients may send, so that an outage does not multiply their traffic.

    Give one to several clients to let them share it. A retry takes one from it, and puts it back if its call succeeds;
    the success of a call without a retry puts back a tenth. The first retry after a 429 is free. Where the budget is
    used up a call fails after the attempt that it has made, and its error says so.

    Args:
        retries: How many retries it pays for when it is full; 0 to 10000.

    Raises:
        InvalidArgumentError: It is another number.
    """

    def __init__(self, retries: int = 50) -> None:
        validate_count("retries", retries, 0, _MAX_RETRIES)
        # Single atomic operations of a deque: a lock could stay held after a signal or a fork.
        self._tokens = deque([None] * (retries * _COST), maxlen=retries * _COST)
        self.release: Callable[[], None] = partial(self._tokens.append, None)
        """Put back a tenth of a retry after a success."""

    def acquire(self) -> bool:
        """Take one retry; return False if none is left."""
        for taken in range(_COST):
            try:
                self._tokens.pop()
            except IndexError:
                self._tokens.extend([None] * taken)
                return False
        return True

    def refund(self, retries: int) -> None:
        """Put back the retries of a call that has succeeded."""
        self._tokens.extend([None] * (retries * _COST))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self._tokens) / _COST:g} of {(self._tokens.maxlen or 0) // _COST} left>"
