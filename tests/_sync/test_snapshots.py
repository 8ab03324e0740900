"""Finding a profile by several identifiers, and its snapshot within a deadline."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import threading

import pytest

from scripted import STORE
from twilio_memory import (
    APITimeoutError,
    ClientClosedError,
    InvalidArgumentError,
    MemoryClient,
    RateLimitError,
    ServiceUnavailableError,
)
from twilio_memory.models import ObservationInput
from twilio_memory.testing import Fault

PHONE, EMAIL = ("phone", "+15550100123"), ("email", "ada@example.com")
PROFILE = "mem_profile_01kpttrkrnfjgvwjwcwggqdk96"


@pytest.fixture
def people(emulator, memory):
    """A store with Ada, who is known by phone, and another profile, known by email."""
    store_id = emulator.add_store(display_name="Support")
    ada = memory.profiles.create(store_id, {"Contact": {"phone": PHONE[1], "firstName": "Ada"}})
    other = memory.profiles.create(store_id, {"Contact": {"email": EMAIL[1]}})
    return store_id, ada.id, other.id


def test_find_returns_profile_of_first_candidate_and_ids_of_others(memory, people):
    store_id, ada, other = people
    found = memory.profiles.find(store_id, [PHONE, EMAIL])
    assert (found.id, found.id_type, found.value, found.others) == (ada, "phone", "+15550100123", (other,))
    found = memory.profiles.find(store_id, [EMAIL, PHONE])
    assert (found.id, found.others) == (other, (ada,))
    assert {ada, other} <= {profile_id for profile_id in memory.profiles.list(store_id)}  # not merged


def test_find_takes_next_candidate_where_first_has_no_profile(memory, people):
    store_id, ada, _ = people
    found = memory.profiles.find(store_id, [("email", "unknown@example.com"), PHONE])
    assert (found.id, found.id_type, found.others) == (ada, "phone", ())


def test_find_returns_none_where_no_candidate_has_a_profile(memory, people):
    assert memory.profiles.find(people[0], [("email", "unknown@example.com")]) is None


@pytest.mark.parametrize(
    ("candidates", "place"),
    [
        ([], "candidates"),
        ("phone", "candidates"),
        ([PHONE, ("phone", "")], "candidates[1]"),
        ([("phone", None)], "candidates[0]"),
        (["phone"], "candidates[0]"),
        ([("phone", "+1", "x")], "candidates[0]"),
    ],
)
@pytest.mark.parametrize("method", ["find", "snapshot"])
def test_invalid_candidates_are_refused_before_anything_is_sent(play, method, candidates, place):
    memory = play()
    if method == "snapshot" and candidates == "phone":
        place = "profile_id"  # A text is a profile's ID there.
    with pytest.raises(InvalidArgumentError) as raised:
        getattr(memory.profiles, method)(STORE, candidates)
    assert place in str(raised.value)
    assert memory.script.requests == []


def test_snapshot_has_profile_and_recall(emulator, memory, people):
    store_id, ada, other = people
    now = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)
    observation = ObservationInput(content="Prefers a window seat.", source="voice", occurred_at=now)
    memory.observations.create(store_id, ada, [observation])
    found = memory.profiles.snapshot(store_id, [PHONE, EMAIL], query="seat", observations_limit=3)
    assert (found.profile_id, found.others, found.missing) == (ada, (other,), {})
    assert found.traits["Contact"]["firstName"] == "Ada"
    assert [each.content for each in found.recall.observations] == ["Prefers a window seat."]
    [recall] = [call for call in emulator.calls if call.operation == "CreateFetchProfileMemory"]
    assert recall.json() == {"query": "seat", "observationsLimit": 3}


def test_snapshot_of_profile_id_looks_nothing_up(emulator, memory, people):
    store_id, ada, _ = people
    emulator.calls.clear()
    found = memory.profiles.snapshot(store_id, ada)
    assert found.profile_id == found.profile.id == ada
    assert sorted(call.operation for call in emulator.calls) == ["CreateFetchProfileMemory", "FetchProfile"]


def test_snapshot_of_unknown_person_is_empty_and_misses_nothing(memory, people):
    found = memory.profiles.snapshot(people[0], [("email", "unknown@example.com")])
    assert (found.profile_id, found.profile, found.recall, found.traits, found.missing) == (None, None, None, {}, {})


def test_snapshot_keeps_profile_where_recall_fails(emulator, memory, people, caplog):
    store_id, ada, _ = people
    emulator.add_fault(Fault.error_response("CreateFetchProfileMemory", 429, retry_after=60))
    found = memory.profiles.snapshot(store_id, [PHONE])
    assert found.traits["Contact"]["firstName"] == "Ada"
    assert found.recall is None
    assert isinstance(found.missing["recall"], RateLimitError)
    assert list(found.missing) == ["recall"]
    assert "profiles.snapshot: recall is missing (RateLimitError)" in caplog.text
    [record] = [record for record in caplog.records if record.levelname == "WARNING"]
    fields = ("method", "operation_name", "http_method", "url_template", "status", "failure", "attempt", "elapsed")
    assert [getattr(record, field) for field in fields] == [
        "profiles.snapshot",
        "CreateFetchProfileMemory",
        None,
        None,
        429,
        None,
        1,
        None,
    ]
    assert record.request_id == found.missing["recall"].request_id
    assert ada not in caplog.text


def test_snapshot_keeps_recall_where_profile_fails(emulator, memory, people):
    emulator.add_fault(Fault.error_response("FetchProfile", 503, times=None))
    found = memory.profiles.snapshot(people[0], [PHONE])
    assert found.profile is None
    assert found.recall is not None
    assert isinstance(found.missing["profile"], ServiceUnavailableError)


def test_snapshot_without_lookup_says_that_finding_failed(emulator, memory, people):
    emulator.add_fault(Fault.error_response("CreateProfilesLookup", 503, times=None))
    found = memory.profiles.snapshot(people[0], [PHONE])
    assert list(found.missing) == ["find"]
    assert (found.profile_id, found.profile, found.recall) == (None, None, None)


def test_snapshot_deadline_spans_lookups(emulator, memory, people):
    emulator.add_fault(Fault.hang("CreateProfilesLookup", times=None))
    before = emulator.clock.monotonic()
    found = memory.profiles.snapshot(people[0], [PHONE, EMAIL], timeout=2.0)
    assert isinstance(found.missing["find"], APITimeoutError)
    assert emulator.clock.monotonic() - before == pytest.approx(2.0)


class LateRecall(http.server.BaseHTTPRequestHandler):
    """Responds with a profile, and to a recall only when the test ends."""

    protocol_version = "HTTP/1.1"
    end: threading.Event

    def do_GET(self):
        body = json.dumps({"id": PROFILE, "traits": {"Contact": {"firstName": "Ada"}}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.end.wait()
        self.close_connection = True

    def log_message(self, *_):
        pass


@pytest.fixture
def late_recall():
    LateRecall.end = threading.Event()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), LateRecall) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"http://127.0.0.1:{server.server_port}"
        LateRecall.end.set()
        server.shutdown()


def test_snapshot_keeps_profile_where_recall_is_late(late_recall):
    with MemoryClient("SKtest", "secret", base_url=late_recall) as memory:
        found = memory.profiles.snapshot(STORE, PROFILE, timeout=1.0)
    assert found.traits == {"Contact": {"firstName": "Ada"}}
    assert isinstance(found.missing["recall"], APITimeoutError)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"timeout": 0}, InvalidArgumentError),
        ({"querry": "seat"}, TypeError),
        ({"max_attempts": 0}, InvalidArgumentError),
        ({"extra_headers": {"Host": "x"}}, InvalidArgumentError),
        ({"begin_date": dt.datetime(2026, 1, 1)}, InvalidArgumentError),  # noqa: DTZ001
    ],
)
def test_invalid_arguments_of_snapshot_are_refused_before_anything_is_sent(play, arguments, error):
    memory = play()
    with pytest.raises(error):
        memory.profiles.snapshot(STORE, [PHONE], **arguments)
    assert memory.script.requests == []


def test_invalid_option_of_snapshot_is_refused_in_its_name(play):
    with pytest.raises(InvalidArgumentError, match="max_attempts: ") as raised:
        play().profiles.snapshot(STORE, [PHONE], max_attempts=0)
    assert raised.value.method == "profiles.snapshot"


def test_snapshot_of_closed_client_raises(memory, people):
    memory.close()
    with pytest.raises(ClientClosedError):
        memory.profiles.snapshot(people[0], [PHONE])


def test_snapshot_sends_each_request_as_often_as_max_attempts_with_its_headers(emulator, memory, people):
    reads = {"FetchProfile", "CreateFetchProfileMemory"}
    for operation in reads:
        emulator.add_fault(Fault.error_response(operation, 503))
    found = memory.profiles.snapshot(people[0], people[1], max_attempts=1, extra_headers={"X-Turn": "7"})
    assert set(found.missing) == {"profile", "recall"}
    assert [call.headers["x-turn"] for call in emulator.calls if call.operation in reads] == ["7", "7"]
    found = memory.profiles.snapshot(people[0], [PHONE], extra_headers={"X-Turn": "8"})
    assert found.recall is not None
    assert [call.headers["x-turn"] for call in emulator.calls[-3:]] == ["8", "8", "8"]
