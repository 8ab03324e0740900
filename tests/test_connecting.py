"""Contracts 25 and 27: whichever way a host is found, a call leaves no socket behind that it does not need."""

from __future__ import annotations

import asyncio
import gc
import itertools
import socket
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest
import trio

from loopback import LoopbackServer, echo
from twilio_memory import APIConnectionError, AsyncMemoryClient, _asyncio
from wire import OPERATION

pytestmark = [pytest.mark.anyio, pytest.mark.contract(25, 27)]

CHECKPOINTS = 40


@pytest.fixture(autouse=True)
def _no_collector():
    """Leave open what only the collector would close."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def silent():
    """Return the address of a server that never responds, and whose side of a connection is no descriptor."""
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
    """Let `localhost` have these addresses, all of which are tried at once on asyncio."""

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
        monkeypatch.setattr("twilio_memory._asyncio._NEXT_ADDRESS_SECONDS", 0)

    return resolve


def sockets():
    """List the open ones."""
    links = Path("/proc/self/fd").iterdir()
    return sorted(str(link.readlink()) for link in links if link.is_symlink() and "socket:" in str(link.readlink()))


async def cancel_after(checkpoints, call):
    """Begin a call and cancel it as anyio and trio do."""

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
    """Begin a call and cancel it as asyncio does."""
    task = asyncio.ensure_future(call())
    for _ in range(checkpoints):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.contract(25)
@pytest.mark.parametrize("named", [False, True], ids=["by address", "by name"])
async def test_sockets_of_a_connect_that_is_cancelled_anywhere_are_closed(
    silent, refusing, resolve, named, anyio_backend_name
):
    cancels = [cancel_after, cancel_task_after] if anyio_backend_name == "asyncio" else [cancel_after]
    resolve(silent, refusing, silent, silent)
    url = f"http://{'localhost' if named else '127.0.0.1'}:{silent[1]}"
    async with AsyncMemoryClient("SK", "secret", base_url=url, max_connections=2) as memory:
        with anyio.move_on_after(0.01):
            await memory.operations.fetch(OPERATION)  # What is made once.
        await anyio.wait_all_tasks_blocked()
        before = sockets()
        for checkpoints, cancel in itertools.product(range(CHECKPOINTS), cancels):
            await cancel(checkpoints, lambda: memory.operations.fetch(OPERATION))
            for _ in range(2):
                await anyio.lowlevel.checkpoint()
            assert sockets() == before, f"after {checkpoints} checkpoints"


async def test_sockets_of_addresses_that_are_not_needed_are_closed(refusing, resolve):
    with LoopbackServer(echo) as server:
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        resolve(refusing, address, address)
        async with AsyncMemoryClient("SK", "secret", base_url=f"http://localhost:{address[1]}") as memory:
            before = sockets()
            assert (await memory.operations.fetch(OPERATION)).operation_id == OPERATION
            with anyio.fail_after(10):
                while server.open > 1:  # noqa: ASYNC110 - what happens in the server's thread sets no event here
                    await anyio.sleep(0.001)
            assert len({*sockets()} - {*before}) == 2  # One at each side.


async def test_a_host_whose_addresses_all_refuse_is_no_connection(refusing, resolve):
    resolve(refusing, refusing)
    async with AsyncMemoryClient("SK", "secret", base_url=f"http://localhost:{refusing[1]}", max_attempts=1) as memory:
        before = sockets()
        with pytest.raises(APIConnectionError, match="ConnectError"):
            await memory.operations.fetch(OPERATION)
        assert sockets() == before


@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # trio does it itself.
async def test_an_address_that_never_responds_is_followed_by_the_next(resolve, monkeypatch):
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


@pytest.mark.parametrize("anyio_backend", ["asyncio"])  # trio does it itself.
async def test_addresses_of_two_families_take_turns(monkeypatch):
    async def getaddrinfo(*_, **__):
        return [(family, 1, 6, "", number) for number, family in enumerate([10, 10, 10, 2, 2])]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    assert [address[-1] for address in await _asyncio._addresses("localhost", 80)] == [0, 3, 1, 4, 2]
