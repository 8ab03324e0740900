"""The fixtures and the marker of the pytest plugin, loaded by its entry point."""

import os
import re
import subprocess
import sys
import time

import pytest

from plugin_runs import ONLY_THIS_PLUGIN
from twilio_memory.testing import Emulator

# What a project would have in its conftest.py for the story.
CONFTEST = """
import pytest
from twilio_memory.models import MappingFromIngress, MappingToTraits, MappingTraitItem

@pytest.fixture
def store_id(memory):
    return memory.stores.create(display_name="sandbox").wait()

@pytest.fixture
def mapping_id(memory, store_id):
    email = MappingTraitItem(expression="primary_email", trait_group="Contact", trait_name="email")
    source, target = MappingFromIngress(columns=["primary_email"]), MappingToTraits(mappings=[email])
    return memory.data_mappings.create(
        store_id, display_name="crm-contacts", mapping_from=source, mapping_to=target
    ).wait()
"""

STORY = """
import pytest
from twilio_memory.testing import Fault

@pytest.mark.memory_emulator(operation_polls=3, faults=[Fault.lost_response("DeleteDataMapping")])
def test_the_mapping_is_gone(memory, memory_emulator, store_id, mapping_id):
    memory.data_mappings.delete(store_id, mapping_id).wait()
    assert list(memory.data_mappings.list(store_id)) == []
    asked = [call.operation for call in memory_emulator.calls]
    assert asked[-6:] == ["DeleteDataMapping"] * 2 + ["FetchOperation"] * 3 + ["ListDataMappings"]
"""

HEAD = """
import pytest
from twilio_memory import APIConnectionError, ServiceUnavailableError
from twilio_memory.testing import Fault

marked = pytest.mark.memory_emulator
lost = Fault.lost_response("CreateStore")
"""


@pytest.fixture
def run(pytester):
    """Run a file of tests in a project of its own, where warnings are errors."""
    pytester.makeini("[pytest]\naddopts = --strict-markers --strict-config\nfilterwarnings = error")

    def run(text, *arguments, head=HEAD):
        pytester.makepyfile(test_it=head + text)
        return pytester.runpytest("-p", "no:cacheprovider", *arguments)

    return run


def test_plugin_tests_a_lost_response_in_under_ten_lines(pytester, run, monkeypatch):
    assert len(STORY.strip().splitlines()) < 10
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it waits"))
    pytester.makeconftest(CONFTEST)
    run(STORY, head="").assert_outcomes(passed=1)


