"""The blocks of docs/ that need a framework do what their pages say, on the emulator's server.

A block that another test runs is marked as `python`, and one that needs what only this environment has, as `py`. Each
of those has a test here, as tests/test_docs.py verifies.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

from twilio_memory import models
from twilio_memory.models import ObservationInput
from twilio_memory.testing import Fault

ROOT = Path(__file__).parent.parent.parent
PHONE = "+15550100123"


def blocks(page, heading, language):
    """Return the blocks of a language below a heading."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def runs(page, heading):
    """Pass a test the only block of this kind below a heading."""
    (code,) = blocks(page, heading, "py")
    return pytest.mark.parametrize("code", [pytest.param(code, id=heading)])


def run(code):
    names = {}
    exec(compile(code, "block", "exec"), names)
    return SimpleNamespace(**names)


@pytest.fixture(autouse=True)
def environment(url, monkeypatch):
    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", url)
    monkeypatch.setenv("TWILIO_API_KEY", "SKdocs")
    monkeypatch.setenv("TWILIO_API_SECRET", "secret")


@pytest.fixture
def store(emulator, monkeypatch):
    store_id = emulator.add_store(display_name="Support")
    monkeypatch.setenv("TWILIO_MEMORY_STORE_ID", store_id)
    return store_id


@pytest.fixture
def mapping(emulator, store):
    with emulator.client() as memory:
        item = models.MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")
        return memory.data_mappings.create(
            store,
            display_name="crm",
            mapping_from=models.MappingFromIngress(columns=["a"]),
            mapping_to=models.MappingToTraits(mappings=[item]),
        ).wait()


@pytest.fixture
def logs():
    """Restore the library's logger, which a block sets up."""
    logger = logging.getLogger("twilio_memory")
    handlers, level = logger.handlers[:], logger.level
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)


@pytest.mark.parametrize("framework", ["celery", "fastapi", "openpyxl", "structlog", "twilio"])
def test_versions_are_the_pinned_ones(framework):
    lock = (ROOT / "tests" / "ecosystem" / "requirements.txt").read_text("utf-8")
    assert f"\n{framework}=={version(framework)} " in lock


@runs("how-to/production.md", "Logs")
def test_structlog_shows_the_fields_of_a_retry(code, emulator, store, logs, capsys):
    run(code)
    emulator.add_fault(Fault.error_response("ListStores", 503))
    with emulator.client() as memory:
        assert list(memory.stores.list()) == [store]
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert {name: event[name] for name in ("level", "method", "status", "attempt")} == {
        "level": "info",
        "method": "stores.list",
        "status": 503,
        "attempt": 1,
    }
    assert event["elapsed"] >= 0
    assert event.keys() >= {"event", "request_id"}


@runs("how-to/production.md", "Lambda")
def test_lambda_returns_a_prompt_and_what_is_late(code, emulator, store):
    with emulator.client() as memory:
        profile_id = memory.profiles.create(store, {"Contact": {"phone": PHONE, "firstName": "Ada"}}).id
        seen = ObservationInput(content="Prefers a window seat.", source="voice", occurred_at=dt.datetime.now(dt.UTC))
        memory.observations.create(store, profile_id, [seen])
    block = run(code)
    event = {"phone": PHONE, "question": "Which seat?"}

    def invoke(milliseconds):
        return block.handler(event, SimpleNamespace(get_remaining_time_in_millis=lambda: milliseconds))

    with block.memory:
        result = json.loads(json.dumps(invoke(60_000)))
        assert result["missing"] == []
        assert "Contact.firstName: Ada" in result["prompt"]
        assert "Prefers a window seat." in result["prompt"]
        for milliseconds in (800, 400):  # The block keeps half a second for itself.
            emulator.add_fault(Fault.hang("CreateProfilesLookup"))
            assert invoke(milliseconds) == {"prompt": "", "missing": ["find"]}


def test_lambda_starts_and_responds_while_twilio_cannot_be_reached(store, monkeypatch):
    (code,) = blocks("how-to/production.md", "Lambda", "py")
    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", "http://127.0.0.1:1")
    block = run(code)
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
    with block.memory:
        result = block.handler({"phone": PHONE, "question": "Which seat?"}, context)
    assert result == {"prompt": "", "missing": ["find"]}


@runs("how-to/fastapi.md", "An app that does not wait")
def test_fastapi_starts_and_responds_while_twilio_cannot_be_reached(code, store, monkeypatch):
    from fastapi.testclient import TestClient

    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", "http://127.0.0.1:1")
    with TestClient(run(code).production()) as client:
        question = {"phone": PHONE, "question": "Which seat?"}
        response = client.get("/context", params=question)
        assert response.json() == {"known": False, "prompt": "", "missing": ["find"]}
        for wrong in ({"phone": "0171 3920012"}, {"question": ""}, {"question": 1025 * "x"}):
            assert client.get("/context", params=question | wrong).status_code == 422


