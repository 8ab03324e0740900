"""The emulator as fixtures of pytest, which finds this module by its entry point.

Whoever has the package installed loads it in every run, so it imports nothing of the emulator before a test wants it:
that is also why it is not in `twilio_memory.testing`, which cannot be imported without its extra.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from twilio_memory import AsyncMemoryClient, MemoryClient
    from twilio_memory.testing import Call, Emulator, Fault

_MARKER = "memory_emulator"
_EMULATOR = pytest.StashKey["Emulator"]()


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(**options): what the emulator of the fixture {_MARKER} is made with, such as operation_polls=3 or "
        "faults=[Fault.lost_answer('DeleteDataMapping')]. Of several markers the nearest decides, option by option; "
        "their faults add up. An unmet fault fails the test.",
    )


@pytest.fixture
def memory_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """Twilio's Memory API in the process, new for each test: a `twilio_memory.testing.Emulator`.

    The marker `memory_emulator` says what it is made with.
    """
    from twilio_memory.testing import Emulator  # noqa: PLC0415 - see the top

    allowed = list(inspect.signature(Emulator).parameters)
    with Emulator(**_options(request.node, allowed)) as emulator:
        request.node.stash[_EMULATOR] = emulator
        yield emulator
    # pytest keeps the tests until its end.
    del request.node.stash[_EMULATOR]


@pytest.fixture
def memory(memory_emulator: Emulator) -> Iterator[MemoryClient]:
    """A `twilio_memory.MemoryClient` that works on `memory_emulator`; to wait takes it no time."""
    with memory_emulator.client() as client:
        yield client


@pytest.fixture
def async_memory(memory_emulator: Emulator) -> AsyncMemoryClient:
    """A `twilio_memory.AsyncMemoryClient` that works on `memory_emulator`, on any event loop."""
    # It has no connection that would have to be closed, and so does not need to know which loop there is.
    return memory_emulator.async_client()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that would pass although a fault that it has ordered was not met."""
    result = yield
    emulator = item.stash.get(_EMULATOR, None)
    if emulator is not None and emulator.unmet_faults:
        pytest.fail(f"unmet faults: {_told(emulator.unmet_faults)}", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the emulator was asked, and its unmet faults if they are not the failure."""
    report = yield
    emulator = item.stash.get(_EMULATOR, None)
    if emulator is not None and report.failed:
        report.sections.append(("Calls of the emulator", "\n".join(map(_line, emulator.calls)) or "none"))
        unmet = emulator.unmet_faults
        if unmet and _told(unmet) not in report.longreprtext:
            report.sections.append(("Unmet faults", _told(unmet)))
    return report


def _options(item: pytest.Item, allowed: list[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    faults: list[Fault] = []
    # The farthest first. Not iter_markers: of one node it gives a base class before the class, and a function before
    # its parameters.
    for mark in (mark for node in item.listchain() for mark in node.own_markers if mark.name == _MARKER):
        wrong = [*map(repr, mark.args), *sorted(mark.kwargs.keys() - set(allowed))]
        if wrong:
            takes = f"the marker {_MARKER} takes only keywords, of {', '.join(allowed)}"
            pytest.fail(f"{item.nodeid}: {takes}; got {', '.join(wrong)}", pytrace=False)
        options.update(mark.kwargs)
        faults.extend(mark.kwargs.get("faults", ()))
    return {**options, "faults": faults}


def _told(faults: tuple[Fault, ...]) -> str:
    # In one line, for it is the first one that pytest's summary shows.
    return "; ".join(
        f"{fault.operation} {fault.kind}"
        + (f" {fault.status}" if fault.status else "")
        + f" ({fault.times or 'any number'} left"
        + (f", after {fault.skip} more calls)" if fault.skip else ")")
        for fault in faults
    )


def _line(call: Call) -> str:
    what = call.operation or f"{call.method} {call.path}"
    answer = "no answer" if call.status is None else str(call.status)
    return f"{what} {answer}" + (f" ({call.fault.kind})" if call.fault else "")
