"""Fail if imports or calls of the library cost more than cost_budget.toml allows.

    python tests/benchmarks/cost_budget.py           compare
    python tests/benchmarks/cost_budget.py --record  update the figures of this version of Python

Nothing is timed, so the result does not depend on the machine: it counts imported modules and, for calls on a client
that has been used before, executed bytecodes and calls of C functions. The time inside C functions is measured by the
other benchmarks.
"""
# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from twilio_memory import AsyncMemoryClient, MemoryClient

SUPPORT = Path(__file__).resolve().parent.parent / "support"
sys.path.insert(0, str(SUPPORT))

from raw_server import RawServer, http  # noqa: E402 - found by the line before
from scripted import MAPPING, OPERATION, STORE, mapping  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from types import FrameType

FIGURES = Path(__file__).with_suffix(".toml")
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
#: The share by which a figure may grow.
TOLERANCE = 0.05
#: The number of calls, of which the cheapest counts: a response may arrive in more or fewer parts.
CALLS = 7

RESPONSES = {
    "delete": http("202 Accepted", json.dumps({"message": "Accepted.", "operationId": OPERATION}).encode()),
    "fetch": http("200 OK", json.dumps(mapping()).encode(), 'ETag: "1"'),
    "list of 100": http("200 OK", json.dumps({"dataMappings": [mapping()] * 100, "meta": {}}).encode()),
}
IN_A_NEW_PROCESS = """
import sys
before = {*sys.modules}
import twilio_memory
print(len({*sys.modules} - before))
_, url, *arguments = sys.argv
twilio_memory.MemoryClient("user", "secret", base_url=url).data_mappings.delete(*arguments)
print(len({*sys.modules} - before))
"""


def measured() -> dict[str, int]:
    """Count everything."""
    server = RawServer(itertools.repeat(RESPONSES["delete"]))
    try:
        found = dict(zip(("import: modules", "first call: modules"), modules(server.url), strict=True))
        for name, (bytecodes, c_calls) in [*sync_calls(server), *async_calls(server)]:
            found |= {f"{name}: bytecodes": bytecodes, f"{name}: calls of C": c_calls}
    finally:
        server.close()
    return found


def modules(url: str) -> list[int]:
    """Count the modules loaded by an import, and by a client and its first call."""
    command = [sys.executable, "-P", "-c", IN_A_NEW_PROCESS, url, STORE, MAPPING]
    return [int(line) for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()]


def sync_calls(server: RawServer) -> Iterator[tuple[str, tuple[int, int]]]:
    """Count the cost of calls of the client."""
    with MemoryClient("user", "secret", base_url=server.url) as memory:
        mappings = memory.data_mappings
        calls: dict[str, Callable[[], object]] = {
            "delete": lambda: mappings.delete(STORE, MAPPING),
            "fetch": lambda: mappings.fetch(STORE, MAPPING),
            "list of 100": lambda: [*mappings.list(STORE, page_size=100)],
        }
        for name, call in calls.items():
            server.respond_with(*itertools.repeat(RESPONSES[name], CALLS + 1))
            yield name, cheapest(call)


def async_calls(server: RawServer) -> Iterator[tuple[str, tuple[int, int]]]:
    """Count the cost of calls of the asynchronous client on asyncio, including the event loop."""
    with asyncio.Runner() as runner:
        memory = AsyncMemoryClient("user", "secret", base_url=server.url)
        mappings = memory.data_mappings

        async def listing() -> object:
            return [item async for item in mappings.list(STORE, page_size=100)]

        async def done(call: Awaitable[object]) -> None:
            await call  # The runner would write the repr of a result.

        calls: dict[str, Callable[[], object]] = {
            "delete": lambda: runner.run(done(mappings.delete(STORE, MAPPING))),
            "fetch": lambda: runner.run(done(mappings.fetch(STORE, MAPPING))),
            "list of 100": lambda: runner.run(done(listing())),
        }
        for name, call in calls.items():
            server.respond_with(*itertools.repeat(RESPONSES[name], CALLS + 1))
            yield f"async {name}", cheapest(call)
        runner.run(memory.aclose())


def cheapest(call: Callable[[], object]) -> tuple[int, int]:
    """Call once to warm up, then several times; return the lowest counts."""
    counted(call)  # Since 3.12 code is instrumented for tracing on its first run.
    counts = [counted(call) for _ in range(CALLS)]
    return min(bytecodes for bytecodes, _ in counts), min(c_calls for _, c_calls in counts)


def counted(call: Callable[[], object]) -> tuple[int, int]:
    """Count the bytecodes and the calls of functions in C of a call, in this thread."""
    bytecodes = c_calls = 0

    def trace(frame: FrameType, event: str, _argument: object) -> object:
        nonlocal bytecodes
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        bytecodes += event == "opcode"
        return trace

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal c_calls
        c_calls += event == "c_call"

    gc.disable()  # Finalizers would run code at random times.
    before = sys.gettrace(), sys.getprofile()
    sys.setprofile(profile)
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
        gc.enable()
    return bytecodes, c_calls


def grown(figures: dict[str, int], now: dict[str, int]) -> list[str]:
    """Return the figures that have grown by more than the tolerance, or exist on one side only."""
    return [
        f"{name}: {now.get(name)}, recorded {figures.get(name)}"
        for name in sorted(figures.keys() | now.keys())
        if name not in figures or name not in now or now[name] > figures[name] * (1 + TOLERANCE)
    ]


def read() -> dict[str, dict[str, int]]:
    """Read the figures of all versions of Python."""
    return tomllib.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}


def written(figures: dict[str, dict[str, int]]) -> str:
    """Format the figures as TOML."""
    tables = [
        "\n".join([f'["{version}"]', *(f'"{name}" = {count}' for name, count in counts.items())])
        for version, counts in sorted(figures.items(), key=lambda item: [*map(int, item[0].split("."))])
    ]
    return "\n\n".join(["# Written by `make update-cost`; see cost_budget.py.", *tables]) + "\n"


def main(arguments: list[str]) -> int:
    """Compare or record; return 1 if a figure exceeds the tolerance."""
    if arguments not in ([], ["--record"]):
        print(__doc__)
        return 2
    figures, now = read(), measured()
    if arguments:
        FIGURES.write_text(written({**figures, VERSION: now}), "utf-8")
        return 0
    if VERSION not in figures:
        print(f"There are no figures for Python {VERSION}: nothing was compared.")
        return 0
    complaints = grown(figures[VERSION], now)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
