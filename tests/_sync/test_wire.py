"""All 46 operations: requests, documented responses, and every documented status."""

from __future__ import annotations

import json

import httpx
import pytest

from operation_cases import OPERATIONS, PROFILE, RECORDS, STORE, WIRE, documented, statuses
from scripted import operation
from twilio_memory import (
    APIStatusError,
    BatchError,
    Outcome,
    Paginator,
    PendingOperation,
    ProfileMergedError,
    ProfileNotFoundError,
    UnexpectedResponseError,
)
from twilio_memory.errors import error_class
from twilio_memory_api.types import RetrySafety

OTHER = "mem_profile_7zzzzzzzzzzzzzzzzzzzzzzzzz"
EVERY_REQUEST = {"host", "accept", "accept-encoding", "authorization", "user-agent", "content-length", "content-type"}
MERGING = [name for name in WIRE if statuses(name, "3")]


def done(result):
    """Await or iterate the result of a call."""
    if isinstance(result, Paginator):
        return [item for item in result]
    return result


def cause(error):
    return error.__cause__ if isinstance(error, BatchError) else error


def test_operation_cases_cover_every_operation():
    assert set(WIRE) == set(OPERATIONS)
    assert len(WIRE) == 46


@pytest.mark.contract(2)
@pytest.mark.parametrize("name", WIRE)
def test_request_and_response_of_every_operation_are_as_documented(play, name):
    call, line, body, headers = WIRE[name]
    (success,) = statuses(name, "2")
    memory = play(documented(name, success))
    result = done(call(memory))
    (request,) = memory.script.requests
    assert memory.script.lines == [line]
    assert (json.loads(request.content) if request.content else None) == body
    assert {key: value for key, value in request.headers.items() if key not in EVERY_REQUEST} == headers
    assert request.headers.get("content-type") == (None if body is None else "application/json")
    assert result is not None
    if isinstance(result, PendingOperation):
        assert result.operation_id


@pytest.mark.parametrize(("name", "status"), [(name, status) for name in WIRE for status in statuses(name, "45")])
def test_documented_error_statuses_raise_their_own_class(play, name, status):
    memory = play(documented(name, status), max_attempts=1)
    with pytest.raises((APIStatusError, BatchError)) as caught:
        done(WIRE[name][0](memory))
    error = cause(caught.value)
    assert type(error) is error_class(status, None) is not APIStatusError
    assert (error.status, error.operation_name) == (status, name)
    assert str(error).startswith(f"{error.method} failed with status {status}")
    assert error.outcome is (Outcome.MAYBE_PROCESSED if status >= 500 else Outcome.NOT_PROCESSED)
    assert caught.value.outcome is error.outcome


@pytest.mark.contract(12)
@pytest.mark.parametrize("name", WIRE)
def test_retry_after_a_lost_response_depends_on_the_operation(play, name):
    (success,) = statuses(name, "2")
    memory = play(httpx.ReadTimeout("lost"), documented(name, success))
    if RECORDS[name].retry is RetrySafety.UNSAFE:
        with pytest.raises(Exception, match="got no response after 1 attempt") as caught:
            done(WIRE[name][0](memory))
        assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    else:
        done(WIRE[name][0](memory))
    assert len(memory.script.requests) == (1 if RECORDS[name].retry is RetrySafety.UNSAFE else 2)


def test_resumed_operation_returns_the_same_result(play):
    def ended(request):
        operation_id = request.url.path.rpartition("/")[2]
        return operation("COMPLETED", operationId=operation_id, result={"type": "RESOURCE_ID", "id": STORE})

    handles = 0
    for name, (call, *_) in WIRE.items():
        (success,) = statuses(name, "2")
        memory = play(documented(name, success), ended, ended)
        result = done(call(memory))
        handle = result[0].result if isinstance(result, tuple) else result
        if isinstance(handle, PendingOperation):
            assert memory.operations.resume(handle.to_token()).wait() == handle.wait(), name
            handles += 1
    assert handles == 11


def moved(name, to=OTHER):
    (status,) = statuses(name, "3")
    response = documented(name, status)
    return httpx.Response(
        status, content=response.content, headers={"Canonical-Profile-Id": to, "Location": "https://x"}
    )


