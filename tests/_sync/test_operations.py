"""Contract 5, 18 and 19: pending operations, polling, and resuming."""

from __future__ import annotations

import json

import httpx
import pytest

from scripted import MAPPING, OPERATION, STATUS_URL, STORE, accepted, error, operation
from twilio_memory import (
    APIConnectionError,
    AuthenticationError,
    BadRequestError,
    InvalidArgumentError,
    NotFoundError,
    OperationCancelledError,
    OperationFailedError,
    OperationPollError,
    OperationTimeoutError,
    Outcome,
    UnexpectedResponseError,
)

POLL = f"GET /v1/ControlPlane/Operations/{OPERATION}"
BASE = "https://memory.twilio.com/v1/ControlPlane/Operations/"


@pytest.fixture
def start(play):
    def start(*polls, first=None, **options):
        memory = play(first or accepted(), *polls, **options)
        return memory, memory.data_mappings.delete(STORE, MAPPING)

    return start


def test_fetch_reads_the_operation_once(start, clock):
    memory, deletion = start(operation("RUNNING"))
    assert (deletion.fetch()).status == "RUNNING"
    assert memory.script.lines[1:] == [POLL]
    assert clock.sleeps == []


@pytest.mark.contract(14)
def test_pending_operation_has_the_attempts_of_its_write(play, clock):
    memory = play(error(429, headers={"Retry-After": "2", "Twilio-Request-Id": "RQ1"}), accepted())
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    assert [(attempt.status, attempt.delay, attempt.request_id) for attempt in deletion.attempts] == [
        (429, 0.0, "RQ1"),
        (202, 2.0, None),
    ]
    assert memory.operations.resume(deletion.to_token()).attempts == ()
    assert memory.operations.resume(operation_id=OPERATION).attempts == ()


def test_pending_deletion_done_by_an_earlier_attempt_has_its_attempts(play):
    memory = play(error(503), error(404, 520048))
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    assert deletion.completed_by_earlier_attempt
    assert [attempt.status for attempt in deletion.attempts] == [503, 404]
    assert deletion.message == "Done by an earlier attempt, whose response was lost: Said by Twilio"


def test_wait_returns_the_new_id_of_a_creation(play):
    memory = play(accepted(), operation("COMPLETED", result={"type": "RESOURCE_ID", "id": STORE}))
    creation = memory.stores.create(display_name="sandbox")
    assert creation.wait() == STORE


@pytest.mark.parametrize("properties", [{}, {"result": {"type": "NEW_TYPE", "x": 1}}])
def test_wait_raises_if_a_completed_creation_names_no_new_resource(play, properties):
    memory = play(accepted(), operation("COMPLETED", **properties))
    creation = memory.stores.create(display_name="sandbox")
    with pytest.raises(UnexpectedResponseError, match="does not name the new resource"):
        creation.wait()


def test_poll_interval_grows_without_retry_after(start, clock):
    responses = [operation("RUNNING")] * 9 + [operation("COMPLETED")]
    _, deletion = start(*responses, first=httpx.Response(202, json={"statusUrl": STATUS_URL}))
    deletion.wait()
    pauses = [1.0]
    while len(pauses) < 10:
        pauses.append(min(pauses[-1] * 1.5, 10.0))
    assert len(clock.sleeps) == 10
    for slept, pause in zip(clock.sleeps, pauses, strict=True):
        assert 0.8 * pause <= slept <= 1.2 * pause


def test_poll_interval_follows_retry_after_up_to_60_seconds(start, clock):
    _, deletion = start(
        operation("RUNNING", headers={"Retry-After": "4"}),
        operation("RUNNING", headers={"Retry-After": "600"}),
        operation("COMPLETED"),
    )
    deletion.wait()
    assert clock.sleeps == [1.0, 4.0, 60.0]


@pytest.mark.parametrize("retry_after", ["0", "Thu, 15 Jan 2026 10:29:59 GMT"], ids=["zero", "in the past"])
def test_poll_interval_is_at_least_one_second(start, clock, retry_after):
    responses = [operation("RUNNING", headers={"Retry-After": retry_after})] * 5 + [operation("COMPLETED")]
    _, deletion = start(*responses)
    deletion.wait()
    assert clock.sleeps == [1.0] * 6


