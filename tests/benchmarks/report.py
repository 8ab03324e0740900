"""The benchmark results as a page and a picture, and their goals."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import inspect
import operator
import os
import platform
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clients import (
    AIOHTTP,
    EMULATED,
    FAST,
    FLOOR,
    GENERATED,
    HELPER,
    HTTPX,
    HTTPX2,
    OPERATIONS,
    OURS,
    PIECES,
    Floor,
)

import twilio_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from matplotlib.axes import Axes

BARE, PACKAGE, NAMED = "bare Python", "import twilio_memory", "from twilio_memory import MemoryClient"
TITLES = {
    "delete": "Delete a data mapping",
    "fetch": "Fetch a data mapping",
    "list": "List 100 data mappings (one page of 75 kB, read to the last nested value)",
    "recall": "Recall 20 observations of a profile",
}
VERSIONS = ("msgspec", "twilio", "requests", "aiohttp", "httpx", "httpx2", "attrs", "anyio")
COLOURS = {OURS: "#d6293e", HELPER: "#5a6577", HTTPX: "#9aa5b4", GENERATED: "#cdd4dc"}
WIDEST = 3.0
"""The longest bar of the picture, as a multiple of the helper's; longer ones are cut and marked."""


class Case(NamedTuple):
    """A measured case: an operation of a client with a concurrency."""

    client: str
    style: str
    operation: str
    at_once: int = 1


class Sample(NamedTuple):
    """The cost of a call in one round, in seconds."""

    cpu: float
    wall: float


CPU: Callable[[Sample], float] = operator.attrgetter("cpu")
WALL: Callable[[Sample], float] = operator.attrgetter("wall")


