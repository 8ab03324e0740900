"""Errors of writes that are sent in several requests."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from twilio_memory._outcome import Outcome
from twilio_memory.errors import InvalidArgumentError, batch_error_class

if TYPE_CHECKING:
    from twilio_memory._outcome import Batch
    from twilio_memory.errors import BatchError, TwilioMemoryError


def batch_error(error: TwilioMemoryError, accepted: list[Batch[Any]], items: list[Any], start: int) -> BatchError:
    _number_item(error, start)
    outcome = error.outcome
    stop = start + len(items)
    next_index = stop if outcome is Outcome.ACCEPTED else start
    before = f"{_format_range(0, start)} accepted. " if start else ""
    state = f"{_format_range(start, stop)} {outcome.value}" if items else "Then nothing was sent"
    hint = f"Resume at item {next_index}."
    if outcome is Outcome.MAYBE_PROCESSED:
        state = f"{_format_range(start, stop, 'may have been')} processed"
        hint = f"Check them, then resume at item {start} or {stop}."
    attributes = {
        **vars(error),
        "outcome": outcome,
        "accepted": tuple(accepted),
        "items": items,
        "start": start,
        "stop": stop,
        "next_index": next_index,
    }
    text = f"{before}{state}: {error.args[0].rstrip('.')}. {hint}"
    return batch_error_class(type(error))(text, **attributes)


def _number_item(error: TwilioMemoryError, start: int) -> None:
    """Count an invalid item from the first of all items, not from the first of its request."""
    if isinstance(error, InvalidArgumentError) and (item := error.item_index) is not None:
        error.item_index = start + item
        error.args = (error.args[0].replace(f"item {item}", f"item {start + item}", 1),)


def iterable_error(error: Exception) -> TwilioMemoryError:
    return InvalidArgumentError(f"the iterable has raised {type(error).__name__}: {error}")


def _format_range(start: int, stop: int, verb: str | None = None) -> str:
    if stop - start == 1:
        return f"Item {start} {verb or 'was'}"
    return f"Items {start} to {stop - 1} {verb or 'were'}"


def validate_iterable(name: str, items: object) -> None:
    kind = type(items).__name__
    if isinstance(items, (str, bytes, Mapping)) or not isinstance(items, (Iterable, AsyncIterable)):
        raise InvalidArgumentError(f"{name}: expected a list or another iterable, got {kind}")
