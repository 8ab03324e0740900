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
from operation_cases import OPERATION
from twilio_memory import APITimeoutError, MemoryClient, Timeouts
from twilio_memory.testing import FakeClock, Response

SLOTS = 2
SENDING = {"sync.py", "concurrency.py", "connection.py", "pool.py", "executor.py", "transport.py"}

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _no_collector():
    """Disable garbage collection: only reference counts free objects."""
    gc.collect()
    gc.freeze()  # What is alive now need not be looked at again.
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def failing():
    """Return a list; the server fails one request per item."""
    return []


@pytest.fixture
def memory(failing):
    def handle(request):
        return Response(503, (), b"{}") if failing and failing.pop() else echo(request)

    options = {"max_connections": SLOTS, "clock": FakeClock(), "timeouts": Timeouts(pool=0.001)}
    with LoopbackServer(handle) as server, MemoryClient("SK", "s", base_url=server.url, **options) as memory:
        yield memory


def sends(code):
    """Return whether a function is in a module that holds a slot, a connection or a socket."""
    return is_ours(code) and Path(code.co_filename).name in SENDING


@pytest.mark.contract(26)
def test_pool_slots_survive_an_interrupt_at_every_bytecode_of_a_call(memory, failing):
    def prepare():
        close_idle(memory)
        failing[:] = [True]  # The first attempt opens a connection, the second reuses it.

    assert interrupt_everywhere(memory, prepare, sends) > 400


@pytest.mark.contract(26)
def test_pool_slots_survive_an_interrupt_at_every_bytecode_of_waiting_for_a_slot(memory):
    slots = connections(memory)

    def call():
        held = [slots.acquire_slot(0) for _ in range(SLOTS)]
        try:
            with pytest.raises(APITimeoutError):
                memory.with_options(max_attempts=1).operations.fetch(OPERATION)
        finally:
            for slot in held:
                slots.release_slot(slot)

    places(call, sends)  # Instruments the code for tracing.
    found = places(call, sends)
    for place in found:
        interrupt(call, place)
        assert slots.free_slots == SLOTS, place
        memory.operations.fetch(OPERATION)
    assert len(found) > 200


@pytest.mark.contract(26)
def test_pool_slot_lost_by_an_interrupted_thread_is_given_to_a_waiting_thread(memory):
    slots = connections(memory)
    held = [slots.acquire_slot(0) for _ in range(SLOTS)]
    acquired = []
    waiting = threading.Thread(target=lambda: acquired.append(slots.acquire_slot(10)))
    waiting.start()
    while len(slots._slots) <= SLOTS:
        time.sleep(0.001)
    held.pop()  # As if the frame of a call were gone without waking a thread.
    waiting.join(5)
    assert len(acquired) == 1


@pytest.mark.contract(9)
@pytest.mark.needs("timers")
def test_pool_slot_wait_can_be_interrupted(memory):
    def handler(*_):
        raise Interruption

    slots = connections(memory)
    held = [slots.acquire_slot(0) for _ in range(SLOTS)]
    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(Interruption):
            slots.acquire_slot(60)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    del held
    assert slots.free_slots == SLOTS


def test_pool_slots_are_granted_in_call_order(memory):
    slots = connections(memory)
    held = [slots.acquire_slot(0) for _ in range(SLOTS)]
    order = []

    def wait(number):
        slot = slots.acquire_slot(10)
        order.append(number)
        slots.release_slot(slot)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
    for thread in threads:
        waiting = len(slots._slots)
        thread.start()
        while len(slots._slots) == waiting:
            time.sleep(0.001)
    slots.release_slot(held.pop())
    for thread in threads:
        thread.join(10)
    assert order == [*range(8)]


@pytest.mark.needs("timers")
def test_signal_handler_call_during_a_call_gets_its_own_slot(memory):
    fetched = []

    def handler(*_):
        fetched.append(memory.operations.fetch("proc_inner").operation_id)

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        slot = connections(memory).acquire_slot(0)
        signal.raise_signal(signal.SIGUSR1)
        connections(memory).release_slot(slot)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert fetched == ["proc_inner"]
