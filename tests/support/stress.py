"""Parts of the soak test: thousands of interruptions, cancelled connects, and forks."""

from __future__ import annotations

import contextlib
import gc
import random
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import anyio
import anyio.lowlevel

from forks import in_a_fork
from interrupts import (
    Interruption,
    close_idle,
    connections,
    expire_idle,
    interrupt_everywhere,
    is_ours,
)
from loopback import LoopbackServer, echo
from scripted import OPERATION
from twilio_memory import APITimeoutError, AsyncMemoryClient, MemoryClient, ServiceUnavailableError, Timeouts
from twilio_memory.testing import FakeClock, Response

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from soak import Table

INTERRUPTIONS = 100_000
CONNECTS = 1_000
FORKS = 300
SLOTS = 2
_getaddrinfo = socket.getaddrinfo


def interruptions(table: Table) -> None:
    """Contract 26: interrupt at every bytecode by a trace, and at random moments by a signal; no garbage collection."""
    failing: list[bool] = []

    def handle(request: object) -> Response:
        return Response(503, (), b"{}") if failing and failing.pop() else echo(request)

    gc.collect()
    gc.disable()
    with LoopbackServer(handle) as server:
        options = {"clock": FakeClock(), "timeouts": Timeouts(pool=0.5), "max_connections": SLOTS}
        memory = MemoryClient("SK", "s", base_url=server.url, **options)
        total = 0
        situations = {
            "reused": lambda: None,
            "connected": lambda: close_idle(memory),
            "replaced": lambda: expire_idle(memory),
        }
        for name, prepare in situations.items():
            for retries in (0, 1):

                def begin(prepare: Callable[[], object] = prepare, retries: int = retries) -> None:
                    prepare()
                    failing[:] = [True] * retries

                begin()
                count = interrupt_everywhere(memory, begin)
                table.row(f"trace: {name}, {retries} retries: interrupted bytecodes", count, good=count > 1000)
                total += count
        failing.clear()
        slots = connections(memory)
        table.row("trace: slots free of 2", slots.free_slots, good=slots.free_slots == SLOTS)
        for others in (0, 3):
            count = (INTERRUPTIONS - total) // 2 if others == 0 else INTERRUPTIONS - total
            mixed_up, slowest = _signalled(memory, count, others)
            total += count
            table.row(f"signals, {others} other threads: interruptions", count, good=True)
            table.row(f"signals, {others} other threads: responses to others", mixed_up, good=mixed_up == 0)
            table.row(f"signals, {others} other threads: slowest call (s)", f"{slowest:.3f}", good=slowest < 5)
            table.row(
                f"signals, {others} other threads: slots free of 2", slots.free_slots, good=slots.free_slots == SLOTS
            )
        table.row("interruptions in all", total, good=total >= INTERRUPTIONS)
        memory.close()
        until = time.monotonic() + 10
        while server.open and time.monotonic() < until:
            time.sleep(0.01)
        table.row("interruptions: connections left, collector off", server.open, good=server.open == 0)
    gc.enable()


def _signalled(memory: MemoryClient, count: int, others: int) -> tuple[int, float]:
    """Interrupt calls while other threads call; return the number of wrong responses and the longest duration."""
    chance = random.Random(26)
    mixed_up, slowest, raised = 0, 0.0, 0
    done = threading.Event()

    def handler(_number: int, frame: FrameType | None) -> None:
        nonlocal raised
        while frame and not is_ours(frame.f_code):
            frame = frame.f_back
        if frame:
            raised += 1
            raise Interruption

    def fetch(operation: str) -> None:
        nonlocal mixed_up
        mixed_up += memory.operations.fetch(operation).operation_id != operation

    def keep_calling(thread: int) -> None:
        number = 0
        while not done.is_set():
            number += 1
            with contextlib.suppress(APITimeoutError):
                fetch(f"proc_{thread}_{number}")

    threads = [threading.Thread(target=keep_calling, args=(thread,)) for thread in range(others)]
    before = signal.signal(signal.SIGALRM, handler)
    for thread in threads:
        thread.start()
    try:
        while raised < count:
            started = time.monotonic()
            with contextlib.suppress(Interruption, APITimeoutError):
                signal.setitimer(signal.ITIMER_REAL, chance.uniform(1e-6, 4e-4 * (1 + others)))
                fetch(f"proc_main_{raised}")
            signal.setitimer(signal.ITIMER_REAL, 0)
            slowest = max(slowest, time.monotonic() - started)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        done.set()
        for thread in threads:
            thread.join(20)
    fetch("proc_last")
    return mixed_up, slowest


