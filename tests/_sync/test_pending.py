"""Contract 5 and 18: following an accepted write to its end."""

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
    OperationTimeoutError,
    OperationUnreadableError,
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
def test_attempts_of_an_accepted_write_are_on_its_handle(play, clock):
    memory = play(error(429, headers={"Retry-After": "2", "Twilio-Request-Id": "RQ1"}), accepted())
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    assert [(attempt.status, attempt.waited, attempt.request_id) for attempt in deletion.attempts] == [
        (429, 0.0, "RQ1"),
        (202, 2.0, None),
    ]
    assert memory.operations.resume(deletion.to_text()).attempts == ()
    assert memory.operations.resume(operation_id=OPERATION).attempts == ()


def test_attempts_of_a_deletion_that_an_earlier_attempt_has_done_are_on_its_handle(play):
    memory = play(error(503), error(404, 520048))
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    assert deletion.done_earlier
    assert [attempt.status for attempt in deletion.attempts] == [503, 404]


def test_a_creation_gives_the_new_id(play):
    memory = play(accepted(), operation("COMPLETED", result={"type": "RESOURCE_ID", "id": STORE}))
    creation = memory.stores.create(display_name="sandbox")
    assert creation.wait() == STORE


@pytest.mark.parametrize("properties", [{}, {"result": {"type": "NEW_TYPE", "x": 1}}])
def test_a_creation_that_does_not_name_what_it_made_is_not_taken_for_one(play, properties):
    memory = play(accepted(), operation("COMPLETED", **properties))
    creation = memory.stores.create(display_name="sandbox")
    with pytest.raises(UnexpectedResponseError, match="does not name the new resource"):
        creation.wait()


def test_without_advice_it_looks_ever_less_often(start, clock):
    answers = [operation("RUNNING")] * 9 + [operation("COMPLETED")]
    _, deletion = start(*answers, first=httpx.Response(202, json={"statusUrl": STATUS_URL}))
    deletion.wait()
    pauses = [1.0]
    while len(pauses) < 10:
        pauses.append(min(pauses[-1] * 1.5, 10.0))
    assert len(clock.sleeps) == 10
    for slept, pause in zip(clock.sleeps, pauses, strict=True):
        assert 0.8 * pause <= slept <= 1.2 * pause


def test_advice_is_followed_up_to_a_minute(start, clock):
    _, deletion = start(
        operation("RUNNING", headers={"Retry-After": "4"}),
        operation("RUNNING", headers={"Retry-After": "600"}),
        operation("COMPLETED"),
    )
    deletion.wait()
    assert clock.sleeps == [1.0, 4.0, 60.0]


@pytest.mark.parametrize("advice", ["0", "Thu, 15 Jan 2026 10:29:59 GMT"], ids=["at once", "in the past"])
def test_no_advice_makes_it_look_all_the_time(start, clock, advice):
    answers = [operation("RUNNING", headers={"Retry-After": advice})] * 5 + [operation("COMPLETED")]
    _, deletion = start(*answers)
    deletion.wait()
    assert clock.sleeps == [1.0] * 6


@pytest.mark.contract(18)
def test_too_many_requests_are_waited_out_as_long_as_they_say(start, clock):
    _, deletion = start(error(429, headers={"Retry-After": "50"}), operation("COMPLETED"), max_attempts=1)
    deletion.wait()
    assert clock.sleeps == [1.0, 50.0]


def test_a_failure_is_raised_with_its_reason(start):
    reason = {"title": "Not found", "detail": "gone\x1b[2J", "code": 520048}
    _, deletion = start(operation("FAILED", error=reason))
    with pytest.raises(OperationFailedError) as caught:
        deletion.wait()
    text = str(caught.value)
    assert text.startswith(
        f"DeleteDataMapping for store_id {STORE}, data_mapping_id {MAPPING}: {OPERATION} ended as FAILED"
    )
    assert "(code 520048)" in text
    assert "List the store's data mappings" in text
    assert text.endswith("Twilio says: Not found: gone\\x1b[2J.")
    assert (caught.value.code, caught.value.message) == (520048, "Not found: gone\\x1b[2J")
    assert caught.value.last_state.error.code == 520048
    assert caught.value.arguments == {"store_id": STORE, "data_mapping_id": MAPPING}
    assert caught.value.operation_id == OPERATION
    assert caught.value.outcome is Outcome.ACCEPTED


def test_a_cancellation_is_an_error_of_its_own(start):
    _, deletion = start(operation("CANCELLED"))
    with pytest.raises(OperationCancelledError) as caught:
        deletion.wait()
    assert caught.value.last_state.status == "CANCELLED"


@pytest.mark.contract(18)
def test_an_unknown_status_is_polled_on_and_never_counts_as_success(start):
    memory, deletion = start(operation("PAUSED"), operation("DONE"), operation("COMPLETED"))
    assert deletion.wait() is None
    assert memory.script.lines[1:] == [POLL] * 3


