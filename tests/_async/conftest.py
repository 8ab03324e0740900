from __future__ import annotations

import httpx
import pytest

from raw_server import RawServer
from scripted import Script
from twilio_memory import AsyncMemoryClient
from twilio_memory.testing import Emulator, FakeClock


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def play(clock):
    """Make a client whose responses are the given steps; its `script` records the requests."""

    def play(*steps, **options):
        script = Script(*steps)
        http_client = httpx.AsyncClient(transport=httpx.MockTransport(script))
        client = AsyncMemoryClient("SKtest", "secret", http_client=http_client, clock=clock, **options)
        client.script = script
        return client

    return play


@pytest.fixture
async def serve():
    """Make a server that sends the given responses, and a client for it."""
    servers, clients = [], []

    def serve(*responses, clock=None, **options):
        server = RawServer(responses)
        servers.append(server)
        client = AsyncMemoryClient("SK", "secret", base_url=server.url, clock=clock or FakeClock(), **options)
        clients.append(client)
        return server, client

    yield serve
    for client in clients:
        await client.aclose()
    for server in servers:
        server.close()


@pytest.fixture
async def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
async def memory(emulator):
    async with emulator.async_client() as memory:
        yield memory
