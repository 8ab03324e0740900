"""Sync/async shims that `unasync.py` maps onto each other: iterables, files and callbacks of users."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator
from typing import Any, Final, ParamSpec, Protocol, TypeVar, cast

from twilio_memory.errors import InvalidArgumentError

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")
_END: Final = object()


class _AsyncIterator(AsyncIterator[T]):
    # A class, because an abandoned async generator must be closed explicitly.

    def __init__(self, items: Iterable[T], run: Callable[..., Awaitable[Any]]) -> None:
        self._items = iter(items)
        self._run = run

    async def __anext__(self) -> T:
        item: Any = await self._run(next, self._items, _END)
        if item is _END:
            raise StopAsyncIteration
        return cast("T", item)


async def _run(function: Callable[..., T], *arguments: object) -> T:
    return function(*arguments)


def aiter_any(items: Iterable[T] | AsyncIterable[T]) -> AsyncIterator[T]:
    """Iterate over items of either kind of iterable."""
    return aiter(items) if isinstance(items, AsyncIterable) else _AsyncIterator(items, _run)


def iter_any(items: Iterable[T]) -> Iterator[T]:
    return iter(items)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def aiter_file(file: _Readable, size: int) -> AsyncIterator[bytes]:
    """Iterate over the chunks of a file; other tasks run while it is read."""
    import anyio.to_thread  # Loaded before anything is sent.

    return _AsyncIterator(iter_file(file, size), anyio.to_thread.run_sync)


def iter_file(file: _Readable, size: int) -> Iterator[bytes]:
    while chunk := file.read(size):
        yield chunk


async def acall_in_thread(function: Callable[[T], U], argument: T) -> U:
    """Call a function that reads files; other tasks run meanwhile."""
    import anyio.to_thread

    return await anyio.to_thread.run_sync(function, argument)


async def ainvoke(function: Callable[P, T | Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function; await its result if it is awaitable."""
    result: Any = function(*args, **kwargs)
    value: T = await result if hasattr(result, "__await__") else result
    return value


def invoke(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function; refuse a coroutine, and close it: Python warns of one that is not awaited."""
    result = function(*args, **kwargs)
    if isinstance(result, Coroutine):
        result.close()
        raise InvalidArgumentError("an async function was given, which needs AsyncMemoryClient")
    return result
