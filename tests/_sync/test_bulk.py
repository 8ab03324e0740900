"""Many profiles in batches, and many operations at once."""

from __future__ import annotations

import json

import httpx
import pytest

from operation_cases import STORE, documented
from scripted import MAPPING, accepted, error, operation
from twilio_memory import (
    BatchError,
    InvalidArgumentError,
    OperationFailedError,
    OperationTimeoutError,
    Outcome,
)
from twilio_memory.middleware import Middleware
from twilio_memory.testing import Emulator

BULK = "UpdateProfilesBulk"


def traits(number):
    return {"Contact": {"email": f"{number}@example.com"}}


def written():
    return documented(BULK, 202)


def spans(batches):
    return [(batch.start, batch.stop) for batch in batches]


def collect(batches, seen):
    for batch in batches:
        seen += [batch]


def sent(memory):
    return [[item["traits"]["Contact"] for item in body["profiles"]] for body in memory.script.bodies()]


def test_batches_are_sent_one_by_one_as_they_are_asked_for(play):
    memory = play(*[written()] * 3)
    seen, counts = [], []
    for batch in memory.profiles.upsert_batches(STORE, map(traits, range(2500)), progress=counts.append):
        count = len(memory.script.requests)
        seen.append((batch.start, batch.stop, count))
    assert seen == [(0, 1000, 1), (1000, 2000, 2), (2000, 2500, 3)]
    assert counts == [1000, 2000, 2500]


class Methods(Middleware):
    """Records the methods of all calls."""

    def __init__(self):
        self.seen = []

    def call(self, context, proceed):
        self.seen.append(context.method)
        return proceed()


def test_polls_of_batches_are_shown_to_middleware_as_those_of_any_write(play):
    methods = Methods()
    deleted = play(accepted(), operation("COMPLETED"), operation("COMPLETED"), middleware=[methods])
    deletion = deleted.data_mappings.delete(STORE, MAPPING)
    deletion.wait()
    deletion.fetch()
    bulk = play(written(), operation("COMPLETED"), operation("COMPLETED"), middleware=[methods])
    for batch in bulk.profiles.upsert_batches(STORE, [traits(1)]):
        batch.result.wait()
        batch.result.fetch()
    polls = ["operations.fetch", "operations.fetch"]
    assert methods.seen == ["data_mappings.delete", *polls, "profiles.upsert_batches", *polls]


@pytest.mark.parametrize(
    ("first", "second", "requests"),
    [
        ({"email": "a@example.com"}, {"email": " A@Example.com"}, 2),
        ({"phone": "+1 (555) 0100"}, {"phone": "+15550100"}, 2),
        ({"email": ["a@example.com", "b@example.com"]}, {"email": "b@example.com"}, 2),
        ({"email": "a@example.com"}, {"email": "b@example.com"}, 1),
        ({"firstName": "Ada", "email": None}, {"firstName": "Ada", "email": ""}, 1),
    ],
)
def test_profile_that_shares_an_identifier_begins_another_request(play, first, second, requests):
    memory = play(*[written()] * requests)
    items = [{"Contact": first}, {"Contact": second}]
    batches = [batch for batch in memory.profiles.upsert_batches(STORE, items, max_in_flight=1)]
    assert [contact for request in sent(memory) for contact in request] == [first, second]
    assert len(batches) == len(memory.script.requests) == requests


def test_identifiers_of_the_store_decide_which_profiles_overlap(play):
    memory = play(written(), written())
    items = [{"Shop": {"member": 7}}, {"Shop": {"member": "7"}}]
    batches = memory.profiles.upsert_batches(STORE, items, identifiers=["Shop.member"])
    assert spans([batch for batch in batches]) == [(0, 1), (1, 2)]


