"""Contracts 25 and 27: connecting leaves no unneeded socket open, for hosts by address and by name."""

from __future__ import annotations

import asyncio
import gc
import itertools
import socket

import anyio
import anyio.lowlevel
import pytest
import trio

from loopback import LoopbackServer, echo
from operation_cases import OPERATION
from stress import open_sockets
from twilio_memory import APIConnectionError, AsyncMemoryClient
from twilio_memory._http.backends import asyncio as _asyncio

pytestmark = [pytest.mark.anyio, pytest.mark.contract(25, 27)]

CHECKPOINTS = 40


@pytest.fixture(autouse=True)
def _no_collector():
    """Disable garbage collection, which would close leaked sockets."""
    gc.collect()
    gc.freeze()  # What is alive now need not be looked at again.
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def silent():
    """Return the address of a server that never accepts, so that its side has no descriptor."""
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        yield listener.getsockname()


@pytest.fixture
def refusing():
    """Return an address at which nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()


@pytest.fixture
def resolve(monkeypatch, anyio_backend_name):
    """Resolve `localhost` to the given addresses, all tried concurrently on asyncio."""

    def resolve(*addresses):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]

        class Resolver(trio.abc.HostnameResolver):
            async def getaddrinfo(self, *_):
                await anyio.lowlevel.checkpoint()
                return found

            async def getnameinfo(self, *_):
                raise NotImplementedError

        async def getaddrinfo(*_, **__):
            await anyio.lowlevel.checkpoint()
            return found

        if anyio_backend_name == "trio":
            trio.socket.set_custom_hostname_resolver(Resolver())
        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr("twilio_memory._http.backends.asyncio.HAPPY_EYEBALLS_DELAY", 0)

    return resolve


async def cancel_after(checkpoints, call):
    """Start a call and cancel it by a cancel scope."""

    async def cancel():
        for _ in range(checkpoints):
            await anyio.lowlevel.checkpoint()
        scope.cancel()

    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(cancel)
            await call()
    assert scope.cancelled_caught


async def cancel_task_after(checkpoints, call):
    """Start a call and cancel its asyncio task."""
    task = asyncio.ensure_future(call())
    for _ in range(checkpoints):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.contract(25)
@pytest.mark.parametrize("named", [False, True], ids=["by address", "by name"])
@pytest.mark.needs("proc")
async def test_sockets_of_a_connect_cancelled_at_any_checkpoint_are_closed(
    silent, refusing, resolve, named, anyio_backend_name
):
    cancels = [cancel_after, cancel_task_after] if anyio_backend_name == "asyncio" else [cancel_after]
    resolve(silent, refusing, silent, silent)
    url = f"http://{'localhost' if named else '127.0.0.1'}:{silent[1]}"
    async with AsyncMemoryClient("SK", "secret", base_url=url, max_connections=2) as memory:
        with anyio.move_on_after(0.01):
            await memory.operations.fetch(OPERATION)  # Creates the objects that are created once.
        await anyio.wait_all_tasks_blocked()
        before = open_sockets()
        for checkpoints, cancel in itertools.product(range(CHECKPOINTS), cancels):
            await cancel(checkpoints, lambda: memory.operations.fetch(OPERATION))
            for _ in range(2):
                await anyio.lowlevel.checkpoint()
            assert open_sockets() == before, f"after {checkpoints} checkpoints"


@pytest.mark.needs("proc")
async def test_sockets_of_unneeded_addresses_are_closed(refusing, resolve):
    with LoopbackServer(echo) as server:
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        resolve(refusing, address, address)
        async with AsyncMemoryClient("SK", "secret", base_url=f"http://localhost:{address[1]}") as memory:
            before = open_sockets()
            assert (await memory.operations.fetch(OPERATION)).operation_id == OPERATION
            with anyio.fail_after(10):
                # One on each side. The server may accept the other connection late, so that it is not counted yet.
                while len({*open_sockets()} - {*before}) != 2 or server.open != 1:  # noqa: ASYNC110 - no event is set
                    await anyio.sleep(0.001)


@pytest.mark.needs("proc")
async def test_connect_error_if_all_addresses_refuse(refusing, resolve):
    resolve(refusing, refusing)
    async with AsyncMemoryClient("SK", "secret", base_url=f"http://localhost:{refusing[1]}", max_attempts=1) as memory:
        before = open_sockets()
        with pytest.raises(APIConnectionError, match="ConnectError"):
            await memory.operations.fetch(OPERATION)
        assert open_sockets() == before


@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # trio implements this itself.
async def test_connect_tries_the_next_address_if_one_hangs(resolve, monkeypatch):
    connect_to, begun = _asyncio._connect_to, []

    async def connect(address):
        begun.append(address[-1])
        if address[-1] == "hangs":
            await anyio.sleep_forever()
        return await connect_to(address)

    monkeypatch.setattr(_asyncio, "_connect_to", connect)
    with LoopbackServer(echo) as server:
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        resolve("hangs", "hangs", address)
        async with AsyncMemoryClient("SK", "secret", base_url=f"http://localhost:{address[1]}") as memory:
            assert (await memory.operations.fetch(OPERATION)).operation_id == OPERATION
    assert begun == ["hangs", "hangs", address]


@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # trio implements this itself.
async def test_connect_alternates_address_families(monkeypatch):
    async def getaddrinfo(*_, **__):
        return [(family, 1, 6, "", number) for number, family in enumerate([10, 10, 10, 2, 2])]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    assert [address[-1] for address in await _asyncio._addresses("localhost", 80)] == [0, 3, 1, 4, 2]
