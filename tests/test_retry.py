"""Contract 10 to 12, 16 and 17: retry safety, backoff and the retry budget."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from operation_cases import OPERATION, RECORDS, STORE
from twilio_memory import (
    APITimeoutError,
    ClientClosedError,
    InvalidArgumentError,
    RetryBudget,
    Timeouts,
    UnexpectedResponseError,
)
from twilio_memory._core.clock import SystemClock
from twilio_memory._core.json_response import RawResponse
from twilio_memory._core.request import build_call
from twilio_memory._core.responses import parse_response
from twilio_memory._core.retry import RetryState, backoff
from twilio_memory._http import exceptions
from twilio_memory.testing import FakeClock
from twilio_memory_api.api.operations import fetch_operation
from twilio_memory_api.api.store import delete_store
from twilio_memory_api.types import RetrySafety

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SPEC = yaml.load((Path(__file__).parent.parent / "openapi/memory-v1.yaml").read_bytes(), LOADER)
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


@pytest.mark.parametrize(("attempt", "most"), [(2, 2.0), (3, 4.0), (4, 8.0), (5, 8.0), (60, 8.0), (2000, 8.0)])
@pytest.mark.contract(16)
def test_backoff_doubles_up_to_8_seconds(attempt, most):
    assert backoff(attempt, 0.0) == 0.0
    assert backoff(attempt, 1.0) == most
    assert backoff(attempt, 0.5) == most / 2


def test_jitter_is_from_0_up_to_but_without_1(monkeypatch):
    for drawn, jitter in ((b"\0\0\0\0", 0.0), (b"\x80\0\0\0", 0.5), (b"\xff\xff\xff\xff", 1 - 2**-32)):
        monkeypatch.setattr("os.urandom", lambda size, drawn=drawn: drawn[:size])
        assert SystemClock().random() == jitter
    monkeypatch.undo()
    assert len({SystemClock().random() for _ in range(9)}) > 1


def test_retry_budget_pays_for_fifty_retries_and_is_refilled_by_successes():
    budget = RetryBudget()
    assert [budget.acquire() for _ in range(51)] == [True] * 50 + [False]
    for _ in range(9):
        budget.release()
    assert not budget.acquire()
    budget.release()
    assert budget.acquire()
    budget.refund(2)
    assert [budget.acquire() for _ in range(3)] == [True, True, False]


@given(st.integers(0, 12), st.lists(st.sampled_from(["earn", "refund", "spend"]), max_size=200))
def test_retry_budget_stays_between_empty_and_full(size, steps):
    budget, tokens = RetryBudget(size), size * 10
    for step in steps:
        if step == "earn":
            budget.release()
            tokens = min(size * 10, tokens + 1)
        elif step == "refund":
            budget.refund(2)
            tokens = min(size * 10, tokens + 20)
        else:
            assert budget.acquire() == (tokens >= 10)
            tokens -= 10 * (tokens >= 10)
        assert f"{tokens / 10:g} of {size} left" in repr(budget)


@pytest.mark.parametrize("retries", [-1, 10_001, 1.0, True, None, "5", float("inf")])
def test_retry_budget_of_another_size_is_refused(retries):
    with pytest.raises(InvalidArgumentError, match="retries: expected a whole number from 0 to 10000"):
        RetryBudget(retries)


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


OPTIONS = SimpleNamespace(
    timeouts=Timeouts(), max_attempts=3, max_retry_after=60.0, max_backoff=8.0, retry_budget=RetryBudget()
)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def state(clock):
    """The attempts of a deletion that must not be repeated blindly."""
    clock.advance(100)
    return RetryState(build_call(delete_store, STORE), OPTIONS, clock, 90.0)


@pytest.mark.parametrize("timed_out", [False, True])
def test_response_cut_short_is_a_timeout_only_if_it_took_too_long(state, timed_out):
    response = RawResponse(202, {}, b"", "cut", timed_out)
    with pytest.raises(APITimeoutError if timed_out else UnexpectedResponseError) as caught:
        state.on_response(response)
    assert isinstance(caught.value, APITimeoutError) == timed_out


@pytest.mark.parametrize("status", [200, 398, 399])
def test_status_below_400_is_final(state, status):
    assert state.on_response(RawResponse(status, {}, b"{}")) is None


@pytest.mark.parametrize(("count", "text"), [(1, "after 1 attempt ("), (2, "after 2 attempts (")])
def test_connection_error_counts_its_attempts(state, count, text):
    for _ in range(count - 1):
        state.on_failure(exceptions.ConnectError())
    with pytest.raises(Exception, match="got no response") as caught:
        state.on_failure(exceptions.ReadError())
    assert text in str(caught.value)


@pytest.mark.parametrize(("reason", "text"), [("", "(ReadError)"), ("why", "(RemoteProtocolError: why)")])
def test_connection_error_gives_the_reason_if_there_is_one(state, reason, text):
    with pytest.raises(Exception, match="got no response") as caught:
        state.on_failure(exceptions.RemoteProtocolError(reason) if reason else exceptions.ReadError())
    assert text in str(caught.value)


def test_closed_client_states_the_outcome_only_after_an_attempt(state):
    error = ClientClosedError("closed")
    assert state.on_refusal(error) is error
    state.on_failure(exceptions.ConnectError())
    later = state.on_refusal(error)
    assert "stores.delete was not sent again: closed" in str(later)
    assert later.attempts == state.attempts


def test_attempt_after_a_redirect_has_no_delay(state):
    state.on_failure(exceptions.ConnectError())
    state.follow_redirect(build_call(delete_store, STORE))
    state.on_response(RawResponse(202, {}, b"{}"))
    assert state.attempts[-1].delay == 0.0


@pytest.mark.parametrize("status", [202, 302])
def test_unusable_response_states_acceptance_only_for_a_success(state, status):
    with pytest.raises(UnexpectedResponseError) as caught:
        state.on_response(RawResponse(status, {"operation-id": OPERATION}, b"", "cut"))
    assert ("Twilio has accepted the request" in str(caught.value)) == (status == 202)
    assert caught.value.operation_id == (OPERATION if status == 202 else None)


def test_etag_is_kept_only_by_models_that_have_one():
    body = b'{"operationId": "%b", "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}' % OPERATION.encode()
    call = build_call(fetch_operation, OPERATION)
    model = parse_response(call, RawResponse(200, {"etag": "x"}, body), ())
    assert not hasattr(model, "etag")


def test_logged_time_of_an_attempt_counts_from_the_start_of_the_call(state, clock, caplog):
    caplog.set_level(logging.DEBUG, "twilio_memory")
    clock.advance(2)
    state.on_response(RawResponse(202, {}, b"{}"))
    assert "elapsed=2.000" in caplog.text
