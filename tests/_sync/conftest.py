from __future__ import annotations

import httpx
import pytest

from raw_server import RawServer
from scripted import Script
from twilio_memory import MemoryClient
from twilio_memory.testing import Emulator, FakeClock


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def play(clock):
    """Make a client whose responses are the given steps; its `script` records the requests."""

    def play(*steps, **options):
        script = Script(*steps)
        http_client = httpx.Client(transport=httpx.MockTransport(script))
        client = MemoryClient("SKtest", "secret", http_client=http_client, clock=clock, **options)
        client.script = script
        return client

    return play


@pytest.fixture
def serve():
    """Make a server that sends the given responses, and a client for it."""
    servers, clients = [], []

    def serve(*responses, clock=None, **options):
        server = RawServer(responses)
        servers.append(server)
        client = MemoryClient("SK", "secret", base_url=server.url, clock=clock or FakeClock(), **options)
        clients.append(client)
        return server, client

    yield serve
    for client in clients:
        client.close()
    for server in servers:
        server.close()


@pytest.fixture
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def memory(emulator):
    with emulator.client() as memory:
        yield memory
