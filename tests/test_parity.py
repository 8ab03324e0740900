"""The stories of tests/parity, on emulators; and that a comparison notices what it should."""

from __future__ import annotations

import copy
import json
import signal
from contextlib import ExitStack

import httpx
import pytest

import run
from compare import Step, Transcript, compare, operation_of, unexpected
from sides import ForbiddenError, Side, cleaned_up, emulator_side, nobody
from stories import LEFT_OUT, STORIES
from twilio_memory import APIConnectionError
from twilio_memory.testing import Emulator, Fault
from wire import OPERATIONS

TAG = "parity-0123456789ab"
FAST = {"seed": 1, "operation_polls": 0}
OTHER_WAYS = [
    {"seed": 2, "operation_polls": 3},
    {"seed": 3, "operation_seconds": 7.0, "write_lag": 2.0},
]


@pytest.fixture
def no_twilio(monkeypatch):
    for name in (run.CONSENT, *(name for pair in run.CREDENTIALS for name in pair)):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGTERM)
    yield monkeypatch
    signal.signal(signal.SIGTERM, before)


def side_of(emulator, transport=None, told=None):
    return Side(
        "emulator",
        TAG,
        transport or emulator.transport(),
        credentials=("SKparity", "secret"),
        clock=emulator.clock,
        tell=(lambda _: None) if told is None else told.append,
    )


def spoilt(spoil):
    """Make a transport to an emulator that spoils the answers of stores."""
    emulator = Emulator(seed=2)
    inner = emulator.transport()

    def handle(request):
        response = inner.handle_request(request)
        if operation_of(request) != "FetchStore" or response.status_code != 200:
            return response
        status, headers, body = spoil(200, dict(response.headers), json.loads(response.read()))
        headers.pop("content-length")
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(json.dumps(body).encode()))

    return emulator, httpx.MockTransport(handle)


def test_all_stories_go_alike_whatever_the_seed_and_the_pace_and_use_every_operation():
    with ExitStack() as stack:
        first, *others = [
            stack.enter_context(emulator_side(TAG, str(number), **options))
            for number, options in enumerate((FAST, *OTHER_WAYS))
        ]
        for story in STORIES:
            for side in (first, *others):
                run.tell(story, side)
            for other in others:
                assert [str(each) for each in compare(first.transcript, other.transcript)] == []
    assert first.operations | set(LEFT_OUT) == set(OPERATIONS)
    assert not first.operations & set(LEFT_OUT)


def without(mapping, name):
    return {key: value for key, value in mapping.items() if key != name}


@pytest.mark.parametrize(
    ("change", "place", "values"),
    [
        (lambda _, h, b: (203, h, b), "status", ("200", "203")),
        (lambda s, h, b: (s, h, {**b, "version": "1"}), "body.version", ("number", "string")),
        (lambda s, h, b: (s, h, without(b, "description")), "body.description", ("string", "missing")),
        (lambda s, h, b: (s, h, {**b, "mood": 1}), "body.mood", ("missing", "number")),
        (lambda s, h, b: (s, h, {**b, "status": "AWAKE"}), "body.status", ('string "ACTIVE"', 'string "AWAKE"')),
        (lambda s, h, b: (s, h, {**b, "id": "MEM1"}), "body.id", ("ID {the store}", "string")),
        (lambda s, h, b: (s, without(h, "etag"), b), "header etag", ("string", "missing")),
    ],
)
def test_what_is_spoilt_is_noticed_and_named(change, place, values):
    def look(side):
        side.raw("GET", f"/v1/ControlPlane/Stores/{side.store_id}")

    with emulator_side(TAG, **FAST) as first:
        on = []
        emulator, transport = spoilt(lambda *answer: change(*answer) if on else answer)
        with emulator, cleaned_up(second := side_of(emulator, transport)):
            for side in (first, second):
                side.open_store()
            on.append(True)
            for side in (first, second):
                run.tell(look, side)
            (found,) = compare(first.transcript, second.transcript)
    assert (found.operation, found.place) == ("FetchStore", f"step 1, {place}")
    assert (found.first, found.second) == values


