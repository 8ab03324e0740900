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
    """Make a client that is answered by the given steps; its `script` keeps what was sent."""

    def play(*steps, **options):
        script = Script(*steps)
        http_client = httpx.Client(transport=httpx.MockTransport(script))
        client = MemoryClient("SKtest", "secret", http_client=http_client, clock=clock, **options)
        client.script = script
        return client

    return play


@pytest.fixture
def serve():
    """Make a server of raw bytes that gives the answers, and a client of it."""
    servers, clients = [], []

    def serve(*answers, clock=None, **options):
        server = RawServer(answers)
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
