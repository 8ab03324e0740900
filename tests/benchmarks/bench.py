"""Measures this library, the official helper, httpx and the generated client on a server with canned responses.

    make bench
    make bench BENCH="--rounds 3 --only delete start"

Each client runs in its own process, and they alternate, so that other load on the machine affects all of them alike:
the ratios, which compare neighbours, are more reliable than the microseconds. It prints a page and, if all parts were
measured, writes it to docs/explanation/benchmarks.md with its picture, and a summary into the README.
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import resource
import subprocess
import sys
import time
import tomllib
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canned_server import MAPPING, STORE
from clients import CLIENTS, HELPER, HTTPX, OPERATIONS, OURS, PASSWORD, USERNAME
from packaging.requirements import Requirement
from report import BARE, NAMED, PACKAGE, Case, Results, Sample, draw, goals, page, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
README, START, END = ROOT / "README.md", "<!-- Written by `make bench`: -->", "<!-- up to here. -->"
PAGE, PICTURE = ROOT / "docs/explanation/benchmarks.md", ROOT / "docs/explanation/benchmarks.svg"
WORKER, SERVER = HERE / "worker.py", HERE / "canned_server.py"
PARTS = (*OPERATIONS, "pieces", "start", "memory", "growth", "size")
PIECES = {"missing", "check", "create"}
AT_ONCE = {"sync": (1,), "async": (1, 50)}
ROUNDS_OF_A_PROCESS = 4
"""Where its memory lies by chance makes a process up to a tenth slower than another."""
SECONDS = 0.12
"""The target duration of one measurement."""
CALLS = {1: 5, 50: 100}
"""The fewest calls of a measurement, by concurrency."""

IMPORTS = {
    BARE: "pass",
    PACKAGE: "import twilio_memory",
    NAMED: "from twilio_memory import MemoryClient",
    HELPER: "from twilio.rest import Client",
    HTTPX: "import httpx",
}
_PREPARED = (
    f"import sys; url, user, password, store, mapping = sys.argv[1], {USERNAME!r}, {PASSWORD!r}, {STORE!r}, {MAPPING!r}"
)
FIRST_CALLS = {
    BARE: _PREPARED,
    OURS: f"""{_PREPARED}
from twilio_memory import MemoryClient
MemoryClient(user, password, base_url=url).data_mappings.delete(store, mapping)
""",
    HELPER: f"""{_PREPARED}
from twilio.rest import Client
client = Client(user, password)
client.memory.base_url = url
client.memory.v1.data_mappings(store, mapping).delete()
""",
    HTTPX: f"""{_PREPARED}
