"""Batches: many items in several requests, and how to resume after a failed one."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
import pickle

import httpx
import pytest

from operation_cases import CONVERSATION, PROFILE, STORE, TIME, documented
from twilio_memory import (
    APITimeoutError,
    BatchError,
    ConflictError,
    InvalidArgumentError,
    InvalidTTIDError,
    Outcome,
    ProfileAlreadyExistsError,
    ProfileMergedError,
    ProfileNotFoundError,
    ServiceUnavailableError,
)
from twilio_memory.models import ConversationSummaryInput, ObservationInput

BULK = "UpdateProfilesBulk"


def traits(number):
    return {"Contact": {"email": f"{number}@example.com"}}


def observation(number, **changes):
    return ObservationInput(**{"content": str(number), "occurred_at": TIME, "source": "test"} | changes)


def test_bulk_upsert_sends_1000_profiles_per_request(play):
    memory = play(*[documented(BULK, 202)] * 3)
    batches = memory.profiles.bulk_upsert(STORE, (traits(number) for number in range(2500)))
    assert [(batch.start, batch.stop) for batch in batches] == [(0, 1000), (1000, 2000), (2000, 2500)]
    sent = [body["profiles"] for body in memory.script.bodies()]
    assert [len(profiles) for profiles in sent] == [1000, 1000, 500]
    assert list(itertools.chain(*sent)) == [{"traits": traits(number)} for number in range(2500)]
    assert all(batch.result.message for batch in batches)


def test_bulk_upsert_of_an_empty_list_sends_nothing(play):
    assert play().profiles.bulk_upsert(STORE, []) == ()


def rows(count):
    for number in range(count):
        yield traits(number)
    raise ValueError("bad row")


def test_iterator_error_keeps_accepted_batches_and_pending_items(play):
    memory = play(*[documented(BULK, 202)] * 2)
    with pytest.raises(BatchError, match=r"Items 0 to 1999 were accepted\. Items 2000 to 2199 .*bad row\. R") as caught:
        memory.profiles.bulk_upsert(STORE, rows(2200))
    error = caught.value
    assert [(batch.start, batch.stop) for batch in error.accepted] == [(0, 1000), (1000, 2000)]
    assert error.items == [traits(number) for number in range(2000, 2200)]
    assert (error.start, error.stop, error.next_index, error.outcome) == (2000, 2200, 2000, Outcome.NOT_SENT)
    assert isinstance(error.__cause__, ValueError)


def test_iterator_error_between_two_requests(play):
    with pytest.raises(BatchError, match=r"^Items 0 to 999 were accepted\. Then nothing was sent: .*at item 1000\.$"):
        play(documented(BULK, 202)).profiles.bulk_upsert(STORE, rows(1000))


def test_iterator_error_before_the_first_request_is_raised_unchanged(play):
    with pytest.raises(ValueError, match=r"^bad row$"):
        play().profiles.bulk_upsert(STORE, rows(7))


def test_bulk_upsert_reads_items_one_batch_at_a_time(play):
    taken = itertools.count()
    sent_when_taken = []

    def profiles():
        for number in range(1500):
            next(taken)
            sent_when_taken.append(len(memory.script.requests))
            yield traits(number)

    memory = play(*[documented(BULK, 202)] * 2)
    memory.profiles.bulk_upsert(STORE, profiles())
    assert sent_when_taken == [0] * 1000 + [1] * 500


@pytest.mark.parametrize(
    ("failure", "outcome", "hint"),
    [
        (httpx.Response(503), Outcome.MAYBE_PROCESSED, "Check them, then resume at item 1000 or 2000."),
        (httpx.ReadTimeout("lost"), Outcome.MAYBE_PROCESSED, "Check them, then resume at item 1000 or 2000."),
        (httpx.Response(400), Outcome.NOT_PROCESSED, "Resume at item 1000."),
        (
            httpx.Response(202, text="<html>", headers={"Twilio-Request-Id": "RQ1"}),
            Outcome.ACCEPTED,
            "Resume at item 2000.",
        ),
    ],
)
def test_batch_error_message_gives_the_index_to_resume_at(play, failure, outcome, hint):
    memory = play(documented(BULK, 202), failure)
    rest = iter([traits(number) for number in range(3000)])
    with pytest.raises(
        BatchError, match=r"Items 0 to 999 were accepted\. Items 1000 to 1999 (were|may have been)"
    ) as caught:
        memory.profiles.bulk_upsert(STORE, rest)
    error = caught.value
    assert hint in str(error)
    assert error.outcome is outcome
    assert [(batch.start, batch.stop) for batch in error.accepted] == [(0, 1000)]
    assert (error.start, error.stop) == (1000, 2000)
    assert error.next_index == (2000 if outcome is Outcome.ACCEPTED else 1000)
    assert error.items == [traits(number) for number in range(1000, 2000)]
    assert (error.method, error.operation_name) == ("profiles.bulk_upsert", BULK)
    assert len(error.attempts) == 1
    assert list(itertools.chain(error.items, rest)) == [traits(number) for number in range(1000, 3000)]
    assert len(memory.script.requests) == 2


def test_batch_error_has_its_cause_and_the_attributes_of_the_cause(play):
    memory = play(httpx.Response(503, headers={"Twilio-Request-Id": "RQ7", "Retry-After": "9"}))
    with pytest.raises(BatchError) as caught:
        memory.profiles.bulk_upsert(STORE, [traits(1)])
    assert isinstance(caught.value.__cause__, ServiceUnavailableError)
    assert str(caught.value).startswith("Item 0 may have been processed: ")
    assert (caught.value.status, caught.value.request_id, caught.value.retry_after) == (503, "RQ7", 9)


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (httpx.Response(503), ServiceUnavailableError),
        (httpx.Response(404, json={"code": 520009}), ProfileNotFoundError),
        (httpx.Response(409, json={"code": 520004}), ProfileAlreadyExistsError),
        (httpx.Response(409, json={"code": 520004}), ConflictError),
        (httpx.ReadTimeout("lost"), APITimeoutError),
        (httpx.Response(308, headers={"Canonical-Profile-Id": PROFILE}), ProfileMergedError),
    ],
)
def test_batch_error_is_an_instance_of_its_causes_class_also_after_pickling(play, failure, kind):
    with pytest.raises(kind) as caught:
        play(failure).observations.create(STORE, PROFILE, [observation(1)])
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value)), copy.deepcopy(caught.value)):
        assert isinstance(error, BatchError)
        assert isinstance(error, kind)
        assert (str(error), error.items, error.next_index) == (str(caught.value), [observation(1)], 0)


def test_pickled_batch_error_keeps_tokens_of_accepted_operations(play):
    memory = play(documented(BULK, 202), httpx.Response(400))
    with pytest.raises(BatchError) as caught:
        memory.profiles.bulk_upsert(STORE, [traits(number) for number in range(1001)])
    [batch] = caught.value.accepted
    for error in (pickle.loads(pickle.dumps(caught.value)), copy.deepcopy(caught.value)):
        [kept] = error.accepted
        assert (kept.start, kept.stop, kept.result) == (0, 1000, batch.result.to_token())
        assert memory.operations.resume(kept.result).operation_id == batch.result.operation_id


@pytest.mark.parametrize("items", ["abc", b"abc", traits(1), None, 7, observation(1)], ids=repr)
def test_batch_of_a_non_list_is_refused(play, items):
    memory = play()
    with pytest.raises(InvalidArgumentError, match="profiles: expected a list"):
        memory.profiles.bulk_upsert(STORE, items)
    with pytest.raises(InvalidArgumentError, match="observations: expected a list"):
        memory.observations.create(STORE, PROFILE, items)


def test_batch_with_an_invalid_item_is_not_sent(play):
    memory = play(documented("CreateProfileObservation", 202))
    observations = [observation(number) for number in range(15)]
    observations[12] = observation(12, occurred_at=dt.datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose
    with pytest.raises(BatchError, match=r"\(item 12, occurred_at: .* has no time zone") as caught:
        memory.observations.create(STORE, PROFILE, observations)
    assert isinstance(caught.value.__cause__, InvalidArgumentError)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert (caught.value.start, caught.value.stop) == (10, 15)
    assert len(memory.script.requests) == 1


@pytest.mark.parametrize("item", [None, "text", 7, {"content": "c"}])
def test_batch_error_for_an_item_of_the_wrong_type(play, item):
    with pytest.raises(BatchError) as caught:
        play().observations.create(STORE, PROFILE, [item])
    assert caught.value.outcome is Outcome.NOT_SENT


def test_batch_error_names_an_invalid_id(play):
    with pytest.raises(BatchError, match="profile_id: ") as caught:
        play().observations.create(STORE, STORE, [observation(1)])
    assert isinstance(caught.value.__cause__, InvalidTTIDError)


def test_observations_and_summaries_are_sent_10_per_request(play):
    memory = play(
        *[documented("CreateProfileObservation", 202)] * 3, *[documented("CreateProfileConversationSummary", 202)] * 2
    )
    batches = memory.observations.create(STORE, PROFILE, [observation(number) for number in range(21)])
    assert [(batch.start, batch.stop) for batch in batches] == [(0, 10), (10, 20), (20, 21)]
    summaries = [
        ConversationSummaryInput(content=str(number), conversation_id=CONVERSATION, occurred_at=TIME)
        for number in range(20)
    ]
    batches = memory.summaries.create(STORE, PROFILE, summaries)
    assert [(batch.start, batch.stop) for batch in batches] == [(0, 10), (10, 20)]
    assert [len(body.popitem()[1]) for body in memory.script.bodies()] == [10, 10, 1, 10, 10]
