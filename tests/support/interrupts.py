"""Interrupts calls as a signal handler does: with an exception between two bytecodes of the library."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import twilio_memory
import twilio_memory_api
from twilio_memory import RetryBudget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

    from twilio_memory import MemoryClient
    from twilio_memory._http._sync.pool import Connections

Place = tuple["CodeType", int]
"""A function, and the offset of one of its bytecodes."""
_FOLDERS = tuple(str(Path(str(package.__file__)).parent) for package in (twilio_memory, twilio_memory_api))
_TESTING = str(Path(_FOLDERS[0], "testing"))


class Interruption(BaseException):
    """The exception that the handler raises."""


def is_ours(code: CodeType) -> bool:
    """Return whether a function belongs to the library."""
    return code.co_filename.startswith(_FOLDERS) and not code.co_filename.startswith(_TESTING)


@contextlib.contextmanager
def _traced(on_opcode: Callable[[Place], None], is_covered: Callable[[CodeType], bool]) -> Iterator[None]:
    def trace(frame: FrameType, event: str, _argument: object) -> object:
        if event == "call":
            if not is_covered(frame.f_code):
                return None
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        elif event == "opcode":
            on_opcode((frame.f_code, frame.f_lasti))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def places(call: Callable[[], object], is_covered: Callable[[CodeType], bool] = is_ours) -> list[Place]:
    """Return every place that a call reaches, once, in order."""
    found: dict[Place, None] = {}
    with _traced(found.setdefault, is_covered):
        call()
    return list(found)


def interrupt(call: Callable[[], object], place: Place) -> Interruption | None:
    """Interrupt a call when it first reaches a place; return the exception, or None if it does not reach it."""

    def raise_there(reached: Place) -> None:
        if reached == place:
            raise Interruption

    try:
        with _traced(raise_there, lambda code: code is place[0]):
            call()
    except Interruption as error:
        return error
    return None


def connections(memory: MemoryClient) -> Connections:
    """Return the connections of a client in this process."""
    return memory._executor.transport.current()  # type: ignore[union-attr]


def close_idle(memory: MemoryClient) -> None:
    """Let the next call open a connection."""
    connections(memory).close()


def expire_idle(memory: MemoryClient) -> None:
    """Let the next call replace its connection."""
    for idle in connections(memory).idle:
        idle.idle_since = 0.0


def interrupt_everywhere(
    memory: MemoryClient, prepare: Callable[[], object], is_covered: Callable[[CodeType], bool] = is_ours
) -> int:
    """Interrupt a fetch at each place once, and call normally after each interruption.

    Args:
        memory: A client of a server that echoes.
        prepare: Called before each interrupted call.
        is_covered: Returns whether to interrupt a function.

    Returns:
        The number of interruptions.
    """
    numbers = itertools.count()
    slots = connections(memory)

    def call() -> None:
        # The retries of one budget are too few.
        memory._executor.options = dataclasses.replace(memory._executor.options, retry_budget=RetryBudget())
        operation = f"proc_{next(numbers)}"
        assert memory.operations.fetch(operation).operation_id == operation, "the response to another call"

    for _ in range(2):  # Since 3.12 code is instrumented for tracing on its first run.
        prepare()
        found = places(call, is_covered)
    for place in found:
        for _ in range(3):  # Again, if the code was not instrumented.
            prepare()
            if kept := interrupt(call, place):  # As an interactive Python keeps the last exception.
                break
        assert kept, f"{place} was not reached"
        assert slots.free_slots == slots._count, f"{slots.free_slots} slots are free after an interruption at {place}"
        call()
    return len(found)