def transcript_of(*steps):
    transcript = Transcript("memory.twilio.com")
    transcript.steps = [Step(operation, {"status": str(status)}) for operation, status in steps]
    return transcript


def test_a_missing_step_does_not_make_the_others_differ():
    whole = transcript_of(("CreateStore", 202), ("FetchStore", 200), ("DeleteStore", 202))
    gap = transcript_of(("CreateStore", 202), ("DeleteStore", 202))
    assert [str(each) for each in compare(whole, gap)] == ["FetchStore, step 2, answer: 200 | missing"]
    assert [str(each) for each in compare(gap, whole)] == ["FetchStore, step 2, answer: missing | 200"]


def test_only_what_is_known_to_be_approximate_is_excused():
    found = compare(
        transcript_of(("FetchStore", 200), ("ListStores", 200)), transcript_of(("FetchStore", 404), ("ListStores", 500))
    )
    assert [each.operation for each in unexpected(found, {"FetchStore"})] == ["ListStores"]
    approximate = run.approximate_operations()
    assert "FetchOperation" in approximate
    assert "FetchStore" not in approximate


def test_codes_ids_times_and_items_have_a_shape():
    def shape(body):
        transcript = Transcript("memory.twilio.com")
        transcript.answered("FetchStore", "/", httpx.Response(200, json=body))
        facts = copy.copy(transcript.steps[0].facts)
        return {place.removeprefix("body."): fact for place, fact in facts.items() if place.startswith("body.")}

    one, other = nobody("mem_store"), "mem_store_" + "0" * 26
    assert shape({"code": 520041, "status": 404}) == {"code": "number 520041", "status": "number 404"}
    assert shape({"a": one, "b": other, "c": one}) == {
        "a": "ID {mem_store 1}",
        "b": "ID {mem_store 2}",
        "c": "ID {mem_store 1}",
    }
    assert shape({"a": "2026-01-15T10:30:00Z", "b": "2026-01-15T10:30:00.5+01:00", "c": "2026"}) == {
        "a": "time in UTC",
        "b": "time with an offset",
        "c": "string",
    }
    assert shape({"a": f"https://memory.twilio.com/v1/{one}", "b": "https://example.com/x"}) == {
        "a": "URL /v1/{mem_store 1}",
        "b": "URL",
    }
    assert shape({"a": [{"x": 1, "y": True}, {"x": None}], "b": []}) == {
        "a": "array",
        "a[]": "object",
        "a[].x": "null or number",
        "a[].y": "boolean, not in all",
        "b": "empty array",
    }


def test_looks_at_what_is_unfinished_and_pleas_for_patience_are_no_part_of_it():
    transcript = Transcript("memory.twilio.com")
    for path, status in (("/a", "RUNNING"), ("/a", "COMPLETED"), ("/b", "FAILED")):
        transcript.answered("FetchOperation", path, httpx.Response(200, json={"status": status}))
        transcript.answered("FetchOperation", path, httpx.Response(429))
    assert [step.facts["body.status"] for step in transcript.steps] == ['string "COMPLETED"', 'string "FAILED"']
    assert transcript.crowded == 3


def test_a_story_that_breaks_off_is_a_difference_even_if_it_does_so_on_both_sides(capsys):
    def broken(side):
        raise TimeoutError("too late")

    with emulator_side(TAG, "one", **FAST) as first, emulator_side(TAG, "other", **FAST) as second:
        for side in (first, second):
            side.open_store()
            run.tell(broken, side)
        found = compare(first.transcript, second.transcript)
    assert {each.operation for each in unexpected(found, run.approximate_operations())} == {"(the story)"}
    assert "broken breaks off: TimeoutError: too late" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/ControlPlane/Stores", {"displayName": "mine"}),
        ("DELETE", f"/v1/ControlPlane/Stores/{nobody('mem_store')}", None),
        ("GET", "/v1/ControlPlane/Stores/mem_store_" + "0" * 26, None),
        ("GET", "/v1/Stores/mem_store_" + "0" * 26 + "/Profiles", None),
        ("PATCH", f"/v1/ControlPlane/Stores/{nobody('mem_store')}", {"description": "x"}),
        ("DELETE", "/v1/ControlPlane/Operations/../Stores/x", None),
        ("PUT", "https://example.com/upload", None),
    ],
)
def test_nothing_but_what_was_made_here_can_be_touched(method, path, body):
    with Emulator() as emulator, cleaned_up(side := side_of(emulator)):
        side.open_store()
        emulator.calls.clear()
        with pytest.raises(ForbiddenError):
            side.raw(method, path, body)
        assert not emulator.calls