def test_the_wait_ends_in_time_and_can_be_taken_up_again(start, clock):
    _, deletion = start(*[operation("SLEEPING")] * 4, operation("COMPLETED"))
    with pytest.raises(
        OperationTimeoutError, match=r"did not finish within 3 seconds \(its status is SLEEPING\)"
    ) as caught:
        deletion.wait(timeout=3)
    assert sum(clock.sleeps) == pytest.approx(3)
    assert caught.value.last_state.status == "SLEEPING"
    deletion.wait()


def test_a_wait_that_could_not_read_anything_does_not_say_that_the_work_goes_on(start):
    _, deletion = start(*[error(404, 520052)] * 9)
    with pytest.raises(OperationTimeoutError, match=r"could not be read: FetchOperation failed .*520052") as caught:
        deletion.wait(timeout=5)
    assert isinstance(caught.value.__cause__, NotFoundError)
    assert caught.value.last_state is None


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), "5", None, True])
def test_the_timeout_is_a_number_of_seconds(start, seconds):
    memory, deletion = start()
    with pytest.raises(InvalidArgumentError, match=r"timeout: .* was accepted all the same") as caught:
        deletion.wait(seconds)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert (caught.value.operation, caught.value.operation_id) == ("DeleteDataMapping", OPERATION)
    assert len(memory.script.requests) == 1


def test_five_transient_failures_in_a_row_are_survived(start):
    failures = [httpx.ReadTimeout("slow"), error(503), error(429), httpx.ConnectError("x"), error(500)]
    _, deletion = start(*failures, operation("RUNNING"), *failures, operation("COMPLETED"), max_attempts=1)
    deletion.wait()


def test_answers_that_cannot_be_read_are_survived_too(start):
    gateway = httpx.Response(200, text="<html>One moment</html>")
    _, deletion = start(gateway, httpx.Response(200, json=[]), operation("COMPLETED"))
    deletion.wait()
    _, deletion = start(*[gateway] * 6)
    with pytest.raises(OperationUnreadableError) as caught:
        deletion.wait()
    assert isinstance(caught.value.__cause__, UnexpectedResponseError)


def test_a_sixth_is_not(start):
    _, deletion = start(*[httpx.ReadTimeout("slow")] * 6, max_attempts=1)
    with pytest.raises(OperationUnreadableError) as caught:
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
def test_a_look_that_fails_for_good_leaves_the_write_accepted(start, failure, kind):
    memory, deletion = start(failure, operation("COMPLETED"))
    with pytest.raises(
        OperationUnreadableError, match=f"DeleteDataMapping for store_id {STORE}, .* was accepted"
    ) as caught:
        deletion.wait()
    assert caught.value.outcome is Outcome.ACCEPTED
    assert (caught.value.operation, caught.value.operation_id) == ("DeleteDataMapping", OPERATION)
    assert caught.value.arguments == {"store_id": STORE, "data_mapping_id": MAPPING}
    assert caught.value.status == failure.status_code
    assert isinstance(caught.value.__cause__, kind)
    assert not isinstance(caught.value, kind)
    assert memory.script.lines[1:] == [POLL]
    deletion.wait()


def test_what_ends_a_wait_tells_how_the_write_was_tried(start):
    _, deletion = start(accepted(), *[operation("RUNNING")] * 2, operation("FAILED"), first=error(429))
    for kind in (OperationTimeoutError, OperationFailedError):
        with pytest.raises(kind) as caught:
            deletion.wait(timeout=2)
        assert [attempt.status for attempt in caught.value.attempts] == [429, 202]


def test_a_wait_on_a_closed_client_says_how_to_go_on(start):
    memory, deletion = start()
    memory.close()
    with pytest.raises(OperationUnreadableError, match=r"\. Another client can go on: see `operations\.resume`\.$"):
        deletion.wait()


def test_an_operation_that_nobody_knows_is_not_said_to_be_under_way(play):
    memory = play(*[error(404, 520052)] * 20)
    with pytest.raises(OperationUnreadableError, match=f"^A write: {OPERATION} could not be read: ") as caught:
        memory.operations.resume(operation_id=OPERATION).wait()
    assert "under way" not in str(caught.value)


def test_a_not_found_in_the_first_seconds_is_waited_out(start):
    _, deletion = start(error(404, 520052), error(404, 520052), operation("COMPLETED"))
    deletion.wait()


def test_a_not_found_later_on_is_raised(start):
    _, deletion = start(operation("RUNNING", headers={"Retry-After": "11"}), error(404, 520052))
    with pytest.raises(OperationUnreadableError) as caught:  # Not a NotFoundError: the mapping may well be there.
        deletion.wait()
    assert isinstance(caught.value.__cause__, NotFoundError)
    assert caught.value.outcome is Outcome.ACCEPTED


