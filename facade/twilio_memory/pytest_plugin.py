"""What pytest gets from this package: the API on your own machine, as fixtures.

- `memory_emulator` is an `Emulator` of its own for each test.
- `memory` is a `MemoryClient` that works on it, and `async_memory` an `AsyncMemoryClient`.
- `@pytest.mark.memory_emulator(...)` says how the emulator is to be, with the arguments that `Emulator` takes. Of
  several marks the nearest decides about each argument; the faults of all of them come, those of the outermost first.

A test fails if no call has met a fault that was ordered. One that fails anyway shows the calls that were answered.

pytest loads this module in every run, so it imports the emulator and the clients only when a fixture is used.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from twilio_memory import AsyncMemoryClient, MemoryClient
    from twilio_memory.testing import Call, Emulator, Fault

_MARK = "memory_emulator"
_KEY = pytest.StashKey["Emulator"]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers",
        f"{_MARK}(**options): how the fixture memory_emulator is to be, such as operation_polls=3 or "
        'faults=[Fault.lost_answer("DeleteDataMapping")]; a fault that no call has met fails the test.',
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test that has not met its faults, and tell more about one that fails anyway."""
    try:
        yield
    except BaseException:
        if (emulator := item.stash.get(_KEY, None)) is not None:
            item.add_report_section("call", "memory_emulator calls", "\n".join(map(_told, emulator.calls)))
            if emulator.unmet_faults:
                item.add_report_section("call", "memory_emulator faults", _unmet(emulator.unmet_faults))
        raise
    if (emulator := item.stash.get(_KEY, None)) is not None and emulator.unmet_faults:
        pytest.fail(_unmet(emulator.unmet_faults), pytrace=False)


@pytest.fixture
def memory_emulator(request: pytest.FixtureRequest) -> Generator[Emulator]:
    """Run Twilio's Memory API in the process, as `@pytest.mark.memory_emulator(...)` says."""
    try:
        from twilio_memory.testing import Emulator  # noqa: PLC0415 - see the top
    except ImportError as error:
        pytest.fail(str(error), pytrace=False)
    node: pytest.Item = request.node
    with Emulator(**_options(node, inspect.signature(Emulator).parameters.keys())) as emulator:
        node.stash[_KEY] = emulator
        yield emulator


@pytest.fixture
def memory(memory_emulator: Emulator) -> Generator[MemoryClient]:
    """Return a client that works on `memory_emulator` and waits on its clock."""
    with memory_emulator.client() as client:
        yield client


@pytest.fixture
def async_memory(memory_emulator: Emulator) -> AsyncMemoryClient:
    """Return an asynchronous client that works on `memory_emulator` and waits on its clock; it need not be closed."""
    return memory_emulator.async_client()


def _options(node: pytest.Item, known: Any) -> dict[str, Any]:  # noqa: ANN401 - a set of keys has no other name
    options: dict[str, Any] = {}
    faults: list[Fault] = []
    for mark in reversed(list(node.iter_markers(_MARK))):
        if mark.args or not mark.kwargs.keys() <= known:
            told = ", ".join([*map(repr, mark.args), *(f"{name}=" for name in mark.kwargs if name not in known)])
            pytest.fail(
                f"@pytest.mark.{_MARK} takes {', '.join(f'{name}=' for name in known)}, got {told}", pytrace=False
            )
        options.update(mark.kwargs)
        faults += mark.kwargs.get("faults", ())
    return {**options, "faults": faults}


def _told(call: Call) -> str:
    status = "no answer" if call.status is None else call.status
    return f"{call.operation or f'{call.method} {call.path}'}: {status}" + (
        f" ({call.fault.kind})" if call.fault else ""
    )


def _unmet(faults: tuple[Fault, ...]) -> str:
    told = (f"{fault.kind} for {fault.operation}{_left(fault)}" for fault in faults)
    return f"no call has met what was to go wrong: {'; '.join(told)}"


def _left(fault: Fault) -> str:
    left = "" if fault.times in {None, 1} else f", {fault.times} times more"
    return f"{left}, after {fault.skip} more calls" if fault.skip else left
