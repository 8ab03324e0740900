"""Faults as they come in life: by chance, for a while, late, and by a limit of rate."""

from __future__ import annotations

import contextlib
import datetime as dt
import json

import pytest

from twilio_memory import (
    APITimeoutError,
    InternalServerError,
    Outcome,
    RateLimitError,
    ServiceUnavailableError,
    Timeouts,
)
from twilio_memory.testing import Emulator, Fault
from twilio_memory.testing._fault_files import read_faults

START = dt.datetime(2026, 1, 15, 10, 30, tzinfo=dt.UTC)


def statuses(emulator, count, **options):
    """Return the statuses of so many calls that are not retried."""
    with emulator.client(max_attempts=1, **options) as memory:
        for _ in range(count):
            with contextlib.suppress(RateLimitError, InternalServerError, ServiceUnavailableError):
                list(memory.stores.list())
    return [call.status for call in emulator.calls[-count:]]


def test_probability_is_that_of_the_seed():
    def seen(seed):
        fault = Fault.error_response("ListStores", 503, times=None, probability=0.25)
        with Emulator(seed=seed, faults=[fault]) as emulator:
            return statuses(emulator, 200)

    first = seen(1)
    assert first == seen(1)
    assert first != seen(2)
    assert 25 < first.count(503) < 75


def test_times_count_only_calls_that_are_affected():
    fault = Fault.error_response("ListStores", 503, times=3, probability=0.5)
    with Emulator(faults=[fault]) as emulator:
        assert statuses(emulator, 50).count(503) == 3
        assert emulator.pending_faults == ()


def test_outage_ends_by_the_clock():
    outage = Fault.error_response(
        "*", 503, times=None, since=START + dt.timedelta(seconds=60), until="2026-01-15T11:32:00+01:00"
    )
    with Emulator(faults=[outage]) as emulator:
        emulator.clock.set(START)
        assert statuses(emulator, 1) == [200]
        emulator.clock.advance(60)
        assert statuses(emulator, 2) == [503, 503]
        emulator.clock.advance(59)
        assert statuses(emulator, 1) == [503]
        emulator.clock.advance(1)
        assert statuses(emulator, 1) == [200]


def test_delay_passes_on_the_clock_and_the_response_arrives():
    with Emulator(faults=[Fault.delay("ListStores", 1.5)]) as emulator:
        before = emulator.clock.monotonic()
        assert statuses(emulator, 1) == [200]
        assert emulator.clock.monotonic() - before == 1.5


def test_delay_beyond_the_read_timeout_is_one():
    emulator = Emulator(faults=[Fault.delay("CreateStore", 20)])
    with emulator, emulator.client(timeouts=Timeouts(read=2), max_attempts=1) as memory:
        with pytest.raises(APITimeoutError) as caught:
            memory.stores.create(display_name="late")
        assert caught.value.outcome is Outcome.MAYBE_PROCESSED
        assert len(list(memory.stores.list())) == 1  # It was carried out.


def test_delays_of_a_distribution_lie_between_its_numbers():
    def delays(seed):
        with Emulator(seed=seed, faults=[Fault.delay("ListStores", [0.1, 0.2, 2], times=None)]) as emulator:
            found = []
            for _ in range(100):
                before = emulator.clock.monotonic()
                statuses(emulator, 1)
                found.append(round(emulator.clock.monotonic() - before, 6))
            return found

    found = delays(3)
    assert found == delays(3)
    assert 0.1 <= min(found) < 0.2 < max(found) <= 2
    assert 30 < sum(each <= 0.2 for each in found) < 70


async def test_delay_of_the_asynchronous_client(anyio_backend_name):
    with Emulator(faults=[Fault.delay("ListStores", 1.5)]) as emulator:
        async with emulator.async_client() as memory:
            before = emulator.clock.monotonic()
            assert [store async for store in memory.stores.list()] == []
        assert emulator.clock.monotonic() - before == 1.5


def test_rate_limit_refuses_calls_above_the_rate_and_says_when_to_come_back():
    with Emulator(faults=[Fault.rate_limit("ListStores", 0.5, burst=3)]) as emulator:
        assert statuses(emulator, 5) == [200, 200, 200, 429, 429]
        with emulator.client(max_attempts=1) as memory:
            with pytest.raises(RateLimitError) as caught:
                list(memory.stores.list())
            assert caught.value.retry_after == 2
            emulator.clock.advance(2)
            assert list(memory.stores.list()) == []
            memory.stores.create(display_name="unlimited")
        emulator.clock.advance(100)
        assert statuses(emulator, 4) == [200, 200, 200, 429]
        assert emulator.unused_faults == ()


def test_rate_limit_is_recorded_as_one():
    limit = Fault.rate_limit("ListStores", 0.25, burst=2, times=5)
    with Emulator(faults=[limit]) as emulator:
        assert statuses(emulator, 4) == [200, 200, 429, 429]
        [*passed, refused, last] = emulator.calls
        assert [call.fault for call in passed] == [None, None]
        assert refused.fault == limit
        assert last.fault.to_dict() == {**limit.to_dict(), "times": 4}
        assert (refused.code, last.fault.kind) == (20429, "rate_limit")


