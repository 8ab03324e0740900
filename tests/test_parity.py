"""The scenarios of tests/parity on emulators, the comparison of transcripts, and the protection of accounts."""

from __future__ import annotations

import copy
import json
import signal
from contextlib import ExitStack

import httpx
import pytest

import run
from compare import Step, Transcript, compare, operation_of, unexpected
from operation_cases import OPERATIONS
from scenarios import LEFT_OUT, SCENARIOS
from targets import ForbiddenError, Target, cleaned_up, emulator_target, unused_id
from twilio_memory import APIConnectionError
from twilio_memory.testing import Emulator, Fault

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


def target_of(emulator, transport=None, logged=None):
    return Target(
        "emulator",
        TAG,
        transport or emulator.transport(),
        credentials=("SKparity", "secret"),
        clock=emulator.clock,
        log=(lambda _: None) if logged is None else logged.append,
    )


def mutated(mutate):
    """Make a transport to an emulator that changes responses to fetches of the store."""
    emulator = Emulator(seed=2)
    inner = emulator.transport()

    def handle(request):
        response = inner.handle_request(request)
        if operation_of(request) != "FetchStore" or response.status_code != 200:
            return response
        status, headers, body = mutate(200, dict(response.headers), json.loads(response.read()))
        headers.pop("content-length")
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(json.dumps(body).encode()))

    return emulator, httpx.MockTransport(handle)


def test_parity_scenarios_are_equal_for_any_seed_and_pace_and_use_every_operation():
    with ExitStack() as stack:
        first, *others = [
            stack.enter_context(emulator_target(TAG, str(number), **options))
            for number, options in enumerate((FAST, *OTHER_WAYS))
        ]
        for scenario in SCENARIOS:
            for target in (first, *others):
                run.play(scenario, target)
            for other in others:
                assert [str(each) for each in compare(first.transcript, other.transcript)] == []
    assert first.operations | set(LEFT_OUT) == set(OPERATIONS)
    assert not first.operations & set(LEFT_OUT)


def without(mapping, *names):
    return {key: value for key, value in mapping.items() if key not in names}


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
def test_parity_difference_is_detected_and_named(change, place, values):
    def fetch_store(target):
        target.raw("GET", f"/v1/ControlPlane/Stores/{target.store_id}")

    with emulator_target(TAG, **FAST) as first:
        on = []
        emulator, transport = mutated(lambda *response: change(*response) if on else response)
        with emulator, cleaned_up(second := target_of(emulator, transport)):
            for target in (first, second):
                target.open_store()
            on.append(True)
            for target in (first, second):
                run.play(fetch_store, target)
            (found,) = compare(first.transcript, second.transcript)
    assert (found.operation, found.place) == ("FetchStore", f"step 1, {place}")
    assert (found.first, found.second) == values


def transcript_of(*steps):
    transcript = Transcript("memory.twilio.com")
    transcript.steps = [Step(operation, {"status": str(status)}) for operation, status in steps]
    return transcript


def test_parity_missing_step_leaves_other_steps_equal():
    whole = transcript_of(("CreateStore", 202), ("FetchStore", 200), ("DeleteStore", 202))
    gap = transcript_of(("CreateStore", 202), ("DeleteStore", 202))
    assert [str(each) for each in compare(whole, gap)] == ["FetchStore, step 2, response: 200 | missing"]
    assert [str(each) for each in compare(gap, whole)] == ["FetchStore, step 2, response: missing | 200"]


def test_parity_differences_of_approximate_operations_are_expected():
    found = compare(
        transcript_of(("FetchStore", 200), ("ListStores", 200)), transcript_of(("FetchStore", 404), ("ListStores", 500))
    )
    assert [each.operation for each in unexpected(found, {"FetchStore"})] == ["ListStores"]
    approximate = run.approximate_operations()
    assert "FetchOperation" in approximate
    assert "FetchStore" not in approximate


def test_parity_shapes_of_codes_ids_times_and_items():
    def shape(body):
        transcript = Transcript("memory.twilio.com")
        transcript.record("FetchStore", "/", httpx.Response(200, json=body))
        facts = copy.copy(transcript.steps[0].facts)
        return {place.removeprefix("body."): fact for place, fact in facts.items() if place.startswith("body.")}

    one, other = unused_id("mem_store"), "mem_store_" + "0" * 26
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


