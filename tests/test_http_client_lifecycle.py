"""The lifecycle of a given http_client: forks, event loops, timeouts, cancellation and types."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import warnings

import anyio
import httpx
import httpx2
import pytest
import requests

from loopback import LoopbackServer, echo
from raw_server import RawServer
from scripted import MAPPING, OPERATION, STORE
from twilio_memory import (
    APITimeoutError,
    AsyncMemoryClient,
    ClientClosedError,
    InvalidArgumentError,
    MemoryClient,
    Outcome,
    Timeouts,
)
from twilio_memory.testing import Emulator

LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])


@pytest.fixture
def server():
    with LoopbackServer(echo) as server:
        yield server


def in_a_fork(work):
    """Run a function in a forked process; return whether it succeeds."""
    with warnings.catch_warnings():
        # The child lacks the server's thread, and needs no lock of it.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            warnings.simplefilter("ignore")
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@LIBRARIES
@pytest.mark.contract(26)
@pytest.mark.needs("fork")
def test_http_client_used_before_a_fork_is_refused_in_the_child(server, library):
    def work():
        for memory in (first, second):
            with pytest.raises(ClientClosedError, match="before a fork") as caught:
                memory.operations.fetch("child")
            assert caught.value.outcome is Outcome.NOT_SENT

    with library.Client(trust_env=False) as http_client:
        first = MemoryClient("SK", "secret", base_url=server.url, http_client=http_client)
        second = MemoryClient("SK", "secret", base_url=server.url, http_client=http_client)
        first.operations.fetch(OPERATION)
        assert in_a_fork(work)
        assert second.operations.fetch(OPERATION).operation_id == OPERATION
    assert server.requests == 2


@LIBRARIES
@pytest.mark.contract(26)
@pytest.mark.needs("fork")
def test_http_client_first_used_after_a_fork_works_in_the_child(server, library):
    def work():
        assert memory.operations.fetch("child").operation_id == "child"

    with library.Client(trust_env=False) as http_client:
        memory = MemoryClient("SK", "secret", base_url=server.url, http_client=http_client)
        assert in_a_fork(work)
        assert memory.operations.fetch(OPERATION).operation_id == OPERATION


@LIBRARIES
@pytest.mark.contract(26)
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_http_client_of_another_event_loop_is_refused(server, library, backend):
    async def fetch():
        return (await memory.operations.fetch(OPERATION)).operation_id

    async def fetch_and_close():
        assert await fetch() == OPERATION
        assert await fetch() == OPERATION
        await http_client.aclose()

    http_client = library.AsyncClient(trust_env=False, limits=library.Limits(max_keepalive_connections=0))
    memory = AsyncMemoryClient("SK", "secret", base_url=server.url, http_client=http_client)
    assert anyio.run(fetch, backend=backend) == OPERATION
    with pytest.raises(ClientClosedError, match="another event loop") as caught:
        anyio.run(fetch, backend=backend)
    assert caught.value.outcome is Outcome.NOT_SENT
    http_client = library.AsyncClient(trust_env=False)
    memory = AsyncMemoryClient("SK", "secret", base_url=server.url, http_client=http_client)
    anyio.run(fetch_and_close, backend=backend)
    assert server.requests == 3


def test_http_client_without_connections_works_on_every_event_loop():
    with Emulator() as emulator:
        memory = emulator.async_client()
        for _ in range(2):
            asyncio.run(memory.stores.list().pages().__anext__())


SLOW = [
    ("HTTP/1.1 202 A", "a", Outcome.MAYBE_PROCESSED),
    ("HTTP/1.1 202 Accepted\r\nX: ", "x", Outcome.ACCEPTED),
    ("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x", Outcome.ACCEPTED),
]


@LIBRARIES
@pytest.mark.anyio
@pytest.mark.contract(9)
@pytest.mark.parametrize(("begin", "more", "outcome"), SLOW)
async def test_total_timeout_of_an_http_client_holds_against_single_bytes(library, begin, more, outcome):
    drip = itertools.chain([begin.encode()], itertools.repeat(more.encode()))
    server = RawServer([drip])
    async with library.AsyncClient(trust_env=False) as http_client:
        memory = AsyncMemoryClient(
            "SK", "secret", base_url=server.url, http_client=http_client, timeouts=Timeouts(total=0.7)
        )
        with anyio.fail_after(30), pytest.raises(APITimeoutError) as caught:
            await memory.data_mappings.delete(STORE, MAPPING)
    server.close()
    assert caught.value.outcome is outcome
    assert len(server.requests) == 1


@LIBRARIES
@pytest.mark.anyio
async def test_total_timeout_does_not_swallow_an_outer_cancellation(library):
    server = RawServer([itertools.chain([b"HTTP/1.1 202 A"], itertools.repeat(b"a"))])
    async with library.AsyncClient(trust_env=False) as http_client:
        memory = AsyncMemoryClient("SK", "secret", base_url=server.url, http_client=http_client)
        with anyio.move_on_after(0.1) as scope:
            await memory.data_mappings.delete(STORE, MAPPING)
        assert scope.cancelled_caught
    server.close()
    assert len(server.requests) <= 1


@pytest.mark.anyio
@pytest.mark.contract(25)
async def test_cancellation_leaves_every_slot_of_httpx2_free(server):
    async def fetch(seconds):
        with anyio.move_on_after(seconds):
            await memory.operations.fetch(OPERATION)

    async with httpx2.AsyncClient(trust_env=False, limits=httpx2.Limits(max_connections=4)) as http_client:
        memory = AsyncMemoryClient("SK", "secret", base_url=server.url, http_client=http_client)
        for _ in range(25):
            async with anyio.create_task_group() as group:
                for number in range(20):
                    group.start_soon(fetch, number * 0.0003)
        for _ in range(8):
            assert (await memory.operations.fetch(OPERATION)).operation_id == OPERATION


@pytest.mark.parametrize("kind", [MemoryClient, AsyncMemoryClient])
def test_http_client_of_the_wrong_type_is_refused(kind):
    name = "Client" if kind is MemoryClient else "AsyncClient"
    other = "AsyncClient" if kind is MemoryClient else "Client"
    wrong = [requests.Session(), object(), httpx, httpx2, "httpx"]
    for library in (httpx, httpx2):
        wrong += [getattr(library, name), getattr(library, other)()]
    for http_client in wrong:
        with pytest.raises(
            InvalidArgumentError, match=rf"http_client: expected an httpx\.{name} or httpx2\.{name}, got"
        ):
            kind("SK", "secret", http_client=http_client)


ONLY_ITS_OWN = """
import sys
import {library}
from twilio_memory import MemoryClient
with {library}.Client(transport={library}.MockTransport(lambda _: {library}.Response(404))) as http_client:
    memory = MemoryClient("SK", "secret", http_client=http_client)
    try:
        memory.stores.delete("mem_store_01kpttrksqe08rhv122gzq52ax")
    except Exception as error:
        print(type(error).__name__, "{other}" in sys.modules)
"""


@pytest.mark.parametrize(("library", "other"), [("httpx", "httpx2"), ("httpx2", "httpx")])
def test_http_client_of_one_library_does_not_import_the_other(library, other):
    script = ONLY_ITS_OWN.format(library=library, other=other)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "NotFoundError False\n"