class TestFixtures:
    def test_are_an_emulator_and_its_clients(self, run):
        run("""
from twilio_memory import AsyncMemoryClient, MemoryClient
from plugin_runs import ONLY_THIS_PLUGIN
from twilio_memory.testing import Emulator

def test_types(memory_emulator, memory, async_memory):
    assert type(memory_emulator) is Emulator
    assert type(memory) is MemoryClient
    assert type(async_memory) is AsyncMemoryClient

def test_clients(memory_emulator, memory):
    memory.stores.create(display_name="sandbox").wait()
    assert {call.operation for call in memory_emulator.calls} == {"CreateStore", "FetchOperation"}
    assert memory_emulator.clock.sleeps
""").assert_outcomes(passed=2)

    def test_memory_server_sets_the_environment_and_restores_it(self, run, monkeypatch):
        names = ("TWILIO_MEMORY_BASE_URL", "TWILIO_API_KEY", "TWILIO_API_SECRET")
        for name in names:
            monkeypatch.setenv(name, "https://of-the-user.example")
        run("""
import os
from twilio_memory import MemoryClient

@pytest.mark.memory_emulator(operation_polls=0)
def test_own_client(memory_emulator, memory_server):
    store_id = memory_emulator.add_store()
    assert memory_server == os.environ["TWILIO_MEMORY_BASE_URL"]
    with MemoryClient() as client:
        assert list(client.stores.list()) == [store_id]
    assert [call.operation for call in memory_emulator.calls] == ["ListStores"]
""").assert_outcomes(passed=1)
        assert {os.environ[name] for name in names} == {"https://of-the-user.example"}

    def test_are_new_for_each_test_and_closed_after_it(self, run):
        run("""
from twilio_memory import TwilioMemoryError
from twilio_memory.testing import EmulatorError, Request

kept = []

@pytest.mark.parametrize("time", range(2))
def test_new(memory_emulator, memory, time):
    assert list(memory.stores.list()) == []
    memory.stores.create(display_name="sandbox").wait()
    kept.append((memory_emulator, memory))

def test_closed():
    assert len(kept) == 2
    for emulator, memory in kept:
        with pytest.raises(EmulatorError, match="closed"):
            emulator.handle(Request("GET", "/"))
        with pytest.raises(TwilioMemoryError, match="closed"):
            list(memory.stores.list())
""").assert_outcomes(passed=3)

    def test_are_not_kept(self, run):
        run("""
import gc
import weakref

kept = []

def test_first(memory_emulator, memory):
    list(memory.stores.list())
    kept.append(weakref.ref(memory_emulator))

def test_second():
    gc.collect()
    assert [reference() for reference in kept] == [None]
""").assert_outcomes(passed=2)

    def test_serve_asynchronous_tests_on_asyncio_and_trio_and_leave_nothing_open(self, run):
        result = run("""
import gc

pytestmark = pytest.mark.anyio

@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param

@marked(faults=[lost])
async def test_used(async_memory, memory):
    with pytest.raises(APIConnectionError):
        await async_memory.stores.create(display_name="sandbox")
    await (await async_memory.stores.create(display_name="other")).wait()
    assert len([store async for store in async_memory.stores.list()]) == len(list(memory.stores.list())) == 2

@marked(faults=[lost])
async def test_unused(async_memory):
    assert [store async for store in async_memory.stores.list()] == []

async def test_entered(async_memory):
    async with async_memory:
        assert [store async for store in async_memory.stores.list()] == []

def test_fixtures_leave_no_warnings():
    gc.collect()
""")
        result.assert_outcomes(passed=5, failed=2)
        assert result.stdout.str().count("\nunused faults: CreateStore lost_response (1 left)\n") == 2

    def test_can_be_requested_dynamically(self, run):
        result = run("""
@marked(faults=[lost])
def test(request):
    request.getfixturevalue("memory")
""")
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines("unused faults: CreateStore lost_response (1 left)")

    def test_serve_test_cases_of_unittest(self, run):
        result = run("""
import unittest

class TestStores(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _memory(self, memory):
        self.memory = memory

    def test_passes(self):
        self.memory.stores.create(display_name="sandbox")

    @marked(faults=[lost])
    def test_lacks(self):
        self.assertEqual(list(self.memory.stores.list()), [])

    @marked(faults=[lost])
    def test_fails(self):
        self.assertEqual(list(self.memory.stores.list()), [1])
""")
        result.assert_outcomes(passed=1, failed=2)
        result.stdout.fnmatch_lines(
            ["*AssertionError: Lists differ*", "*Unused faults*", "CreateStore lost_response (1 left)"]
        )

    def test_have_docstrings(self, run):
        run("", "--fixtures").stdout.fnmatch_lines(
            [
                "memory_emulator -- *",
                "*Twilio's Memory API in the process, new for each test*",
                "memory -- *",
                "*twilio_memory.MemoryClient*",
                "async_memory -- *",
                "*twilio_memory.AsyncMemoryClient*",
            ]
        )


