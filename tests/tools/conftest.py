from __future__ import annotations

import pytest

from twilio_memory.testing import Emulator, serve


@pytest.fixture
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def url(emulator, monkeypatch):
    with serve(emulator) as url:
        monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", url)
        monkeypatch.setenv("TWILIO_API_KEY", "SKdocs")
        monkeypatch.setenv("TWILIO_API_SECRET", "secret")
        yield url