def test_parity_transcript_omits_unfinished_polls_and_429_responses():
    transcript = Transcript("memory.twilio.com")
    for path, status in (("/a", "RUNNING"), ("/a", "COMPLETED"), ("/b", "FAILED")):
        transcript.record("FetchOperation", path, httpx.Response(200, json={"status": status}))
        transcript.record("FetchOperation", path, httpx.Response(429))
    assert [step.facts["body.status"] for step in transcript.steps] == ['string "COMPLETED"', 'string "FAILED"']
    assert transcript.throttled == 3


def test_parity_failed_scenario_is_a_difference_even_if_both_targets_fail(capsys):
    def broken(target):
        raise TimeoutError("too late")

    with emulator_target(TAG, "one", **FAST) as first, emulator_target(TAG, "other", **FAST) as second:
        for target in (first, second):
            target.open_store()
            run.play(broken, target)
        found = compare(first.transcript, second.transcript)
    assert {each.operation for each in unexpected(found, run.approximate_operations())} == {"(the story)"}
    assert "broken breaks off: TimeoutError: too late" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/ControlPlane/Stores", {"displayName": "mine"}),
        ("DELETE", f"/v1/ControlPlane/Stores/{unused_id('mem_store')}", None),
        ("GET", "/v1/ControlPlane/Stores/mem_store_" + "0" * 26, None),
        ("GET", "/v1/Stores/mem_store_" + "0" * 26 + "/Profiles", None),
        ("PATCH", f"/v1/ControlPlane/Stores/{unused_id('mem_store')}", {"description": "x"}),
        ("DELETE", "/v1/ControlPlane/Operations/../Stores/x", None),
        ("PUT", "https://example.com/upload", None),
    ],
)
def test_parity_target_forbids_requests_outside_its_own_store(method, path, body):
    with Emulator() as emulator, cleaned_up(target := target_of(emulator)):
        target.open_store()
        emulator.calls.clear()
        with pytest.raises(ForbiddenError):
            target.raw(method, path, body)
        assert not emulator.calls


def test_parity_target_neither_shows_nor_deletes_other_stores():
    with Emulator(operation_polls=0) as emulator, emulator.client() as owner:
        theirs = owner.stores.create(display_name="precious").wait()
        with cleaned_up(target := target_of(emulator)):
            target.open_store()
            with pytest.raises(ForbiddenError):
                target.memory.stores.delete(theirs)
            listed = list(target.memory.stores.list(page_size=100))
            assert set(listed) == {theirs, target.store_id}
            target.begin()
            list(target.memory.stores.list(page_size=100))
            assert target.transcript.steps[0].facts["body.stores[]"] == "ID {mem_store}"
            assert theirs not in str(target.transcript.steps)
        assert list(owner.stores.list()) == [theirs]


def test_parity_target_deletes_an_unexpectedly_created_store():
    with Emulator(operation_polls=0) as emulator, emulator.client() as owner:
        with cleaned_up(target := target_of(emulator)):
            target.open_store()
            target.memory.stores.create(display_name=f"{target.tag}-twin")
            assert len(list(owner.stores.list())) == 2
        assert list(owner.stores.list()) == []