class TestMarker:
    def test_is_registered_with_a_description(self, run):
        run("", "--markers").stdout.fnmatch_lines("@pytest.mark.memory_emulator(*faults add up*")

    def test_gives_the_emulator_its_options(self, run):
        with Emulator(seed=7) as emulator, emulator.client() as memory:
            expected = memory.stores.create(display_name="sandbox").operation_id
        run(f"""
@marked(seed=7, operation_seconds=60)
def test(memory_emulator, memory):
    creation = memory.stores.create(display_name="sandbox")
    assert creation.operation_id == {expected!r}
    creation.wait()
    assert memory_emulator.clock.monotonic() >= 60
""").assert_outcomes(passed=1)

    def test_nearest_wins_per_option_and_faults_add_up(self, run):
        run("""
import inspect
import twilio_memory.testing as testing

pytestmark = marked(seed=1, operation_polls=1, write_lag=1, faults=[lost])
read = Fault.error_response("ListStores", 503)
hang = Fault.hang("FetchStore")

@pytest.fixture
def given(monkeypatch, request):
    '''What the emulator is made with, which it does not describe.'''
    options = {}

    class Emulator(testing.Emulator):
        __signature__ = inspect.signature(testing.Emulator)

        def __init__(self, **given):
            assert given.pop("behavior") == testing.Behavior(strict=True)
            options.update(given)
            super().__init__()

    monkeypatch.setattr(testing, "Emulator", Emulator)
    request.getfixturevalue("memory_emulator")
    return options

def test_module(given):
    assert given == {"seed": 1, "operation_polls": 1, "write_lag": 1, "faults": [lost]}

@marked(seed=2, operation_polls=2, faults=[read])
class TestClass:
    def test_class(self, given):
        assert given == {"seed": 2, "operation_polls": 2, "write_lag": 1, "faults": [lost, read]}

    @marked(seed=3, faults=[hang])
    def test_function(self, given):
        assert given == {"seed": 3, "operation_polls": 2, "write_lag": 1, "faults": [lost, read, hang]}

    @marked(seed=3)
    @pytest.mark.parametrize("seed", [3, pytest.param(4, marks=marked(seed=4))])
    def test_parameter(self, given, seed):
        assert given["seed"] == seed

@marked(seed=5)
class TestDerived(TestClass):
    def test_class(self, given):
        assert given == {"seed": 5, "operation_polls": 2, "write_lag": 1, "faults": [lost, read]}
""").assert_outcomes(passed=9)

    def test_with_faults_but_without_emulator_fails_the_test(self, run):
        result = run("""
@marked(faults=[lost])
def test_without():
    pass

@marked(seed=3)
def test_without_faults():
    pass

class TestOfItsOwn:
    @pytest.fixture
    def memory_emulator(self):
        from twilio_memory.testing import Emulator
        with Emulator(faults=[Fault.hang("FetchStore")]) as emulator:
            yield emulator

    @marked(faults=[lost])
    def test_marked(self, memory):
        pass

    def test_unmarked(self, memory):
        pass

    def test_failed(self, memory):
        list(memory.stores.list())
        assert 1 == 2
""")
        result.assert_outcomes(passed=1, failed=4)
        result.stdout.fnmatch_lines(
            [
                "the marker memory_emulator has faults, but the test does not use it",
                "the marker memory_emulator has faults, but the test has another fixture of that name",
                "unused faults: FetchStore hang (1 left)",
                "*- Calls of the emulator -*",
                "ListStores 200",
            ]
        )

    def test_takes_a_list_of_faults(self, run):
        result = run("""
@marked(faults=lost)
def test_wrong(memory):
    pass
""")
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines("test_it.py::test_wrong: the marker memory_emulator takes a list of faults, got *")

    @pytest.mark.parametrize(
        ("arguments", "wrong"), [("7", "7"), ("'seed', seed=7", "'seed'"), ("polls=3, lag=1, seed=7", "lag, polls")]
    )
    def test_refuses_unknown_options_and_names_the_test(self, run, arguments, wrong):
        result = run(f"""
@marked({arguments})
def test_wrong(memory):
    pass
""")
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines(
            f"test_it.py::test_wrong: the marker memory_emulator takes only keywords, of seed,*, ranker,*; got {wrong}"
        )