def test_other_stores_of_the_account_are_neither_shown_nor_deleted():
    with Emulator(operation_polls=0) as emulator, emulator.client() as owner:
        theirs = owner.stores.create(display_name="precious").wait()
        with cleaned_up(side := side_of(emulator)):
            side.open_store()
            with pytest.raises(ForbiddenError):
                side.memory.stores.delete(theirs)
            listed = list(side.memory.stores.list(page_size=100))
            assert set(listed) == {theirs, side.store_id}
            side.begin()
            list(side.memory.stores.list(page_size=100))
            assert side.transcript.steps[0].facts["body.stores[]"] == "ID {mem_store}"
            assert theirs not in str(side.transcript.steps)
        assert list(owner.stores.list()) == [theirs]


def test_a_store_that_was_made_unexpectedly_is_deleted_too():
    with Emulator(operation_polls=0) as emulator, emulator.client() as owner:
        with cleaned_up(side := side_of(emulator)):
            side.open_store()
            side.memory.stores.create(display_name=f"{side.tag}-twin")
            assert len(list(owner.stores.list())) == 2
        assert list(owner.stores.list()) == []


def test_pleas_for_patience_are_heeded():
    with Emulator() as emulator, cleaned_up(side := side_of(emulator)):
        side.open_store()
        side.begin()
        emulator.add_fault(Fault.error_response("FetchStore", 429, retry_after=40, times=4))
        before = emulator.clock.time()
        side.raw("GET", f"/v1/ControlPlane/Stores/{side.store_id}")
        assert emulator.clock.time() - before == 160
        emulator.add_fault(Fault.error_response("FetchStore", 429, retry_after=40, times=4))
        side.memory.stores.fetch(side.store_id)
        assert emulator.clock.time() - before >= 320
        assert [step.facts["status"] for step in side.transcript.steps] == ["200", "200"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("after", ["CreateStore", "FetchStore"])
def test_the_store_is_deleted_whatever_happens(error, after):
    told = []
    with Emulator() as emulator:

        def interrupt(request):
            response = inner.handle_request(request)
            if operation_of(request) == waiting_for[0]:
                waiting_for[0] = None
                interrupted.append(response)
            elif interrupted and waiting_for[0] is None:
                waiting_for[0] = "done"
                raise error
            return response

        waiting_for, interrupted, inner = [after], [], emulator.transport()

        def tell():
            with cleaned_up(side := side_of(emulator, httpx.MockTransport(interrupt), told)):
                side.open_store()
                side.memory.stores.fetch(side.store_id)
                side.memory.stores.fetch(side.store_id)

        with pytest.raises(error):
            tell()
        emulator.complete_operations()
        with emulator.client() as owner:
            assert list(owner.stores.list()) == []
    assert [line.partition(" mem_store_")[0] for line in told[:2]] == [
        f"emulator: creating the store {TAG!r}",
        "emulator: the store is",
    ]
    assert told[-1].endswith("is deleted")


def test_a_store_that_cannot_be_deleted_is_named():
    told = []
    with Emulator() as emulator:
        with cleaned_up(side := side_of(emulator, told=told)):
            side.open_store()
            emulator.add_fault(Fault.error_response("DeleteStore", 500, times=None))
        assert f"DELETE THE STORE {side.store_id} BY HAND" in told[-1]


def test_a_store_whose_making_was_never_answered_is_to_be_looked_for():
    told = []
    with (
        Emulator(faults=[Fault.lost_response("CreateStore")]) as emulator,
        cleaned_up(side := side_of(emulator, told=told)),
        pytest.raises(APIConnectionError),
    ):
        side.open_store()
    assert f"LOOK FOR A STORE NAMED {TAG!r} AND DELETE IT BY HAND" in told[-1]


def test_a_quota_that_is_used_up_ends_it():
    with Emulator(operation_polls=0) as emulator, emulator.client() as owner:
        for number in range(15):
            owner.stores.create(display_name=f"theirs-{number}").wait()
        with cleaned_up(side := side_of(emulator)), pytest.raises(run.StoppedError, match="a quota of the account"):
            run.tell(STORIES[0], side)
        assert len(list(owner.stores.list())) == 15


def test_without_credentials_it_says_that_twilio_was_not_asked(no_twilio, capsys):
    assert run.main([]) == 0
    out = capsys.readouterr().out
    assert "46 operations, 0 unexpected differences" in out
    assert "Twilio was not asked: the emulator was compared with another one." in out


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"TWILIO_API_KEY": "SKx", "TWILIO_API_SECRET": "x"},
        {"TWILIO_API_KEY": "SKx", "TWILIO_API_SECRET": "x", run.CONSENT: "no"},
        {"TWILIO_API_KEY": "SKx", run.CONSENT: "yes"},
    ],
    ids=str,
)
def test_twilio_is_never_asked_by_accident(no_twilio, capsys, environment):
    no_twilio.setattr(run, "twilio_side", None)
    no_twilio.setattr(run, "report", lambda *_: 0)
    for name, value in environment.items():
        no_twilio.setenv(name, value)
    assert run.main(["--against", "twilio"]) == 2
    assert "Twilio was not asked" in capsys.readouterr().out
    assert run.main([]) == 0


