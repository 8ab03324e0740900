"""An emulator in a process is not shared with others; one that is forked or pickled says so."""

from __future__ import annotations

import pickle

import pytest

from forks import in_a_fork
from twilio_memory import MemoryClient
from twilio_memory.testing import Emulator, EmulatorError, FakeClock, serve


@pytest.fixture
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def memory(emulator):
    with emulator.client() as memory:
        yield memory


USES = {
    "a call of a client": lambda _, memory: list(memory.stores.list()),
    "a call of a new client": lambda emulator, _: list(emulator.client().stores.list()),
    "a store": lambda emulator, _: emulator.add_store(),
    "a snapshot": lambda emulator, _: emulator.snapshot(),
    "a reset": lambda emulator, _: emulator.reset(),
    "the pending faults": lambda emulator, _: emulator.pending_faults,
}


@pytest.mark.needs("fork")
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_forked_process_is_refused_and_asked_to_use_a_server(emulator, memory, use):
    def work():
        with pytest.raises(EmulatorError, match=r"belongs to process \d+, .* forked from it: .* serve\(\)"):
            use(emulator, memory)

    assert in_a_fork(work)


@pytest.mark.needs("fork")
def test_forked_process_is_refused_also_while_the_parent_handles_a_request(emulator, memory):
    def work():
        with pytest.raises(EmulatorError, match="forked"):
            list(memory.stores.list())

    with emulator._lock:
        assert in_a_fork(work)


@pytest.mark.needs("fork")
def test_closing_in_a_forked_process_leaves_the_parent_its_emulator(tmp_path):
    with Emulator(database=tmp_path / "state.db") as emulator:
        store_id = emulator.add_store()
        assert in_a_fork(emulator.close)
        emulator.add_store()
        with emulator.client() as memory:
            assert store_id in list(memory.stores.list())
            assert len(list(memory.stores.list())) == 2


@pytest.mark.needs("fork")
def test_forked_process_may_make_an_emulator_of_its_own(emulator):
    def work():
        with Emulator() as own, own.client() as memory:
            assert list(memory.stores.list()) == []

    emulator.add_store()
    assert in_a_fork(work)


@pytest.mark.needs("fork")
def test_server_is_shared_with_forked_processes(emulator, memory):
    with serve(emulator) as url:

        def work():
            with MemoryClient("SKtest", "secret", base_url=url, clock=FakeClock()) as client:
                client.stores.create(display_name="made-by-the-child").wait()

        assert in_a_fork(work)
    assert [memory.stores.fetch(each).display_name for each in memory.stores.list()] == ["made-by-the-child"]


def test_pickling_is_refused(emulator):
    with pytest.raises(TypeError, match=r"cannot be given to another process: start a server with serve\(\)"):
        pickle.dumps(emulator)
