"""Measure what the emulator costs as its data grows, and write docs/explanation/benchmarks-emulator.md."""

from __future__ import annotations

import gc
import json
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from twilio_memory.testing import Emulator, Request

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "benchmarks-emulator.md"
AUTH = ("Authorization", "Basic U0t0ZXN0OnNlY3JldA==")
COLUMNS = [
    {"columnName": name, "traitGroup": "Contact", "traitName": name} for name in ("email", "firstName", "lastName")
]
CALLS = 200


def send(emulator: Emulator, method: str, path: str, body: Any = None) -> Any:
    """Send a request and return the body of the response."""
    headers = (AUTH, ("Content-Type", "application/json")) if body is not None else (AUTH,)
    content = b"" if body is None else json.dumps(body).encode()
    path, _, query = path.partition("?")
    response = emulator.handle(Request(method, path, query, headers, content))
    assert response.status < 300, response.body
    return response.json()


def milliseconds(emulator: Emulator, path: str) -> float:
    """Return the CPU milliseconds of a GET."""
    send(emulator, "GET", path)
    start = time.process_time()
    for _ in range(CALLS):
        send(emulator, "GET", path)
    return (time.process_time() - start) / CALLS * 1000


def page_of(count: int) -> float:
    """Measure a page of 20 of so many profiles."""
    with Emulator() as emulator:
        store_id = emulator.add_store()
        emulator._core.database.connection.executemany(
            "INSERT INTO documents (kind, scope, id, body) VALUES ('profile', ?, ?, ?)",
            (
                (store_id, f"mem_profile_{number:026d}", f'{{"id": "mem_profile_{number:026d}"}}')
                for number in range(count)
            ),
        )
        return milliseconds(emulator, f"/v1/Stores/{store_id}/Profiles?pageSize=20")


def call_with(pending: int) -> float:
    """Measure a call while so many operations are pending."""
    with Emulator() as emulator:
        store_id = emulator.add_store()
        for number in range(pending):
            send(emulator, "PATCH", f"/v1/ControlPlane/Stores/{store_id}", {"description": str(number)})
        return milliseconds(emulator, f"/v1/ControlPlane/Stores/{store_id}")


def import_of(rows: int) -> tuple[float, float]:
    """Measure the CPU seconds that an import takes, and the longest pause for other requests in milliseconds."""
    with Emulator(operation_polls=0) as emulator:
        emulator._core.operations.in_background = True
        store_id = emulator.add_store()
        lines = ["email,firstName,lastName", *(f"p{number}@example.com,Ada,Lovelace" for number in range(rows))]
        content = "\n".join(lines).encode()
        body = {"filename": "a.csv", "fileSize": len(content), "columnMappings": COLUMNS}
        url = urlsplit(send(emulator, "POST", f"/v1/Stores/{store_id}/Profiles/Imports", body)["url"])
        gc.collect()
        start = last = time.process_time()
        emulator.handle(Request("PUT", url.path, url.query, (), content))
        pauses = [time.process_time() - last]
        while True:
            last = time.process_time()
            if not emulator._core.step():
                break
            pauses.append(time.process_time() - last)
        return time.process_time() - start, max(pauses[1:]) * 1000


def snapshot_of(megabytes: int) -> float:
    """Measure the peak of memory that a snapshot takes, as a multiple of its size, in a process of its own."""
    if len(sys.argv) == 1:
        command = [sys.executable, __file__, str(megabytes)]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    with Emulator() as emulator:
        emulator.snapshot()
        emulator._core.database.connection.executemany(
            "INSERT INTO documents (kind, scope, id, body) VALUES ('trait', '', ?, ?)",
            ((str(number), "x" * 1000) for number in range(megabytes * 1000)),
        )
        before = memory("VmRSS")
        size = len(emulator.snapshot())
        return (memory("VmHWM") - before) / size


def memory(name: str) -> int:
    """Return a number of bytes that Linux knows of this process: what it has in memory, or has had at most."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def report() -> str:
    """Measure everything, and return the page."""
    rows = [
        *(f"| A page of 20 of {count:,} profiles | {page_of(count):.2f} ms |" for count in (100, 10_000, 100_000)),
        *(f"| A call with {count:,} pending operations | {call_with(count):.2f} ms |" for count in (0, 500, 5_000)),
    ]
    for count in (1_000, 10_000, 100_000):
        seconds, pause = import_of(count)
        rows.append(f"| An import of {count:,} rows | {seconds:.2f} s, {seconds / count * 1e6:.0f} µs a row |")
        rows.append(f"| The longest pause for other requests meanwhile | {pause:.0f} ms |")
    rows += [f"| Memory for a snapshot of {size} MB | {snapshot_of(size):.2f} times its size |" for size in (32, 128)]
    table = "\n".join(["| | |", "|---|---|", *rows])
    return f"""# Benchmarks of the emulator

The costs of `twilio_memory.testing` as data grows, measured by `make bench` on Python
{platform.python_version()}: CPU time within the process, with all checks of requests and responses.

{table}
"""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(str(snapshot_of(int(sys.argv[1]))))
    else:
        PAGE.write_text(report(), "utf-8")
