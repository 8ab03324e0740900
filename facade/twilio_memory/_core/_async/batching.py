"""Many items, sent in as many requests as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from twilio_memory._core.batches import Batch, batch_error, check_items, interrupted
from twilio_memory._core.concurrency import aiter_any
from twilio_memory.errors import TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable

T = TypeVar("T")
R = TypeVar("R")


async def in_batches(
    name: str, items: Iterable[T] | AsyncIterable[T], most: int, send: Callable[[list[T]], Awaitable[R]]
) -> tuple[Batch[R], ...]:
    """Send items in order, so many at a time, one request after the other.

    Args:
        name: The name of the argument that holds them.
        items: What to send; no more is taken of it than is sent next.
        most: How many items a request may have.
        send: Sends some.

    Returns:
        What became of each request.

    Raises:
        InvalidArgumentError: They cannot be several items. Nothing was sent.
        BatchError: One was not accepted, or the items have raised something after one was. The rest was not sent.
    """
    check_items(name, items)
    accepted: list[Batch[R]] = []
    source = aiter_any(items)
    while batch := await _taken(source, most, accepted):
        start = accepted[-1].stop if accepted else 0
        try:
            answer = await send(batch)
        except TwilioMemoryError as error:
            raise batch_error(error, accepted, batch, start) from error
        accepted.append(Batch(start, start + len(batch), answer))
    return tuple(accepted)


async def _taken(source: AsyncIterator[T], most: int, accepted: list[Batch[R]]) -> list[T]:
    batch: list[T] = []
    try:
        async for item in source:
            batch.append(item)
            if len(batch) == most:
                break
    except Exception as error:
        if not accepted:
            raise
        raise batch_error(interrupted(error), accepted, batch, accepted[-1].stop) from error
    return batch
