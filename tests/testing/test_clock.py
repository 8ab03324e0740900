"""The clock that a test moves by hand."""

import concurrent.futures
import datetime as dt

import anyio
import pytest

from twilio_memory.testing import FakeClock
from twilio_memory.testing._clock import RunningClock

START = 1768473000.0  # 2026-01-15T10:30:00Z


def test_clock_stands_still_until_it_is_moved():
    clock = FakeClock()
    assert [clock.time(), clock.time()] == [START, START]
    assert [clock.monotonic(), clock.monotonic()] == [0, 0]


def test_clock_advance_moves_both_times_without_a_sleep():
    clock = FakeClock()
    clock.advance(2.5)
    assert (clock.time(), clock.monotonic(), clock.sleeps) == (START + 2.5, 2.5, [])


def test_clock_sleep_advances_immediately_and_is_recorded():
    clock = FakeClock(start=100)
    clock.sleep(3600)
    clock.sleep(0)
    assert (clock.time(), clock.sleeps) == (3700, [3600, 0])


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_clock_async_sleep_lets_other_tasks_run(backend):
    clock = FakeClock()
    ran = []

    async def other():
        ran.append("other")

    async def sleep():
        async with anyio.create_task_group() as group:
            group.start_soon(other)
            await clock.async_sleep(60)
            ran.append("sleeper")

    anyio.run(sleep, backend=backend)
    assert sorted(ran) == ["other", "sleeper"]
    assert (clock.monotonic(), clock.sleeps) == (60, [60])


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_clock_cancelled_sleep_takes_no_time(backend):
    clock = FakeClock()

    async def sleep():
        with anyio.CancelScope() as scope:
            scope.cancel()
            await clock.async_sleep(60)
        return scope.cancelled_caught

    assert anyio.run(sleep, backend=backend)
    assert (clock.monotonic(), clock.sleeps) == (0, [])


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_clock_refuses_to_go_back(seconds):
    clock = FakeClock()
    for move in (clock.advance, clock.sleep):
        with pytest.raises(ValueError, match="forward"):
            move(seconds)
    assert (clock.monotonic(), clock.sleeps) == (0, [])


def test_clock_accepts_the_years_of_the_api():
    with pytest.raises(ValueError, match="1970 to 8999"):
        FakeClock(start=-1)
    clock = FakeClock()
    for wrong in (dt.datetime(1969, 12, 31, tzinfo=dt.UTC), dt.datetime(9000, 1, 1, tzinfo=dt.UTC)):
        with pytest.raises(ValueError, match="1970 to 8999"):
            clock.set(wrong)
    for seconds in (1e12, float("inf")):
        with pytest.raises(ValueError, match="1970 to 8999"):
            clock.advance(seconds)
    assert (clock.time(), clock.monotonic()) == (START, 0)


def test_clock_advance_is_thread_safe():
    clock = FakeClock()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(clock.sleep, [1] * 1000))
    assert (clock.monotonic(), len(clock.sleeps)) == (1000, 1000)


def test_clock_set_ahead_advances_and_set_back_changes_wall_time_only():
    clock = FakeClock(start=START)
    clock.set(dt.datetime(2026, 1, 15, 11, 30, tzinfo=dt.UTC))
    assert (clock.time(), clock.monotonic(), clock.sleeps) == (START + 3600, 3600, [])
    clock.set(dt.datetime(2026, 1, 15, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    assert (clock.time(), clock.monotonic()) == (START - 7200, 3600)
    clock.sleep(1)
    assert (clock.time(), clock.monotonic()) == (START - 7199, 3601)


def test_clock_set_requires_a_time_zone():
    with pytest.raises(ValueError, match="with a zone"):
        FakeClock().set(dt.datetime(2026, 1, 15))  # noqa: DTZ001 - what it is about


class Machine:
    """Stands for the module `time`."""

    def __init__(self):
        self.passed = 0.0

    def monotonic(self):
        return 500 + self.passed

    def time(self):
        return 2_000_000_000 + self.passed

    def sleep(self, seconds):
        self.passed += seconds


def test_running_clock_advances_by_itself_and_can_be_moved(monkeypatch):
    machine = Machine()
    monkeypatch.setattr("twilio_memory.testing._clock.time", machine)
    monkeypatch.setattr("twilio_memory.testing._clock.monotonic", machine.monotonic)
    clock = RunningClock()
    machine.passed = 10
    assert (clock.time(), clock.monotonic()) == (2_000_000_010, 10)
    clock.advance(5)
    clock.sleep(1)
    assert (clock.time(), clock.monotonic(), clock.sleeps, machine.passed) == (2_000_000_016, 16, [1], 11)
    clock.set(dt.datetime.fromtimestamp(2_000_000_100, dt.UTC))
    machine.passed += 1
    assert clock.time() == 2_000_000_101


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_running_clock_async_sleep_takes_real_time(backend):
    clock = RunningClock()
    anyio.run(clock.async_sleep, 0.001, backend=backend)
    assert clock.sleeps == [0.001]
    assert clock.monotonic() >= 0.001