@runs("how-to/fastapi.md", "Test it offline")
def test_tests_of_the_fastapi_page_pass(code, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'facade'}{os.pathsep}{ROOT / 'generated'}")
    (app,) = blocks("how-to/fastapi.md", "An app that does not wait", "py")
    (tmp_path / "main.py").write_text(app, "utf-8")
    (tmp_path / "test_main.py").write_text(f"from main import create_app\n{code}", "utf-8")
    plugins = ["-p", "no:cacheprovider", "-p", "twilio_memory.testing._pytest_plugin"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, "test_main.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout


@runs("how-to/fastapi.md", "Models in requests and responses")
def test_fastapi_returns_models_and_503_where_the_memory_is_late(code, emulator, store, mapping):
    from fastapi.testclient import TestClient

    emulator.add_fault(Fault.error_response("ListDataMappings", 429))
    with TestClient(run(code).app) as client:
        path = f"/stores/{store}/data-mappings"
        (shown,) = client.get(path).json()
        assert (shown["id"], shown["displayName"]) == (mapping, "crm")
        emulator.add_fault(Fault.hang("ListDataMappings"))
        response = client.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


@runs("how-to/production.md", "Celery and other forks")
def test_celery_deletes_and_asks_for_the_end_in_another_task(code, emulator, store, mapping):
    from celery.contrib.testing.worker import start_worker

    block = run(code)
    block.app.conf.update(
        broker_url="memory://",
        result_backend="cache+memory://",
        worker_redirect_stdouts=False,
        worker_hijack_root_logger=False,
    )
    block.has_ended.default_retry_delay = 0
    emulator.add_fault(Fault.error_response("DeleteDataMapping", 429))
    with block.memory, start_worker(block.app, perform_ping_check=False, loglevel="CRITICAL"):
        operation_id = block.delete_mapping.delay(store, mapping).get(timeout=30)
        assert block.has_ended.delay(operation_id).get(timeout=30) == "COMPLETED"
        assert list(block.memory.data_mappings.list(store)) == []
    assert emulator.unused_faults == ()


@runs("how-to/emulator-server.md", "Clients")
def test_helper_of_twilio_lists_stores(code, url, store):
    block = run(code.replace("http://127.0.0.1:4010", url))
    assert block.stores == [store]


@runs("how-to/importing.md", "From Excel")
def test_workbook_is_converted_and_imported(code, emulator, store, tmp_path):
    import openpyxl

    workbook, sheet, contacts = (tmp_path / name for name in ("Kunden.xlsx", "sheet.csv", "contacts.csv"))
    book = openpyxl.Workbook()
    book.active.append(["E-Mail", "Vorname ", "Telefon", "Notiz"])
    book.active.append(["joerg@example.com", "Jörg", 491713920012, None])
    book.active.append([None, None, None, None])
    book.active.append(["eva@example.com", "Eva", "0171 3920013", 'Sagt "Moin", immer'])
    book.save(workbook)
    run(code).convert_workbook(workbook, sheet)
    (page,) = blocks("how-to/importing.md", "From Excel", "python")
    columns = {"E-Mail": "Contact.email", "Vorname": "Contact.firstName", "Telefon": "Contact.phone"}
    names = run(page)
    phone = {"Telefon": lambda text: f"+{text}" if text.startswith("49") else names.german_number(text)}
    names.convert(sheet, contacts, dict.fromkeys(columns, str) | phone)
    with emulator.client() as memory:
        result = memory.imports.upload(store, contacts, column_mappings=columns).wait()
        assert (result.errors, result.warnings) == (0, 0)
        found = [memory.profiles.fetch(store, each).traits["Contact"] for each in memory.profiles.list(store)]
    assert sorted((each["firstName"], each["phone"]) for each in found) == [
        ("Eva", "+491713920013"),
        ("Jörg", "+491713920012"),
    ]


@runs("how-to/migrating-from-twilio-python.md", "Before")
def test_program_does_the_same_before_and_after_migrating(code, emulator, url, store, monkeypatch):
    (after,) = blocks("how-to/migrating-from-twilio-python.md", "After", "python")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + 32 * "0")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    theirs, ours = run(code), run(after)
    theirs.client.memory.base_url = url
    profile_id = emulator.add_profile(store, {"Contact": {"phone": PHONE}})
    emulator.add_observation(store, profile_id, "Prefers a window seat.")
    with ours.memory:
        for program in (theirs, ours):
            assert program.remembered(store, PHONE, "Which seat?") == ["Prefers a window seat."]
            assert program.remembered(store, "+15550100999", "Which seat?") == []
            mapping = emulator.add_data_mapping(store)
            for _ in range(2):  # The second time, it is gone already.
                program.delete_mapping(store, mapping)
            assert list(ours.memory.data_mappings.list(store)) == []
        mapping = emulator.add_data_mapping(store)
        emulator.add_fault(Fault.lost_response("DeleteDataMapping"))
        ours.delete_mapping(store, mapping)
        assert list(ours.memory.data_mappings.list(store)) == []
