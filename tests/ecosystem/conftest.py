from __future__ import annotations

import pytest

from twilio_memory.testing import Emulator, serve


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def url(emulator):
    with serve(emulator) as url:
        yield url
