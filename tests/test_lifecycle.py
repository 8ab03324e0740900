"""Contracts 26 and 27: sharing a client, closing it, and leaks."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import sys
import threading
import warnings
from pathlib import Path

import anyio
import pytest
import trio.lowlevel

from forks import in_a_fork
from loopback import LoopbackServer, echo
from operation_cases import MAPPING, OPERATION, STORE
from twilio_memory import AsyncMemoryClient, ClientClosedError, ConnectionOptions, MemoryClient, TwilioMemoryError
from twilio_memory.testing import FakeClock, Response

LOOPS = ["asyncio", "trio"]


@pytest.fixture
def server():
    with LoopbackServer(echo) as server:
        yield server


def client(server, **options):
    return MemoryClient("SK", "secret", base_url=server.url, **options)


def async_client(server, **options):
    return AsyncMemoryClient("SK", "secret", base_url=server.url, **options)


def descriptors():
    gc.collect()
    gc.freeze()  # What is alive now need not be looked at again.
    return len(list(Path("/proc/self/fd").iterdir()))


async def all_closed(server):
    with anyio.fail_after(10):
        while server.open:  # noqa: ASYNC110 - the server's thread sets no event here
            await anyio.sleep(0.001)


@pytest.fixture
def frequent_switches():
    """Set the shortest switch interval of threads."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.contract(26)
@pytest.mark.usefixtures("frequent_switches")
def test_threads_sharing_a_client_each_get_their_own_responses(server):
    def fetch(thread):
        expected = [f"proc_job_{thread}_{number}" for number in range(60)]
        return all(memory.operations.fetch(operation).operation_id == operation for operation in expected)

    with client(server, max_connections=5) as memory, concurrent.futures.ThreadPoolExecutor(8) as threads:
        assert all(threads.map(fetch, range(8)))
    assert server.requests == 480
    assert server.connections <= 5


@pytest.mark.contract(26)
@pytest.mark.usefixtures("frequent_switches")
def test_threads_that_find_expired_connections_do_not_interfere(server):
    options = ConnectionOptions(keepalive_expiry=1e-9)
    with client(server, connection_options=options) as memory, concurrent.futures.ThreadPoolExecutor(8) as threads:
        fetched = [threads.submit(memory.operations.fetch, OPERATION) for _ in range(300)]
        assert all(call.result().operation_id == OPERATION for call in fetched)


@pytest.mark.contract(26)
@pytest.mark.needs("fork")
def test_forked_process_opens_its_own_connection_and_leaves_the_parents_open(server):
    def work():
        for number in range(3):
            assert memory.operations.fetch(f"child_{number}").operation_id == f"child_{number}"
        memory.close()
        gc.collect()

    with client(server) as memory:
        memory.operations.fetch(OPERATION)
        assert in_a_fork(work)
        assert memory.operations.fetch(OPERATION).operation_id == OPERATION
    assert server.requests == 5
    assert server.connections == 2


@pytest.mark.contract(26)
@pytest.mark.needs("fork")
def test_close_in_a_forked_process_leaves_the_parents_connection_open(server):
    with client(server) as memory:
        memory.operations.fetch(OPERATION)
        assert in_a_fork(memory.close)
        memory.operations.fetch(OPERATION)
    assert server.connections == 1


@pytest.mark.anyio
@pytest.mark.contract(26)
@pytest.mark.needs("fork")
async def test_forked_process_inside_an_event_loop_opens_its_own_connection(server, anyio_backend_name):
    def work():
        async def fetch():
            assert (await memory.operations.fetch("child")).operation_id == "child"
            gc.collect()

        # In this thread asyncio believes that the parent's loop is running.
        with concurrent.futures.ThreadPoolExecutor(1) as threads:
            threads.submit(anyio.run, fetch, backend=anyio_backend_name).result(10)

    async with async_client(server) as memory:
        await memory.operations.fetch(OPERATION)
        assert in_a_fork(work)
        assert (await memory.operations.fetch(OPERATION)).operation_id == OPERATION
    assert server.requests == 3
    assert server.connections == 2


@pytest.mark.contract(26, 27)
@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.needs("proc")
def test_event_loops_in_sequence_share_a_client_and_leave_no_descriptors(server, loop):
    async def fetch():
        assert (await memory.operations.fetch(OPERATION)).operation_id == OPERATION

    async def fetch_and_close():
        await fetch()
        await memory.aclose()

    memory = async_client(server)
    before = descriptors()
    for _ in range(2):
        anyio.run(fetch, backend=loop)
        anyio.run(all_closed, server)
        assert descriptors() == before
    anyio.run(fetch_and_close, backend=loop)
    anyio.run(all_closed, server)
    assert descriptors() == before
    assert server.connections == 3


@pytest.mark.contract(27)
@pytest.mark.parametrize("loop", LOOPS)
def test_client_drops_event_loops_that_have_ended(server, loop):
    async def fetch():
        await memory.operations.fetch(OPERATION)

    memory = async_client(server)
    for _ in range(3):
        anyio.run(fetch, backend=loop)
        assert memory._executor.transport._by_loop == {}


@pytest.mark.contract(27)
def test_client_drops_event_loops_closed_without_shutdown(server):
    def use(memory):
        for _ in range(3):
            loop = asyncio.new_event_loop()
            loop.run_until_complete(memory.operations.fetch(OPERATION))
            loop.close()
            assert [loop for _, loop in memory._executor.transport._by_loop] == [loop]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        use(async_client(server))
        gc.collect()


@pytest.mark.anyio
@pytest.mark.contract(26)
async def test_client_can_be_closed_by_several_tasks_concurrently(server):
    memory = async_client(server)
    await memory.operations.fetch(OPERATION)
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(memory.aclose)
    await all_closed(server)