@pytest.mark.contract(18)
def test_poll_after_429_waits_for_retry_after(start, clock):
    _, deletion = start(error(429, headers={"Retry-After": "50"}), operation("COMPLETED"), max_attempts=1)
    deletion.wait()
    assert clock.sleeps == [1.0, 50.0]


def test_failed_operation_raises_with_its_reason(start):
    reason = {"title": "Not found", "detail": "gone\x1b[2J", "code": 520048}
    _, deletion = start(operation("FAILED", error=reason))
    with pytest.raises(OperationFailedError) as caught:
        deletion.wait()
    text = str(caught.value)
    assert text.startswith(
        f"data_mappings.delete for store_id {STORE}, data_mapping_id {MAPPING}: {OPERATION} ended as FAILED"
    )
    assert "(code 520048)" in text
    assert "List the store's data mappings" in text
    assert text.endswith("Twilio says: Not found: gone\\x1b[2J. See docs/reference/errors.md")
    assert (caught.value.code, caught.value.message) == (520048, "Not found: gone\\x1b[2J")
    assert caught.value.last_state.error.code == 520048
    assert caught.value.arguments == {"store_id": STORE, "data_mapping_id": MAPPING}
    assert caught.value.operation_id == OPERATION
    assert caught.value.outcome is Outcome.ACCEPTED


def test_cancelled_operation_raises_its_own_error(start):
    _, deletion = start(operation("CANCELLED"))
    with pytest.raises(OperationCancelledError) as caught:
        deletion.wait()
    assert caught.value.last_state.status == "CANCELLED"


@pytest.mark.contract(18)
def test_unknown_operation_status_is_polled_and_never_counts_as_success(start):
    memory, deletion = start(operation("PAUSED"), operation("DONE"), operation("COMPLETED"))
    assert deletion.wait() is None
    assert memory.script.lines[1:] == [POLL] * 3


def test_wait_times_out_and_can_be_called_again(start, clock):
    _, deletion = start(*[operation("SLEEPING")] * 4, operation("COMPLETED"))
    with pytest.raises(
        OperationTimeoutError, match=r"did not finish within 3 seconds \(its status is SLEEPING\)"
    ) as caught:
        deletion.wait(timeout=3)
    assert sum(clock.sleeps) == pytest.approx(3)
    assert caught.value.last_state.status == "SLEEPING"
    deletion.wait()


def test_wait_timeout_without_any_state_reports_the_poll_error(start):
    _, deletion = start(*[error(404, 520052)] * 9)
    with pytest.raises(OperationTimeoutError, match=r"could not be read: operations.fetch failed .*520052") as caught:
        deletion.wait(timeout=5)
    assert isinstance(caught.value.__cause__, NotFoundError)
    assert caught.value.last_state is None


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), "5", None, True])
def test_wait_rejects_an_invalid_timeout(start, seconds):
    memory, deletion = start()
    with pytest.raises(InvalidArgumentError, match=r"timeout: .* was accepted and is not affected") as caught:
        deletion.wait(seconds)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert (caught.value.method, caught.value.operation_id) == ("data_mappings.delete", OPERATION)
    assert caught.value.operation_name == "DeleteDataMapping"
    assert len(memory.script.requests) == 1


def test_wait_survives_five_consecutive_poll_errors(start):
    failures = [httpx.ReadTimeout("slow"), error(503), error(429), httpx.ConnectError("x"), error(500)]
    _, deletion = start(*failures, operation("RUNNING"), *failures, operation("COMPLETED"), max_attempts=1)
    deletion.wait()


def test_wait_survives_five_consecutive_unreadable_responses(start):
    gateway = httpx.Response(200, text="<html>One moment</html>")
    _, deletion = start(gateway, httpx.Response(200, json=[]), operation("COMPLETED"))
    deletion.wait()
    _, deletion = start(*[gateway] * 6)
    with pytest.raises(OperationPollError) as caught:
        deletion.wait()
    assert isinstance(caught.value.__cause__, UnexpectedResponseError)


