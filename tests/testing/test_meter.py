"""What a run would have cost, in Twilio's billing units, and the budgets of tests."""

from __future__ import annotations

import datetime as dt
import io

import httpx
import pytest

from plugin_runs import ONLY_THIS_PLUGIN
from twilio_memory.models import ObservationInput
from twilio_memory.testing import Emulator, Fault, serve

EMAIL = {"Contact": {"email": "ada@example.com", "firstName": "Ada"}}
PHONE = {"Contact": {"phone": "+15550100123"}}


@pytest.fixture
def emulator():
    with Emulator(operation_polls=0) as emulator:
        yield emulator


@pytest.fixture
def memory(emulator):
    with emulator.client() as memory:
        yield memory


@pytest.fixture
def store(emulator):
    return emulator.add_store()


def counted(emulator):
    usage = emulator.usage
    return usage.profile_operations, usage.utilized_profiles, usage.recalls


def test_one_operation_for_each_profile_of_a_write(emulator, memory, store):
    profile = memory.profiles.create(store, EMAIL)
    assert counted(emulator) == (1, 0, 0)
    memory.profiles.update(store, profile.id, {"Contact": {"firstName": "Augusta"}})
    assert counted(emulator) == (2, 0, 0)
    memory.profiles.bulk_upsert(store, [PHONE, {"Contact": {"email": "bob@example.com"}}])
    assert counted(emulator) == (4, 0, 0)


@pytest.mark.parametrize("write_lag", [0, 1])
def test_write_of_traits_and_identifiers_is_one_operation(write_lag):
    with Emulator(write_lag=write_lag) as emulator, emulator.client() as memory:
        store = emulator.add_store()

        def cost(write, *arguments, **options):
            before = emulator.usage.profile_operations
            result = write(*arguments, **options)
            emulator.complete_operations()
            return emulator.usage.profile_operations - before, result

        number, profile = cost(memory.profiles.create, store, EMAIL)
        assert number == 1
        both = {"Contact": EMAIL["Contact"] | PHONE["Contact"]}
        assert cost(memory.profiles.create, store, both)[0] == 1
        more = {"Contact": {"email": "augusta@example.com", "city": "London"}}
        assert cost(memory.profiles.update, store, profile.id, more)[0] == 1
        assert cost(memory.identifiers.create, store, profile.id, id_type="phone", value="+15550100124")[0] == 1
        swap = {"id_type": "phone", "old_value": "+15550100124", "new_value": "+15550100125"}
        assert cost(memory.identifiers.update, store, profile.id, **swap)[0] == 1
        assert cost(memory.identifiers.delete, store, profile.id, "phone")[0] == 0
        assert cost(memory.profiles.delete, store, profile.id)[0] == 0


def test_each_bulk_item_is_one_also_of_the_same_profile(emulator, memory, store):
    memory.profiles.bulk_upsert(store, [EMAIL, {"Contact": {"email": "ada@example.com", "city": "London"}}, PHONE])
    assert counted(emulator) == (3, 0, 0)
    memory.profiles.bulk_upsert(store, [{"Contact": {"email": "ada@example.com", "city": "Turin"}}, {"Contact": {}}])
    assert counted(emulator) == (4, 0, 0)  # The second one was refused.


def test_seeding_costs_nothing(emulator, memory, store):
    memory.profiles.create(store, EMAIL)
    profile = emulator.add_profile(store, PHONE)
    emulator.add_profile(store, PHONE, identifiers={"email": "augusta@example.com"})
    emulator.add_profile(store, {"Contact": EMAIL["Contact"] | PHONE["Contact"]})
    emulator.add_observation(store, profile, "Likes tea.")
    assert counted(emulator) == (1, 0, 0)


def test_seeding_does_not_hide_the_cost_of_a_write_before_it():
    with Emulator(write_lag=5) as emulator, emulator.client() as memory:
        store = emulator.add_store()
        memory.profiles.create(store, EMAIL)
        emulator.clock.advance(5)
        emulator.add_profile(store, PHONE)
        assert counted(emulator) == (1, 0, 0)


def test_write_after_a_snapshot_was_restored_counts_again(emulator, memory, store):
    profile = memory.profiles.create(store, EMAIL)
    snapshot = emulator.snapshot()
    for _ in range(3):
        memory.profiles.update(store, profile.id, {"Contact": {"city": "Turin"}})
        emulator.restore(snapshot)
    assert counted(emulator) == (4, 0, 0)


def test_reset_begins_at_nothing(emulator, memory, store):
    profile = memory.profiles.create(store, EMAIL)
    memory.profiles.recall(store, profile.id, query="tea")
    emulator.reset()
    assert counted(emulator) == (0, 0, 0)


def test_each_absorbed_profile_is_one_more(emulator, memory, store):
    memory.profiles.create(store, EMAIL)
    memory.profiles.create(store, PHONE)
    memory.profiles.create(store, {"Contact": EMAIL["Contact"] | PHONE["Contact"]})
    assert counted(emulator) == (4, 0, 0)


