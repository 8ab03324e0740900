"""What differs between the two halves in more than words: each thing here has a twin for the other half."""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from twilio_memory._failures import PoolTimeout
from twilio_memory._sockets import SocketStream

if TYPE_CHECKING:
    import ssl
    from typing import BinaryIO

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
        self._file = file
        self._size = size

    async def __anext__(self) -> bytes:
        import anyio.to_thread

        if part := await anyio.to_thread.run_sync(self._file.read, self._size):
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


class AsyncStream(Protocol):
    """A connection, as bytes. What fails on it is one of `_failures`."""

    async def start_tls(self, context: ssl.SSLContext, host: str, seconds: float) -> AsyncStream:
        """Go on with TLS, inside of that there is, if there is any."""
        ...

    async def read(self, seconds: float) -> bytes:
        """Read what there is, or what comes next; nothing at the end."""
        ...

    async def write(self, data: bytes, seconds: float) -> None:
        """Write everything."""
        ...

    def has_spoken(self) -> bool:
        """Tell whether something has arrived, or the end."""
        ...

    async def aclose(self) -> None:
        """Close it."""
        ...


Stream = SocketStream


async def aconnect(host: str, port: int, seconds: float) -> AsyncStream:
    """Make a connection.

    Raises:
        Failure: It could not be made, or not in time.
    """
    import asyncio

    import anyio.lowlevel

    # uvloop's and trio's connect in ways of their own, which anyio knows.
    if isinstance(anyio.lowlevel.current_token().native_token, asyncio.BaseEventLoop):
        from twilio_memory._asyncio import AsyncioStream

        return await AsyncioStream.connect(host, port, seconds)
    from twilio_memory._anyio import AnyIOStream

    return await AnyIOStream.connect(host, port, seconds)


connect = SocketStream.connect


class AsyncSlots:
    """So many may go on at once; the others wait for their turn."""

    def __init__(self, count: int) -> None:
        import anyio

        self._semaphore = anyio.Semaphore(count, fast_acquire=True)

    async def acquire(self, seconds: float) -> None:
        """Wait for a turn, at most so many seconds.

        Raises:
            PoolTimeout: It has not come.
        """
        import anyio

        try:
            self._semaphore.acquire_nowait()
        except anyio.WouldBlock:
            try:
                with anyio.fail_after(seconds):
                    await self._semaphore.acquire()
            except TimeoutError as error:
                raise PoolTimeout from error

    def release(self) -> None:
        """Let the next one have its turn."""
        self._semaphore.release()


class Slots:
    """So many may go on at once; the others wait for their turn."""

    def __init__(self, count: int) -> None:
        self._semaphore = threading.Semaphore(count)

    def acquire(self, seconds: float) -> None:
        """Wait for a turn, at most so many seconds.

        Raises:
            PoolTimeout: It has not come.
        """
        if not self._semaphore.acquire(timeout=max(seconds, 0)):
            raise PoolTimeout

    def release(self) -> None:
        """Let the next one have its turn."""
        self._semaphore.release()


class AsyncLocal(Generic[T]):
    """One value for each event loop, which is closed when the loop ends."""

    def __init__(self, make: Callable[[], T], close: Callable[[T], Awaitable[None]]) -> None:
        self._make = make
        self._close = close
        self._values: weakref.WeakKeyDictionary[object, tuple[T, AsyncGenerator[None]]] = weakref.WeakKeyDictionary()

    def get(self) -> T:
        """Return the value of this event loop."""
        import anyio.lowlevel

        loop = anyio.lowlevel.current_token().native_token
        found = self._values.get(loop)
        if found is None:
            value = self._make()
            # Event loops close at their end the generators that were begun in them: nothing else tells of that end.
            end = _at_the_end(self._close, value)
            with contextlib.suppress(StopIteration):
                end.__anext__().send(None)
            found = self._values[loop] = value, end
        return found[0]

    async def aclose(self) -> None:
        """Close the value of this event loop."""
        import anyio.lowlevel

        found = self._values.get(anyio.lowlevel.current_token().native_token)
        if found is not None:
            await found[1].aclose()


async def _at_the_end(close: Callable[[T], Awaitable[None]], value: T) -> AsyncGenerator[None]:
    try:
        yield
    finally:
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
