"""The clock that a test moves by hand."""

import concurrent.futures

import anyio
import pytest

from twilio_memory.testing import FakeClock

START = 1768473000.0  # 2026-01-15T10:30:00Z


def test_it_stands_still_until_it_is_moved():
    clock = FakeClock()
    assert [clock.time(), clock.time()] == [START, START]
    assert [clock.monotonic(), clock.monotonic()] == [0, 0]


def test_advancing_moves_both_times_and_is_no_sleep():
    clock = FakeClock()
    clock.advance(2.5)
    assert (clock.time(), clock.monotonic(), clock.sleeps) == (START + 2.5, 2.5, [])


def test_sleeping_moves_it_at_once_and_is_noted():
    clock = FakeClock(start=100)
    clock.sleep(3600)
    clock.sleep(0)
    assert (clock.time(), clock.sleeps) == (3700, [3600, 0])


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_asynchronous_sleep_lets_others_run_and_is_noted(backend):
    clock = FakeClock()
    ran = []

    async def other():
        ran.append("other")

    async def sleep():
        async with anyio.create_task_group() as group:
            group.start_soon(other)
            await clock.sleep_async(60)
            ran.append("sleeper")

    anyio.run(sleep, backend=backend)
    assert sorted(ran) == ["other", "sleeper"]
    assert (clock.monotonic(), clock.sleeps) == (60, [60])


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_sleep_takes_no_time(backend):
    clock = FakeClock()

    async def sleep():
        with anyio.CancelScope() as scope:
            scope.cancel()
            await clock.sleep_async(60)
        return scope.cancelled_caught

    assert anyio.run(sleep, backend=backend)
    assert (clock.monotonic(), clock.sleeps) == (0, [])


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_it_never_goes_back(seconds):
    clock = FakeClock()
    for move in (clock.advance, clock.sleep):
        with pytest.raises(ValueError, match="forward"):
            move(seconds)
    assert (clock.monotonic(), clock.sleeps) == (0, [])


def test_no_second_is_lost_between_threads():
    clock = FakeClock()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(clock.sleep, [1] * 1000))
    assert (clock.monotonic(), len(clock.sleeps)) == (1000, 1000)