class TestFaults:
    def test_unused_fail_the_test_and_are_named(self, run):
        result = run("""
@marked(faults=[
    Fault.hang("FetchStore"),
    Fault.error_response("ListStores", 503, times=5),
    Fault.reset("PatchStore", times=None),
    Fault.truncated_body("ListProfiles", skip=2),
])
def test(memory):
    with pytest.raises(ServiceUnavailableError):
        list(memory.stores.list())
""")
        result.assert_outcomes(failed=1)
        unused = [
            "FetchStore hang (1 left)",
            "ListStores error_response 503 (2 left)",
            "PatchStore reset (any number left)",
            "ListProfiles truncated_body (1 left, after 2 more calls)",
        ]
        result.stdout.fnmatch_lines(
            [
                f"unused faults: {'; '.join(unused)}",
                "*- Calls of the emulator -*",
                "ListStores 503 (error_response)",
                "FAILED test_it.py::test - Failed: unused faults: FetchStore hang (1 left);*",
            ]
        )
        # What has failed the test is not said again.
        result.stdout.no_fnmatch_line("*Unused faults*")

    def test_used_do_not_fail_the_test(self, run):
        run("""
@marked(faults=[Fault.error_response("ListStores", 503, times=2), Fault.error_response("ListStores", 503, times=None)])
def test(memory):
    with pytest.raises(ServiceUnavailableError):
        list(memory.stores.list())
""").assert_outcomes(passed=1)

    def test_may_be_added_and_cleared_by_the_test(self, run):
        run("""
def test_ordered(memory_emulator):
    memory_emulator.add_fault(lost)

@marked(faults=[lost])
def test_called_off(memory_emulator):
    memory_emulator.clear_faults()
""").assert_outcomes(passed=1, failed=1)

    def test_do_not_affect_skipped_and_xfailed_tests(self, run):
        run(
            """
pytestmark = marked(faults=[lost])

def test_skip(memory):
    pytest.skip("not today")

def test_xfail(memory):
    pytest.xfail("not yet")

@pytest.mark.xfail(raises=ZeroDivisionError)
def test_expected(memory):
    1 / 0

@pytest.mark.xfail(reason="the library does not do it yet")
def test_expected_for_the_fault(memory):
    pass

@pytest.mark.xfail(raises=ZeroDivisionError)
def test_fails_for_another_reason(memory):
    pass

@marked(faults=[Fault.error_response("ListStores", 503)])
@pytest.mark.xfail(strict=True)
def test_passes(memory, memory_emulator):
    memory_emulator.clear_faults()
"""
        ).assert_outcomes(skipped=1, xfailed=3, failed=2)


