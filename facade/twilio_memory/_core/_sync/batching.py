"""Writes that are sent in several requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from twilio_memory._core.batches import batch_error, iterable_error, validate_iterable
from twilio_memory._core.concurrency import iter_any
from twilio_memory._outcome import Batch
from twilio_memory.errors import TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")


def send_in_batches(name: str, items: Iterable[T], max_size: int, send: Callable[[list[T]], R]) -> tuple[Batch[R], ...]:
    """Send items in order, one request after the other, and take those of one request at a time of the iterable."""
    validate_iterable(name, items)
    accepted: list[Batch[R]] = []
    source = iter_any(items)
    while batch := _next_batch(source, max_size, accepted):
        start = accepted[-1].stop if accepted else 0
        try:
            result = send(batch)
        except TwilioMemoryError as error:
            raise batch_error(error, accepted, batch, start) from error
        accepted.append(Batch(start, start + len(batch), result))
    return tuple(accepted)


def _next_batch(source: Iterator[T], max_size: int, accepted: list[Batch[R]]) -> list[T]:
    batch: list[T] = []
    try:
        for item in source:
            batch.append(item)
            if len(batch) == max_size:
                break
    except Exception as error:
        if not accepted:
            raise
        raise batch_error(iterable_error(error), accepted, batch, accepted[-1].stop) from error
    return batch
