"""Contract 10 to 12, 16 and 17: retry safety, backoff and the retry budget."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from operation_cases import RECORDS
from twilio_memory._core.retry import RetryBudget, backoff
from twilio_memory._http import exceptions
from twilio_memory_api.types import RetrySafety

SPEC = yaml.safe_load((Path(__file__).parent.parent / "openapi/memory-v1.yaml").read_text("utf-8"))
METHODS = {
    operation["operationId"]: method
    for path in SPEC["paths"].values()
    for method, operation in path.items()
    if method != "parameters"
}


def test_retry_safety_table_has_exactly_the_operations_of_the_spec():
    assert set(RECORDS) == set(METHODS)


def test_retry_safety_is_read_only_for_operations_without_side_effects():
    assert {name for name, record in RECORDS.items() if record.retry is RetrySafety.SAFE} == {
        *(name for name, method in METHODS.items() if method == "get"),
        "CreateProfilesLookup",
        "CreateFetchProfileMemory",
    }


@pytest.mark.contract(12)
def test_retry_safety_is_deletion_only_for_ids_that_are_never_reused():
    assert {name for name, record in RECORDS.items() if record.retry is RetrySafety.IDEMPOTENT} == {
        "DeleteDataMapping",
        "DeleteProfile",
        "DeleteProfileObservation",
        "DeleteProfileConversationSummary",
    }


@pytest.mark.parametrize(("attempt", "most"), [(2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (60, 8.0)])
@pytest.mark.contract(16)
def test_backoff_doubles_up_to_8_seconds(attempt, most):
    assert backoff(attempt, 0.0) == 0.0
    assert backoff(attempt, 1.0) == most
    assert backoff(attempt, 0.5) == most / 2


def test_retry_budget_pays_for_ten_retries_and_is_refilled_by_successes():
    budget = RetryBudget()
    assert [budget.acquire(throttled=False) for _ in range(11)] == [True] * 10 + [False]
    for _ in range(9):
        budget.release()
    assert not budget.acquire(throttled=False)
    budget.release()
    assert budget.acquire(throttled=False)


@given(st.lists(st.sampled_from(["earn", "spend", "too many"]), max_size=200))
def test_retry_budget_stays_between_empty_and_full(steps):
    budget, tokens = RetryBudget(), 100
    for step in steps:
        if step == "earn":
            budget.release()
            tokens = min(100, tokens + 1)
        else:
            cost = 5 if step == "too many" else 10
            assert budget.acquire(throttled=step == "too many") == (tokens >= cost)
            tokens -= cost * (tokens >= cost)


@pytest.mark.contract(10, 14)
@pytest.mark.parametrize(
    ("name", "was_sent", "timed_out"),
    [
        ("ConnectError", False, False),
        ("ConnectTimeout", False, True),
        ("PoolTimeout", False, True),
        ("ProxyError", False, False),
        ("ReadError", True, False),
        ("ReadTimeout", True, True),
        ("WriteError", True, False),
        ("WriteTimeout", True, True),
        ("RemoteProtocolError", True, False),
        ("LocalProtocolError", True, False),
    ],
)
def test_transport_error_has_the_facts_that_retry_needs(name, was_sent, timed_out):
    error = getattr(exceptions, name)()
    assert (error.name, error.was_sent, error.timed_out) == (name, was_sent, timed_out)
