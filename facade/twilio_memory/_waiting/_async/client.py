"""`wait_all`: several operations at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, cast, overload

from twilio_memory._core.arguments import validate_timeout
from twilio_memory._core.call_options import check_names
from twilio_memory._core.concurrency import ainvoke
from twilio_memory._waiting.polls import apoll_together
from twilio_memory.errors import InvalidArgumentError, OperationFailedError, TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import Literal, Unpack

    from twilio_memory._core._async.executor import AsyncExecutor
    from twilio_memory._core.call_options import RequestOptions

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_UNFINISHED: Final[Any] = object()


class AsyncHandle(Protocol[T_co]):
    """What can be waited for: an `AsyncPendingOperation` or an `AsyncPendingImport`."""

    @property
    def wait(self) -> Callable[..., Awaitable[T_co]]: ...


class _AsyncWaiting:
    """The wait for one of the handles."""

    def __init__(
        self,
        handle: Any,  # noqa: ANN401
        timeout: float,
        ended: Callable[[], Awaitable[None]],
        options: RequestOptions,
    ) -> None:
        self._handle = handle
        self._ended = ended
        self.wait: Any = None
        self.result: Any = _UNFINISHED
        if handle._accepted.completed_by_earlier_attempt:  # noqa: SLF001
            self.result = handle._end_wait(None)  # noqa: SLF001
            return
        try:
            self.wait = handle._begin_wait(timeout, None, options)  # noqa: SLF001
        except InvalidArgumentError:
            raise
        except TwilioMemoryError as error:  # Twilio gave no operation ID.
            self.result = error

    def next_delay(self) -> float | None:
        """Return the seconds until the next poll; None after the end."""
        if self.result is not _UNFINISHED:
            return None
        try:
            delay: float = self.wait.poller.next_delay()
        except TwilioMemoryError as error:
            self.result = error
            return 0.0
        return delay

    async def begin(self) -> None:
        """End at once where there is nothing to poll."""
        if self.wait is None:
            await self._ended()

    async def poll(self) -> None:
        """Poll once."""
        try:
            if self.result is _UNFINISHED and (state := await self.wait.poll()) is not None:
                self.result = self._handle._end_wait(state)  # noqa: SLF001
        except TwilioMemoryError as error:
            self.result = error
            if isinstance(error, OperationFailedError) and hasattr(self._handle, "_with_reason"):
                self.result = await self._handle._with_reason(error, self.wait.poller)  # noqa: SLF001
        if self.result is not _UNFINISHED:
            await self._ended()


class _AllWaits:
    """What middleware is shown: one wait around all polls."""

    def __init__(self, waits: list[_AsyncWaiting], timeout: float) -> None:
        self._waits = waits
        self._timeout = timeout

    def wait_attributes(self) -> dict[str, Any]:
        return {"method": "wait_all", "operation_name": "WaitAll", "timeout": self._timeout}

    def record(self, context: Any) -> None:  # noqa: ANN401
        context.polls = sum(each.wait.poller.polls for each in self._waits if each.wait)


@overload
async def wait_all(
    executor: AsyncExecutor,
    handles: Iterable[AsyncHandle[T]],
    timeout: float = ...,
    *,
    progress: Callable[[int, int], object] | None = ...,
    return_exceptions: Literal[False] = ...,
    **options: Unpack[RequestOptions],
) -> list[T]: ...
@overload
async def wait_all(
    executor: AsyncExecutor,
    handles: Iterable[AsyncHandle[T]],
    timeout: float = ...,
    *,
    progress: Callable[[int, int], object] | None = ...,
    return_exceptions: bool,
    **options: Unpack[RequestOptions],
) -> list[T | TwilioMemoryError]: ...
async def wait_all(
    executor: AsyncExecutor,
    handles: Iterable[AsyncHandle[Any]],
    timeout: float = 300.0,
    *,
    progress: Callable[[int, int], object] | None = None,
    return_exceptions: bool = False,
    **options: Unpack[RequestOptions],
) -> list[Any]:
    """Wait until all operations have ended, polling side by side.

    Args:
        handles: What writes and uploads of this client have returned.
        timeout: The longest time for all of them, in seconds; more than 0.
        progress: Called after each end with how many operations have ended, and how many there are; it may be a
            coroutine function.
        return_exceptions: Whether errors take the places of results; otherwise the first of them, in the order of
            the handles, is raised after all operations have ended.
        **options: Options of each poll: see `RequestOptions`.

    Returns:
        What `wait()` of each handle returns, in their order.

    Raises:
        InvalidArgumentError: An argument is invalid, or a handle is another client's.
        TwilioMemoryError: What `wait()` of a handle raises; a note on it says how many have failed.

    See https://www.twilio.com/docs/api/memory/v1/Operations
    """
    check_names("wait_all", options)
    validate_timeout("timeout", timeout)
    if progress is not None and not callable(progress):
        raise InvalidArgumentError(f"progress: expected a function, got {progress!r}")
    done, waits = 0, list[_AsyncWaiting]()

    def report(counts: tuple[int, int]) -> object:
        return progress(*counts) if progress else None

    async def ended() -> None:
        nonlocal done
        done += 1
        await ainvoke(report, (done, len(waits)))

    for handle in handles:
        own: Any = getattr(handle, "_executor", None)
        if not hasattr(handle, "_begin_wait") or own.transport is not executor.transport:
            raise InvalidArgumentError(f"handles: expected what this client has returned, got {handle!r}")
        waits.append(_AsyncWaiting(handle, timeout, ended, options))

    async def poll() -> list[Any]:
        for each in waits:
            await each.begin()
        await apoll_together(executor.clock, waits)
        return [each.result for each in waits]

    results: list[Any] = await cast("Any", executor).around_wait(_AllWaits(waits, timeout), poll)
    failed = [result for result in results if isinstance(result, TwilioMemoryError)]
    if failed and not return_exceptions:
        failed[0].add_note(f"{len(failed)} of {len(results)} operations failed or could not be waited for.")
        raise failed[0]
    return results
