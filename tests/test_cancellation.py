"""Contract 25: a cancelled call ends immediately, sends nothing more, and leaves the client usable."""

from __future__ import annotations

import contextlib
import random
import socket

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from loopback import LoopbackServer, echo
from operation_cases import COLUMNS, CONVERSATION, IMPORT, MAPPING, OPERATION, PROFILE, STORE, TIME, documented
from twilio_memory import AsyncMemoryClient
from twilio_memory.models import ConversationSummaryInput
from twilio_memory.testing import FakeClock, Response

pytestmark = [pytest.mark.anyio, pytest.mark.contract(25)]

CALLS = 1504
AT_ONCE = 16


class StuckClock(FakeClock):
    """A fake clock on which sleeps never end while `stuck` is true."""

    def __init__(self):
        super().__init__()
        self.asleep = anyio.Event()
        self.stuck = True

    async def async_sleep(self, seconds):
        if self.stuck:
            self.asleep.set()
            await anyio.sleep_forever()
        await super().async_sleep(seconds)


class Scripted:
    """Sends the given responses in order, no response for None, and then echoes."""

    def __init__(self, *responses):
        self.responses = list(responses)

    def __call__(self, request):
        return self.responses.pop(0) if self.responses else echo(request)


@pytest.fixture
async def serve():
    async with contextlib.AsyncExitStack() as stack:

        async def serve(handle, **options):
            server = stack.enter_context(LoopbackServer(handle))
            memory = AsyncMemoryClient("SK", "secret", base_url=server.url, **options)
            await stack.enter_async_context(memory)
            return server, memory

        yield serve


async def until(condition):
    with anyio.fail_after(10):
        while not condition():  # noqa: ASYNC110 - the server's thread sets no event here
            await anyio.sleep(0.001)


@contextlib.asynccontextmanager
async def cancelled(call, *arguments):
    """Start a call, run the block, then cancel the call and wait for its end."""
    ended = anyio.Event()
    scope = anyio.CancelScope()

    async def run():
        try:
            with scope:
                await call(*arguments)
        finally:
            ended.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        yield
        assert not ended.is_set()
        scope.cancel()
        with anyio.fail_after(1):
            await ended.wait()
    assert scope.cancelled_caught


async def is_usable(server, memory, sent):
    """Check that nothing is sent after the cancellation, and that all slots are free."""
    await anyio.wait_all_tasks_blocked()
    assert server.requests == sent
    slots = memory._executor.transport.current()
    assert slots.free_slots == memory._executor.transport.options.max_connections
    assert (await memory.operations.fetch(OPERATION)).operation_id == OPERATION
    assert server.requests == sent + 1


