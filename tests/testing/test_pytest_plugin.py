"""The fixtures and the mark that pytest gets from this package."""

import subprocess
import sys

import pytest

STRICT = ("-p", "no:cacheprovider", "-W", "error", "--strict-markers")


@pytest.fixture
def run(pytester):
    """Run a file of tests and return pytest's result."""

    def run(text, *arguments):
        imports = "import pytest\n" + "from twilio_memory.testing import Fault\n" * ("Fault" in text)
        pytester.makepyfile(f"{imports}\n{text}")
        return pytester.runpytest_inprocess(*STRICT, *arguments)

    return run


def test_the_fixtures_share_an_emulator_that_each_test_has_for_itself(run):
    result = run("""
def test_one(memory, memory_emulator):
    store_id = memory_emulator.add_store()
    assert list(memory.stores.list()) == [store_id]

def test_another(memory):
    assert list(memory.stores.list()) == []

@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.anyio
async def test_asynchronous(async_memory, memory_emulator, anyio_backend):
    store_id = await (await async_memory.stores.create(display_name="sandbox")).wait()
    assert [found async for found in async_memory.stores.list()] == [store_id]
    assert memory_emulator.clock.sleeps
""")
    result.assert_outcomes(passed=4)


def test_each_argument_comes_from_the_nearest_mark_and_all_faults_come(run):
    result = run("""
pytestmark = pytest.mark.memory_emulator(operation_polls=1, seed=3, faults=[Fault.answer("ListStores", 500)])

def ids(emulator):
    return emulator.add_store()

@pytest.mark.memory_emulator(operation_polls=4, faults=[Fault.answer("ListStores", 503)])
class TestClass:
    def test_class(self, memory, memory_emulator):
        memory.stores.create(display_name="sandbox").wait()
        memory.stores.list().__iter__().__next__()
        told = [(call.operation, call.status) for call in memory_emulator.calls]
        assert told == [("CreateStore", 202), *[("FetchOperation", 200)] * 4,
                        ("ListStores", 500), ("ListStores", 503), ("ListStores", 200)]

    @pytest.mark.memory_emulator(operation_polls=0)
    def test_function(self, memory, memory_emulator):
        memory.stores.create(display_name="sandbox").wait()
        list(memory.stores.list())
        assert len(memory_emulator.calls) == 2 + 3

def test_seed(memory_emulator, memory):
    from twilio_memory.testing import Emulator
    with Emulator(seed=3) as same, Emulator(seed=4) as other:
        assert ids(memory_emulator) == ids(same) != ids(other)
    list(memory.stores.list())
""")
    result.assert_outcomes(passed=3)


def test_a_fault_that_was_not_met_fails_the_test_and_is_named(run):
    result = run("""
@pytest.mark.memory_emulator(faults=[Fault.lost_answer("DeleteDataMapping"), Fault.answer("*", 503, times=3, skip=2)])
def test_unmet(memory):
    list(memory.stores.list())

@pytest.mark.memory_emulator(faults=[Fault.hang("DeleteStore")])
def test_without_a_call(request):
    request.getfixturevalue("memory_emulator")

@pytest.mark.anyio
async def test_asynchronous(async_memory, memory_emulator, anyio_backend_name):
    memory_emulator.add_fault(Fault.reset("FetchStore"))

@pytest.mark.memory_emulator(faults=[Fault.answer("ListStores", 503, times=None)])
def test_met(memory):
    with pytest.raises(Exception, match="503"):
        list(memory.stores.list())
""")
    result.assert_outcomes(passed=1, failed=len(["unmet", "without a call"]) + 2)
    result.stdout.fnmatch_lines(
        [
            "*lost_answer for DeleteDataMapping; answer for [*], 3 times more, after 1 more calls",
            "*hang for DeleteStore",
            "*reset for FetchStore",
        ]
    )
    result.stdout.no_fnmatch_line("*ERROR at*")


def test_a_test_that_fails_anyway_keeps_its_failure_and_shows_calls_and_faults(run):
    result = run("""
@pytest.mark.memory_emulator(faults=[Fault.hang("DeleteStore"), Fault.answer("ListStores", 503)])
def test_fails(memory):
    list(memory.stores.list())
    memory._session.transport  # no call
    assert "what is" == "what should be"
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*assert 'what is' == 'what should be'*",
            "*memory_emulator calls*",
            "ListStores: 503 (answer)",
            "ListStores: 200",
            "*memory_emulator faults*",
            "*hang for DeleteStore",
        ]
    )


def test_skips_and_expected_failures_stay_what_they_are(run):
    result = run("""
pytestmark = pytest.mark.memory_emulator(faults=[Fault.hang("DeleteStore")])

def test_skips(memory):
    pytest.skip("not today")

@pytest.mark.xfail(strict=True)
def test_is_expected_to_fail(memory):
    assert False

def test_gives_up(memory):
    pytest.xfail("not yet")

def test_does_not_use_it():
    pass
""")
    result.assert_outcomes(skipped=1, xfailed=2, passed=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [("3", "got 3"), ("polls=3", "got polls="), ("operation_polls=-1", "operation_polls is negative")],
)
def test_a_wrong_mark_is_an_error_that_tells_what_there_is(run, arguments, message):
    result = run(f"@pytest.mark.memory_emulator({arguments})\ndef test_it(memory): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{message}*"])


def test_pytest_tells_of_the_fixtures_and_the_mark(run):
    shown = "".join(run("def test_it(): pass", option).stdout.str() for option in ("--markers", "--fixtures"))
    for name in ("@pytest.mark.memory_emulator(**options)", "memory_emulator -- ", "memory -- ", "async_memory -- "):
        assert name in shown


def test_without_the_extra_a_fixture_says_what_to_install(pytester):
    pytester.makeconftest("import sys\nsys.modules['jsonschema_rs'] = None")
    pytester.makepyfile("def test_it(memory): pass\ndef test_another(): pass")
    result = pytester.runpytest_subprocess(*STRICT)
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(['*needs jsonschema-rs: pip install "twilio-memory?testing?"'])


def test_loading_the_plugin_loads_neither_the_emulator_nor_a_client():
    code = "import sys, twilio_memory.pytest_plugin; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {name for name in loaded if name.startswith(("twilio_memory.testing", "jsonschema_rs", "sqlite3"))}
