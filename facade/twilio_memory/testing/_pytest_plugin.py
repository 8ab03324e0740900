"""The emulator as fixtures of pytest, which finds this module by its entry point.

pytest loads it in every run where the package is installed, so it imports the emulator only when a test uses it.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from twilio_memory import AsyncMemoryClient, MemoryClient
    from twilio_memory.testing import Emulator, Fault, RecordedRequest

_MARKER = "memory_emulator"
_FIXTURES = frozenset({_MARKER, "twilio_memory_emulator"})
_UNMET = "--memory-unmet-errors"
_ERRORS = pytest.StashKey[tuple[set[str], set[tuple[str, int]]]]()
"""The operations that the workers of pytest-xdist have called, and the errors that they have met."""
_METER = "--memory-meter"
_USAGE = pytest.StashKey[dict[str, int]]()
"""The billing units of all tests until now, those of the workers of pytest-xdist included."""
_EMULATOR = pytest.StashKey["Emulator"]()
_USED = pytest.StashKey[bool]()
"""Whether the marker has been used."""
_BUDGETS = {"max_recalls", "max_profile_operations", "max_utilized_profiles"}
_BUDGET = pytest.StashKey[dict[str, int]]()
"""The limits of the marker, in billing units."""
# Of calls and of events.
_MAX_CALLS = 100


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(**options): the options of the emulator of the fixture {_MARKER}, such as operation_polls=3 or "
        "faults=[Fault.lost_response('DeleteDataMapping')]. Of several markers the nearest decides, option by option; "
        "their faults add up. An unused fault fails the test.",
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for what is shown in the end."""
    group = parser.getgroup("twilio-memory")
    group.addoption(
        _UNMET,
        action="store_true",
        help="list Twilio's documented errors that no test has met, of the operations that the tests have called",
    )
    group.addoption(_METER, action="store_true", help="show what the tests would have cost, in Twilio's billing units")


@pytest.fixture
def twilio_memory_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """Twilio's Memory API in the process, new for each test: a `twilio_memory.testing.Emulator`.

    `memory_emulator` is the same one under a shorter name, which a project may have taken. The marker
    `memory_emulator` sets its options.
    """
    from twilio_memory.testing import Behavior, Emulator  # see the top

    allowed = list(inspect.signature(Emulator).parameters)
    options: dict[str, Any] = {"behavior": Behavior(strict=True), **_options(request.node, allowed)}
    request.node.stash[_USED] = True
    with Emulator(**options) as emulator:
        yield emulator


@pytest.fixture
def memory_emulator(twilio_memory_emulator: Emulator) -> Emulator:
    """Twilio's Memory API in the process, new for each test: `twilio_memory_emulator` under a shorter name."""
    return twilio_memory_emulator


@pytest.fixture
def memory(memory_emulator: Emulator) -> Iterator[MemoryClient]:
    """A `twilio_memory.MemoryClient` that works on `memory_emulator`; its waits take no time."""
    with memory_emulator.client() as client:
        yield client


@pytest.fixture
def async_memory(memory_emulator: Emulator) -> AsyncMemoryClient:
    """A `twilio_memory.AsyncMemoryClient` that works on `memory_emulator`, on any event loop."""
    # It has no connection that would have to be closed, and so does not need to know which loop there is.
    return memory_emulator.async_client()