@dataclass
class Results:
    """All measurements; omitted parts are empty."""

    rounds: int
    samples: dict[Case, list[Sample]] = field(default_factory=dict)
    imports: dict[str, list[Sample]] = field(default_factory=dict)
    first_calls: dict[str, list[Sample]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    growth: dict[str, float] = field(default_factory=dict)
    waiting: float | None = None
    sizes: dict[str, int] = field(default_factory=dict)

    def ratio(self, case: Case, other: Case, of: Callable[[Sample], float] = CPU) -> float:
        """Compare two cases round by round, so that load that affects both cancels out."""
        return paired(self.samples[case], self.samples[other], of)

    def to_helper(
        self, style: str, operation: str, at_once: int = 1, of: Callable[[Sample], float] = CPU, ours: str = OURS
    ) -> float:
        """Return the ratio of this library to the helper."""
        return self.ratio(Case(ours, style, operation, at_once), Case(HELPER, style, operation, at_once), of)

    def importing(self, name: str) -> list[Sample]:
        """Return the cost of an import without the start of Python."""
        bare = self.imports[BARE]
        return [Sample(a.cpu - b.cpu, a.wall - b.wall) for a, b in zip(self.imports[name], bare, strict=True)]


def paired(these: Sequence[Sample], others: Sequence[Sample], of: Callable[[Sample], float]) -> float:
    """Return the median of the rounds' ratios."""
    return statistics.median(of(this) / of(other) for this, other in zip(these, others, strict=True))


class Goal(NamedTuple):
    """A limit and the measured value."""

    text: str
    limit: float
    value: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the value is within the limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def goals(results: Results) -> Iterator[Goal]:
    """Yield the goals: ratios to the helper, of CPU time unless stated otherwise."""
    if not (measured := {case.operation for case in results.samples}).isdisjoint(OPERATIONS):
        for operation, limit in (("delete", 0.45), ("fetch", 0.45), ("list", 0.35)):
            if operation in measured:
                yield Goal(f"sync {operation}", limit, results.to_helper("sync", operation))
        if "list" in measured:
            yield Goal("sync list, with the extra `fast`", 0.35, results.to_helper("sync", "list", ours=FAST))
        for operation in OPERATIONS:
            if operation in measured:
                yield Goal(f"async {operation}, 1 at a time", 1.25, results.to_helper("async", operation))
                yield Goal(f"async {operation}, 50 at a time", 1.0, results.to_helper("async", operation, 50))
                faster = 1 / results.to_helper("async", operation, 50, WALL)
                yield Goal(f"async {operation}, 50 at a time: calls per second", 1.0, faster, at_least=True)
    yield from distance_goals(results)
    if results.imports:
        yield Goal(f"`{PACKAGE}`", 0.25, paired(results.imports[PACKAGE], results.imports[HELPER], CPU))
        value = paired(results.first_calls[OURS], results.first_calls[HELPER], CPU)
        yield Goal("import, client and first call in a new process", 0.55, value)
    if results.memory:
        yield Goal("memory of 1,000 data mappings", 0.6, results.memory[OURS] / results.memory[HELPER])
    yield from small_goals(results)


def distance_goals(results: Results) -> Iterator[Goal]:
    """Yield the goals that say how far the library is from the floor, and from aiohttp."""
    for ours, style, operation, at_once, other, limit in (
        (OURS, "sync", "delete", 1, FLOOR, 2.0),
        (OURS, "sync", "fetch", 1, FLOOR, 2.0),
        (OURS, "sync", "list", 1, FLOOR, 2.0),
        (FAST, "sync", "list", 1, FLOOR, 1.5),
        (OURS, "async", "delete", 50, AIOHTTP, 0.8),
        (OURS, "async", "fetch", 50, AIOHTTP, 0.8),
    ):
        cases = [Case(name, style, operation, at_once) for name in (ours, other)]
        if not results.samples.keys() >= {*cases}:
            continue
        at_a_time = f", {at_once} at a time" if at_once > 1 else ""
        extra = ", with the extra `fast`" if ours == FAST else ""
        yield Goal(f"{style} {operation}{at_a_time}{extra}, to {other}", limit, results.ratio(*cases))


def small_goals(results: Results) -> Iterator[Goal]:
    """Yield the goals of the micro-benchmarks, each with its reason."""
    call, helper = Case(OURS, "sync", "fetch"), Case(HELPER, "sync", "fetch")
    for case, text, limit, other in (
        # A call checks two or three IDs, which must not dominate its cost.
        (Case(PIECES, "sync", "check"), "checking an ID, to a fetch", 0.1, call),
        # An existence check gets an error as often as a result.
        (Case(OURS, "sync", "missing"), "a fetch with status 404, error included, to one with 200", 1.25, call),
        # Cheap enough for one emulator per test.
        (Case(PIECES, "sync", "create"), "creating an emulator, to a fetch of the helper", 1.0, helper),
        # As fast as the helper on a server that does nothing.
        (Case(EMULATED, "sync", "fetch"), "a fetch from an emulator, to a fetch of the helper", 1.0, helper),
    ):
        if case in results.samples and other in results.samples:
            yield Goal(text, limit, results.ratio(case, other))


def page(results: Results) -> str:
    """Write the page."""
    return "\n\n".join([HEAD.format(conditions=conditions(results.rounds)), *sections(results)]) + "\n"


def summary(results: Results) -> str:
    """Write the summary for the README."""
    delete, listing = results.to_helper("sync", "delete"), results.to_helper("sync", "list")
    first = paired(results.first_calls[OURS], results.first_calls[HELPER], CPU)
    return (
        f"**{delete:.2f}** for a deletion, **{listing:.2f}** for a list of 100, and **{first:.2f}** for the import, a "
        "client and a\nfirst call in a new process. See [how it was measured](docs/explanation/benchmarks.md)."
    )


HEAD = """\
<!-- Written by `make bench`. -->

# Benchmarks

`make bench` measures the library on your machine and writes this page. Each client runs in its own process, against a
server on loopback with prepared responses, so that its CPU time is measured alone. The clients take turns. On Linux the
server has a CPU of its own: a client that shares it with the server is woken in less time, by chance. There is no TLS
and no network: the figures are what a client adds to the time that Twilio takes.

{conditions}

![CPU time relative to the official helper](benchmarks.svg)"""


def conditions(rounds: int) -> str:
    """Describe where and when it was measured."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in VERSIONS]
    return (
        f"Measured on {dt.datetime.now(dt.UTC).date()}: {processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}, twilio-memory {twilio_memory.__version__}, "
        f"{', '.join(versions)}. {rounds} rounds."
    )


def processor() -> str:
    """Name the processor, if the system names it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def sections(results: Results) -> Iterator[str]:
    """Yield the sections of the page."""
    if any(case.operation in TITLES for case in results.samples):
        yield CALLS
        for operation, title in TITLES.items():
            if any(case.operation == operation for case in results.samples):
                yield f"### {title}\n\n{table(CALL_COLUMNS, calls(results, operation))}"
        yield f"### The floor\n\n```python\n{inspect.getsource(Floor.request)}```".replace("\n    ", "\n")
    if results.imports:
        yield f"## Import time\n\nEach in a new interpreter.\n\n{table(START_COLUMNS, starts(results))}"
    if others := [*others_of(results)]:
        yield f"## Memory, size and growth\n\n{table(('', OURS, HELPER, 'Ratio'), others)}"
    if pieces := [*pieces_of(results)]:
        yield f"## Micro-benchmarks\n\n{table(('', 'CPU µs', 'Quartiles'), pieces)}"
    if held := [*goals(results)]:
        lines = [
            (goal.text, f"{'≥' if goal.at_least else '≤'} {goal.limit:.2f}", f"{goal.value:.2f}", met(goal))
            for goal in held
        ]
        met_count = f"{sum(goal.met for goal in held)} of {len(held)} are met."
        yield f"## Goals\n\n{GOALS} {met_count}\n\n{table(('', 'Goal', 'Measured', ''), lines)}"


CALLS = """\
## Calls

CPU microseconds per call (the median of the rounds, and their quartiles), and calls per second. The ratios are the
medians of the ratios of CPU time in each round: to the helper's synchronous client, and to its asynchronous one at the
same concurrency. Every client decodes the JSON. This library and the generated client convert all of it to models; the
helper's models hold dictionaries, and aiohttp, httpx and httpx2 return dictionaries. [The floor](#the-floor) is the
least that a call can cost in Python: one socket, `sendall`, `recv` until the length, `json.loads`, and no checks.
`[fast]` is this library with msgspec, which decodes large responses. httpx is measured as it installs: without
sniffio, which its asynchronous client tries to import at every call. With sniffio it takes about a quarter less."""
CALL_COLUMNS = (
    "Client",
    "Concurrency",
    "CPU µs",
    "Quartiles",
    "Calls/s",
    "To the helper, sync",
    "To the helper, async",
)
START_COLUMNS = ("", "CPU ms", "Quartiles", "Wall ms", "To the helper's", "Python's start excluded")
GOALS = "Ratios of CPU time, to the helper unless noted."


def met(goal: Goal) -> str:
    """Format whether a goal is met."""
    return "met" if goal.met else "**missed**"


def calls(results: Results, operation: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of an operation."""
    clients = (FLOOR, OURS, FAST, HELPER, AIOHTTP, HTTPX, HTTPX2, GENERATED)
    for style, at_once in (("sync", 1), ("async", 1), ("async", 50)):
        for client in clients:
            case = Case(client, style, operation, at_once)
            if case not in results.samples:
                continue
            yield (
                f"{client}, {style}",
                str(at_once),
                *spread([sample.cpu * 1e6 for sample in results.samples[case]]),
                f"{1 / statistics.median(map(WALL, results.samples[case])):,.0f}",
                f"{results.ratio(case, Case(HELPER, 'sync', operation)):.2f}",
                f"{results.ratio(case, Case(HELPER, 'async', operation, at_once)):.2f}",
            )


def starts(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield the rows of imports and first calls."""
    names = {HELPER: "from twilio.rest import Client", HTTPX: "import httpx"}
    for name, samples in results.imports.items():
        to_helper = paired(samples, results.imports[HELPER], CPU)
        net = paired(results.importing(name), results.importing(HELPER), CPU)
        shown = name if name == BARE else f"`{names.get(name, name)}`"
        yield *start(shown, samples, to_helper), "" if name == BARE else f"{net:.2f}"
    for name, samples in results.first_calls.items():
        if name != BARE:
            to_helper = paired(samples, results.first_calls[HELPER], CPU)
            yield *start(f"{name}: import, client, first call", samples, to_helper), ""


def start(name: str, samples: Sequence[Sample], to_helper: float) -> tuple[str, ...]:
    """Format a row of an import or a first call."""
    wall = statistics.median(map(WALL, samples)) * 1e3
    return name, *spread([sample.cpu * 1e3 for sample in samples]), f"{wall:,.0f}", f"{to_helper:.2f}"


def others_of(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield the rows of single measurements."""
    for what, unit, values in (
        ("1,000 data mappings in memory, kB", 1e3, results.memory),
        ("Installed, dependencies included, MB", 1e6, results.sizes),
    ):
        if values:
            ours, theirs = values[OURS] / unit, values[HELPER] / unit
            yield what, f"{ours:,.1f}", f"{theirs:,.1f}", f"{ours / theirs:.2f}"
    if results.sizes:
        yield "Installed, httpx alone, MB", f"{results.sizes[HTTPX] / 1e6:,.1f}", "", ""
    for what, value in results.growth.items():
        yield f"CPU time after 5,000 {what}, to the first", f"{value:.2f}", "", ""
    if results.waiting is not None:
        yield "CPU time per call, 1,000 at a time to 50 at a time", f"{results.waiting:.2f}", "", ""


def pieces_of(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield the rows of micro-benchmarks."""
    for what, case in {
        "Check an ID": Case(PIECES, "sync", "check"),
        "Create and close an `Emulator()`": Case(PIECES, "sync", "create"),
        "Fetch from an in-process emulator": Case(EMULATED, "sync", "fetch"),
        "Fetch from the server on loopback": Case(OURS, "sync", "fetch"),
        "Fetch with status 404, error included": Case(OURS, "sync", "missing"),
        "The helper's fetch from that server": Case(HELPER, "sync", "fetch"),
        "The helper's fetch with status 404": Case(HELPER, "sync", "missing"),
    }.items():
        if case in results.samples:
            yield what, *spread([sample.cpu * 1e6 for sample in results.samples[case]])


def spread(values: Sequence[float]) -> tuple[str, str]:
    """Format a median and its quartiles."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [*values] * 3
    digits = 0 if median >= 100 else 1
    return f"{median:,.{digits}f}", f"{low:,.{digits}f} to {high:,.{digits}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Format an aligned Markdown table."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    written = [
        " | ".join(pad(cell, width, index) for index, (cell, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]
    written.insert(
        1, " | ".join("-" * width if index == 0 else "-" * (width - 1) + ":" for index, width in enumerate(widths))
    )
    return "\n".join(f"| {line} |" for line in written)


def pad(cell: str, width: int, index: int) -> str:
    """Pad a cell: names to the left, numbers to the right."""
    return cell.rjust(width) if index else cell.ljust(width)


def draw(results: Results, path: Path) -> None:
    """Draw the ratios of all clients to the helper."""
    import matplotlib as mpl  # slow to import, and only needed here
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "twilio-memory", "font.size": 9})
    figure = Figure(figsize=(10, 6.4), layout="constrained")
    panels = figure.subplots(2, 2).flat
    figure.suptitle("Relative to the official helper (less is better)")
    for panel, (style, at_once) in zip(panels, (("sync", 1), ("async", 1), ("async", 50)), strict=False):
        bars = {
            client: [
                results.ratio(Case(client, style, operation, at_once), Case(HELPER, style, operation, at_once))
                for operation in OPERATIONS
            ]
            for client in COLOURS
        }
        title = f"CPU time of a call, {style}" + (f", {at_once} at a time" if at_once > 1 else "")
        draw_bars(panel, title, OPERATIONS, bars)
    others = {
        "import": paired(results.imports[PACKAGE], results.imports[HELPER], CPU),
        "first call": paired(results.first_calls[OURS], results.first_calls[HELPER], CPU),
        "memory": results.memory[OURS] / results.memory[HELPER],
        "installed": results.sizes[OURS] / results.sizes[HELPER],
    }
    draw_bars(panels[3], "Start, memory and size", [*others], {OURS: [*others.values()], HELPER: [1.0] * len(others)})
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(COLOURS), frameon=False)
    figure.savefig(path, metadata={"Date": None, "Creator": None})


def draw_bars(panel: Axes, title: str, groups: Sequence[str], bars: Mapping[str, Sequence[float]]) -> None:
    """Draw a panel: a group of bars for each operation."""
    height = 0.8 / len(bars)
    for index, (client, values) in enumerate(bars.items()):
        places = [group + index * height for group in range(len(groups))]
        panel.barh(places, [min(value, WIDEST) for value in values], height, label=client, color=COLOURS[client])
        for place, value in zip(places, values, strict=True):
            panel.text(
                min(value, WIDEST) + 0.02, place, f"{value:.2f}" + " →" * (value > WIDEST), va="center", fontsize=7
            )
    panel.set_yticks([group + 0.4 - height / 2 for group in range(len(groups))], groups)
    panel.set_xlim(0, WIDEST + 0.5)
    panel.axvline(1, color="black", linewidth=0.6, linestyle=":")
    panel.invert_yaxis()
    panel.set_title(title, fontsize=9)
    panel.spines[["top", "right"]].set_visible(False)