def test_first_of_two_faults_for_a_call_counts():
    """A fault out of its time, by chance or below its rate leaves a call to the next; a skipped call passes."""
    later = START + dt.timedelta(hours=1)
    cases = {
        "the first": ([Fault.error_response("ListStores", 500), Fault.error_response("*", 503)], [500, 503, 200]),
        "any operation": ([Fault.error_response("*", 503), Fault.error_response("ListStores", 500)], [503, 500, 200]),
        "other operation": ([Fault.error_response("CreateStore", 500), Fault.error_response("*", 503)], [503, 200]),
        "not yet": (
            [Fault.error_response("*", 500, since=later), Fault.error_response("ListStores", 503)],
            [503, 200],
        ),
        "by chance": (
            [Fault.error_response("*", 500, probability=1e-9), Fault.error_response("ListStores", 503)],
            [503, 200],
        ),
        "below the rate": (
            [Fault.rate_limit("*", 0.001, burst=2), Fault.error_response("ListStores", 503, times=3)],
            [503, 503, 429, 429],
        ),
        "skipped": ([Fault.error_response("*", 500, skip=1), Fault.error_response("ListStores", 503)], [200, 500, 503]),
        "not both": ([Fault.delay("*", 5), Fault.error_response("ListStores", 503)], [200, 503, 200]),
    }
    for name, (faults, seen) in cases.items():
        with Emulator(faults=faults) as emulator:
            assert statuses(emulator, len(seen)) == seen, name


def test_two_rate_limits_of_an_operation_count_apart():
    limits = [Fault.rate_limit("ListStores", 100, burst=100), Fault.rate_limit("ListStores", 0.01, burst=4)]
    with Emulator(faults=limits) as emulator:
        assert statuses(emulator, 6) == [200, 200, 200, 200, 429, 429]


def test_rate_limit_of_a_clock_that_was_set_back():
    with Emulator(faults=[Fault.rate_limit("ListStores", 1, burst=2)]) as emulator:
        snapshot = emulator.snapshot()
        emulator.clock.advance(3600)
        assert statuses(emulator, 1) == [200]
        emulator.restore(snapshot)
        assert statuses(emulator, 2) == [200, 429]
        emulator.clock.advance(1)
        assert statuses(emulator, 1) == [200]


def test_rate_limit_that_is_added_again_begins_with_its_burst():
    limit = Fault.rate_limit("ListStores", 1, times=1)
    with Emulator(faults=[limit]) as emulator:
        assert statuses(emulator, 3) == [200, 429, 200]
        emulator.add_fault(limit)
        assert statuses(emulator, 2) == [200, 429]


def test_client_that_waits_gets_through_a_rate_limit():
    with Emulator(faults=[Fault.rate_limit("*", 1)]) as emulator, emulator.client() as memory:
        for _ in range(5):
            list(memory.stores.list())
        assert [call.status for call in emulator.calls] == [200, 429, 200, 429, 200, 429, 200, 429, 200]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Fault.hang("*", probability=0),
        lambda: Fault.hang("*", probability=1.5),
        lambda: Fault.hang("*", probability=True),
        lambda: Fault.hang("*", since="soon"),
        lambda: Fault.hang("*", until="2026-01-15T10:30:00"),
        lambda: Fault.hang("*", since=5),
        lambda: Fault.delay("*", 0),
        lambda: Fault.delay("*", [1]),
        lambda: Fault.delay("*", [2, 1]),
        lambda: Fault.delay("*", [1, "x"]),
        lambda: Fault.rate_limit("*", 0),
        lambda: Fault.rate_limit("*", 5e-324),
        lambda: Fault.rate_limit("*", float("inf")),
        lambda: Fault.rate_limit("*", 1, burst=0),
    ],
)
def test_invalid_value_is_refused(make):
    with pytest.raises(ValueError, match="expected"):
        make()


@pytest.mark.parametrize(
    "fault",
    [
        Fault.delay("ListStores", [0.1, 2.0], times=None, probability=0.5, since=START),
        Fault.delay("ListStores", 3),
        Fault.rate_limit("*", 5.5, burst=2),
        Fault.error_response("*", 503, until=START, times=None),
    ],
)
def test_fault_survives_json(fault):
    assert Fault.from_dict(json.loads(json.dumps(fault.to_dict()))) == fault


def test_faults_of_a_file(tmp_path):
    path = tmp_path / "faults.toml"
    path.write_text(
        """
[[faults]]
operation = "ListStores"
kind = "delay"
seconds = [0.1, 0.4]
probability = 0.5

[[faults]]
operation = "*"
kind = "rate_limit"
per_second = 20
""",
        encoding="utf-8",
    )
    assert read_faults(path) == [Fault.delay("ListStores", [0.1, 0.4], probability=0.5), Fault.rate_limit("*", 20)]


def test_fault_of_a_file_for_all_calls(tmp_path):
    path = tmp_path / "faults.toml"
    path.write_text("[[faults]]\noperation = 'ListStores'\nkind = 'hang'\ntimes = 'all'\n", encoding="utf-8")
    assert read_faults(path) == [Fault.hang("ListStores", times=None)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[faults]]\nkind = 'hang'\noperation = '*'\ntimes = 'any'", "fault 1: times: expected an integer"),
        ("", "expected tables"),
        ("[fault]", "expected tables"),
        ("[[faults]]\nkind = 'hang'", "fault 1: a fault needs 'operation'"),
        ("[[faults]]\nkind = 'hang'\noperation = '*'\n[[faults]]\nkind = 'fire'\noperation = '*'", "fault 2: kind"),
        ("faults = 5", "expected tables"),
        ("faults = [5]", "fault 1: "),
        ("[[", "faults.toml"),
    ],
)
def test_invalid_file_is_refused_with_its_place(tmp_path, text, message):
    path = tmp_path / "faults.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_faults(path)
    with pytest.raises(ValueError, match="missing"):
        read_faults(tmp_path / "missing.toml")