@pytest.fixture
def memory_server(memory_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`memory_emulator` served over HTTP on loopback, for code that makes its own client: the base URL.

    Until the test ends, the environment has `TWILIO_MEMORY_BASE_URL`, `TWILIO_API_KEY` and `TWILIO_API_SECRET` for it.
    It needs the extra `server`.
    """
    from twilio_memory.testing import serve  # see the top
    from twilio_memory.testing._server_options import environment_of

    with serve(memory_emulator) as base_url:
        for name, value in environment_of(base_url).items():
            monkeypatch.setenv(name, value)
        yield base_url


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Store the emulator of a test, also if the test's own fixture overrides ours."""
    result = yield
    if fixturedef.argname in _FIXTURES and fixturedef.scope == "function" and _is_emulator(result):
        request.node.stash[_EMULATOR] = cast("Emulator", result)
    return result


def _is_emulator(thing: object) -> bool:
    module = sys.modules.get("twilio_memory.testing._emulator")  # Where there is an emulator, that is loaded.
    return module is not None and isinstance(thing, module.Emulator)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Remove the emulator: pytest keeps the test items until its end."""
    result = yield
    if _EMULATOR in item.stash:
        usage = item.stash[_EMULATOR].usage
        _add_usage(item.config, {unit: getattr(usage, unit) for unit in usage.__slots__})
        del item.stash[_EMULATOR]
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that would pass with an unused fault."""
    result = yield
    emulator = item.stash.get(_EMULATOR, None)
    if not item.stash.get(_USED, False) and any(mark.kwargs.get("faults") for mark in _marks(item)):
        why = "has another fixture of that name" if emulator else "does not use it"
        pytest.fail(f"the marker {_MARKER} has faults, but the test {why}", pytrace=False)
    if emulator is not None and emulator.unused_faults:
        pytest.fail(f"unused faults: {_format_faults(emulator.unused_faults)}", pytrace=False)
    for name, limit in item.stash.get(_BUDGET, dict[str, int]()).items():
        used: int = getattr(emulator.usage, name) if emulator is not None else 0
        if used > limit:
            pytest.fail(f"budget: {name} {used}, of at most {limit}", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure the calls of the emulator, its warnings and errors, and its unused faults."""
    report = yield
    emulator = item.stash.get(_EMULATOR, None)
    if emulator is not None and report.failed:
        earlier = max(len(emulator.calls) - _MAX_CALLS, 0)
        lines = [f"({earlier} earlier ones)"] * bool(earlier) + [
            _format_call(call) for call in emulator.calls[earlier:]
        ]
        report.sections.append(("Calls of the emulator", "\n".join(lines) or "none"))
        events = [_escaped(event.summary) for event in emulator.events if event.level != "INFO"][-_MAX_CALLS:]
        if events:
            report.sections.append(("Events of the emulator", "\n".join(events)))
        unused = emulator.unused_faults
        if unused and _format_faults(unused) not in report.longreprtext:
            report.sections.append(("Unused faults", _format_faults(unused)))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Give the main process what a worker of pytest-xdist has met."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None and session.config.getoption(_UNMET):
        called, met = _met(session.config)
        output["twilio_memory_errors"] = [sorted(called), sorted(map(list, met))]
    if output is not None:
        output["twilio_memory_usage"] = session.config.stash.get(_USAGE, dict[str, int]())


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - of pytest-xdist, which may not be there
    """Take what a worker of pytest-xdist has met."""
    called, met = getattr(node, "workeroutput", {}).get("twilio_memory_errors", ((), ()))
    all_called, all_met = node.config.stash.setdefault(_ERRORS, (set(), set()))
    all_called.update(called)
    all_met.update(map(tuple, met))
    _add_usage(node.config, getattr(node, "workeroutput", {}).get("twilio_memory_usage", {}))


def _add_usage(config: pytest.Config, usage: Mapping[str, int]) -> None:
    total = config.stash.setdefault(_USAGE, {})
    for unit, number in usage.items():
        total[unit] = total.get(unit, 0) + number


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what the tests would have cost, and list the documented errors that no test has met."""
    if config.getoption(_METER):
        terminalreporter.section("Usage of the emulators, in Twilio's billing units")
        usage = config.stash.get(_USAGE, dict[str, int]())
        for unit, number in usage.items():
            terminalreporter.line(f"{unit.replace('_', ' ')}: {number}")
        if not usage:
            terminalreporter.line("No test has used an emulator.")
    if not config.getoption(_UNMET):
        return
    terminalreporter.section("Twilio's errors that no test has met")
    called, met = _met(config)
    if not called:
        terminalreporter.line("The tests have called no operation of an emulator in their process.")
        return
    from twilio_memory._error_codes import ERROR_CODES  # see the top
    from twilio_memory.testing._recording import documented_errors

    documented = [(operation, code) for operation, codes in documented_errors().items() for code in codes]
    unmet = [
        (operation, code) for operation, code in documented if operation in called and (operation, code) not in met
    ]
    for operation, code in unmet:
        terminalreporter.line(f"{operation} {code}: {ERROR_CODES[code].meaning}")
    of_called = sum(operation in called for operation, _ in documented)
    terminalreporter.line(
        f"{of_called - len(unmet)} of {of_called} errors of the {len(called)} called operations were met."
    )


def _met(config: pytest.Config) -> tuple[set[str], set[tuple[str, int]]]:
    """Return the operations that were called, and the errors that were met, here and in workers."""
    called, met = config.stash.get(_ERRORS, (set[str](), set[tuple[str, int]]()))
    here = sys.modules.get("twilio_memory.testing._recording")  # Where there is an emulator, that is loaded.
    return (called, met) if here is None else (called | here.CALLED, met | here.MET)


def _options(item: pytest.Item, allowed: list[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    faults: list[Fault] = []
    for mark in _marks(item):
        wrong = [*map(repr, mark.args), *sorted(mark.kwargs.keys() - {*allowed, *_BUDGETS})]
        if wrong:
            takes = f"the marker {_MARKER} takes only keywords, of {', '.join([*allowed, *sorted(_BUDGETS)])}"
            pytest.fail(f"{item.nodeid}: {takes}; got {', '.join(wrong)}", pytrace=False)
        options.update(mark.kwargs)
        for name in _BUDGETS & mark.kwargs.keys():
            limit: object = options.pop(name)
            if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
                takes = f"the marker {_MARKER} takes a whole number as {name}, got {limit!r}"
                pytest.fail(f"{item.nodeid}: {takes}", pytrace=False)
            item.stash.setdefault(_BUDGET, dict[str, int]())[name.removeprefix("max_")] = limit
        ordered: object = mark.kwargs.get("faults", ())
        if not isinstance(ordered, list | tuple):
            pytest.fail(f"{item.nodeid}: the marker {_MARKER} takes a list of faults, got {ordered!r}", pytrace=False)
        faults.extend(cast("list[Fault]", ordered))
    return {**options, "faults": faults}


def _marks(item: pytest.Item) -> list[pytest.Mark]:
    # The farthest first. Not iter_markers: of one node it gives a base class before the class, and a function before
    # its parameters.
    return [mark for node in item.listchain() for mark in node.own_markers if mark.name == _MARKER]


def _format_faults(faults: tuple[Fault, ...]) -> str:
    # In one line, for it is the first one that pytest's summary shows.
    return "; ".join(
        f"{fault.summary}"
        f" ({fault.times or 'any number'} left" + (f", after {fault.skip} more calls)" if fault.skip else ")")
        for fault in faults
    )


def _format_call(call: RecordedRequest) -> str:
    name = call.operation or f"{call.method} {call.path}"
    status = "no response" if call.status is None else str(call.status)
    is_injected = call.fault is not None and not call.fault.runs_handler
    reason = f" {call.code}: {call.reason}" if call.reason and not is_injected else ""
    return _escaped(f"{name} {status}" + (f" ({call.fault.kind})" if call.fault else "") + reason)


def _escaped(text: str) -> str:
    """Return one line that does nothing to a terminal: reasons have texts of requests."""
    from twilio_memory._core.text import escape_control  # see the top

    return escape_control(text)
