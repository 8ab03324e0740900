"""`profiles.upsert_batches`: many profiles, in requests that do not disturb each other."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

from twilio_memory._concurrent.bulk import Identifiers, validate_index
from twilio_memory._concurrent.concurrency import arun_together
from twilio_memory._core.arguments import validate_count
from twilio_memory._core.batches import batch_error, iterable_error, validate_iterable
from twilio_memory._core.call_options import check_names
from twilio_memory._core.concurrency import ainvoke, aiter_any
from twilio_memory._core.loading import api
from twilio_memory._outcome import Batch, Outcome
from twilio_memory.errors import BatchError, InvalidArgumentError, TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Iterable

    from twilio_memory._core._async.executor import AsyncExecutor
    from twilio_memory._core._async.operations import AsyncPendingOperation
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.traits import Traits

_MAX_SENDS: Final = 3
_LONGEST: Final = 1e6
"""Seconds; each request ends by its own timeout."""


class AsyncUpsertBatches:
    """The accepted requests, in order; each is sent when it is asked for, or shortly before."""

    def __init__(
        self,
        send: Callable[..., Any],
        executor: AsyncExecutor,
        items: Iterable[Traits] | AsyncIterable[Traits],
        *,
        identifiers: Iterable[str],
        start: int,
        max_in_flight: int,
        retry_unknown: bool,
        progress: Callable[[int], object] | None,
        options: CallOptions,
    ) -> None:
        validate_iterable("profiles", items)
        check_names("profiles.upsert_batches", options)
        if progress is not None and not callable(progress):
            raise InvalidArgumentError(f"progress: expected a function, got {progress!r}")
        self._send = send
        self._executor = executor
        self._source = aiter_any(items)
        self._identifiers = Identifiers(identifiers)
        self._skip = self._stop = validate_index("start", start)
        self._max_in_flight = validate_count("max_in_flight", max_in_flight)
        self._retry_unknown = retry_unknown
        self._progress = progress
        self._next_item: list[Traits] = []
        self._next_batch: tuple[list[Traits], set[str]] | None = None
        self._accepted: list[Batch[AsyncPendingOperation[None]]] = []
        self._ready: deque[Batch[AsyncPendingOperation[None]]] = deque()
        self._error: Exception | None = None
        self._source_error: tuple[Exception, list[Traits]] | None = None
        self._ended = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Batch[AsyncPendingOperation[None]]:
        if not self._ready and self._error is None and not self._ended:
            await self._send_window()
        if self._ready:
            batch = self._ready.popleft()
            if self._progress is not None:
                await ainvoke(self._progress, batch.stop)
            return batch
        if self._error is not None:
            error, self._error, self._ended = self._error, None, True
            raise error from error.__cause__
        raise StopAsyncIteration

    async def _send_window(self) -> None:
        """Send the next requests at once, as far as they share no identifier."""
        window: list[list[Traits]] = []
        taken: set[str] = set()
        while len(window) < self._max_in_flight:
            batch = self._next_batch or await self._read_batch()
            self._next_batch = None
            if batch is None:
                break
            items, keys = batch
            if not keys.isdisjoint(taken):
                self._next_batch = batch
                break
            window.append(items)
            taken |= keys
        functions = {str(number): partial(self._send_batch, items) for number, items in enumerate(window)}
        if len(window) == 1:
            results = {"0": await self._send_alone(functions["0"])}
        else:
            results = await arun_together(functions, _LONGEST) if window else {}
        for number, items in enumerate(window):
            start, result = self._stop, results[str(number)]
            if isinstance(result, TwilioMemoryError):
                cause = result.__cause__ if isinstance(result, BatchError) else None
                error = cause if isinstance(cause, TwilioMemoryError) else result
                self._error = batch_error(error, self._accepted, items, start)
                self._error.__cause__ = error
                return
            self._stop += len(items)
            self._accepted.append(Batch(start, self._stop, result))
            self._ready.append(self._accepted[-1])
        if self._source_error is not None and self._next_batch is None:
            self._error, items = source_error, _ = self._source_error
            if self._accepted:
                self._error = batch_error(iterable_error(source_error), self._accepted, items, self._stop)
                self._error.__cause__ = source_error
        elif not window:
            self._ended = True

    async def _send_alone(self, function: Callable[[], Any]) -> Any:  # noqa: ANN401
        try:
            return await function()
        except TwilioMemoryError as error:
            return error

    async def _send_batch(self, items: list[Traits]) -> AsyncPendingOperation[None]:
        """Send one request; again after an unknown outcome if that is asked for: it writes the same values."""
        for number in range(1, _MAX_SENDS + 1):
            try:
                (batch,) = await self._send(items)
            except BatchError as error:
                if not self._retry_unknown or error.outcome is not Outcome.MAYBE_PROCESSED or number == _MAX_SENDS:
                    raise
                await self._executor.clock.async_sleep(max(error.retry_after or 0.0, float(number)))
            else:
                batch.result._executor = self._executor  # noqa: SLF001 - its polls are calls of their own
                handle: AsyncPendingOperation[None] = batch.result
                return handle
        raise AssertionError  # pragma: no cover - the last round returns or raises

    async def _read_batch(self) -> tuple[list[Traits], set[str]] | None:
        """Take items up to the size of a request, or to one that shares an identifier with them."""
        items: list[Traits] = []
        keys: set[str] = set()
        if self._source_error is not None:
            return None
        try:
            while len(items) < api.profile.update_profiles_bulk.RECORD.batch_size:
                item = self._next_item.pop() if self._next_item else await anext(self._source)
                if self._skip:
                    self._skip -= 1
                    continue
                own = self._identifiers.of(item)
                if not own.isdisjoint(keys):
                    self._next_item.append(item)
                    break
                items.append(item)
                keys |= own
        except StopAsyncIteration:
            pass
        except Exception as error:  # noqa: BLE001 - of the iterable; raised after the requests before it
            self._source_error = error, items
            return None
        return (items, keys) if items else None