def test_parity_target_obeys_retry_after():
    with Emulator() as emulator, cleaned_up(target := target_of(emulator)):
        target.open_store()
        target.begin()
        emulator.add_fault(Fault.error_response("FetchStore", 429, retry_after=40, times=4))
        before = emulator.clock.time()
        target.raw("GET", f"/v1/ControlPlane/Stores/{target.store_id}")
        assert emulator.clock.time() - before == 160
        emulator.add_fault(Fault.error_response("FetchStore", 429, retry_after=40, times=4))
        target.memory.stores.fetch(target.store_id)
        assert emulator.clock.time() - before >= 320
        assert [step.facts["status"] for step in target.transcript.steps] == ["200", "200"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("after", ["CreateStore", "FetchStore"])
def test_parity_store_is_deleted_after_any_failure(error, after):
    logged = []
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

        def play():
            with cleaned_up(target := target_of(emulator, httpx.MockTransport(interrupt), logged)):
                target.open_store()
                target.memory.stores.fetch(target.store_id)
                target.memory.stores.fetch(target.store_id)

        with pytest.raises(error):
            play()
        emulator.complete_operations()
        with emulator.client() as owner:
            assert list(owner.stores.list()) == []
    assert [line.partition(" mem_store_")[0] for line in logged[:2]] == [
        f"emulator: creating the store {TAG!r}",
        "emulator: the store is",
    ]
    assert logged[-1].endswith("is deleted")


def test_parity_store_that_cannot_be_deleted_is_named():
    logged = []
    with Emulator() as emulator:
        with cleaned_up(target := target_of(emulator, logged=logged)):
            target.open_store()
            emulator.add_fault(Fault.error_response("DeleteStore", 500, times=None))
        assert f"DELETE THE STORE {target.store_id} BY HAND" in logged[-1]


def test_parity_lost_response_to_store_creation_is_reported():
    logged = []
    with (
        Emulator(faults=[Fault.lost_response("CreateStore")]) as emulator,
        cleaned_up(target := target_of(emulator, logged=logged)),
        pytest.raises(APIConnectionError),
    ):
        target.open_store()
    assert f"LOOK FOR A STORE NAMED {TAG!r} AND DELETE IT BY HAND" in logged[-1]


def test_parity_run_ends_at_an_exhausted_quota():
    with Emulator(operation_polls=0) as emulator, emulator.client() as owner:
        for number in range(15):
            owner.stores.create(display_name=f"theirs-{number}").wait()
        with cleaned_up(target := target_of(emulator)), pytest.raises(run.StoppedError, match="a quota of the account"):
            run.play(SCENARIOS[0], target)
        assert len(list(owner.stores.list())) == 15


def test_parity_run_without_credentials_reports_that_twilio_was_not_called(no_twilio, capsys):
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
def test_parity_run_never_calls_twilio_without_consent(no_twilio, capsys, environment):
    no_twilio.setattr(run, "twilio_target", None)
    no_twilio.setattr(run, "report", lambda *_: 0)
    for name, value in environment.items():
        no_twilio.setenv(name, value)
    assert run.main(["--against", "twilio"]) == 2
    assert "Twilio was not asked" in capsys.readouterr().out
    assert run.main([]) == 0


def test_parity_run_with_credentials_and_consent_calls_twilio(no_twilio, capsys):
    """Run the Twilio target on a transport to an emulator instead of the network."""
    with Emulator(seed=9) as emulator:
        no_twilio.setattr("targets.httpx.HTTPTransport", emulator.transport)
        no_twilio.setattr("targets.SystemClock", lambda: emulator.clock)
        for name, value in {"TWILIO_API_KEY": "SKreal", "TWILIO_API_SECRET": "x", run.CONSENT: "yes"}.items():
            no_twilio.setenv(name, value)
        assert run.main([]) == 0
        assert len(emulator.calls) > 100
    out = capsys.readouterr().out
    assert out.startswith("Twilio: creating the store 'parity-")
    assert "Twilio: the store is mem_store_" in out
    assert "was not asked" not in out


def test_parity_run_exit_status_ignores_differences_of_approximate_operations(no_twilio, capsys):
    with Emulator(seed=9) as emulator:
        inner = emulator.transport()

        def handle(request):
            response = inner.handle_request(request)
            if operation_of(request) not in mutated_operations or response.status_code != 200:
                return response
            body = json.dumps({**json.loads(response.read()), "mood": "good"}).encode()
            return httpx.Response(
                200,
                headers=without(response.headers, "content-length", "content-encoding"),
                stream=httpx.ByteStream(body),
            )

        no_twilio.setattr("targets.httpx.HTTPTransport", lambda: httpx.MockTransport(handle))
        no_twilio.setattr("targets.SystemClock", lambda: emulator.clock)
        no_twilio.setattr(run, "SCENARIOS", [SCENARIOS[0], run_recall, SCENARIOS[-1]])
        for name, value in {"TWILIO_API_KEY": "SKreal", "TWILIO_API_SECRET": "x", run.CONSENT: "yes"}.items():
            no_twilio.setenv(name, value)
        mutated_operations = {"CreateFetchProfileMemory"}
        assert run.main([]) == 0
        assert "  known: CreateFetchProfileMemory, step 3, body.mood: missing | string" in capsys.readouterr().out
        mutated_operations = {"FetchProfile"}
        assert run.main([]) == 1
        assert "  FetchProfile, step 2, body.mood: missing | string" in capsys.readouterr().out


run_recall = next(scenario for scenario in SCENARIOS if scenario.__name__ == "recall_memory")
