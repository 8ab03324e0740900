"""Deleting a data mapping: the request, the result, and the errors."""

from __future__ import annotations

import httpx
import pytest

from scripted import MAPPING, OPERATION, STATUS_URL, STORE, accepted, error, operation
from twilio_memory import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    DataMappingNotFoundError,
    InternalServerError,
    InvalidTTIDError,
    NotFoundError,
    Outcome,
    PermissionDeniedError,
    RateLimitError,
    ServiceUnavailableError,
    StoreNotFoundError,
    UnexpectedResponseError,
)

LINE = f"DELETE /v1/ControlPlane/Stores/{STORE}/DataMappings/{MAPPING}"


def test_delete_request_is_exactly_as_documented(play):
    memory = play(accepted())
    memory.data_mappings.delete(STORE, MAPPING)
    (request,) = memory.script.requests
    assert memory.script.lines == [LINE]
    assert request.content == b""
    headers = dict(request.headers)
    assert headers.pop("user-agent").startswith("twilio-memory/")
    assert headers == {
        "host": "memory.twilio.com",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "authorization": "Basic U0t0ZXN0OnNlY3JldA==",
    }


def test_pending_deletion_has_message_operation_id_and_status_url(play):
    deletion = play(accepted()).data_mappings.delete(STORE, MAPPING)
    assert deletion.message == "Data mapping deletion request accepted for processing."
    assert deletion.operation_id == OPERATION
    assert deletion.status_url == STATUS_URL
    assert deletion.retry_after == 1.0
    assert not deletion.completed_by_earlier_attempt


def test_deletion_wait_polls_until_completed(play, clock):
    memory = play(accepted(), operation("PENDING"), operation("RUNNING"), operation("COMPLETED"))
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    assert deletion.wait(timeout=60) is None
    assert memory.script.lines == [LINE, *[f"GET /v1/ControlPlane/Operations/{OPERATION}"] * 3]
    assert len(clock.sleeps) == 3


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("", MAPPING), "store_id"),
        (("..", MAPPING), "store_id"),
        (("mem_store_1/../..", MAPPING), "store_id"),
        ((STORE + "\n", MAPPING), "store_id"),
        ((STORE.upper(), MAPPING), "store_id"),
        ((STORE[:-1] + "\u0663", MAPPING), "store_id"),
        ((STORE.encode(), MAPPING), "store_id"),
        ((None, MAPPING), "store_id"),
        (("mem_profile_00000000000000000000000000", MAPPING), "store_id"),
        ((MAPPING, STORE), "store_id"),
        ((STORE, STORE), "data_mapping_id"),
        ((STORE, None), "data_mapping_id"),
        ((STORE, ".."), "data_mapping_id"),
    ],
)
def test_delete_with_invalid_ids_sends_nothing(play, arguments, name):
    memory = play()
    with pytest.raises(InvalidTTIDError, match=f"^{name}: ") as caught:
        memory.data_mappings.delete(*arguments)
    assert memory.script.requests == []
    assert caught.value.outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("status", "code", "kind", "outcome"),
    [
        (400, 520049, BadRequestError, Outcome.NOT_PROCESSED),
        (401, 20003, AuthenticationError, Outcome.NOT_PROCESSED),
        (403, 403, PermissionDeniedError, Outcome.NOT_PROCESSED),
        (404, 520048, DataMappingNotFoundError, Outcome.NOT_PROCESSED),
        (404, 520041, StoreNotFoundError, Outcome.NOT_PROCESSED),
        (429, 20429, RateLimitError, Outcome.NOT_PROCESSED),
        (500, 20500, InternalServerError, Outcome.MAYBE_PROCESSED),
        (503, 20503, ServiceUnavailableError, Outcome.MAYBE_PROCESSED),
    ],
)
def test_documented_error_statuses_and_codes_raise_their_own_class(play, status, code, kind, outcome):
    memory = play(error(status, code, headers={"Retry-After": "7"}), max_attempts=1)
    with pytest.raises(kind) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    failure = caught.value
    assert (failure.status, failure.code, failure.message) == (status, code, "Said by Twilio")
    assert failure.more_info == "https://more.example"
    assert (failure.method, failure.operation_name) == ("data_mappings.delete", "DeleteDataMapping")
    assert failure.arguments == {"store_id": STORE, "data_mapping_id": MAPPING}
    assert failure.outcome is outcome
    assert failure.request_id == "RQ1"
    assert failure.retry_after == 7.0
    assert [(attempt.status, attempt.request_id) for attempt in failure.attempts] == [(status, "RQ1")]
    assert STORE in str(failure)


