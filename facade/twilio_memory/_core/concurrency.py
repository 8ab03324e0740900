"""Sync/async shims that `unasync.py` maps onto each other: iterables, files and callbacks of users."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class _SyncToAsyncIterator(AsyncIterator[T]):
    # A class, because an abandoned async generator must be closed explicitly.

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)

    async def __anext__(self) -> T:
        for item in self._items:
            return item
        raise StopAsyncIteration


def aiter_any(items: Iterable[T] | AsyncIterable[T]) -> AsyncIterator[T]:
    """Iterate over items of either kind of iterable."""
    return aiter(items) if isinstance(items, AsyncIterable) else _SyncToAsyncIterator(items)


def iter_any(items: Iterable[T]) -> Iterator[T]:
    """Iterate over items."""
    return iter(items)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _FileChunks(AsyncIterator[bytes]):
    # A class for the same reason: an upload may be cancelled.

    def __init__(self, file: _Readable, size: int) -> None:
        import anyio.to_thread  # Loaded before anything is sent.

        self._run_sync = anyio.to_thread.run_sync
        self._file = file
        self._size = size

    async def __anext__(self) -> bytes:
        if chunk := await self._run_sync(self._file.read, self._size):
            return chunk
        raise StopAsyncIteration


def aiter_file(file: _Readable, size: int) -> AsyncIterator[bytes]:
    """Iterate over the chunks of a file; other tasks run while it is read."""
    return _FileChunks(file, size)


def iter_file(file: _Readable, size: int) -> Iterator[bytes]:
    """Iterate over the chunks of a file."""
    while chunk := file.read(size):
        yield chunk


async def acall_in_thread(function: Callable[[T], U], argument: T) -> U:
    """Call a function that reads files; other tasks run meanwhile."""
    import anyio.to_thread

    return await anyio.to_thread.run_sync(function, argument)


def call_in_thread(function: Callable[[T], U], argument: T) -> U:
    """Call a function."""
    return function(argument)


async def aresolve(function: Callable[[], T | Awaitable[T]]) -> T:
    """Call a function; await its result if it is awaitable."""
    result: Any = function()
    value: T = await result if hasattr(result, "__await__") else result
    return value


def resolve(function: Callable[[], T]) -> T:
    """Call a function."""
    return function()


async def ainvoke(callback: Callable[[T], object], value: T) -> None:
    """Call the callback; await its result if it is awaitable."""
    result = callback(value)
    if isinstance(result, Awaitable):
        await result


def invoke(callback: Callable[[T], object], value: T) -> None:
    """Call the callback."""
    callback(value)
