"""A process that runs one client, so that its CPU time is that of the client alone. `bench.py` starts it.

worker.py calls INDEX URL     measures the calls named on its standard input, line by line
worker.py memory INDEX URL    prints the bytes that 1,000 data mappings take
worker.py growth INDEX URL    prints the CPU time of a call and a page after 5,000 of them, relative to the first
worker.py waiting INDEX URL   prints the CPU time of a call with 1,000 concurrent calls, relative to 50
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

from canned_server import PAGE_SIZE, STORE
from clients import CLIENTS, HELPER, PROOFS, ClientSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[[], Any]

MAPPINGS_HELD = 1000
MANY = 5000
TURNS, TURN = 21, 20
FEW, CROWD = 50, 1000


def calls(spec: ClientSpec, url: str) -> None:
    """Measure the calls of each input line: an operation, the number of calls, and the concurrency."""
    with asyncio.Runner() as runner:
        client = runner.run(made(spec, url)) if spec.style == "async" else spec.kind(url)
        for line in sys.stdin:
            operation, count, concurrency = json.loads(line)
            call, proof = getattr(client, operation), PROOFS[operation]

            def run(count: int, concurrency: int = concurrency, call: Call = call, proof: object = proof) -> None:
                if spec.style == "async":
                    runner.run(run_async(call, proof, count, concurrency))
                else:
                    run_sync(call, proof, count)

            run(concurrency)
            gc.collect()
            cpu, wall = time.process_time(), time.perf_counter()
            run(count)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            print(json.dumps([cpu / count, wall / count]), flush=True)


async def made(spec: ClientSpec, url: str) -> object:
    """Create a client inside its event loop."""
    return spec.kind(url)


def run_sync(call: Call, proof: object, count: int) -> None:
    """Call sequentially."""
    for _ in range(count):
        assert call() == proof


async def run_async(call: Call, proof: object, count: int, concurrency: int) -> None:
    """Call from concurrent tasks."""
    turns = iter(range(count))

    async def work() -> None:
        for _ in turns:
            assert await call() == proof

    await asyncio.gather(*(work() for _ in range(concurrency)))


def memory(spec: ClientSpec, url: str) -> float:
    """Measure the memory of held data mappings."""
    client = spec.kind(url)
    assert client.list() == PROOFS["list"]  # creates the objects that are created once
    mappings = client.memory.data_mappings
    read = mappings(STORE).list if spec.name == HELPER else lambda **size: mappings.list(STORE, **size)
    gc.collect()
    tracemalloc.start()
    held = [each for _ in range(MAPPINGS_HELD // PAGE_SIZE) for each in read(page_size=PAGE_SIZE)]
    # Read the attributes that are created lazily.
    assert sum(bool(each.mapping_to) and bool(each.mapping_from) for each in held) == MAPPINGS_HELD
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def growth(spec: ClientSpec, url: str) -> dict[str, float]:
    """Compare a client and a list after many calls and pages with new ones, alternately."""
    old, new = spec.kind(url), spec.kind(url)
    old_pages, new_pages = (iter(each.memory.data_mappings.list(STORE, page_size=1)) for each in (old, new))
    for _ in range(MANY):
        old.fetch()
        next(old_pages)
    return {
        "calls": old_to_new(old.fetch, new.fetch),
        "pages": old_to_new(lambda: next(old_pages), lambda: next(new_pages)),
    }


def waiting(spec: ClientSpec, url: str) -> float:
    """Compare high with low concurrency on one client, alternately."""
    with asyncio.Runner() as runner:
        client = runner.run(made(spec, url))

        def cost(concurrency: int) -> float:
            started = time.process_time()
            runner.run(run_async(client.delete, PROOFS["delete"], CROWD * 2, concurrency))
            return time.process_time() - started

        cost(CROWD)
        return statistics.median(cost(CROWD) / cost(FEW) for _ in range(TURNS // 3))


def old_to_new(old: Call, new: Call) -> float:
    """Return the median of the ratios of CPU time."""
    return statistics.median(cpu_of(old) / cpu_of(new) for _ in range(TURNS))


def cpu_of(call: Call) -> float:
    """Return the CPU seconds of some calls."""
    started = time.process_time()
    for _ in range(TURN):
        call()
    return time.process_time() - started


if __name__ == "__main__":
    what, index, address = sys.argv[1:]
    chosen = CLIENTS[int(index)]
    if what == "calls":
        calls(chosen, address)
    else:
        print(json.dumps({"memory": memory, "growth": growth, "waiting": waiting}[what](chosen, address)))
