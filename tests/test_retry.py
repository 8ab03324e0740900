"""Contract 10 to 12, 16 and 17: the decisions, as tables."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from twilio_memory._core.retry import RetryBudget, backoff
from twilio_memory_api.types import RetrySafety
from wire import RECORDS

SPEC = yaml.safe_load((Path(__file__).parent.parent / "openapi/memory-v1.yaml").read_text("utf-8"))
METHODS = {
    operation["operationId"]: method
    for path in SPEC["paths"].values()
    for method, operation in path.items()
    if method != "parameters"
}


def test_every_operation_of_the_spec_has_a_row_and_no_other():
    assert set(RECORDS) == set(METHODS)


def test_only_what_changes_nothing_counts_as_reading():
    assert {name for name, record in RECORDS.items() if record.retry is RetrySafety.SAFE} == {
        *(name for name, method in METHODS.items() if method == "get"),
        "CreateProfilesLookup",
        "CreateFetchProfileMemory",
    }


@pytest.mark.contract(12)
def test_only_deletions_by_an_id_that_is_never_given_again_are_repeated():
    assert {name for name, record in RECORDS.items() if record.retry is RetrySafety.IDEMPOTENT} == {
        "DeleteDataMapping",
        "DeleteProfile",
        "DeleteProfileObservation",
        "DeleteProfileConversationSummary",
    }


@pytest.mark.parametrize(("attempt", "most"), [(2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (60, 8.0)])
def test_the_wait_before_an_attempt_doubles_up_to_8_seconds(attempt, most):
    assert backoff(attempt, 0.0) == 0.0
    assert backoff(attempt, 1.0) == most
    assert backoff(attempt, 0.5) == most / 2


def test_the_budget_pays_for_ten_repetitions_and_then_for_what_successes_earn():
    budget = RetryBudget()
    assert [budget.spend(too_many=False) for _ in range(11)] == [True] * 10 + [False]
    for _ in range(9):
        budget.earn()
    assert not budget.spend(too_many=False)
    budget.earn()
    assert budget.spend(too_many=False)


@given(st.lists(st.sampled_from(["earn", "spend", "too many"]), max_size=200))
def test_the_budget_stays_between_nothing_and_full(steps):
    budget, tokens = RetryBudget(), 100
    for step in steps:
        if step == "earn":
            budget.earn()
            tokens = min(100, tokens + 1)
        else:
            cost = 5 if step == "too many" else 10
            assert budget.spend(too_many=step == "too many") == (tokens >= cost)
            tokens -= cost * (tokens >= cost)
