"""Contracts 9 and 26: an exception of a signal handler, at any bytecode of a call, leaves the client usable."""

from __future__ import annotations

import gc
import signal
import threading
import time
from pathlib import Path

import pytest

from interrupts import Interruption, close_idle, connections, interrupt, interrupt_everywhere, is_ours, places
from loopback import LoopbackServer, echo
from twilio_memory import APITimeoutError, MemoryClient, Timeouts
from twilio_memory.testing import FakeClock, Response
from wire import OPERATION

SLOTS = 2
SENDING = {"_slots.py", "_sockets.py", "_twins.py", "connection.py", "pool.py", "session.py", "transport.py"}

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _no_collector():
    """Free what is referred to no more, and nothing else."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def failing():
    """What the server refuses: as many requests as there are items."""
    return []


@pytest.fixture
def memory(failing):
    def handle(request):
        return Response(503, (), b"{}") if failing and failing.pop() else echo(request)

    options = {"max_connections": SLOTS, "clock": FakeClock(), "timeouts": Timeouts(pool=0.001)}
    with LoopbackServer(handle) as server, MemoryClient("SK", "s", base_url=server.url, **options) as memory:
        yield memory


def sends(code):
    """Return whether a function is of the modules that hold a slot, a connection or a socket."""
    return is_ours(code) and Path(code.co_filename).name in SENDING


@pytest.mark.contract(26)
def test_slots_survive_an_interruption_at_every_bytecode_of_a_call(memory, failing):
    def prepare():
        close_idle(memory)
        failing[:] = [True]  # A new connection for the first attempt, the same one for the second.

    assert interrupt_everywhere(memory, prepare, sends) > 400


@pytest.mark.contract(26)
def test_slots_survive_an_interruption_at_every_bytecode_of_waiting_for_one(memory):
    slots = connections(memory).slots

    def call():
        held = [slots.acquire(0) for _ in range(SLOTS)]
        try:
            with pytest.raises(APITimeoutError):
                memory.with_options(max_attempts=1).operations.fetch(OPERATION)
        finally:
            for slot in held:
                slots.release(slot)

    places(call, sends)  # It prepares the code for tracing.
    found = places(call, sends)
    for place in found:
        interrupt(call, place)
        assert slots.free == SLOTS, place
        memory.operations.fetch(OPERATION)
    assert len(found) > 200


@pytest.mark.contract(26)
def test_a_slot_that_was_lost_by_an_interrupted_thread_is_free_for_those_that_wait(memory):
    slots = connections(memory).slots
    held = [slots.acquire(0) for _ in range(SLOTS)]
    acquired = []
    waiting = threading.Thread(target=lambda: acquired.append(slots.acquire(10)))
    waiting.start()
    while len(slots._slots) <= SLOTS:
        time.sleep(0.001)
    held.pop()  # The frame of a call is gone, and wakes no thread.
    waiting.join(5)
    assert len(acquired) == 1


@pytest.mark.contract(9)
def test_waiting_for_a_slot_can_be_interrupted_and_ends_in_time(memory):
    def handler(*_):
        raise Interruption

    slots = connections(memory).slots
    held = [slots.acquire(0) for _ in range(SLOTS)]
    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(Interruption):
            slots.acquire(60)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    del held
    assert slots.free == SLOTS


def test_slots_are_given_in_the_order_of_the_calls(memory):
    slots = connections(memory).slots
    held = [slots.acquire(0) for _ in range(SLOTS)]
    order = []

    def wait(number):
        slot = slots.acquire(10)
        order.append(number)
        slots.release(slot)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
    for thread in threads:
        waiting = len(slots._slots)
        thread.start()
        while len(slots._slots) == waiting:
            time.sleep(0.001)
    slots.release(held.pop())
    for thread in threads:
        thread.join(10)
    assert order == [*range(8)]


def test_a_call_of_a_signal_handler_during_a_call_gets_a_slot_of_its_own(memory):
    fetched = []

    def handler(*_):
        fetched.append(memory.operations.fetch("proc_inner").operation_id)

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        slot = connections(memory).slots.acquire(0)
        signal.raise_signal(signal.SIGUSR1)
        connections(memory).slots.release(slot)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert fetched == ["proc_inner"]
