"""Many items, sent in as many requests as it takes."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from twilio_memory._outcome import Outcome
from twilio_memory.errors import InvalidArgumentError, batch_class

if TYPE_CHECKING:
    from typing import Self

    from twilio_memory.errors import BatchError, TwilioMemoryError

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen
class Batch(Generic[T_co]):
    """One request of several that was accepted: the items from `start` up to but without `stop`."""

    start: int
    stop: int
    answer: T_co
    """The response that accepted it. A handle is pickled and deep-copied as its `to_text()`."""

    def __copy__(self) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Batch[Any]], tuple[int, int, Any]]:
        to_text: Callable[[], str] | None = getattr(self.answer, "to_text", None)
        return Batch, (self.start, self.stop, to_text() if to_text else self.answer)


def batch_error(error: TwilioMemoryError, accepted: list[Batch[Any]], items: list[Any], start: int) -> BatchError:
    """Make the error for a batch that was not accepted, with all that is needed to go on.

    Args:
        error: Why.
        accepted: The batches before it.
        items: Its items.
        start: The index of its first item.
    """
    outcome = error.outcome
    stop = start + len(items)
    resume_at = stop if outcome is Outcome.ACCEPTED else start
    before = f"{_named(0, start)} accepted. " if start else ""
    fate = f"{_named(start, stop)} {outcome.value}" if items else "Then nothing was sent"
    advice = f"Resume at item {resume_at}."
    if outcome is Outcome.MAYBE_PROCESSED:
        fate = f"{_named(start, stop, 'may have been')} processed"
        advice = f"Check them, then resume at item {start} or {stop}."
    facts = {
        **vars(error),
        "outcome": outcome,
        "accepted": tuple(accepted),
        "items": items,
        "start": start,
        "stop": stop,
        "resume_at": resume_at,
    }
    return batch_class(type(error))(f"{before}{fate}: {str(error).rstrip('.')}. {advice}", **facts)


def interrupted(error: Exception) -> TwilioMemoryError:
    """Say that the items themselves have come to a bad end."""
    return InvalidArgumentError(f"the iterable has raised {type(error).__name__}: {error}")


def _named(start: int, stop: int, verb: str | None = None) -> str:
    if stop - start == 1:
        return f"Item {start} {verb or 'was'}"
    return f"Items {start} to {stop - 1} {verb or 'were'}"


def check_items(name: str, items: object) -> None:
    """Check that an argument is an iterable of items.

    Raises:
        InvalidArgumentError: It is a single item, or not an iterable.
    """
    kind = type(items).__name__
    if isinstance(items, (str, bytes, Mapping)) or not isinstance(items, (Iterable, AsyncIterable)):
        raise InvalidArgumentError(f"{name}: expected a list or another iterable, got {kind}")