def test_wait_fails_after_six_consecutive_poll_errors(start):
    _, deletion = start(*[httpx.ReadTimeout("slow")] * 6, max_attempts=1)
    with pytest.raises(OperationPollError) as caught:
        deletion.wait()
    assert isinstance(caught.value.__cause__, APIConnectionError)


@pytest.mark.contract(14, 18)
@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (error(400, 520051), BadRequestError),
        (error(401), AuthenticationError),
    ],
    ids=["refused", "not allowed"],
)
def test_permanent_poll_error_leaves_the_write_accepted(start, failure, kind):
    memory, deletion = start(failure, operation("COMPLETED"))
    with pytest.raises(
        OperationPollError, match=f"data_mappings.delete for store_id {STORE}, .* was accepted"
    ) as caught:
        deletion.wait()
    assert caught.value.outcome is Outcome.ACCEPTED
    assert (caught.value.method, caught.value.operation_id) == ("data_mappings.delete", OPERATION)
    assert caught.value.operation_name == "DeleteDataMapping"
    assert caught.value.arguments == {"store_id": STORE, "data_mapping_id": MAPPING}
    assert caught.value.status == failure.status_code
    assert isinstance(caught.value.__cause__, kind)
    assert not isinstance(caught.value, kind)
    assert memory.script.lines[1:] == [POLL]
    deletion.wait()


def test_wait_error_has_the_attempts_of_the_write(start):
    _, deletion = start(accepted(), *[operation("RUNNING")] * 2, operation("FAILED"), first=error(429))
    for kind in (OperationTimeoutError, OperationFailedError):
        with pytest.raises(kind) as caught:
            deletion.wait(timeout=2)
        assert [attempt.status for attempt in caught.value.attempts] == [429, 202]


def test_wait_on_a_closed_client_names_operations_resume(start):
    memory, deletion = start()
    memory.close()
    with pytest.raises(
        OperationPollError,
        match=r"\. Another client can go on: see `operations\.resume`\. See docs/reference/errors\.md$",
    ):
        deletion.wait()


def test_resumed_unknown_operation_is_not_described_as_running(play):
    memory = play(*[error(404, 520052)] * 20)
    with pytest.raises(OperationPollError, match=f"^A write: {OPERATION} could not be read: ") as caught:
        memory.operations.resume(operation_id=OPERATION).wait()
    assert "under way" not in str(caught.value)


def test_operation_not_found_in_the_first_seconds_is_polled_again(start):
    _, deletion = start(error(404, 520052), error(404, 520052), operation("COMPLETED"))
    deletion.wait()


def test_operation_not_found_later_raises_operation_unreadable_error(start):
    _, deletion = start(operation("RUNNING", headers={"Retry-After": "11"}), error(404, 520052))
    with pytest.raises(OperationPollError) as caught:  # Not a NotFoundError: the mapping may exist.
        deletion.wait()
    assert isinstance(caught.value.__cause__, NotFoundError)
    assert caught.value.outcome is Outcome.ACCEPTED


def test_wait_timeout_holds_during_429_responses(start):
    _, deletion = start(*[error(429, headers={"Retry-After": "50"})] * 20, max_attempts=1)
    with pytest.raises(OperationTimeoutError):
        deletion.wait(timeout=5)


@pytest.mark.contract(5)
@pytest.mark.parametrize(
    ("status_url", "operation_id"),
    [
        (BASE + OPERATION, OPERATION),
        (f"/v1/ControlPlane/Operations/{OPERATION}", OPERATION),
        (f"Operations/{OPERATION}", OPERATION),
        (f"https://evil.example/v1/ControlPlane/Operations/{OPERATION}", OPERATION),
        (f"https://memory.twilio.com@evil.example/Operations/{OPERATION}", OPERATION),
        (BASE + "..", None),
        (BASE + "%2e%2e", None),
        (BASE + "a%2F..%2Fb", None),
        (BASE, None),
        (BASE + "a?b=c", None),
        (BASE + "a#b", None),
        (BASE + "a\\b", None),
        (BASE + "a/b", None),
        (BASE + "a\r\nb", None),
        ("https://memory.twilio.com/v1/ControlPlane/Stores/mem_store_1", None),
        ("javascript:alert(1)", None),
        ("", None),
        (7, None),
        (None, None),
        ({"a": 1}, None),
    ],
)
def test_status_url_is_parsed_and_never_called(start, status_url, operation_id):
    body = {"message": "ok", "statusUrl": status_url}
    memory, deletion = start(operation("COMPLETED"), first=httpx.Response(202, json=body))
    assert deletion.message == "ok"
    assert deletion.operation_id == operation_id
    if operation_id is None:
        with pytest.raises(
            UnexpectedResponseError, match=r"^data_mappings\.delete was accepted, but Twilio gave no operation ID"
        ) as caught:
            deletion.wait()
        assert caught.value.outcome is Outcome.ACCEPTED
        assert len(memory.script.requests) == 1
    else:
        deletion.wait()
        assert memory.script.lines[1] == POLL
        assert memory.script.requests[1].url.host == "memory.twilio.com"


