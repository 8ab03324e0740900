"""What a run would have cost, in Twilio's billing units, and the budgets of tests."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from twilio_memory.models import ObservationInput
from twilio_memory.testing import Emulator, Fault

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
