"""Responses of tiny chunks and with much framing: their cost in CPU time, memory and steps of the event loop.

Part of `make soak`. Each response is read in its own process, to measure the growth of its memory.
"""
# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent / "support"))

from raw_server import RawServer
from scripted import OPERATION
from twilio_memory import AsyncMemoryClient, MemoryClient, UnexpectedResponseError

if TYPE_CHECKING:
    from soak import Table

MIB = 1024 * 1024
CPU_SECONDS = 1.5
STALL_SECONDS = 0.01
GROWTH = 40 * MIB

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ZIPPED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
# One byte above the limit, so that JSON decoding is not measured.
TEXT = b" " * (16 * MIB + 1)


def chunked(body: bytes, size: int, extension: bytes = b"") -> bytes:
    """Write a body in chunks."""
    parts = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(b"%x%b\r\n%b\r\n" % (len(part), extension, part) for part in parts) + b"0\r\n\r\n"


# A first response, so that imports are not measured.
SMALL = HEAD + chunked(b'{"operationId": "x", "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}', 10)

RESPONSES = {
    "16 MiB in chunks of 2": lambda: HEAD + chunked(TEXT, 2),
    "16 MiB in chunks of 100": lambda: HEAD + chunked(TEXT, 100),
    "16 MiB in chunks of 64 KiB": lambda: HEAD + chunked(TEXT, 64 * 1024),
    "extensions of 2000": lambda: HEAD + chunked(TEXT[:2000], 1, b";" + b"x" * 2000),
    "trailers": lambda: HEAD + b"0\r\n" + b"a:\r\n" * MIB + b"\r\n",
    "2400 trailers": lambda: HEAD + b"0\r\n" + b"a:\r\n" * 2400 + b"\r\n",
    "1xx heads": lambda: b"HTTP/1.1 103\r\n\r\n" * 6000 + HEAD + b"0\r\n\r\n",
    "16 MiB of gzip in chunks of 2": lambda: ZIPPED + chunked(gzip.compress(TEXT, 0), 2),
    "gzip of 16 MiB in chunks of 2": lambda: ZIPPED + chunked(gzip.compress(TEXT), 2),
    "gzip members": lambda: ZIPPED + chunked(gzip.compress(b"") * 100_000, 64 * 1024),
}


def tiny_chunks(table: Table) -> None:
    """Contracts 20 and 22: for any framing."""
    for name, response in RESPONSES.items():
        for client in ("sync", "asyncio"):
            server = RawServer([SMALL, response()])
            command = [sys.executable, __file__, server.url, client]
            measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            server.close()
            cpu, stall, grown = measured
            what = f"{client}: {name}"
            table.row(f"{what}: CPU (s)", f"{cpu:.3f}", good=cpu < CPU_SECONDS)
            table.row(f"{what}: memory grown (MiB)", f"{grown / MIB:.1f}", good=grown < GROWTH)
            if client == "asyncio":
                table.row(f"{what}: longest step (ms)", f"{stall * 1000:.1f}", good=stall < STALL_SECONDS)


def peak() -> int:
    """Return the peak memory of this process since the previous call."""
    status = Path("/proc/self/status").read_text("utf-8")
    Path("/proc/self/clear_refs").write_text("5", "utf-8")
    return int(re.findall(r"VmHWM:\s+([0-9]+) kB", status)[0]) * 1024


def measure(url: str, client: str) -> tuple[float, float, int]:
    """Fetch twice; return the CPU seconds, the longest step and the growth of the second time."""
    return _measure_sync(url) if client == "sync" else asyncio.run(_measure_async(url))


def _measure_sync(url: str) -> tuple[float, float, int]:
    with MemoryClient("SK", "x", base_url=url, max_attempts=1) as memory:
        for _ in range(2):
            peak()
            grown, started = peak(), time.process_time()
            with contextlib.suppress(UnexpectedResponseError):
                memory.operations.fetch(OPERATION)
        return time.process_time() - started, 0.0, peak() - grown


async def _measure_async(url: str) -> tuple[float, float, int]:
    longest = before = 0.0

    async def tick() -> None:
        nonlocal longest, before
        before = time.thread_time()  # CPU time of this thread only, independent of other processes
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            longest, before = max(longest, now - before), now

    async with AsyncMemoryClient("SK", "x", base_url=url, max_attempts=1) as memory:
        for _ in range(2):
            longest = 0.0
            ticking = asyncio.create_task(tick())
            peak()
            grown, started = peak(), time.process_time()
            with contextlib.suppress(UnexpectedResponseError):
                await memory.operations.fetch(OPERATION)
            await asyncio.sleep(0)
            ticking.cancel()
        return time.process_time() - started, longest, peak() - grown


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))