def connects(table: Table) -> None:
    """Contracts 25 and 27: cancel calls while they connect; no garbage collection."""
    gc.collect()
    gc.disable()
    for loop in ("asyncio", "trio"):
        for host in ("127.0.0.1", "localhost"):
            with mock.patch.object(socket, "getaddrinfo", _several_addresses):
                most, left = anyio.run(_cancel_connects, host, backend=loop)
            of = f"{loop}, {host}: {CONNECTS} cancelled connects"
            table.row(f"{of}: most sockets beyond", most, good=most == 0)
            table.row(f"{of}: sockets left", left, good=left == 0)
    gc.enable()


def _several_addresses(host: str | bytes, *arguments: int, **options: int) -> list[object]:
    """Resolve `localhost` to three addresses."""
    found: list[object] = [*_getaddrinfo(host, *arguments, **options)]
    return found[:1] * 3 if host in {"localhost", b"localhost"} else found


def open_sockets() -> list[str]:
    """Return the open sockets of this process."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # another thread may close it meanwhile
            found.append(str(link.readlink()))
    return sorted(target for target in found if target.startswith("socket:"))


async def _cancel_connects(host: str) -> tuple[int, int]:
    async def cancel_later(checkpoints: int) -> None:
        for _ in range(checkpoints):
            await anyio.lowlevel.checkpoint()
        scope.cancel()

    chance = random.Random(27)
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:  # No accept: each socket counts once.
        url = f"http://{host}:{listener.getsockname()[1]}"
        async with AsyncMemoryClient("SK", "s", base_url=url, max_connections=4) as memory:
            with anyio.move_on_after(0.1):
                await memory.operations.fetch(OPERATION)
            await anyio.sleep(0.1)
            before, most = len(open_sockets()), 0
            for _ in range(CONNECTS):
                with anyio.CancelScope() as scope:
                    async with anyio.create_task_group() as tasks:
                        tasks.start_soon(cancel_later, int(2 ** chance.uniform(0, 9)))
                        await memory.operations.fetch(OPERATION)
                await anyio.lowlevel.checkpoint()
                most = max(most, len(open_sockets()) - before)
            return most, len(open_sockets()) - before


def forks(table: Table) -> None:
    """Contract 26: fork while other threads call, with the shortest switch interval."""
    done = threading.Event()

    def handle(request: object) -> Response:
        return Response(503, (), b"{}") if chance.random() < 0.1 else echo(request)

    def keep_calling() -> None:
        while not done.is_set():
            with contextlib.suppress(Exception):
                memory.with_options().operations.fetch(OPERATION)

    def child() -> None:
        sys.setswitchinterval(interval)
        for number in range(3):
            operation = f"proc_child_{number}"
            with contextlib.suppress(ServiceUnavailableError):  # The retry budget may be empty.
                assert memory.with_options().operations.fetch(operation).operation_id == operation

    chance = random.Random(28)
    interval = sys.getswitchinterval()
    with (
        LoopbackServer(handle) as server,
        MemoryClient("SK", "s", base_url=server.url, clock=FakeClock(), max_connections=SLOTS) as memory,
    ):
        memory.operations.fetch(OPERATION)
        threads = [threading.Thread(target=keep_calling) for _ in range(3)]
        for thread in threads:
            thread.start()
        sys.setswitchinterval(1e-6)
        try:
            ended = sum(in_a_fork(child) for _ in range(FORKS))
        finally:
            sys.setswitchinterval(interval)
            done.set()
            for thread in threads:
                thread.join(20)
        table.row(f"{FORKS} forks during calls of 3 threads: children that called", ended, good=ended == FORKS)
        slots = connections(memory).free_slots
        table.row(f"{FORKS} forks: slots free of 2", slots, good=slots == SLOTS)
