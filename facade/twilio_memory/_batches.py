"""Many items, sent in as many requests as it takes."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import attrs

from twilio_memory._outcome import Outcome
from twilio_memory.errors import BatchError, TwilioMemoryError

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen
class Batch(Generic[T_co]):
    """One request of several that was accepted: the items from `start` up to but without `stop`."""

    start: int
    stop: int
    answer: T_co
    """What Twilio answered."""


def batch_error(error: Exception, accepted: list[Batch[Any]], items: list[Any], start: int) -> BatchError:
    """Make the error for a batch that was not accepted, with all that is needed to go on.

    Args:
        error: Why.
        accepted: The batches before it.
        items: Its items.
        start: The index of its first item.
    """
    facts = dict(error.__dict__) if isinstance(error, TwilioMemoryError) else {}
    outcome = error.outcome if isinstance(error, TwilioMemoryError) else Outcome.NOT_SENT
    stop = start + len(items)
    before = f"Items 0 to {start - 1} were accepted. " if start else ""
    advice = {
        Outcome.MAYBE_PROCESSED: f"look what became of them, then go on with item {start} or {stop}",
        Outcome.ACCEPTED: f"go on with item {stop}",
    }.get(outcome, f"go on with item {start}")
    facts |= {"outcome": outcome, "accepted": tuple(accepted), "items": items, "start": start, "stop": stop}
    return BatchError(f"{before}Items {start} to {stop - 1} were {outcome.value}: {error} To go on: {advice}.", **facts)