@pytest.mark.contract(25)
async def test_cancellation_at_any_checkpoint_leaves_every_slot_free(serve):
    server, memory = await serve(echo, max_connections=4)
    chance = random.Random(25)
    ended = []

    async def begin_and_cancel(checkpoints):
        async def cancel_later():
            for _ in range(checkpoints):
                await anyio.lowlevel.checkpoint()
            scope.cancel()

        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(cancel_later)
                await memory.data_mappings.delete(STORE, MAPPING)
                ended.append(scope)

    for _ in range(CALLS // AT_ONCE):
        async with anyio.create_task_group() as tasks:
            for _ in range(AT_ONCE):
                tasks.start_soon(begin_and_cancel, int(2 ** chance.uniform(0, 10)))
    assert 0 < len(ended) < CALLS  # The number of completed calls depends on the machine.
    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            for _ in range(20):
                tasks.start_soon(memory.data_mappings.delete, STORE, MAPPING)
    pool = memory._executor.transport.current()
    assert pool.free_slots == 4
    assert len(pool.idle) <= 4
    await until(lambda: server.open == len(pool.idle))


async def test_cancellation_while_waiting_for_the_response(serve):
    server, memory = await serve(Scripted(None))
    async with cancelled(memory.data_mappings.delete, STORE, MAPPING):
        await until(lambda: server.requests == 1)
    await is_usable(server, memory, 1)


async def test_cancellation_while_waiting_for_a_connection(serve):
    server, memory = await serve(Scripted(None), max_connections=1)
    async with cancelled(memory.operations.fetch, OPERATION):
        await until(lambda: server.requests == 1)
        async with cancelled(memory.data_mappings.delete, STORE, MAPPING):
            await anyio.wait_all_tasks_blocked()
    await is_usable(server, memory, 1)


async def test_cancellation_while_waiting_for_the_next_attempt(serve):
    clock = StuckClock()
    server, memory = await serve(Scripted(Response(429, (("Retry-After", "1"),), b"")), clock=clock)
    async with cancelled(memory.data_mappings.delete, STORE, MAPPING):
        await clock.asleep.wait()
    await is_usable(server, memory, 1)


async def test_cancellation_while_waiting_between_polls(serve):
    clock = StuckClock()
    server, memory = await serve(echo, clock=clock)
    deletion = await memory.data_mappings.delete(STORE, MAPPING)
    async with cancelled(deletion.wait):
        await clock.asleep.wait()
    await is_usable(server, memory, 1)


async def test_cancellation_during_a_poll(serve):
    accepted = Response(202, (("Operation-Id", OPERATION),), b"{}")
    server, memory = await serve(Scripted(accepted, None), clock=FakeClock())
    deletion = await memory.data_mappings.delete(STORE, MAPPING)
    async with cancelled(deletion.wait):
        await until(lambda: server.requests == 2)
    await is_usable(server, memory, 2)


def page(token):
    body = f'{{"imports": ["{IMPORT}"], "meta": {{"key": "imports", "pageSize": 1, "nextToken": "{token}"}}}}'
    return Response(200, (), body.encode())


async def test_cancellation_during_a_page_lets_it_be_fetched_again(serve):
    server, memory = await serve(Scripted(page("a"), None, page("")))
    pages = memory.imports.list(STORE).pages()
    assert (await anext(pages)).imports == [IMPORT]
    async with cancelled(anext, pages):
        await until(lambda: server.requests == 2)
    assert (await anext(pages)).imports == [IMPORT]
    assert [rest async for rest in pages] == []
    await is_usable(server, memory, 3)


async def test_cancellation_between_items(serve):
    server, memory = await serve(Scripted(page("a"), None))

    async def read_all():
        async for item in memory.imports.list(STORE):
            items.append(item)  # noqa: PERF401 - keeps the items before the cancellation

    items = []
    async with cancelled(read_all):
        await until(lambda: server.requests == 2)
    assert items == [IMPORT]
    await is_usable(server, memory, 2)


async def test_cancellation_between_batches(serve):
    body = documented("CreateProfileConversationSummary", 202).content
    server, memory = await serve(Scripted(Response(202, (), body), None))
    summaries = [
        ConversationSummaryInput(content=str(number), conversation_id=CONVERSATION, occurred_at=TIME)
        for number in range(40)
    ]
    async with cancelled(memory.summaries.create, STORE, PROFILE, summaries):
        await until(lambda: server.requests == 2)
    await is_usable(server, memory, 2)


async def test_cancellation_during_an_upload(serve, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as uploads:
        port = uploads.getsockname()[1]
        created = f'{{"importId": "{IMPORT}", "url": "http://127.0.0.1:{port}/file"}}'
        server, memory = await serve(Scripted(Response(201, (), created.encode())))
        path = tmp_path / "large.csv"
        with path.open("wb") as file:
            file.truncate(64 * 1024 * 1024)  # more than the socket buffers hold, so the upload blocks

        async def upload():
            await memory.imports.upload(STORE, path, column_mappings=COLUMNS)

        async with cancelled(upload):
            connection, _ = await anyio.to_thread.run_sync(uploads.accept)
            await anyio.to_thread.run_sync(connection.recv, 1)
        await is_usable(server, memory, 1)
        connection.close()
