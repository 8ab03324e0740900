"""Data that arrives on a new connection before a request is sent is not its response."""

from __future__ import annotations

import pytest

from loopback_tls import server_context, trusting
from raw_server import RawServer, http
from scripted import OPERATION, STORE
from twilio_memory import APIConnectionError, AsyncMemoryClient, Outcome
from twilio_memory._http._async import pool
from twilio_memory.testing import FakeClock

pytestmark = pytest.mark.anyio

ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")
EARLY = {
    "a response": http("202 Accepted", b'{"message": "early"}'),
    "an error": http("503 Unavailable"),
    "not HTTP": b"\0",
    "the end": None,
}


@pytest.fixture(params=["http", "https"])
async def greet(request, monkeypatch):
    """Make a server that sends greetings on new connections, and a client that writes after a greeting arrives."""
    context, trusted = None, None
    if request.param == "https":
        context = server_context()
        trusted = trusting()
    servers, clients = [], []

    def greet(*greetings, responses=(ACCEPTED, ACCEPTED), **options):
        server = RawServer(responses, context, greetings)
        servers.append(server)
        connect = pool.AsyncTransport._connect

        async def connect_and_wait(self, limits):
            stream = await connect(self, limits)
            assert server.greeted.acquire(timeout=10)
            return stream

        monkeypatch.setattr(pool.AsyncTransport, "_connect", connect_and_wait)
        client = AsyncMemoryClient("SK", "x", base_url=server.url, ssl_context=trusted, clock=FakeClock(), **options)
        clients.append(client)
        return server, client

    yield greet
    for client in clients:
        await client.aclose()
    for server in servers:
        server.close()


@pytest.mark.contract(10, 12, 20)
@pytest.mark.parametrize("early", EARLY.values(), ids=EARLY)
async def test_early_data_on_a_new_connection_is_no_response(greet, early):
    server, memory = greet(early, b"")
    assert (await memory.stores.delete(STORE)).message == "ok"
    assert (len(server.requests), server.connections) == (1, 2)


@pytest.mark.contract(10, 14)
@pytest.mark.parametrize("early", EARLY.values(), ids=EARLY)
async def test_early_data_on_a_new_connection_proves_that_nothing_was_sent(greet, early):
    server, memory = greet(early, early, max_attempts=2)
    with pytest.raises(APIConnectionError, match="ConnectError: the server sent data or closed") as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert [attempt.failure for attempt in caught.value.attempts] == ["ConnectError"] * 2
    assert server.requests == []


async def test_session_tickets_are_no_early_data(greet):
    server, memory = greet()
    for _ in range(2):
        assert (await memory.stores.delete(STORE)).message == "ok"
    assert (len(server.requests), server.connections) == (2, 1)
