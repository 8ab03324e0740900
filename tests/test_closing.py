"""Contracts 25 and 26: connections are closed in spite of a cancellation, and only by the process that opened them."""

from __future__ import annotations

import math
import ssl

import anyio
import anyio.lowlevel
import pytest

from forks import in_a_fork
from loopback import LoopbackServer, echo
from loopback_tls import server_context, trusting
from operation_cases import OPERATION
from twilio_memory import ConnectionOptions, MemoryClient
from twilio_memory._http._async import pool as pool_module
from twilio_memory._http._async.connection import AsyncConnection
from twilio_memory._http.types import Deadline, Origin

DEADLINE = Deadline(60.0, lambda: 0.0, connect=5.0, read=5.0, write=5.0, pool=5.0)


class Stream:
    """A connection that takes a checkpoint to close."""

    closed = False

    def is_readable(self):
        return True

    async def aclose(self):
        await anyio.lowlevel.checkpoint()
        self.closed = True


@pytest.fixture
def stream():
    return Stream()


@pytest.fixture
def connection(stream):
    connection = AsyncConnection(stream)
    connection.is_new = False
    return connection


@pytest.fixture
def pool():
    return pool_module.AsyncTransport(
        Origin("https", "127.0.0.1", 1), ConnectionOptions(ssl_context=ssl.create_default_context())
    )


async def acquire(pool, connection, _):
    connections = pool.current()
    connection.set_idle()
    connections.idle.append(connection)
    await pool.acquire(connections, math.inf, DEADLINE)


async def release(pool, connection, _):
    await pool.release(pool.current(), connection)


async def close_idle(pool, connection, _):
    pool.current().idle.append(connection)
    await pool.current().aclose()


async def connect(pool, connection, monkeypatch):
    async def open_connection(*_):
        return connection.stream

    async def start_tls(*_):
        await anyio.sleep_forever()

    monkeypatch.setattr(pool_module, "aopen_connection", open_connection)
    monkeypatch.setattr(pool_module, "_start_tls", start_tls)
    await pool._connect(DEADLINE)


@pytest.mark.anyio
@pytest.mark.contract(25)
@pytest.mark.parametrize("close", [acquire, release, close_idle, connect])
async def test_connection_is_closed_although_the_task_is_cancelled(pool, connection, stream, close, monkeypatch):
    with anyio.CancelScope() as scope:
        scope.cancel()
        await close(pool, connection, monkeypatch)
    assert stream.closed


@pytest.mark.contract(26)
def test_tls_connection_of_the_parent_is_not_closed_by_a_forked_process():
    context = server_context()
    with LoopbackServer(echo, context) as server:
        trusted = trusting()
        memory = MemoryClient("SK", "x", base_url=server.url, ssl_context=trusted)
        memory.operations.fetch(OPERATION)
        connections = memory._executor.transport.current()

        def close():
            connections.close()
            assert len(connections.idle) == 1
            assert memory.operations.fetch("child").operation_id == "child"
            memory.close()

        assert in_a_fork(close)
        assert memory.operations.fetch(OPERATION).operation_id == OPERATION
        memory.close()
    assert server.connections == 2
