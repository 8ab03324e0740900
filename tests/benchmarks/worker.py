"""A process that runs one contender, so that the CPU time it counts is the client's alone. `bench.py` starts it.

worker.py calls INDEX URL     reads what to run from its standard input, line by line, and measures it
worker.py memory INDEX URL    prints the bytes that 1,000 data mappings take
worker.py growth INDEX URL    prints how much dearer a call and a page are after 5,000 of them
worker.py waiting INDEX URL   prints how much dearer a call is when 1,000 are under way than when 50 are
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
from contenders import CONTENDERS, HELPER, PROOFS, Contender

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[[], Any]

MAPPINGS_HELD = 1000
MANY = 5000
TURNS, TURN = 21, 20
FEW, CROWD = 50, 1000


def calls(contender: Contender, url: str) -> None:
    """Measure what is asked for: each line is an operation, a number of calls, and how many at once."""
    with asyncio.Runner() as runner:
        client = runner.run(made(contender, url)) if contender.style == "async" else contender.kind(url)
        for line in sys.stdin:
            operation, count, at_once = json.loads(line)
            call, proof = getattr(client, operation), PROOFS[operation]

            def run(count: int, at_once: int = at_once, call: Call = call, proof: object = proof) -> None:
                if contender.style == "async":
                    runner.run(run_async(call, proof, count, at_once))
                else:
                    run_sync(call, proof, count)

            run(at_once)
            gc.collect()
            cpu, wall = time.process_time(), time.perf_counter()
            run(count)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            print(json.dumps([cpu / count, wall / count]), flush=True)


async def made(contender: Contender, url: str) -> object:
    """Make a client where its event loop runs."""
    return contender.kind(url)


def run_sync(call: Call, proof: object, count: int) -> None:
    """Call one after the other."""
    for _ in range(count):
        assert call() == proof


async def run_async(call: Call, proof: object, count: int, at_once: int) -> None:
    """Call from as many tasks as are to be under way at once."""
    turns = iter(range(count))

    async def work() -> None:
        for _ in turns:
            assert await call() == proof

    await asyncio.gather(*(work() for _ in range(at_once)))


def memory(contender: Contender, url: str) -> float:
    """Measure what is kept while data mappings are held."""
    client = contender.kind(url)
    assert client.list() == PROOFS["list"]  # what is made once is there from now on
    mappings = client.memory.data_mappings
    read = mappings(STORE).list if contender.name == HELPER else lambda **size: mappings.list(STORE, **size)
    gc.collect()
    tracemalloc.start()
    held = [each for _ in range(MAPPINGS_HELD // PAGE_SIZE) for each in read(page_size=PAGE_SIZE)]
    # Whatever is made when it is first read, is made now.
    assert sum(bool(each.mapping_to) and bool(each.mapping_from) for each in held) == MAPPINGS_HELD
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def growth(contender: Contender, url: str) -> dict[str, float]:
    """Compare a client, and a list, after many calls and pages with new ones, in turn."""
    old, new = contender.kind(url), contender.kind(url)
    old_pages, new_pages = (iter(each.memory.data_mappings.list(STORE, page_size=1)) for each in (old, new))
    for _ in range(MANY):
        old.fetch()
        next(old_pages)
    return {
        "calls": old_to_new(old.fetch, new.fetch),
        "pages": old_to_new(lambda: next(old_pages), lambda: next(new_pages)),
    }


def waiting(contender: Contender, url: str) -> float:
    """Compare many calls at once with few, on one client and in turn."""
    with asyncio.Runner() as runner:
        client = runner.run(made(contender, url))

        def cost(at_once: int) -> float:
            started = time.process_time()
            runner.run(run_async(client.delete, PROOFS["delete"], CROWD * 2, at_once))
            return time.process_time() - started

        cost(CROWD)
        return statistics.median(cost(CROWD) / cost(FEW) for _ in range(TURNS // 3))


def old_to_new(old: Call, new: Call) -> float:
    """Return the median of the ratios of CPU time."""
    return statistics.median(cpu_of(old) / cpu_of(new) for _ in range(TURNS))


def cpu_of(call: Call) -> float:
    """Return the CPU seconds that some calls take."""
    started = time.process_time()
    for _ in range(TURN):
        call()
    return time.process_time() - started


if __name__ == "__main__":
    what, index, address = sys.argv[1:]
    chosen = CONTENDERS[int(index)]
    if what == "calls":
        calls(chosen, address)
    else:
        print(json.dumps({"memory": memory, "growth": growth, "waiting": waiting}[what](chosen, address)))
