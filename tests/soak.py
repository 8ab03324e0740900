"""Runs the library for minutes and counts leaks.

    make soak

It prints its measurements, and exits with 1 if a promise is broken (contract 25 to 27, and 19).
"""
# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import concurrent.futures
import contextlib
import gc
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from pathlib import Path

import anyio
import anyio.lowlevel

sys.path.insert(0, str(Path(__file__).parent / "support"))

from soak_chunks import tiny_chunks

from loopback import LoopbackServer, echo
from scripted import MAPPING, OPERATION, STORE
from stress import connects, forks, interruptions
from twilio_memory import AsyncMemoryClient, MemoryClient, NotFoundError
from twilio_memory.models import MappingFromIngress, MappingToTraits, MappingTraitItem
from twilio_memory.testing import Emulator, Request, Response

CALLS = 10_000
CANCELLED = 16_000
AT_ONCE = 16
GROWTH = 5 * 1024 * 1024
LOOPS = ("asyncio", "trio")


class Table:
    """The measurements, and the number of violations."""

    def __init__(self) -> None:
        self.bad = 0
        self._since = time.monotonic()

    def row(self, what: str, measured: object, *, good: bool) -> None:
        """Print a row."""
        now = time.monotonic()
        print(f"{'ok ' if good else 'BAD'} {now - self._since:6.1f} s  {what:58} {measured}", flush=True)
        self.bad += not good
        self._since = now


def descriptors() -> int:
    """Count the open file descriptors."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def settled(server: LoopbackServer) -> bool:
    """Wait until all connections of the server are closed; return False on a timeout."""
    until = time.monotonic() + 10
    while server.open and time.monotonic() < until:
        time.sleep(0.01)
    return server.open == 0


def many_calls(table: Table) -> None:
    """Contract 27, with one client in one thread."""
    with LoopbackServer(echo) as server:
        before = descriptors()
        memory = MemoryClient("SK", "secret", base_url=server.url)
        for _ in range(500):  # creates the objects that are created once
            memory.operations.fetch(OPERATION)
        gc.collect()
        tracemalloc.start()
        for _ in range(CALLS):
            memory.operations.fetch(OPERATION)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        memory.close()
        table.row(f"{CALLS} calls: memory grown (bytes)", grown, good=grown < GROWTH)
        table.row(f"{CALLS} calls: connections made", server.connections, good=server.connections == 1)
        table.row(f"{CALLS} calls: all connections closed", settled(server), good=server.open == 0)
        table.row(f"{CALLS} calls: descriptors left", descriptors() - before, good=descriptors() == before)


async def _cancel_many(url: str, count: int, chance: random.Random) -> tuple[int, int, float]:
    """Cancel calls at random points; return how many were cancelled, the free slots, and the duration of 20 calls."""
    ended = 0
    async with AsyncMemoryClient("SK", "secret", base_url=url, max_connections=4) as memory:

        async def begin_and_cancel(checkpoints: int) -> None:
            nonlocal ended

            async def cancel_later() -> None:
                for _ in range(checkpoints):
                    await anyio.lowlevel.checkpoint()
                scope.cancel()

            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(cancel_later)
                    await memory.data_mappings.delete(STORE, MAPPING)
                    ended += 1

        for _ in range(count // AT_ONCE):
            async with anyio.create_task_group() as tasks:
                for _ in range(AT_ONCE):
                    tasks.start_soon(begin_and_cancel, int(2 ** chance.uniform(0, 8)))
        started = time.monotonic()
        with anyio.move_on_after(30) as scope:
            async with anyio.create_task_group() as tasks:
                for _ in range(20):
                    tasks.start_soon(memory.data_mappings.delete, STORE, MAPPING)
        took = float("inf") if scope.cancelled_caught else time.monotonic() - started
        slots = memory._executor.transport.current().free_slots
    return count - ended, slots, took


def cancellations(table: Table) -> None:
    """Contract 25: on both event loops."""
    for loop in LOOPS:
        with LoopbackServer(echo) as server:
            before = descriptors()
            # A small run creates the objects that are created once.
            anyio.run(_cancel_many, server.url, AT_ONCE * 20, random.Random(0), backend=loop)
            gc.collect()
            tracemalloc.start()
            caught, slots, took = anyio.run(_cancel_many, server.url, CANCELLED, random.Random(25), backend=loop)
            gc.collect()
            grown = tracemalloc.get_traced_memory()[0]
            tracemalloc.stop()
            of = f"{loop}: {CANCELLED} cancellations"
            table.row(f"{of}: calls that were cancelled", caught, good=CANCELLED / 4 < caught < CANCELLED * 3 / 4)
            table.row(f"{of}: slots free of 4", slots, good=slots == 4)
            table.row(f"{of}: 20 calls afterwards (s)", f"{took:.3f}", good=took < 5)
            table.row(f"{of}: memory grown (bytes)", grown, good=grown < GROWTH)
            table.row(f"{of}: all connections closed", settled(server), good=server.open == 0)
            left = descriptors() - before
            table.row(f"{of}: descriptors left", left, good=left == 0)


def shared(table: Table) -> None:
    """Contract 26: threads, a fork and event loops."""
    with LoopbackServer(echo) as server, MemoryClient("SK", "s", base_url=server.url, max_connections=8) as memory:

        def ask(thread: int) -> int:
            asked = (f"proc_{thread}_{number}" for number in range(500))
            return sum(memory.operations.fetch(operation).operation_id != operation for operation in asked)

        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            mixed_up = sum(threads.map(ask, range(16)))
        table.row("16 threads, 8000 calls: responses to others", mixed_up, good=mixed_up == 0)
        table.row("16 threads: connections of at most 8", server.connections, good=server.connections <= 8)
        connections = server.connections
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = ask(99)
                memory.close()
            finally:
                os._exit(min(code, 1))
        good = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 and ask(0) == 0
        table.row("fork: both processes got their own responses", good, good=good)
        made = server.connections - connections
        table.row("fork: connections made by the child", made, good=made == 1)
    for loop in LOOPS:
        with LoopbackServer(echo) as server:
            before = descriptors()
            memory_of_loops = AsyncMemoryClient("SK", "secret", base_url=server.url)

            async def fetch(memory: AsyncMemoryClient = memory_of_loops) -> None:
                await memory.operations.fetch(OPERATION)

            for _ in range(3):
                anyio.run(fetch, backend=loop)
            good = settled(server) and server.connections == 3 and descriptors() == before
            table.row(f"{loop}: 3 event loops on one client leave nothing", good, good=good)


_DELETING = """
import sys
from twilio_memory import MemoryClient
url, phase, store, mapping = sys.argv[1:]
memory = MemoryClient("SK", "secret", base_url=url)
def here(what):
    print(what, flush=True)
