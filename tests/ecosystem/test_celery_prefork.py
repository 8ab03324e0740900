"""A Celery worker that forks, as the production page has it: the client made at import works in each process."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from twilio_memory import models
from twilio_memory.testing import Fault

PAGE = Path(__file__).parent.parent.parent / "docs" / "how-to" / "production.md"
# Besides the block of the page: a broker in a folder, an open connection before the fork, and which process it was.
AROUND = """
import os
from pathlib import Path

folder = Path(__file__).parent
app.conf.update(
    broker_url="filesystem://",
    broker_transport_options=dict(data_folder_in=folder, data_folder_out=folder, control_folder=folder / "control"),
    result_backend=f"file://{folder}/results",
)
memory.warm_up()
list(memory.stores.list())


@app.task
def process():
    return os.getpid(), len(list(memory.stores.list()))
"""


@pytest.fixture
def tasks(url, tmp_path, monkeypatch):
    """The module of the tasks, while a worker with two processes runs."""
    (code,) = re.findall(r"^```py\n(from celery import .*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    module = tmp_path / "tasks_of_the_page.py"
    module.write_text(code + AROUND, "utf-8")
    (tmp_path / "results").mkdir()
    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", url)
    monkeypatch.setenv("TWILIO_API_KEY", "SKcelery")
    monkeypatch.setenv("TWILIO_API_SECRET", "secret")
    spec = importlib.util.spec_from_file_location(module.stem, module)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    command = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        module.stem,
        "worker",
        "--pool",
        "prefork",
        "--concurrency",
        "2",
    ]
    root = Path(__file__).parent.parent.parent
    path = os.pathsep.join([str(tmp_path), str(root / "facade"), str(root / "generated")])
    with (tmp_path / "log").open("wb") as log:
        options = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
        worker = subprocess.Popen(
            [*command, *options], cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, stdout=log, stderr=log
        )
        try:
            yield loaded
        finally:
            worker.send_signal(signal.SIGTERM)
            try:
                worker.wait(timeout=30)
            finally:
                worker.kill()
            loaded.memory.close()


def test_forked_processes_use_the_client_that_was_made_at_import(tasks, emulator):
    store_id = emulator.add_store(display_name="Support")
    found = [run.get(timeout=60) for run in [tasks.process.delay() for _ in range(8)]]
    assert {count for _, count in found} == {1}
    assert os.getpid() not in {pid for pid, _ in found}
    emulator.add_fault(Fault.error_response("DeleteDataMapping", 429))
    with emulator.client() as memory:
        item = models.MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")
        mapping_id = memory.data_mappings.create(
            store_id,
            display_name="crm",
            mapping_from=models.MappingFromIngress(columns=["a"]),
            mapping_to=models.MappingToTraits(mappings=[item]),
        ).wait()
        operation_id = tasks.delete_mapping.delay(store_id, mapping_id).get(timeout=60)
        emulator.complete_operations()
        assert tasks.has_ended.delay(operation_id).get(timeout=60) == "COMPLETED"
        assert list(memory.data_mappings.list(store_id)) == []