def test_too_many_requests_leaves_the_wait_alone_within_its_time(start):
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
def test_a_url_of_the_server_is_never_called(start, status_url, operation_id):
    body = {"message": "ok", "statusUrl": status_url}
    memory, deletion = start(operation("COMPLETED"), first=httpx.Response(202, json=body))
    assert deletion.message == "ok"
    assert deletion.operation_id == operation_id
    if operation_id is None:
        with pytest.raises(UnexpectedResponseError, match="gave no operation ID") as caught:
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
def test_the_header_goes_before_the_url_if_it_can_be_used(start, headers, operation_id):
    first = httpx.Response(202, json={"statusUrl": STATUS_URL}, headers=headers)
    _, deletion = start(first=first)
    assert deletion.operation_id == operation_id


def test_the_location_serves_where_there_is_nothing_else(start):
    _, deletion = start(first=httpx.Response(202, json={}, headers={"Location": BASE + "proc_job_3"}))
    assert deletion.operation_id == "proc_job_3"
    assert deletion.message is None


def test_a_handle_shows_what_it_is(start):
    _, deletion = start()
    assert OPERATION in repr(deletion)
    assert "accepted for processing" in repr(deletion)


@pytest.mark.contract(19)
def test_a_handle_can_be_written_down_and_resumed_by_another_client(start, play):
    _, deletion = start()
    text = deletion.to_text()
    assert len(text) < 300
    assert "secret" not in text
    other = play(operation("COMPLETED"))
    resumed = other.operations.resume(text)
    assert resumed.operation_id == OPERATION
    assert resumed.wait() is None
    assert other.script.lines == [POLL]


def test_a_resumed_creation_gives_the_new_id(play):
    creation = play(accepted()).stores.create(display_name="sandbox")
    other = play(operation("COMPLETED", result={"type": "RESOURCE_ID", "id": STORE}))
    assert other.operations.resume(creation.to_text()).wait() == STORE


def test_what_an_earlier_attempt_has_done_stays_done(play):
    memory = play(httpx.Response(503), error(404, 520048))
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    resumed = play().operations.resume(deletion.to_text())
    assert resumed.done_earlier
    resumed.wait()


def test_a_handle_of_another_origin_is_refused(start, play):
    _, deletion = start()
    with pytest.raises(InvalidArgumentError, match=r"one of https://memory\.twilio\.com, this client is for https://x"):
        play(base_url="https://x.example").operations.resume(deletion.to_text())


def test_a_handle_of_which_only_the_operation_is_known_can_be_written_down_too(play):
    text = play().operations.resume(operation_id=OPERATION).to_text()
    memory = play(operation("COMPLETED"))
    memory.operations.resume(text).wait()
    assert memory.script.lines == [POLL]


def test_the_usual_port_makes_no_other_origin(start, play):
    _, deletion = start()
    play(base_url="https://memory.twilio.com:443").operations.resume(deletion.to_text())


@pytest.mark.parametrize("seconds", [10**400, float("inf")], ids=["huge", "endless"])
def test_a_wait_may_be_as_long_as_you_like(start, seconds):
    _, deletion = start(operation("RUNNING"), operation("COMPLETED"))
    deletion.wait(seconds)


@pytest.mark.parametrize(
    ("result", "found"),
    [({"type": "RESOURCE_ID", "id": STORE}, STORE), ({"type": "NEW_TYPE"}, None), (None, None)],
)
def test_an_operation_of_which_only_the_id_is_known_can_be_waited_for(play, result, found):
    memory = play(operation("COMPLETED", result=result))
    assert memory.operations.resume(operation_id=OPERATION).wait() == found
    assert memory.script.lines == [POLL]


def test_an_accepted_write_whose_answer_cannot_be_read_can_be_waited_for(play):
    memory = play(httpx.Response(202, headers={"Operation-Id": OPERATION}, text="<html>"), operation("COMPLETED"))
    with pytest.raises(UnexpectedResponseError) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    memory.operations.resume(operation_id=caught.value.operation_id).wait()


@pytest.mark.parametrize(
    "options", [{}, {"text": "x", "operation_id": OPERATION}, {"operation_id": ".."}, {"operation_id": 7}]
)
def test_what_is_resumed_is_a_text_or_an_id(play, options):
    with pytest.raises(InvalidArgumentError):
        play().operations.resume(**options)


GOOD = {
    "v": 1,
    "at": "https://memory.twilio.com",
    "call": "DeleteStore",
    "for": {"store_id": STORE},
    "id": "proc_job_1",
    "done": False,
}


def test_what_is_a_handle_is_taken(play):
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
        json.dumps(GOOD | {"done": "no"}),
        json.dumps(GOOD | {"for": "a store"}),
        json.dumps(GOOD | {"for": {"store_id": 7}}),
        json.dumps(GOOD | {"at": None}),
    ],
)
def test_what_is_no_handle_is_refused(play, text):
    with pytest.raises(InvalidArgumentError):
        play().operations.resume(text)