def test_each_imported_row_is_one(emulator, memory, store):
    rows = "mail,name\n" + "".join(f"p{number}@example.com,P\n" for number in range(1200)) + "missing,x\n"
    columns = {"mail": "Contact.email", "name": "Contact.firstName"}
    memory.imports.upload(store, io.BytesIO(rows.encode()), filename="a.csv", column_mappings=columns).wait()
    assert counted(emulator) == (1200, 0, 0)


def test_profile_is_utilized_once_a_day_and_each_recall_counts(emulator, memory, store):
    profile = memory.profiles.create(store, EMAIL).id
    seen = ObservationInput(content="Likes tea.", source="x", occurred_at=dt.datetime(2026, 1, 15, tzinfo=dt.UTC))
    memory.observations.create(store, profile, [seen])
    memory.profiles.fetch(store, profile)
    memory.profiles.lookup(store, id_type="email", value="ada@example.com")
    for _ in range(3):
        memory.profiles.recall(store, profile, query="tea")
    list(memory.profiles.list(store))
    assert counted(emulator) == (1, 1, 3)
    emulator.clock.advance(86_399)
    memory.profiles.fetch(store, profile)
    assert counted(emulator) == (1, 1, 3)
    emulator.clock.advance(1)
    list(memory.observations.list(store, profile))
    assert counted(emulator) == (1, 2, 3)


def test_refused_and_lost_calls(emulator, memory, store):
    profile = memory.profiles.create(store, EMAIL).id
    emulator.add_fault(Fault.error_response("CreateFetchProfileMemory", 503))
    emulator.add_fault(Fault.lost_response("CreateFetchProfileMemory"))
    memory.profiles.recall(store, profile, query="tea")
    assert emulator.usage.recalls == 2  # The one whose response was lost is billed, too.


BUDGET = """
import pytest
from twilio_memory.testing import Emulator

@pytest.mark.memory_emulator({arguments})
def test_agent(memory_emulator, memory):
    store = memory_emulator.add_store()
    profile = memory.profiles.create(store, {{"Contact": {{"email": "ada@example.com"}}}}).id
    for _ in range(3):
        memory.profiles.recall(store, profile, query="x")
"""


@pytest.mark.parametrize(
    ("arguments", "failure"),
    [
        ("max_recalls=3, max_profile_operations=1, max_utilized_profiles=1", None),
        ("max_recalls=2", "budget: recalls 3, of at most 2"),
        ("max_profile_operations=0", "budget: profile_operations 1, of at most 0"),
        ("max_recalls=-1", "takes a whole number as max_recalls, got -1"),
        ("max_cost=1", "takes only keywords"),
    ],
)
def test_budget_of_the_marker(pytester, arguments, failure):
    pytester.makepyfile(BUDGET.format(arguments=arguments))
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    if failure is None:
        result.assert_outcomes(passed=1)
    else:
        result.stdout.fnmatch_lines([f"*{failure}*"])
        assert result.ret == 1


RUN = """
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_agent(memory_emulator, memory, number):
    store = memory_emulator.add_store()
    profile = memory.profiles.create(store, {"Contact": {"email": "ada@example.com"}}).id
    for _ in range(number):
        memory.profiles.recall(store, profile, query="x")
    assert number == 1  # What a test that fails has used counts, too.
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_usage_of_a_run_is_shown_when_it_is_asked_for(pytester, workers):
    pytester.makepyfile(RUN)
    result = pytester.runpytest_subprocess(*ONLY_THIS_PLUGIN, "--memory-meter", *workers)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*Usage of the emulators*", "profile operations: 2", "utilized profiles: 2", "recalls: 3"], consecutive=True
    )


def test_usage_of_a_run_without_an_emulator(pytester):
    pytester.makepyfile("def test():\n    pass\n")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--memory-meter")
    result.stdout.fnmatch_lines(["*Usage of the emulators*", "No test has used an emulator."])


def test_usage_is_not_shown_unless_it_is_asked_for(pytester):
    pytester.makepyfile(BUDGET.format(arguments=""))
    assert "Usage of" not in pytester.runpytest_inprocess("-p", "no:cacheprovider").stdout.str()


def test_usage_on_the_page_and_of_the_admin_api(emulator, memory, store):
    profile = memory.profiles.create(store, EMAIL).id
    for _ in range(37):
        memory.profiles.recall(store, profile, query="tea")
    with serve(emulator) as url, httpx.Client(base_url=url, trust_env=False) as web:
        found = {"usage": {"profile_operations": 1, "utilized_profiles": 1, "recalls": 37}}
        assert web.get("/__emulator__/usage").json() == found
        assert "<dt>Recalls</dt><dd>37</dd>" in web.get("/").text
        assert "GET /__emulator__/usage" in web.get("/__emulator__/").json()
