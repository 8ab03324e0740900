"""What unasync cannot derive: each asynchronous helper here has a synchronous twin, written by hand."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
)
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from twilio_memory._sockets import SocketStream

if TYPE_CHECKING:
    from typing import BinaryIO

    from twilio_memory._failures import Failure

T = TypeVar("T")


class _Iterating(AsyncIterator[T]):
    # Not a generator: one that is left before its end has to be closed, and nobody would.

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)

    async def __anext__(self) -> T:
        for item in self._items:
            return item
        raise StopAsyncIteration


def aiterate(items: Iterable[T] | AsyncIterable[T]) -> AsyncIterator[T]:
    """Go through items, whichever way they come."""
    return aiter(items) if isinstance(items, AsyncIterable) else _Iterating(items)


def iterate(items: Iterable[T]) -> Iterator[T]:
    """Go through items."""
    return iter(items)


class _Reading(AsyncIterator[bytes]):
    # Not a generator, for the same reason: an upload may be cancelled.

    def __init__(self, file: BinaryIO, size: int) -> None:
        import anyio.to_thread  # before the head of the request is sent

        self._run_sync = anyio.to_thread.run_sync
        self._file = file
        self._size = size

    async def __anext__(self) -> bytes:
        if part := await self._run_sync(self._file.read, self._size):
            return part
        raise StopAsyncIteration


def aread_parts(file: BinaryIO, size: int) -> AsyncIterator[bytes]:
    """Read a file part by part, and let other tasks run meanwhile."""
    return _Reading(file, size)


def read_parts(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Read a file part by part."""
    while part := file.read(size):
        yield part


def ashielded() -> contextlib.AbstractContextManager[object]:
    """Let what must be finished be finished, although the task is cancelled."""
    import anyio

    return anyio.CancelScope(shield=True)


def shielded() -> contextlib.AbstractContextManager[object]:
    """Do nothing: a thread is not cancelled."""
    return contextlib.nullcontext()


@contextlib.contextmanager
def atime_limit(seconds: float, failure: type[Failure]) -> Generator[None]:
    """Cancel what takes longer than so many seconds, and raise the failure."""
    import anyio

    with anyio.move_on_after(seconds) as scope:
        yield
    if scope.cancelled_caught:
        raise failure


def time_limit(_seconds: float, _failure: type[Failure]) -> contextlib.AbstractContextManager[object]:
    """Do nothing: a thread is not cancelled."""
    return contextlib.nullcontext()


def acurrent_loop() -> object:
    """Return the event loop that runs this."""
    import anyio.lowlevel

    return anyio.lowlevel.current_token().native_token


def current_loop() -> object:
    """Return None: there is no event loop."""
    return None


async def acheckpoint() -> None:
    """Let other tasks run."""
    import anyio.lowlevel

    await anyio.lowlevel.checkpoint()


def checkpoint() -> None:
    """Do nothing: the system lets other threads run."""


async def anotify(callback: Callable[[T], object], value: T) -> None:
    """Tell somebody, and wait where that takes waiting."""
    told = callback(value)
    if isinstance(told, Awaitable):
        await told


def notify(callback: Callable[[T], object], value: T) -> None:
    """Tell somebody."""
    callback(value)


class AsyncStream(Protocol):
    """A connection, as bytes. What fails on it is one of `_failures`."""

    async def read(self, seconds: float) -> bytes:
        """Read what there is, or what comes next; nothing at the end."""
        ...

    async def write(self, data: bytes, seconds: float) -> None:
        """Write everything."""
        ...

    def has_unread_data(self) -> bool:
        """Tell whether something has arrived, or the end."""
        ...

    async def has_early_data(self, seconds: float) -> bool:
        """Tell whether something has arrived before anything was written, or the end."""
        ...

    async def aclose(self) -> None:
        """Close it."""
        ...


class Stream(Protocol):
    """A connection, as bytes. What fails on it is one of `_failures`."""

    def read(self, seconds: float) -> bytes:
        """Read what there is, or what comes next; nothing at the end."""
        ...

    def write(self, data: bytes, seconds: float) -> None:
        """Write everything."""
        ...

    def has_unread_data(self) -> bool:
        """Tell whether something has arrived, or the end."""
        ...

    def has_early_data(self, seconds: float) -> bool:
        """Tell whether something has arrived before anything was written, or the end."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


async def aconnect(host: str, port: int, seconds: float) -> AsyncStream:
    """Make a connection.

    Raises:
        Failure: It could not be made, or not in time.
    """
    import asyncio

    import anyio.lowlevel

    if isinstance(anyio.lowlevel.current_token().native_token, asyncio.AbstractEventLoop):
        from twilio_memory._asyncio import AsyncioStream

        return await AsyncioStream.connect(host, port, seconds)
    from twilio_memory._trio import TrioStream

    return await TrioStream.connect(host, port, seconds)


def connect(host: str, port: int, seconds: float) -> Stream:
    """Make a connection.

    Raises:
        Failure: It could not be made, or not in time.
    """
    return SocketStream.connect(host, port, seconds)


class AsyncLocal(Generic[T]):
    """One value for each event loop, which is closed when the loop ends."""

    def __init__(self, make: Callable[[], T], close: Callable[[T], Awaitable[None]]) -> None:
        self._make = make
        self._close = close
        self._values: dict[object, tuple[T, AsyncGenerator[None]]] = {}

    def get(self) -> T:
        """Return the value of this event loop."""
        import anyio.lowlevel

        loop = anyio.lowlevel.current_token().native_token
        found = self._values.get(loop)
        if found is None:
            # Of a loop that was closed without being shut down, nothing tells but the loop.
            # Listed first: loops of other threads begin and end meanwhile.
            for other in list(self._values):
                if getattr(other, "is_closed", bool)():
                    self.forget(other)
            value = self._make()
            # Event loops close at their end the generators that were begun in them: nothing else tells of that end.
            end = _at_the_end(weakref.ref(self), loop, self._close, value)
            with contextlib.suppress(StopIteration):
                end.__anext__().send(None)
            found = self._values[loop] = value, end
        return found[0]

    def forget(self, loop: object) -> None:
        """Let go of the value of an event loop that has ended."""
        self._values.pop(loop, None)

    async def aclose(self) -> None:
        """Close the value of this event loop."""
        import anyio.lowlevel

        # Taken out first: several tasks may close at once.
        found = self._values.pop(anyio.lowlevel.current_token().native_token, None)
        if found is not None:
            await found[1].aclose()


async def _at_the_end(
    local: weakref.ref[AsyncLocal[T]], loop: object, close: Callable[[T], Awaitable[None]], value: T
) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        if (kept := local()) is not None:
            kept.forget(loop)
        await close(value)


class Local(Generic[T]):
    """One value for all threads."""

    def __init__(self, make: Callable[[], T], close: Callable[[T], None]) -> None:
        self._value = make()
        self._close = close

    def get(self) -> T:
        """Return the value."""
        return self._value

    def close(self) -> None:
        """Close the value."""
        self._close(self._value)
