"""Deadlines: one clock, and no phase beyond the end."""

from __future__ import annotations

import anyio
import pytest

from operation_cases import OPERATION
from twilio_memory import APITimeoutError, AsyncMemoryClient, Outcome, Timeouts
from twilio_memory._http.exceptions import ConnectTimeout, ReadTimeout
from twilio_memory._http.types import Deadline
from twilio_memory.testing import FakeClock


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def deadline(clock):
    return Deadline(clock.monotonic() + 10, clock.monotonic, connect=2, read=8, write=7, pool=1)


def test_deadline_clamps_a_timeout_to_the_time_that_is_left(clock, deadline):
    assert deadline.clamp(8, ReadTimeout) == 8
    clock.sleep(7)
    assert deadline.clamp(8, ReadTimeout) == pytest.approx(3)
    assert deadline.remaining() == pytest.approx(3)


def test_deadline_that_has_passed_raises_the_error_of_the_phase(clock, deadline):
    clock.sleep(10)
    with pytest.raises(ReadTimeout):
        deadline.clamp(8, ReadTimeout)


@pytest.mark.contract(9)
def test_connect_deadline_is_measured_with_the_clock_of_the_call(clock, deadline):
    connecting = deadline.connect_deadline()
    assert (connecting.read, connecting.write) == (2, 2)
    clock.sleep(1.5)
    assert connecting.clamp(2, ConnectTimeout) == pytest.approx(0.5)
    clock.sleep(0.5)
    with pytest.raises(ConnectTimeout):
        connecting.clamp(2, ConnectTimeout)
    assert deadline.remaining() == pytest.approx(8)


def test_connect_deadline_is_not_after_that_of_the_call(clock, deadline):
    clock.sleep(9)
    assert deadline.connect_deadline().remaining() == pytest.approx(1)


@pytest.mark.anyio
@pytest.mark.contract(9)
async def test_deadline_ends_a_credentials_function_that_hangs():
    timeouts = Timeouts(total=0.01)
    with anyio.fail_after(5):
        async with AsyncMemoryClient(credentials=anyio.sleep_forever, timeouts=timeouts) as memory:
            with pytest.raises(APITimeoutError, match="the function for credentials took too long") as caught:
                await memory.operations.fetch(OPERATION)
    assert caught.value.outcome is Outcome.NOT_SENT