def test_batches_in_flight_share_no_identifier_and_keep_their_order(emulator):
    running, most, order = set(), [0], []

    class Watch(Middleware):
        def call(self, context, proceed):
            profiles = json.loads(context.request.body)["profiles"]
            emails = {item["traits"]["Contact"]["email"] for item in profiles}
            assert running.isdisjoint(emails)
            running.update(emails)
            most[0] = max(most[0], len(running))
            order.append(max(item["traits"]["Contact"].get("firstName", "") for item in profiles))
            try:
                return proceed()
            finally:
                running.difference_update(emails)

    store = emulator.add_store("shop")
    items = [traits(number) for number in range(2000)] + [
        {"Contact": {"email": "7@example.com", "firstName": name}} for name in ("Ada", "Bea", "Cleo")
    ]
    with emulator.client(middleware=[Watch()]) as memory:
        batches = [batch for batch in memory.profiles.upsert_batches(store, items, max_in_flight=3)]
    assert spans(batches) == [(0, 1000), (1000, 2000), (2000, 2001), (2001, 2002), (2002, 2003)]
    assert most[0] >= 1000
    assert order[-3:] == ["Ada", "Bea", "Cleo"]


@pytest.mark.parametrize("in_flight", [1, 3])
def test_failed_batch_yields_those_before_it_and_names_where_to_go_on(play, in_flight):
    def reply(request):
        return error(400) if b"1500@" in request.content else written()

    memory = play(*[reply] * 6)
    items, seen = [traits(number) for number in range(3000)], []
    with pytest.raises(BatchError) as caught:
        collect(memory.profiles.upsert_batches(STORE, items, max_in_flight=in_flight), seen)
    assert spans(seen) == spans(caught.value.accepted) == [(0, 1000)]
    assert (caught.value.start, caught.value.stop, caught.value.next_index) == (1000, 2000, 1000)
    items[1500] = traits(9999)
    start = caught.value.next_index
    rest = memory.profiles.upsert_batches(STORE, items, start=start, max_in_flight=in_flight)
    assert spans([batch for batch in rest]) == [(1000, 2000), (2000, 3000)]


def test_batch_of_unknown_outcome_is_sent_again_if_asked_for(play, clock):
    memory = play(httpx.ReadTimeout("lost"), error(503), written())
    batches = memory.profiles.upsert_batches(STORE, [traits(1)], retry_unknown=True)
    assert spans([batch for batch in batches]) == [(0, 1)]
    assert clock.sleeps == [1.0, 2.0]
    memory = play(*[httpx.ReadTimeout("lost")] * 3)
    for retry_unknown, count in ((False, 1), (True, 3)):
        memory = play(*[httpx.ReadTimeout("lost")] * count)
        with pytest.raises(BatchError) as caught:
            [batch for batch in memory.profiles.upsert_batches(STORE, [traits(1)], retry_unknown=retry_unknown)]
        assert caught.value.outcome is Outcome.MAYBE_PROCESSED
        assert len(memory.script.requests) == count


def test_batch_that_was_refused_is_not_sent_again(play):
    memory = play(error(400))
    with pytest.raises(BatchError):
        [batch for batch in memory.profiles.upsert_batches(STORE, [traits(1)], retry_unknown=True)]


def test_iterable_that_raises_ends_the_batches_after_those_before_it(play):
    def rows():
        yield from map(traits, range(1200))
        raise ValueError("bad row")

    memory, seen = play(written()), []
    with pytest.raises(BatchError, match="bad row") as caught:
        collect(memory.profiles.upsert_batches(STORE, rows(), max_in_flight=4), seen)
    assert spans(seen) == [(0, 1000)]
    assert (caught.value.next_index, len(caught.value.items)) == (1000, 200)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"identifiers": "Contact.email"}, "identifiers: expected"),
        ({"identifiers": ["email"]}, "identifiers: expected"),
        ({"start": -1}, "start: expected"),
        ({"start": True}, "start: expected"),
        ({"max_in_flight": 0}, "max_in_flight: expected"),
        ({"progress": 1}, "progress: expected a function"),
    ],
)
def test_invalid_argument_of_batches_is_refused_before_anything_is_read(play, options, text):
    source = iter([traits(1)])
    with pytest.raises(InvalidArgumentError, match=text):
        play().profiles.upsert_batches(STORE, source, **options)
    assert list(source) == [traits(1)]