@pytest.mark.parametrize("status", [402, 418, 499, 520, 599])
def test_undocumented_status_raises_api_status_error(play, status):
    with pytest.raises(APIStatusError) as caught:
        play(httpx.Response(status, text="<html>")).data_mappings.delete(STORE, MAPPING)
    assert type(caught.value) is APIStatusError
    assert caught.value.status == status


@pytest.mark.parametrize(
    "response", [httpx.Response(503, text="<html>", headers={"Retry-After": "3"}), httpx.Response(503)]
)
def test_error_with_html_or_empty_body_keeps_status_and_headers(play, response):
    memory = play(response, max_attempts=1)
    with pytest.raises(ServiceUnavailableError) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.headers.get("retry-after") == response.headers.get("retry-after")


@pytest.mark.contract(20)
@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(204),
        httpx.Response(200, json={"message": "x"}),
        httpx.Response(202),
        httpx.Response(202, text="<html>", headers={"Twilio-Request-Id": "RQ1"}),
        httpx.Response(202, json=[]),
        httpx.Response(202, json=None),
        httpx.Response(202, content=b"[" * 100_000),
        httpx.Response(202, content=b'{"message": "\xff"}'),
    ],
    ids=lambda response: f"{response.status_code} {response.content[:12]!r}",
)
def test_accepted_deletion_with_a_malformed_response_is_not_retried(play, response):
    memory = play(response)
    with pytest.raises(UnexpectedResponseError) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(memory.script.requests) == 1


def test_redirect_of_a_deletion_is_not_followed(play):
    memory = play(httpx.Response(308, headers={"Location": "https://evil.example/"}))
    with pytest.raises(UnexpectedResponseError) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.status == 308
    assert memory.script.lines == [LINE]


@pytest.mark.parametrize(
    "first",
    [
        *[httpx.Response(status) for status in (408, 500, 502, 503, 504)],
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("closed"),
        httpx.WriteError("reset"),
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("slow"),
        httpx.PoolTimeout("full"),
        error(429),
    ],
    ids=repr,
)
def test_deletion_by_an_id_that_is_never_reused_is_retried(play, clock, first):
    memory = play(first, accepted())
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    assert deletion.operation_id == OPERATION
    assert memory.script.lines == [LINE, LINE]
    assert len(clock.sleeps) == 1
    assert 0 <= clock.sleeps[0] <= 2


@pytest.mark.parametrize("code", [520048, 20404])
@pytest.mark.parametrize("first", [httpx.Response(503), httpx.ReadTimeout("lost")], ids=repr)
def test_not_found_after_a_lost_response_counts_as_deleted(play, first, code):
    memory = play(first, error(404, code))
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    assert deletion.completed_by_earlier_attempt
    assert deletion.wait() is None
    assert len(memory.script.requests) == 2
    with pytest.raises(UnexpectedResponseError, match="there is no operation to read") as caught:
        deletion.fetch()
    assert len(caught.value.attempts) == 2


@pytest.mark.parametrize(
    "second",
    [
        httpx.Response(404),
        httpx.Response(404, text="<html>"),
        error(404, 520041),
        error(404, 520047),
        error(404, 520052),
        httpx.Response(404, json={"code": 5, "message": "Not Found", "details": []}),
        httpx.Response(404, json={"code": 404, "message": "no route"}),
        httpx.Response(404, json={"code": 0}),
    ],
    ids=repr,
)
def test_not_found_with_another_code_after_a_lost_response_leaves_the_outcome_open(play, second):
    with pytest.raises(NotFoundError) as caught:
        play(httpx.ReadTimeout("lost"), second).data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert "may have been carried out" in str(caught.value)


@pytest.mark.parametrize("first", [error(429), httpx.ConnectError("refused")], ids=repr)
def test_not_found_without_a_lost_response_is_an_error(play, first):
    with pytest.raises(DataMappingNotFoundError) as caught:
        play(first, error(404, 520048)).data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.NOT_PROCESSED


@pytest.mark.contract(14)
def test_outcome_covers_all_attempts(play):
    memory = play(httpx.Response(503), httpx.ConnectError("refused"), httpx.ConnectError("refused"))
    with pytest.raises(APIConnectionError) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    failure = caught.value
    assert failure.outcome is Outcome.MAYBE_PROCESSED
    assert [(attempt.status, attempt.failure) for attempt in failure.attempts] == [
        (503, None),
        (None, "ConnectError"),
        (None, "ConnectError"),
    ]
    assert failure.attempts[0].delay == 0
    assert "after 3 attempts" in str(failure)
    assert isinstance(failure.__cause__, httpx.ConnectError)


def test_outcome_is_not_sent_if_no_attempt_connected(play):
    memory = play(*[httpx.ConnectTimeout("slow")] * 3)
    with pytest.raises(APITimeoutError) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert "Nothing has reached Twilio" in str(caught.value)