import httpx
client = httpx.Client(base_url=url, auth=(user, password))
client.delete(f"/v1/ControlPlane/Stores/{{store}}/DataMappings/{{mapping}}").raise_for_status().json()
""",
}


def main() -> int:
    """Measure, report, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rounds", type=int, default=12, help="how often everything is measured (default: %(default)s)"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="leave out the rest, and write no page")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a goal is missed")
    options = parser.parse_args()
    results = Results(options.rounds)
    with canned_server() as url:
        measure_calls(results, url, {*options.only})
        if "start" in options.only:
            # A sample of one run each needs more rounds.
            results.imports = starts(IMPORTS, options.rounds * 2)
            results.first_calls = starts(FIRST_CALLS, options.rounds * 2, url)
        if "memory" in options.only:
            results.memory = {name: once("memory", name, url) for name in (OURS, HELPER)}
        if "growth" in options.only:
            results.growth = once("growth", OURS, url)
            results.waiting = once("waiting", OURS, url, "async")
    if "size" in options.only:
        results.sizes = {OURS: own_size(), HELPER: size_of(closure(["twilio"])), HTTPX: size_of(closure(["httpx"]))}
    text = page(results)
    progress("")
    print(text)
    if {*options.only} == {*PARTS}:
        draw(results, PICTURE)
        PAGE.write_text(text, encoding="utf-8")
        before, _, rest = README.read_text("utf-8").partition(START)
        README.write_text(f"{before}{START}\n{summary(results)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 1 if options.strict and not all(goal.met for goal in goals(results)) else 0


def environment() -> dict[str, str]:
    """Return the environment of measured processes: no proxies, and cached bytecode."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONDEVMODE", "PYTHONTRACEMALLOC", "PYTHONASYNCIODEBUG"}
    return {k: v for k, v in os.environ.items() if k not in unwanted and not k.lower().endswith("_proxy")}


@contextmanager
def process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a program that communicates by lines."""
    command = [sys.executable, *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, bufsize=1, env=environment()) as running:
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def canned_server() -> Iterator[str]:
    """Run the server on a CPU of its own, if there are several, and yield its URL.

    Where it shares the CPU of a client by chance, a call of the floor takes a third of the time: the ratios would vary.
    """
    with process(SERVER) as server:
        if len(cpus := sorted(getattr(os, "sched_getaffinity", lambda _: ())(0))) > 1:
            os.sched_setaffinity(server.pid, cpus[:1])
            os.sched_setaffinity(0, cpus[1:])  # and so the clients
        assert server.stdout
        yield server.stdout.readline().strip()


class Worker:
    """A client in its process."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self._running = running

    def measure(self, case: Case, count: int) -> Sample:
        """Make calls; return the cost of one."""
        assert self._running.stdin
        assert self._running.stdout
        self._running.stdin.write(json.dumps([case.operation, count, case.at_once]) + "\n")
        line = self._running.stdout.readline()
        if not line:
            sys.exit(f"{case} has failed")
        return Sample(*json.loads(line))


def measure_calls(results: Results, url: str, only: set[str]) -> None:
    """Measure the clients alternately, in new processes every few rounds; the first of these only warms them up."""
    counts: dict[Case, int] = {}
    for first in range(0, results.rounds, ROUNDS_OF_A_PROCESS):
        with ExitStack() as stack:
            workers = start_workers(stack, only | (PIECES if "pieces" in only else set()), url)
            # Compared cases are neighbours.
            cases = sorted(workers, key=lambda case: (case.operation, case.at_once, case.style))
            for case in cases:
                fewest = CALLS[case.at_once]
                counts.setdefault(case, max(fewest, round(SECONDS / workers[case].measure(case, fewest).wall)))
            for number in range(first - 1, min(first + ROUNDS_OF_A_PROCESS, results.rounds)):
                progress(f"calls: round {number + 1} of {results.rounds}")
                for case in cases if number % 2 else reversed(cases):
                    sample = workers[case].measure(case, counts[case])
                    if number >= first:
                        results.samples.setdefault(case, []).append(sample)


def start_workers(stack: ExitStack, wanted: set[str], url: str) -> dict[Case, Worker]:
    """Start the clients that have any of the operations; return the worker of each case."""
    workers = {}
    for index, spec in enumerate(CLIENTS):
        if operations := wanted.intersection(spec.operations):
            worker = Worker(stack.enter_context(process(WORKER, "calls", index, url)))
            for operation in operations:
                for at_once in AT_ONCE[spec.style]:
                    workers[Case(spec.name, spec.style, operation, at_once)] = worker
    return workers


def starts(programs: dict[str, str], rounds: int, *arguments: str) -> dict[str, list[Sample]]:
    """Run small programs alternately, each in a new interpreter; the first round only fills the caches."""
    samples: dict[str, list[Sample]] = {name: [] for name in programs}
    for number in range(-1, rounds):
        progress(f"start: round {number + 1} of {rounds}")
        for name, program in programs.items():
            cpu, wall = cpu_of_children(), time.perf_counter()
            subprocess.run([sys.executable, "-c", program, *arguments], check=True, env=environment())
            cpu, wall = cpu_of_children() - cpu, time.perf_counter() - wall
            if number >= 0:
                samples[name].append(Sample(cpu, wall))
    return samples


def cpu_of_children() -> float:
    """Return the CPU seconds of all ended child processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def once(what: str, name: str, url: str, style: str = "sync") -> Any:
    """Run one measurement in a new worker."""
    progress(what)
    index = next(index for index, each in enumerate(CLIENTS) if each[:2] == (name, style))
    with process(WORKER, what, index, url) as running:
        return json.loads(running.communicate()[0])


def own_size() -> int:
    """Return the size in bytes of this library with its dependencies."""
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    packages = (ROOT / "facade" / "twilio_memory", ROOT / "generated" / "twilio_memory_api")
    files = [path for package in packages for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return sum(path.stat().st_size for path in files) + size_of(closure([Requirement(each).name for each in needed]))


def closure(names: list[str]) -> set[str]:
    """Return the names of distributions with all their dependencies."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            needed = map(Requirement, importlib.metadata.requires(name) or ())
            names += [each.name.lower() for each in needed if not each.marker or each.marker.evaluate({"extra": ""})]
    return found


def size_of(names: set[str]) -> int:
    """Return the installed size of distributions in bytes, without bytecode."""
    files = [file for name in names for file in importlib.metadata.files(name) or () if file.suffix != ".pyc"]
    return sum(Path(file.locate()).stat().st_size for file in files)


def progress(text: str) -> None:
    """Print the progress if standard error is a terminal."""
    if sys.stderr.isatty():
        print(f"\r{text:40}\r", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