class TestReport:
    def test_of_a_failure_gives_the_reasons_of_refusals(self, run):
        result = run("""
from twilio_memory import TwilioMemoryError

def test(memory, memory_emulator):
    store_id = memory_emulator.add_store(display_name="taken")
    memory.profiles.create(store_id, {"Contact": {"email": "ada@example.com"}})
    with pytest.raises(TwilioMemoryError):
        memory.profiles.create(store_id, {"Contact": {"shoeSize": 1}})
    with pytest.raises(TwilioMemoryError):
        memory.stores.create(display_name="taken").wait()
    assert not memory_emulator.calls
""")
        result.stdout.fnmatch_lines(
            [
                "*- Calls of the emulator -*",
                "CreateProfile 202",
                "CreateProfile 400 520005: The traits do not fit their definitions: /traits/Contact/shoeSize is not *",
                "CreateStore 202",
                "FetchOperation 200",
                "FetchOperation 200 520045: A memory store of this display name exists already",
            ]
        )

    def test_of_a_failure_has_no_control_characters_of_requests(self, run):
        result = run(
            """
from twilio_memory.models import ColumnMappingItem

def test(memory_emulator, memory, tmp_path):
    store_id = memory_emulator.add_store()
    body = b'{"traits": {"Contact": {"s\\\\u001b[31m\\\\u009b2J\\\\r": 1}}}'
    request = Request("POST", f"/v1/Stores/{store_id}/Profiles", "", headers(), body)
    assert memory_emulator.handle(request).status == 400
    memory_emulator.handle(Request("G\\x1b[2J", "/nowhere\\x1b]0;title\\x07"))
    file = tmp_path / "people.csv"
    file.write_text("Mail,First\\nada@example.com,Ada\\n\\x1b[31mbounced\\u202e@,Eve\\n")
    columns = [
        ColumnMappingItem(column_name=column, trait_group="Contact", trait_name=trait)
        for column, trait in (("Mail", "email"), ("First", "firstName"))
    ]
    memory.imports.upload(store_id, file, column_mappings=columns).wait()
    raise AssertionError
""",
            head=HEAD
            + """
from twilio_memory.testing import Request
def headers():
    return (("Authorization", "Basic YTpi"), ("Content-Type", "application/json"))
""",
        )
        result.assert_outcomes(failed=1)
        shown = result.stdout.str().partition("Calls of the emulator")[2]
        assert r"s\x1b[31m\x9b2J\r" in shown
        assert r"G\x1b[2J /nowhere\x1b]0;title\x07 401" in shown
        assert "Events of the emulator" in shown
        assert not re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)

    def test_of_a_failure_shows_the_calls_and_the_unused_faults(self, run):
        result = run(
            """
@marked(operation_polls=1, faults=[Fault.lost_response("ListStores"), Fault.error_response("CreateStore", 429)])
@marked(faults=[Fault.hang("FetchStore")])
def test(memory_emulator, memory):
    list(memory.stores.list())
    memory.stores.create(display_name="sandbox").wait()
    memory_emulator.handle(Request("GET", "/nowhere"))
    assert 1 == 2

def test_without_calls(memory):
    assert 3 == 4
""",
            head=HEAD + "from twilio_memory.testing import Request\n",
        )
        result.assert_outcomes(failed=2)
        result.stdout.fnmatch_lines(
            [
                "E * assert 1 == 2",
                "*- Calls of the emulator -*",
                "ListStores 200 (lost_response)",
                "ListStores 200",
                "CreateStore 429 (error_response)",
                "CreateStore 202",
                "FetchOperation 200",
                "GET /nowhere 401 20003: Authentication is needed: HTTP Basic with an API key's SID and secret",
                "*- Unused faults -*",
                "FetchStore hang (1 left)",
                "E * assert 3 == 4",
                "*- Calls of the emulator -*",
                "none",
                "FAILED test_it.py::test - assert 1 == 2",
            ]
        )

    def test_of_a_failure_shows_warnings_and_errors_among_the_events(self, run):
        result = run("""
from twilio_memory.models import ColumnMappingItem

def test(memory_emulator, memory, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("Mail,First\\nada@example.com,Ada\\nbounced@,Eve\\n")
    columns = [
        ColumnMappingItem(column_name=column, trait_group="Contact", trait_name=trait)
        for column, trait in (("Mail", "email"), ("First", "firstName"))
    ]
    memory.imports.upload(memory_emulator.add_store(), file, column_mappings=columns).wait()
    assert [event.level for event in memory_emulator.events].count("ERROR") == 0
""")
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(
            [
                "*- Calls of the emulator -*",
                "*- Events of the emulator -*",
                "ERROR 520010 profiles.created.importcsv: record 2: 'Mail' is not one email address*",
            ]
        )
        result.stdout.no_fnmatch_line("INFO *")

    def test_of_a_failed_setup_shows_the_calls_too(self, run):
        result = run("""
@pytest.fixture
def store(memory):
    return list(memory.stores.list())[0]

def test(store):
    pass
""")
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines(["E * IndexError*", "*- Calls of the emulator -*", "ListStores 200"])

    def test_of_a_failure_after_many_calls_shows_the_last_ones(self, run):
        result = run("""
def test(memory):
    for _ in range(130):
        list(memory.stores.list())
    assert 1 == 2
""")
        result.stdout.fnmatch_lines(["*- Calls of the emulator -*", "(30 earlier ones)", "ListStores 200"])
        assert result.stdout.str().count("\nListStores 200") == 100

    def test_of_a_success_shows_no_calls(self, run):
        result = run("def test(memory):\n    list(memory.stores.list())\n", "-rA")
        result.assert_outcomes(passed=1)
        result.stdout.no_fnmatch_line("*ListStores*")


def test_plugin_ignores_other_fixtures_of_the_same_name(run):
    run("""
@pytest.fixture
def memory_emulator():
    yield "http://127.0.0.1"

def test_text(memory_emulator):
    assert memory_emulator.startswith("http")

@pytest.mark.parametrize("memory_emulator", [1, 2])
def test_number(memory_emulator):
    assert memory_emulator
""").assert_outcomes(passed=3)