if phase == "before it is sent":
    here("ready")
    sys.stdin.read()
deletion = memory.data_mappings.delete(store, mapping)
here(deletion.to_token())
deletion.wait()
"""

_RESUMING = """
import sys
from twilio_memory import MemoryClient
with MemoryClient("SK", "secret", base_url=sys.argv[1]) as memory:
    memory.operations.resume(sys.argv[2]).wait(60)
"""


def kills(table: Table) -> None:
    """Contract 19: kill a deleting process in each phase; another process resumes on the same emulator."""
    for phase in ("before it is sent", "after it was sent", "while it waits"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "api.db")
            with Emulator(database=path) as emulator:
                seen, gone = _kill(phase, emulator)
            table.row(f"killed {phase}: the server has seen it", seen, good=seen is (phase != "before it is sent"))
            table.row(f"killed {phase}: resumed and deleted", gone, good=gone)
            with contextlib.closing(sqlite3.connect(path)) as database:
                whole = database.execute("PRAGMA integrity_check").fetchone()[0]
            table.row(f"killed {phase}: the database", whole, good=whole == "ok")


def _kill(phase: str, emulator: Emulator) -> tuple[bool, bool]:
    """Kill a deleting process; return whether its request reached the server, and whether resuming completes it."""
    deleted, may_respond = threading.Event(), threading.Event()

    def handle(request: Request) -> Response:
        response = emulator.handle(request)
        if request.method == "DELETE" and not deleted.is_set():
            deleted.set()
            if phase == "after it was sent":
                may_respond.wait(20)
        return response

    store, mapping = _data_mapping(emulator)
    with LoopbackServer(handle) as server:
        process = subprocess.Popen(
            [sys.executable, "-c", _DELETING, server.url, phase, store, mapping],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        text = "" if phase == "after it was sent" else process.stdout.readline().strip()
        if not text:
            deleted.wait(20)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
        seen = deleted.is_set()
        may_respond.set()
        with MemoryClient("SK", "secret", base_url=server.url) as memory:
            if phase == "while it waits":
                subprocess.run([sys.executable, "-c", _RESUMING, server.url, text], timeout=60, check=True)
            elif not seen and not _is_there(memory, store, mapping):
                return seen, False
            else:
                with contextlib.suppress(*[NotFoundError] * seen):  # a request that was seen may be complete
                    memory.data_mappings.delete(store, mapping).wait()
            return seen, not _is_there(memory, store, mapping)


def _data_mapping(emulator: Emulator) -> tuple[str, str]:
    """Create a data mapping to delete."""
    with emulator.client() as memory:
        store = memory.stores.create(display_name="soak").wait()
        item = MappingTraitItem(expression="email", trait_group="Contact", trait_name="email")
        mapping = memory.data_mappings.create(
            store,
            display_name="soak",
            mapping_from=MappingFromIngress(columns=["email"]),
            mapping_to=MappingToTraits(mappings=[item]),
        )
        return store, mapping.wait()


def _is_there(memory: MemoryClient, store: str, mapping: str) -> bool:
    try:
        memory.data_mappings.fetch(store, mapping)
    except NotFoundError:
        return False
    return True


def main() -> int:
    """Run all parts; return 1 if there is a violation."""
    table = Table()
    for part in (many_calls, cancellations, connects, interruptions, shared, forks, kills, tiny_chunks):
        part(table)
    print(f"{table.bad} violations")
    return 1 if table.bad else 0


if __name__ == "__main__":
    sys.exit(main())