def test_with_credentials_and_consent_the_other_side_is_asked_with_them(no_twilio, capsys):
    """The side that is Twilio, on a transport that leads to an emulator instead of the network."""
    with Emulator(seed=9) as emulator:
        no_twilio.setattr("sides.httpx.HTTPTransport", emulator.transport)
        no_twilio.setattr("sides.SystemClock", lambda: emulator.clock)
        for name, value in {"TWILIO_API_KEY": "SKreal", "TWILIO_API_SECRET": "x", run.CONSENT: "yes"}.items():
            no_twilio.setenv(name, value)
        assert run.main([]) == 0
        assert len(emulator.calls) > 100
    out = capsys.readouterr().out
    assert out.startswith("Twilio: creating the store 'parity-")
    assert "Twilio: the store is mem_store_" in out
    assert "was not asked" not in out


def test_a_difference_in_a_faithful_operation_is_exit_status_1_and_in_an_approximate_one_is_told(no_twilio, capsys):
    with Emulator(seed=9) as emulator:
        inner = emulator.transport()

        def handle(request):
            response = inner.handle_request(request)
            if operation_of(request) not in spoilt_operations or response.status_code != 200:
                return response
            body = json.dumps({**json.loads(response.read()), "mood": "good"}).encode()
            return httpx.Response(
                200, headers=without(response.headers, "content-length"), stream=httpx.ByteStream(body)
            )

        no_twilio.setattr("sides.httpx.HTTPTransport", lambda: httpx.MockTransport(handle))
        no_twilio.setattr("sides.SystemClock", lambda: emulator.clock)
        no_twilio.setattr(run, "STORIES", [STORIES[0], run_recall, STORIES[-1]])
        for name, value in {"TWILIO_API_KEY": "SKreal", "TWILIO_API_SECRET": "x", run.CONSENT: "yes"}.items():
            no_twilio.setenv(name, value)
        spoilt_operations = {"CreateFetchProfileMemory"}
        assert run.main([]) == 0
        assert "  known: CreateFetchProfileMemory, step 3, body.mood: missing | string" in capsys.readouterr().out
        spoilt_operations = {"FetchProfile"}
        assert run.main([]) == 1
        assert "  FetchProfile, step 2, body.mood: missing | string" in capsys.readouterr().out


run_recall = next(story for story in STORIES if story.__name__ == "memory_is_recalled")