@pytest.mark.parametrize(
    ("headers", "operation_id"),
    [
        ({"Operation-Id": "proc_job_2"}, "proc_job_2"),
        ({"Operation-Id": "../../Stores"}, OPERATION),
        ({"Operation-Id": ".."}, OPERATION),
        ({"Operation-Id": ""}, OPERATION),
        ({"Location": BASE + "proc_job_3"}, OPERATION),
    ],
)
def test_operation_id_header_takes_precedence_over_status_url(start, headers, operation_id):
    first = httpx.Response(202, json={"statusUrl": STATUS_URL}, headers=headers)
    _, deletion = start(first=first)
    assert deletion.operation_id == operation_id


def test_operation_id_is_read_from_location_as_a_last_resort(start):
    _, deletion = start(first=httpx.Response(202, json={}, headers={"Location": BASE + "proc_job_3"}))
    assert deletion.operation_id == "proc_job_3"
    assert deletion.message is None


def test_pending_operation_repr_shows_id_and_message(start):
    _, deletion = start()
    assert OPERATION in repr(deletion)
    assert "accepted for processing" in repr(deletion)


@pytest.mark.contract(19)
def test_token_is_resumed_by_another_client(start, play):
    _, deletion = start()
    text = deletion.to_token()
    assert len(text) < 300
    assert "secret" not in text
    other = play(operation("COMPLETED"))
    resumed = other.operations.resume(text)
    assert resumed.operation_id == OPERATION
    assert resumed.wait() is None
    assert other.script.lines == [POLL]


def test_resumed_deletion_keeps_the_arguments_of_its_errors(start, play):
    _, deletion = start()
    with pytest.raises(OperationFailedError) as caught:
        play(operation("FAILED")).operations.resume(deletion.to_token()).wait()
    assert caught.value.arguments == {"store_id": STORE, "data_mapping_id": MAPPING}


def test_deletion_yields_nothing_whatever_its_operation_names(start):
    _, deletion = start(operation("COMPLETED", result={"type": "RESOURCE_ID", "id": STORE}))
    assert deletion.wait() is None


def test_resumed_creation_returns_the_new_id(play):
    creation = play(accepted()).stores.create(display_name="sandbox")
    other = play(operation("COMPLETED", result={"type": "RESOURCE_ID", "id": STORE}))
    assert other.operations.resume(creation.to_token()).wait() == STORE


def test_resumed_deletion_keeps_completion_by_an_earlier_attempt(play):
    memory = play(httpx.Response(503), error(404, 520048))
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    resumed = play().operations.resume(deletion.to_token())
    assert resumed.completed_by_earlier_attempt
    resumed.wait()


def test_resume_rejects_a_token_of_another_origin(start, play):
    _, deletion = start()
    with pytest.raises(
        InvalidArgumentError, match=r"belongs to https://memory\.twilio\.com, this client is for https://x"
    ):
        play(base_url="https://x.example").operations.resume(deletion.to_token())


@pytest.mark.contract(19)
def test_resume_rejects_a_token_of_another_scheme(play):
    token = play(base_url="https://127.0.0.1:1").operations.resume(operation_id=OPERATION).to_token()
    with pytest.raises(InvalidArgumentError, match="this client is for http://127"):
        play(base_url="http://127.0.0.1:1").operations.resume(token)