@pytest.mark.contract(27)
def test_cancelled_close_leaves_no_connection_open(server):
    async def main():
        memory = async_client(server)
        await asyncio.gather(*[memory.operations.fetch(OPERATION) for _ in range(5)])
        assert server.connections == 5
        closing = asyncio.create_task(memory.aclose())
        await asyncio.sleep(0)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        await all_closed(server)

    asyncio.run(main())


@pytest.mark.contract(26)
@pytest.mark.usefixtures("frequent_switches")
def test_event_loops_starting_and_ending_in_many_threads_share_a_client(server):
    memory = async_client(server)

    def fetch(_):
        return anyio.run(memory.operations.fetch, OPERATION).status

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        assert set(threads.map(fetch, range(400))) == {"RUNNING"}


@pytest.mark.contract(26)
@pytest.mark.parametrize("other", LOOPS)
def test_event_loops_in_two_threads_share_a_client_concurrently(server, other):
    together = threading.Barrier(2, timeout=10)

    async def fetch(thread):
        for number in range(50):
            await anyio.to_thread.run_sync(together.wait)
            operation = f"proc_job_{thread}_{number}"
            assert (await memory.operations.fetch(operation)).operation_id == operation

    memory = async_client(server)
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        calls = [threads.submit(anyio.run, fetch, name, backend=name) for name in ("asyncio", other)]
        for call in calls:
            call.result(20)
    anyio.run(all_closed, server)
    assert server.requests == 100
    assert server.connections == 2


@pytest.mark.contract(26)
def test_close_during_a_call_lets_it_finish_and_closes_its_connection():
    arrived, may_respond = threading.Event(), threading.Event()

    def handle(request):
        arrived.set()
        may_respond.wait(10)
        return echo(request)

    with LoopbackServer(handle) as server, concurrent.futures.ThreadPoolExecutor(1) as threads:
        memory = client(server)
        call = threads.submit(memory.operations.fetch, OPERATION)
        assert arrived.wait(10)
        memory.close()
        memory.close()
        with pytest.raises(ClientClosedError):
            memory.operations.fetch(OPERATION)
        may_respond.set()
        assert call.result(10).operation_id == OPERATION
        anyio.run(all_closed, server)


@pytest.mark.anyio
@pytest.mark.contract(26)
async def test_close_during_calls_of_tasks_lets_them_finish_and_closes_connections():
    arrived, may_respond = threading.Event(), threading.Event()

    def handle(request):
        arrived.set()
        may_respond.wait(10)
        return echo(request)

    async def fetch():
        operations.append((await memory.operations.fetch(OPERATION)).operation_id)

    operations = []
    with LoopbackServer(handle) as server:
        memory = async_client(server)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(fetch)
            assert await anyio.to_thread.run_sync(arrived.wait, 10)
            await memory.aclose()
            await memory.aclose()
            with pytest.raises(ClientClosedError):
                await memory.operations.fetch(OPERATION)
            may_respond.set()
        assert operations == [OPERATION]
        await all_closed(server)


def mixed(request):
    """Return a success, an error, an invalid body and a success in turn."""
    number = int(request.path.rpartition("_")[2])
    return [echo(request), Response(404, (), b"{}"), Response(200, (), b"<html>"), echo(request)][number % 4]


@pytest.mark.contract(27)
@pytest.mark.needs("proc")
def test_calls_leave_no_descriptors_and_no_threads():
    with LoopbackServer(mixed) as server:
        before, threads = descriptors(), threading.active_count()
        memory = client(server, clock=FakeClock())
        for number in range(200):
            try:
                memory.operations.fetch(f"proc_{number}")
            except TwilioMemoryError:
                assert number % 4 in {1, 2}
        assert server.open == 1
        assert threading.active_count() == threads
        memory.close()
        anyio.run(all_closed, server)
        assert descriptors() == before


@pytest.mark.anyio
@pytest.mark.contract(27)
@pytest.mark.needs("proc")
async def test_calls_leave_no_descriptors_and_no_tasks(anyio_backend_name):
    def tasks():
        if anyio_backend_name == "trio":
            return trio.lowlevel.current_statistics().tasks_living
        return len(asyncio.all_tasks())

    async def fetch(number):
        try:
            await memory.operations.fetch(f"proc_{number}")
        except TwilioMemoryError:
            assert number % 4 in {1, 2}

    with LoopbackServer(mixed) as server:
        before, tasks_before = descriptors(), tasks()
        memory = async_client(server, clock=FakeClock(), max_connections=8)
        async with anyio.create_task_group() as group:
            for number in range(200):
                group.start_soon(fetch, number)
        assert server.open <= 8
        assert tasks() == tasks_before
        await memory.aclose()
        await all_closed(server)
        assert descriptors() == before


@pytest.mark.contract(26)
def test_pending_deletion_of_a_closed_client_raises(server):
    memory = client(server)
    deletion = memory.data_mappings.delete(STORE, MAPPING)
    memory.close()
    assert deletion.operation_id == MAPPING
    with pytest.raises(ClientClosedError):
        deletion.fetch()


def test_client_closed_by_another_thread_at_its_first_call_raises_an_error_of_the_library(server, monkeypatch):
    class ClosedMeanwhile(dict):
        def setdefault(self, key, value):
            entry = super().setdefault(key, value)
            memory.close()
            return entry

    memory = MemoryClient("SK", "x", base_url=server.url)
    monkeypatch.setattr(memory._executor.transport, "_by_loop", ClosedMeanwhile())
    memory.operations.fetch(OPERATION)  # The call itself had begun before.
    with pytest.raises(ClientClosedError):
        memory.operations.fetch(OPERATION)
