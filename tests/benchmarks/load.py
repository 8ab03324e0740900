"""Put a load of many clients on the emulator's server, and kill it under that load.

    make load

The server is the command that users run, on a state file: requests and responses are validated, and each write is
committed before its response. 50 clients share the machine with it; of their requests 60 % are reads, 20 % recalls and
20 % writes. It fails if a goal is missed, and if a write that was acknowledged is missing after the server was killed.
"""
# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from twilio_memory import MemoryClient
from twilio_memory.testing import Emulator

CLIENTS, SECONDS = 50, 8.0
MIN_RATE, MAX_P99 = 2000.0, 60.0
MIN_FLATNESS = 0.85
"""The rate with many profiles, to that with a few."""
AUTH = "Basic U0t0ZXN0OnNlY3JldA=="
CONTACTS = 200


class Outcome(NamedTuple):
    """What the clients saw."""

    rate: float
    latencies: list[float]
    written: list[str]
    """The texts of the observations that were acknowledged."""
    server_cpu: float
    """The server's CPU seconds for a request."""

    @property
    def p99(self) -> float:
        """Return the latency in milliseconds that 99 % of the requests stay below."""
        return statistics.quantiles(self.latencies, n=100)[98] * 1000


class Server:
    """The emulator's command on a state file."""

    def __init__(self, state: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "twilio_memory.testing",
            "serve",
            "--port",
            "0",
            "--quiet",
            "--state",
            str(state),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = next(
            int(part)
            for line in self.process.stdout
            for part in [line.strip().rpartition(":")[2].strip("/")]
            if "http://127.0.0.1:" in line and part.isdigit()
        )

    def cpu(self) -> float:
        """Return the CPU seconds of the process until now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the process with a signal."""
        self.process.send_signal(number)
        self.process.wait(30)


def request(method: str, path: str, body: Any = None) -> bytes:
    """Return a request as it is sent."""
    content = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {AUTH}\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return head.encode() + b"\r\n" + content


async def client(server: Server, place: tuple[str, list[str]], number: int, until: float, seen: Outcome) -> int:
    """Send requests, one after the other, until the time is over or the server has gone; return how many."""
    random_, (store, profiles) = random.Random(number), place
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    count = 0
    try:
        for turn in itertools.count():
            if time.perf_counter() > until:
                break
            base, kind = f"/v1/Stores/{store}/Profiles/{random_.choice(profiles)}", random_.random()
            text = ""
            if kind < 0.3:
                data = request("GET", base)
            elif kind < 0.6:
                data = request("GET", f"/v1/Stores/{store}/Profiles?pageSize=20")
            elif kind < 0.8:
                data = request("POST", f"{base}/Recall", {"query": "window seat", "observationsLimit": 5})
            else:
                text = f"Client {number} wrote line {turn}."
                item = {"content": text, "occurredAt": "2026-01-15T10:30:00Z", "source": "load"}
                data = request("POST", f"{base}/Observations", {"observations": [item]})
            start = time.perf_counter()
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            lower = head.lower()
            at = lower.index(b"content-length:") + 15
            await reader.readexactly(int(lower[at : lower.index(b"\r", at)]))
            seen.latencies.append(time.perf_counter() - start)
            assert head[9:10] == b"2", head
            count += 1
            if text:
                seen.written.append(text)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()
    return count


async def load(server: Server, store: str, profiles: list[str], *, kill_after: float | None = None) -> Outcome:
    """Let all clients send requests; kill the server after so many seconds, if that is asked for."""
    seen = Outcome(0, [], [], 0)
    start, cpu = time.perf_counter(), server.cpu()
    tasks = [
        asyncio.create_task(client(server, (store, profiles), number, start + SECONDS, seen))
        for number in range(CLIENTS)
    ]
    if kill_after is not None:
        await asyncio.sleep(kill_after)
        server.process.kill()
        cpu = 0.0
    count = sum(await asyncio.gather(*tasks))
    used = 0.0 if kill_after is not None else (server.cpu() - cpu) / count
    return seen._replace(rate=count / (time.perf_counter() - start), server_cpu=used)


def seed(state: Path, count: int) -> tuple[str, list[str]]:
    """Write a state with so many profiles, of which the last ones have observations; return the store and those."""
    with Emulator(database=state, operation_polls=0) as emulator:
        with emulator.client() as memory:
            store = memory.stores.create(display_name="load").wait()
            profiles = [
                memory.profiles.create(store, {"Contact": {"email": f"p{number}@example.com"}}).id
                for number in range(CONTACTS)
            ]
        emulator._core.database.connection.executemany(
            "INSERT INTO documents (kind, scope, id, body) VALUES ('profile', ?, ?, ?)",
            (
                (store, id_, json.dumps({"id": id_, "createdAt": "2026-01-15T10:30:00Z"}))
                for id_ in (f"mem_profile_{number:026d}" for number in range(count - CONTACTS))
            ),
        )
        emulator._core.database.connection.commit()
    return store, profiles


def measure(count: int) -> Outcome:
    """Measure the load on a store with so many profiles."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.db"
        store, profiles = seed(state, count)
        server = Server(state)
        try:
            return asyncio.run(load(server, store, profiles))
        finally:
            server.stop()


def lost_after_kill(seconds: float) -> tuple[int, list[str]]:
    """Kill the server under load; return how many writes were acknowledged, and those that are missing afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.db"
        store, profiles = seed(state, CONTACTS)
        outcome = asyncio.run(load(Server(state), store, profiles, kill_after=seconds))
        server = Server(state)
        time.sleep(3)  # Accepted writes take effect a second after the request.
        try:
            with MemoryClient("SKtest", "secret", base_url=f"http://127.0.0.1:{server.port}") as memory:
                kept = {
                    item.content
                    for profile in profiles
                    for item in memory.observations.list(store, profile, page_size=100)
                }
        finally:
            server.stop()
        return len(outcome.written), [text for text in outcome.written if text not in kept]


def main() -> None:
    """Measure, and fail if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=100_000, help="of the larger store")
    parser.add_argument("--kills", type=int, default=3, help="how often the server is killed under load")
    options = parser.parse_args()
    small, large = measure(CONTACTS), measure(options.profiles)
    for name, outcome in (("200 profiles", small), (f"{options.profiles:,} profiles", large)):
        print(
            f"{name}: {outcome.rate:,.0f} requests a second, p50 {statistics.median(outcome.latencies) * 1000:.1f} ms, "
            f"p99 {outcome.p99:.1f} ms, {outcome.server_cpu * 1e6:.0f} CPU µs of the server for a request"
        )
    flatness = large.rate / small.rate
    missed: list[str] = []
    if large.rate < MIN_RATE:
        missed.append(f"{large.rate:,.0f} requests a second, of {MIN_RATE:,.0f}")
    if large.p99 > MAX_P99:
        missed.append(f"p99 of {large.p99:.1f} ms, above {MAX_P99:.0f} ms")
    if flatness < MIN_FLATNESS:
        missed.append(f"{flatness:.2f} of the rate with few profiles, below {MIN_FLATNESS}")
    for number in range(options.kills):
        written, lost = lost_after_kill(1 + number)
        print(f"Killed after {1 + number} s: {written:,} acknowledged writes, {len(lost)} lost.")
        missed += [f"lost: {text}" for text in lost[:5]]
    if missed:
        sys.exit("Missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
