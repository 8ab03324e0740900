"""Several calls side by side: tasks in the asynchronous half, threads in the synchronous one."""

from __future__ import annotations

import contextvars
import threading
from typing import TYPE_CHECKING, Any, Final

from twilio_memory.errors import APITimeoutError, TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

_GRACE_SECONDS: Final = 0.5
"""A call ends by its own total, whose error is more precise; a thread that does not is no longer waited for."""

Results = dict[str, Any]


async def arun_together(functions: Mapping[str, Callable[[], Awaitable[Any]]], _timeout: float) -> Results:
    """Run functions at once; return the result of each, or its error."""
    import anyio

    results: Results = {}

    async def run(name: str, function: Callable[[], Awaitable[Any]]) -> None:
        try:
            results[name] = await function()
        except TwilioMemoryError as error:
            results[name] = error

    async with anyio.create_task_group() as group:
        for name, function in functions.items():
            group.start_soon(run, name, function)
    return results


def run_together(functions: Mapping[str, Callable[[], Any]], timeout: float) -> Results:
    """Run functions at once, each in a thread that ends with its call; return the result of each, or its error."""
    results: Results = {}

    def run(name: str, function: Callable[[], Any]) -> None:
        try:
            results[name] = function()
        except BaseException as error:  # noqa: BLE001 - raised below
            results[name] = error

    threads = {
        name: threading.Thread(
            target=contextvars.copy_context().run, args=(run, name, function), name=f"twilio-memory-{name}", daemon=True
        )
        for name, function in functions.items()
    }
    for thread in threads.values():
        thread.start()
    for thread in threads.values():
        thread.join(max(0.0, timeout) + _GRACE_SECONDS)
    late = {name: APITimeoutError(f"{name} took longer than {timeout:g} seconds") for name in threads}
    results = {**late, **results}
    for result in results.values():
        if isinstance(result, BaseException) and not isinstance(result, TwilioMemoryError):
            raise result
    return results
