"""Options of connections: keep-alive, proxy, trust store, and warm-up."""

from __future__ import annotations

import importlib.util
import json
import pickle
import ssl
import time

import pytest

from connect_proxy import ConnectProxy
from loopback import LoopbackServer, echo
from loopback_tls import server_context, trusting
from raw_server import RawServer, http
from scripted import MAPPING, OPERATION, STORE
from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    AsyncMemoryClient,
    ClientClosedError,
    ConnectionOptions,
    InvalidArgumentError,
    Outcome,
)
from twilio_memory.testing import Emulator, FakeClock

pytestmark = pytest.mark.anyio

BODY = json.dumps({"operationId": OPERATION, "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}).encode()
GOOD = http("200 OK", BODY)


@pytest.fixture
def server():
    with LoopbackServer(echo) as server:
        yield server


def client(server, **options):
    return AsyncMemoryClient("SK", "x", base_url=server.url, connection_options=ConnectionOptions(**options))


def rest(memory, seconds):
    """Let the idle connections be idle for a time."""
    for connection in memory._executor.transport.current().idle:
        connection.idle_since = time.monotonic() - seconds


CALLS = {
    "a read": lambda memory: memory.operations.fetch(OPERATION),
    "a deletion by an ID": lambda memory: memory.data_mappings.delete(STORE, MAPPING),
    "a deletion that is unsafe to retry": lambda memory: memory.stores.delete(STORE),
    "a write": lambda memory: memory.stores.update(STORE, display_name="x"),
}


@pytest.mark.contract(12)
@pytest.mark.parametrize(
    ("call", "idle", "connections"),
    [
        ("a read", 29, 1),
        ("a read", 31, 2),
        ("a deletion by an ID", 29, 1),
        ("a deletion that is unsafe to retry", 4, 1),
        ("a deletion that is unsafe to retry", 6, 2),
        ("a write", 4, 1),
        ("a write", 6, 2),
    ],
)
async def test_keepalive_is_30_seconds_and_5_for_a_write_that_is_unsafe_to_retry(server, call, idle, connections):
    async with client(server) as memory:
        await CALLS["a read"](memory)
        rest(memory, idle)
        await CALLS[call](memory)
        assert server.connections == connections


async def test_keepalive_is_5_seconds_for_a_client_that_does_not_retry(server):
    async with client(server) as memory:
        await CALLS["a read"](memory)
        rest(memory, 6)
        await CALLS["a read"](memory.with_options(max_attempts=1))
        assert server.connections == 2


async def test_keepalive_expiry_can_be_longer_and_shorter(server):
    for expiry, connections in ((100, 1), (10, 3)):
        async with client(server, keepalive_expiry=expiry) as memory:
            await CALLS["a read"](memory)
            rest(memory, 50)
            await CALLS["a read"](memory)
            assert server.connections == connections


async def test_unsafe_write_replaces_one_connection_that_was_idle(server):
    async with client(server, max_connections=3) as memory:
        idle = memory._executor.transport.current().idle
        for _ in range(2):
            kept = list(idle)
            idle.clear()
            await CALLS["a read"](memory)
            idle.extend(kept)
        rest(memory, 6)
        await CALLS["a write"](memory)
        assert len(idle) == 2
        assert server.connections == 3


async def test_proxy_that_is_given_is_used_also_for_loopback(server, monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "*")
    with ConnectProxy() as proxy:
        async with client(server, proxy=f"http://user:word@{proxy.address}") as memory:
            assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert b"\r\nProxy-Authorization: Basic dXNlcjp3b3Jk\r\n" in proxy.heads[0]


async def test_proxy_none_ignores_the_environment(server, monkeypatch):
    monkeypatch.setattr("twilio_memory._http.proxy.is_loopback", lambda _: False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with client(server, proxy=None) as memory:
        assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"


@pytest.mark.contract(29)
async def test_ssl_context_is_used_for_a_proxy_with_https():
    with LoopbackServer(echo, server_context()) as server, ConnectProxy(server_context()) as proxy:
        options = ConnectionOptions(proxy=f"https://{proxy.address}", ssl_context=trusting())
        async with AsyncMemoryClient("SK", "x", base_url=server.url, connection_options=options) as memory:
            assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert len(proxy.heads) == 1


@pytest.mark.contract(29)
async def test_proxy_with_https_is_verified():
    with ConnectProxy(server_context()) as proxy:
        options = ConnectionOptions(proxy=f"https://{proxy.address}")
        async with AsyncMemoryClient("SK", "x", connection_options=options, max_attempts=1) as memory:
            with pytest.raises(APIConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
                await memory.operations.fetch(OPERATION)
    assert proxy.heads == []


@pytest.mark.contract(28)
async def test_proxy_password_is_not_shown_and_not_pickled():
    options = ConnectionOptions(proxy="http://user:word@proxy.example:3128")
    assert "Proxy(http://proxy.example:3128)" in repr(options)
    assert "word" not in repr(options)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(options)


INVALID = {
    "max_connections": [0, 1.5, True, "1"],
    "keepalive_expiry": [0, -1, "5", True],
    "proxy": ["proxy.example", "socks5://proxy.example", 5, b"http://x", "http://[::1", ""],
    "trust_store": ["windows", None, True],
    "ssl_context": [True, "x"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in INVALID.items() for value in values])
async def test_invalid_connection_option_is_named(name, value):
    with pytest.raises(InvalidArgumentError, match=name):
        ConnectionOptions(**{name: value})


@pytest.mark.contract(28)
async def test_invalid_proxy_leaves_no_password_in_the_frames():
    with pytest.raises(InvalidArgumentError) as caught:
        ConnectionOptions(proxy="socks5://user:pa55word@proxy.example")
    trace = caught.value.__traceback__.tb_next  # Without the frame of this test.
    while trace:
        assert "pa55word" not in repr(trace.tb_frame.f_locals)
        trace = trace.tb_next
    assert "pa55word" not in str(caught.value)


async def test_connection_options_of_another_type_are_refused():
    with pytest.raises(InvalidArgumentError, match="expected ConnectionOptions"):
        AsyncMemoryClient("SK", "x", connection_options={"proxy": None})


async def test_connection_options_with_an_http_client_are_refused(play):
    with pytest.raises(InvalidArgumentError, match="connections of its own"):
        play(connection_options=ConnectionOptions())


async def test_connection_options_do_not_matter_to_an_emulator():
    with Emulator() as emulator:
        async with emulator.async_client(connection_options=ConnectionOptions(proxy=None)) as memory:
            await memory.warm_up()
            assert [store async for store in memory.stores.list()] == []


async def test_client_arguments_take_precedence_over_connection_options():
    context, options = trusting(), ConnectionOptions(max_connections=3, keepalive_expiry=7)
    async with AsyncMemoryClient("SK", "x", connection_options=options, ssl_context=context) as memory:
        transport = memory._executor.transport
        used = transport.options
        assert (used.max_connections, used.ssl_context, transport._keepalive_expiry) == (3, context, 7)
    async with AsyncMemoryClient("SK", "x", connection_options=options, max_connections=5) as memory:
        assert memory._executor.transport.options.max_connections == 5


async def test_trust_store_of_the_system_verifies():
    options = ConnectionOptions(trust_store="system")
    assert options.ssl_context.verify_mode is ssl.CERT_REQUIRED
    with LoopbackServer(echo, server_context()) as server:
        async with AsyncMemoryClient("SK", "x", base_url=server.url, connection_options=options) as memory:
            with pytest.raises(APIConnectionError, match="ConnectError"):
                await memory.with_options(max_attempts=1).operations.fetch(OPERATION)
    assert server.requests == 0


async def test_trust_store_of_the_system_excludes_an_ssl_context():
    with pytest.raises(InvalidArgumentError, match="give either this or a trust_store"):
        ConnectionOptions(trust_store="system", ssl_context=trusting())


async def test_trust_store_of_the_system_names_its_extra(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(InvalidArgumentError, match=r"twilio-memory\[truststore\]"):
        ConnectionOptions(trust_store="system")


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
async def test_warm_up_opens_the_connection_of_the_first_call(secure):
    server = RawServer([GOOD] * 2, server_context() if secure else None)
    async with AsyncMemoryClient("SK", "x", base_url=server.url, ssl_context=trusting()) as memory:
        for _ in range(2):
            await memory.warm_up()
        assert server.greeted.acquire(timeout=10)  # The session tickets of TLS are sent.
        assert (server.connections, server.requests) == (1, [])
        for _ in range(2):
            assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"
        assert server.connections == 1
    server.close()


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("greeting", [b"HTTP/1.1 200 OK\r\n\r\n", None], ids=["data", "end"])
async def test_warm_connection_with_data_or_an_end_is_replaced(greeting, secure):
    server = RawServer([GOOD], server_context() if secure else None, [greeting])
    options = {"base_url": server.url, "ssl_context": trusting(), "max_attempts": 1}
    async with AsyncMemoryClient("SK", "x", **options) as memory:
        await memory.warm_up()
        assert server.greeted.acquire(timeout=10)
        assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert server.connections == 2
    server.close()


async def test_warm_up_fails_once_with_the_reason():
    memory = AsyncMemoryClient("SK", "x", base_url="http://127.0.0.1:1", clock=FakeClock())
    with pytest.raises(APIConnectionError, match=r"after 1 attempt \(ConnectError") as caught:
        await memory.warm_up()
    assert caught.value.outcome is Outcome.NOT_SENT
    assert caught.value.method == "warm_up"
    with memory.deadline(1):
        memory._executor.clock.advance(2)
        with pytest.raises(APITimeoutError, match="warm_up was not sent: the deadline over several calls"):
            await memory.warm_up()
    transport = memory._executor.transport
    assert transport.current().free_slots == transport.options.max_connections
    await memory.aclose()
    with pytest.raises(ClientClosedError):
        await memory.warm_up()