class TestRunsThatDoNotUseIt:
    def test_import_does_not_load_the_emulator(self):
        plugin = "twilio_memory.testing._pytest_plugin"
        program = f"import sys, {plugin}; print(*sys.modules, sep='\\n')"
        # Without coverage, which would load modules of its own.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        command = [sys.executable, "-I", "-c", program]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        loaded = set(done.stdout.split())
        testing = {name for name in loaded if name.startswith("twilio_memory.testing.")}
        assert testing == {plugin, "twilio_memory.testing._lazy"}
        assert loaded.isdisjoint({"twilio_memory._async", "httpx", "jsonschema_rs", "sqlite3"})

    def test_missing_extra_is_reported_only_when_needed(self, pytester):
        # In a process of its own, and without other plugins: some import jsonschema-rs themselves.
        pytester.makeconftest("import sys\nsys.modules['jsonschema_rs'] = None")
        pytester.makepyfile("def test_without():\n    pass\n\ndef test_with(memory):\n    pass\n")
        result = pytester.runpytest_subprocess("--disable-plugin-autoload", "-p", "twilio_memory")
        result.assert_outcomes(passed=1, errors=1)
        result.stdout.fnmatch_lines('E*ImportError: *needs jsonschema-rs: pip install "twilio-memory[[]testing]", *')


REFUSED = """
from twilio_memory import TwilioMemoryError
from twilio_memory.models import TraitDataType, TraitDefinition

def refused(call, *arguments, **options):
    with pytest.raises(TwilioMemoryError):
        call(*arguments, **options)

def test_profiles(memory, memory_emulator):
    store_id = memory_emulator.add_store()
    refused(memory.profiles.create, store_id, {"Contact": {"shoeSize": 1}})
    refused(memory.profiles.fetch, store_id, "mem_profile_00000000000000000000000001")

def test_groups(memory, memory_emulator):
    create, store_id = memory.trait_groups.create, memory_emulator.add_store()
    group = {"display_name": "Loyalty", "traits": {"tier": TraitDefinition(data_type=TraitDataType.STRING)}}
    create(store_id, **group).wait()
    refused(create(store_id, **group).wait)
"""


class TestUnmetErrors:
    @pytest.mark.parametrize("workers", [[], ["-n", "2"]])
    def test_lists_those_of_the_called_operations(self, pytester, workers):
        pytester.makeini("[pytest]\naddopts = --strict-markers --strict-config\n")
        pytester.makepyfile(test_it=HEAD + REFUSED)
        result = pytester.runpytest_subprocess(*ONLY_THIS_PLUGIN, "--memory-unmet-errors", *workers)
        result.assert_outcomes(passed=2)
        lines = result.outlines[next(i for i, line in enumerate(result.outlines) if "no test has met" in line) + 1 :]
        found = [tuple(line.partition(":")[0].split(" ")) for line in lines if line.startswith(("Create", "Fetch"))]
        assert sorted(found) == [
            ("CreateProfile", "520020"),
            ("CreateProfile", "520041"),
            ("CreateTraitGroup", "520041"),
            ("CreateTraitGroup", "520053"),
            ("CreateTraitGroup", "520054"),
            ("FetchOperation", "520052"),
            ("FetchProfile", "520041"),
        ]
        assert any(line.startswith("FetchOperation 520052: the operation") for line in lines)
        assert "3 of 10 errors of the 4 called operations were met." in lines

    def test_are_listed_only_when_they_are_asked_for(self, run):
        result = run("def test(memory):\n    list(memory.stores.list())\n")
        assert "no test has met" not in result.stdout.str()

    def test_report_says_that_no_emulator_was_called(self, pytester):
        pytester.makepyfile(test_it="def test():\n    pass\n")
        result = pytester.runpytest_subprocess(*ONLY_THIS_PLUGIN, "--memory-unmet-errors")
        result.stdout.fnmatch_lines(["*no test has met*", "The tests have called no operation of an emulator*"])


def test_emulator_has_a_fixture_whose_name_cannot_clash(run):
    run("""
@pytest.fixture
def memory_emulator():
    return "of the project"

@pytest.fixture
def own(twilio_memory_emulator):
    return twilio_memory_emulator

@marked(faults=[Fault.error_response("ListStores", 503, times=3)])
def test(memory_emulator, own):
    assert memory_emulator == "of the project"
    with own.client() as memory, pytest.raises(ServiceUnavailableError):
        list(memory.stores.list())

def test_is_the_same(twilio_memory_emulator, request):
    assert request.getfixturevalue("own") is twilio_memory_emulator
""").assert_outcomes(passed=2)
