"""The example for FastAPI, with its real test client."""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from twilio_memory.testing import Fault

EXAMPLE = Path(__file__).parents[2] / "examples" / "fastapi_app.py"
PINS = (Path(__file__).parent / "requirements.txt").read_text("utf-8")


@pytest.fixture
def web(emulator, url, monkeypatch):
    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", url)
    monkeypatch.setenv("TWILIO_API_KEY", "SKfastapi")
    monkeypatch.setenv("TWILIO_API_SECRET", "secret")
    store = emulator.add_store(display_name="support")
    monkeypatch.setenv("TWILIO_MEMORY_STORE_ID", store)
    emulator.add_profile(store, {"Contact": {"phone": "+15550100123", "firstName": "Ada"}})
    spec = importlib.util.spec_from_file_location("fastapi_app", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with TestClient(module.app) as web:
        yield web


def test_version_is_the_pinned_one():
    assert f"\nfastapi=={version('fastapi')} " in PINS


def test_caller_is_known(web):
    found = web.get("/callers/+15550100123", params={"question": "Who is it?"})
    assert found.status_code == 200
    assert found.json() == {
        "prompt": "# Profile\nContact.firstName: Ada\nContact.phone: +15550100123",
        "missing": [],
    }


def test_failure_of_recall_leaves_the_profile(web, emulator):
    emulator.add_fault(Fault.error_response("CreateFetchProfileMemory", 500, times=None))
    found = web.get("/callers/+15550100123", params={"question": "Who is it?"}).json()
    assert found["missing"] == ["recall"]
    assert "firstName: Ada" in found["prompt"]


def test_unknown_caller_has_an_empty_prompt(web):
    found = web.get("/callers/+15550100999", params={"question": "Who is it?"})
    assert found.json() == {"prompt": "", "missing": []}