@pytest.mark.contract(7)
@pytest.mark.parametrize("name", MERGING)
def test_merged_profile_redirects_reads_once_and_stops_writes(play, name):
    call, line, _, _ = WIRE[name]
    (success,) = statuses(name, "2")
    memory = play(moved(name), documented(name, success))
    if RECORDS[name].retry is RetrySafety.SAFE:
        done(call(memory))
        assert memory.script.lines == [line, line.replace(PROFILE, OTHER)]
        first, second = memory.script.requests
        assert first.content == second.content
        assert second.url.host == "memory.twilio.com"
        return
    with pytest.raises((ProfileMergedError, BatchError)) as caught:
        done(call(memory))
    error = cause(caught.value)
    assert isinstance(error, ProfileMergedError)
    assert error.canonical_profile_id == OTHER
    assert error.outcome is Outcome.NOT_PROCESSED
    assert memory.script.lines == [line]


def test_deletion_of_a_merged_profile_may_be_done_by_an_earlier_attempt(play):
    memory = play(httpx.ReadTimeout("lost"), moved("DeleteProfile"))
    with pytest.raises(ProfileMergedError, match=r"^profiles\.delete may have been done by an earlier") as caught:
        memory.profiles.delete(STORE, PROFILE)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED


def test_error_after_a_merge_redirect_names_the_canonical_profile(play, clock):
    not_found = httpx.Response(404, json={"code": 520009, "message": "Not there", "status": 404})
    memory = play(httpx.Response(503), moved("FetchProfile"), not_found)
    with pytest.raises(ProfileNotFoundError, match=f"profile_id {OTHER}") as caught:
        memory.profiles.fetch(STORE, PROFILE)
    assert caught.value.arguments["profile_id"] == OTHER
    assert [attempt.delay for attempt in caught.value.attempts] == [0, *clock.sleeps, 0]


def test_read_redirected_to_a_second_merged_profile_raises(play):
    memory = play(moved("FetchProfile"), moved("FetchProfile", PROFILE))
    with pytest.raises(ProfileMergedError) as caught:
        done(WIRE["FetchProfile"][0](memory))
    assert caught.value.canonical_profile_id == PROFILE
    assert len(memory.script.requests) == 2


@pytest.mark.parametrize("to", ["", "..", "mem_store_00000000000000000000000000", f"{OTHER}/../x"])
def test_merged_profile_without_a_canonical_id_is_an_unexpected_response_error(play, to):
    memory = play(moved("FetchProfile", to))
    with pytest.raises(UnexpectedResponseError, match="the canonical profile is not named"):
        done(WIRE["FetchProfile"][0](memory))
    assert len(memory.script.requests) == 1


@pytest.mark.contract(15)
@pytest.mark.parametrize(
    ("name", "code", "gone"),
    [
        ("DeleteProfile", 520009, True),
        ("DeleteProfile", 20404, True),
        ("DeleteProfile", 520041, False),
        ("DeleteProfileObservation", 520003, True),
        ("DeleteProfileObservation", 520009, False),
        ("DeleteProfileObservation", 520041, False),
        ("DeleteProfileConversationSummary", 20404, True),
        ("DeleteProfileConversationSummary", 520037, True),
        ("DeleteProfileConversationSummary", 520039, True),
        ("DeleteProfileConversationSummary", 520009, False),
    ],
)
def test_deletion_counts_as_done_only_if_the_resource_itself_is_gone(play, name, code, gone):
    not_found = httpx.Response(404, json={"code": code, "message": "Not there", "status": 404})
    memory = play(httpx.Response(503), not_found)
    if gone:
        result = done(WIRE[name][0](memory))
        assert "earlier attempt" in result.message
        return
    with pytest.raises(APIStatusError) as caught:
        done(WIRE[name][0](memory))
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED


def test_retried_deletions_all_have_codes_for_already_deleted():
    with_codes = {name for name, record in RECORDS.items() if record.gone_codes}
    assert with_codes == {name for name, record in RECORDS.items() if record.retry is RetrySafety.IDEMPOTENT}


def test_text_of_a_body_is_sent_as_utf_8(play):
    memory = play(documented("CreateStore", 202))
    memory.stores.create(display_name="a", description="Zo\u00eb \U0001f600")
    assert '"Zo\u00eb \U0001f600"'.encode() in memory.script.requests[0].content