def test_wait_all_polls_operations_side_by_side():
    with Emulator(operation_seconds=5) as emulator:
        store = emulator.add_store("shop")
        with emulator.client() as memory:
            batches = [batch for number in range(20) for batch in memory.profiles.bulk_upsert(store, [traits(number)])]
            started, counts = emulator.clock.monotonic(), []
            results = memory.wait_all(
                [batch.result for batch in batches], timeout=60, progress=lambda *each: counts.append(each)
            )
            assert results == [None] * 20
            assert counts == [(number, 20) for number in range(1, 21)]
            assert emulator.clock.monotonic() - started < 12


def test_wait_all_ends_all_waits_before_it_raises_the_first_error(play):
    def poll(request):
        return operation("FAILED" if len(memory.script.requests) % 2 else "COMPLETED")

    memory = play(accepted(), accepted(), accepted(), *[poll] * 3)
    handles = [memory.data_mappings.delete(STORE, MAPPING) for _ in range(3)]
    results = memory.wait_all(handles, return_exceptions=True)
    assert sorted(result is None for result in results) == [False, True, True]
    memory.script.steps = [poll] * 3
    with pytest.raises(OperationFailedError) as caught:
        memory.wait_all(handles)
    assert caught.value.__notes__ == ["2 of 3 operations failed or could not be waited for."]
    assert not memory.script.steps


def test_wait_all_polls_with_its_options(play):
    memory = play(accepted(), accepted(), *[lambda _: operation("COMPLETED")] * 2)
    handles = [memory.data_mappings.delete(STORE, MAPPING) for _ in range(2)]
    with pytest.raises(TypeError, match=r"^wait_all\(\) got an unexpected keyword argument 'attempts'$"):
        memory.wait_all(handles, attempts=1)
    assert memory.wait_all(handles, extra_headers={"X-Turn": "7"}, max_attempts=1) == [None, None]
    assert [request.headers.get("x-turn") for request in memory.script.requests] == [None, None, "7", "7"]


def test_wait_all_of_nothing_and_of_completed_deletions(play):
    assert play().wait_all([]) == []
    memory = play(error(503), error(404, code=520048))
    handle = memory.data_mappings.delete(STORE, MAPPING)
    assert memory.wait_all([handle]) == [None]


def test_wait_all_ends_with_a_timeout(play):
    memory = play(accepted(), *[operation("RUNNING")] * 9)
    handle = memory.data_mappings.delete(STORE, MAPPING)
    (result,) = memory.wait_all([handle], timeout=5, return_exceptions=True)
    assert isinstance(result, OperationTimeoutError)


def test_wait_all_is_one_wait_for_middleware(play):
    seen = []

    class Seen(Middleware):
        def wait(self, context, proceed):
            result = proceed()
            seen.append((context.method, context.timeout))
            return result

    memory = play(accepted(), operation("COMPLETED"), middleware=[Seen()])
    memory.wait_all([memory.data_mappings.delete(STORE, MAPPING)], timeout=7)
    assert seen == [("wait_all", 7)]


def test_wait_all_refuses_what_is_no_handle_of_the_client(play):
    memory, other = play(accepted()), play()
    handle = memory.data_mappings.delete(STORE, MAPPING)
    for handles, text in (([handle], "handles: expected"), (["x"], "handles: expected")):
        with pytest.raises(InvalidArgumentError, match=text):
            other.wait_all(handles)
    with pytest.raises(InvalidArgumentError, match="timeout"):
        memory.wait_all([handle], timeout=0)
    with pytest.raises(InvalidArgumentError, match="progress: expected"):
        memory.wait_all([handle], progress=1)


def test_progress_that_raises_ends_wait_all_with_its_error(play):
    memory = play(accepted(), operation("COMPLETED"))
    handle = memory.data_mappings.delete(STORE, MAPPING)
    with pytest.raises(ZeroDivisionError):
        memory.wait_all([handle], progress=lambda done, total: done / (done - total))


def test_progress_of_a_wait_gets_each_state(play):
    memory = play(accepted(), operation("RUNNING"), operation("COMPLETED"))
    states = []
    handle = memory.data_mappings.delete(STORE, MAPPING)
    handle.wait(progress=lambda state: states.append(state.status))
    assert states == ["RUNNING", "COMPLETED"]
