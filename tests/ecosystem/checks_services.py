"""Recipes for services and jobs, each with its real framework."""

import csv
import sqlite3
import tempfile
from pathlib import Path

from world import AT, PHONE


def fastapi_app(world):
    from fastapi.testclient import TestClient
    from fastapi_app import create_app

    world.observe("Prefers a window seat.")
    memory = world.emulator.async_client()
    with TestClient(create_app(memory, world.store_id)) as client:
        response = client.get("/context", params={"phone": PHONE, "question": "seat"})
        body = response.json()
        assert response.status_code == 200
        assert "Contact.firstName: Ada" in body["prompt"], body
        assert body["missing"] == (["recall"] if world.faults else [])
        body = client.get("/context", params={"phone": PHONE, "question": "seat"}).json()
    assert "Prefers a window seat." in body["prompt"], body
    assert body["missing"] == []


def celery_tasks(world):
    from celery import Celery
    from celery.contrib.testing.worker import start_worker
    from celery_tasks import memory_task

    app = Celery(broker="memory://", backend="cache+memory://", set_as_current=False)
    app.conf.update(worker_redirect_stdouts=False, worker_hijack_root_logger=False)
    task = memory_task(app, world.emulator.client, world.store_id)
    task.default_retry_delay = 0
    with start_worker(app, perform_ping_check=False, loglevel="CRITICAL"):
        runs = [task.delay(PHONE, "Prefers a window seat.", AT) for _ in range(2)]
        assert [run.get(timeout=30) for run in runs] == [world.profile_id] * 2
        assert task.delay("+15550100999", "Nothing.", AT).get(timeout=30) is None
    assert world.observed() == ["Prefers a window seat."]


def nightly_sync(world):
    from nightly_sync import sync_csv, sync_database

    with tempfile.TemporaryDirectory() as folder, world.emulator.client() as memory:
        export, path = Path(folder, "people.csv"), Path(folder, "people.db")
        with export.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("email", "first_name"), ("eve@example.com", "Eve"), ("no address", "Bob")])
        assert sync_csv(memory, world.store_id, export).errors
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE people (email, first_name, changed)")
            rows = [(f"p{n}@example.com", f"P{n}", "2026-01-02") for n in range(250)]
            database.executemany("INSERT INTO people VALUES (?, ?, ?)", [*rows, ("old@example.com", "Old", "2025")])
        database.close()
        assert sync_database(memory, world.store_id, path, "2026") == 250
        assert memory.profiles.find(world.store_id, [("email", "eve@example.com")])
        assert memory.profiles.find(world.store_id, [("email", "p249@example.com")])
        assert not memory.profiles.find(world.store_id, [("email", "old@example.com")])


def clean_up(world):
    from clean_up import clean_up as run

    for number in range(120):
        world.observe(f"Heard {number}.", "test")
    world.observe("Prefers a window seat.")
    with world.emulator.client() as memory:
        shown = run(memory, world.store_id, world.profile_id, "test")
        assert len(shown) == 120
        assert len(world.observed()) == 121
        assert run(memory, world.store_id, world.profile_id, "test", delete=True) == shown
    assert world.observed() == ["Prefers a window seat."]


def cached_recall(world):
    from cached_recall import CachedRecall

    world.observe("Prefers a window seat.")
    now = [0.0]
    with world.emulator.client() as memory:
        recall = CachedRecall(memory, world.store_id, clock=lambda: now[0])
        first = recall(world.profile_id, "seat")
        assert "window" in first.observations[0].content
        assert recall(world.profile_id, "seat") is first
        now[0] = 60
        second = recall(world.profile_id, "seat")
        assert second is not first
        recall.forget(world.profile_id)
        assert recall(world.profile_id, "seat") is not second