@pytest.mark.contract(18)
def test_wait_gives_its_last_poll_one_second_and_a_deadline_gives_it_none(play):
    memory = play(accepted(), *[operation("RUNNING")] * 9)
    handle = memory.data_mappings.delete(STORE, MAPPING)
    with pytest.raises(OperationTimeoutError):
        handle.wait(timeout=0.25)
    assert [each.extensions["timeout"]["read"] for each in memory.script.requests[1:]] == [1]
    with memory.deadline(0.25), pytest.raises(OperationTimeoutError):
        handle.wait()
    assert len(memory.script.requests) == 2


@pytest.mark.contract(18)
def test_wait_takes_300_seconds_by_default(start):
    memory, deletion = start(*[operation("RUNNING") for _ in range(60)])
    begin = memory._executor.clock.monotonic()
    with pytest.raises(OperationTimeoutError, match="within 300 seconds"):
        deletion.wait()
    assert memory._executor.clock.monotonic() - begin == pytest.approx(300)


def test_operation_resumed_by_id_has_a_token(play):
    text = play().operations.resume(operation_id=OPERATION).to_token()
    memory = play(operation("COMPLETED"))
    memory.operations.resume(text).wait()
    assert memory.script.lines == [POLL]


def test_resume_treats_the_default_port_as_the_same_origin(start, play):
    _, deletion = start()
    play(base_url="https://memory.twilio.com:443").operations.resume(deletion.to_token())


@pytest.mark.parametrize("seconds", [10**400, float("inf")], ids=["huge", "endless"])
def test_wait_accepts_huge_and_infinite_timeouts(start, seconds):
    _, deletion = start(operation("RUNNING"), operation("COMPLETED"))
    deletion.wait(seconds)


@pytest.mark.parametrize(
    ("result", "found"),
    [({"type": "RESOURCE_ID", "id": STORE}, STORE), ({"type": "NEW_TYPE"}, None), (None, None)],
)
def test_operation_resumed_by_id_can_be_waited_for(play, result, found):
    memory = play(operation("COMPLETED", result=result))
    assert memory.operations.resume(operation_id=OPERATION).wait() == found
    assert memory.script.lines == [POLL]


def test_accepted_write_with_an_unreadable_response_can_be_waited_for(play):
    memory = play(httpx.Response(202, headers={"Operation-Id": OPERATION}, text="<html>"), operation("COMPLETED"))
    with pytest.raises(UnexpectedResponseError) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    memory.operations.resume(operation_id=caught.value.operation_id).wait()


@pytest.mark.parametrize(
    "options", [{}, {"token": "x", "operation_id": OPERATION}, {"operation_id": ".."}, {"operation_id": 7}]
)
def test_resume_requires_either_a_token_or_an_operation_id(play, options):
    with pytest.raises(InvalidArgumentError):
        play().operations.resume(**options)


GOOD = {
    "v": 1,
    "at": "https://memory.twilio.com",
    "method": "stores.delete",
    "call": "DeleteStore",
    "for": {"store_id": STORE},
    "id": "proc_job_1",
    "done": False,
    "result": "nothing",
}


def test_resume_accepts_a_valid_token(play):
    assert play().operations.resume(json.dumps(GOOD)).operation_id == "proc_job_1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        "{}",
        "[" * 100_000,
        None,
        json.dumps(GOOD | {"v": 2}),
        json.dumps(GOOD | {"id": ".."}),
        json.dumps(GOOD | {"id": 7}),
        json.dumps(GOOD | {"call": "a\nb"}),
        json.dumps(GOOD | {"call": None}),
        json.dumps(GOOD | {"method": "stores.a\nb"}),
        json.dumps(GOOD | {"method": None}),
        json.dumps(GOOD | {"result": "x"}),
        json.dumps(GOOD | {"done": "no"}),
        json.dumps(GOOD | {"for": "a store"}),
        json.dumps(GOOD | {"for": {"store_id": 7}}),
        json.dumps(GOOD | {"at": None}),
    ],
)
def test_resume_rejects_an_invalid_token(play, text):
    with pytest.raises(InvalidArgumentError):
        play().operations.resume(text)
