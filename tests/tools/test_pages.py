"""The blocks of docs/how-to/tools.md do with the tools themselves what the page says, each in a process of its own."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import twilio_memory
from twilio_memory import errors, ids, middleware, models, provisioning, testing

ROOT = Path(__file__).parent.parent.parent
SECONDS = 120


def runs(page, heading):
    """Pass a test the only block of this kind below a heading, and what it prints."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    (section,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    ((code, output),) = re.findall(r"^```py\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", section, re.MULTILINE | re.DOTALL)
    return pytest.mark.parametrize(("code", "output"), [pytest.param(code, output, id=heading)])


def run(*command, cwd):
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def script(code, cwd):
    path = cwd / "program.py"
    path.write_text(code, "utf-8")
    return run(path, cwd=cwd)


TOOLS = ["gevent", "httpx-aiohttp", "nbclient", "pyinstaller", "pytest-httpx", "respx", "sphinx", "uvloop"]


@pytest.mark.parametrize("tool", TOOLS)
def test_versions_are_the_pinned_ones(tool):
    lock = (ROOT / "tests" / "tools" / "requirements.txt").read_text("utf-8")
    assert f"\n{tool}=={version(tool)} " in lock


@runs("how-to/tools.md", "gevent")
def test_gevent_runs_calls_side_by_side(code, output, emulator, url, tmp_path):
    emulator.add_store(display_name="support")
    assert script(code, tmp_path) == output


PATCHED = """
from gevent import monkey
monkey.patch_all()
import gevent, sys, time
from twilio_memory import MemoryClient

store_id, mapping_id = sys.argv[1:]
with MemoryClient() as memory:
    others = []
    ticker = gevent.spawn(lambda: [others.append(gevent.sleep(0)) for _ in range(20)])
    memory.data_mappings.delete(store_id, mapping_id).wait()
    print(len(others), list(memory.data_mappings.list(store_id)))
    snapshot = memory.profiles.snapshot(store_id, [("phone", "+15550100123")], timeout=30)
    print(snapshot.profile.traits["Contact"]["firstName"], [each.content for each in snapshot.recall.observations])
"""


def test_gevent_takes_a_deletion_with_its_wait_and_the_threads_of_a_snapshot(emulator, url, tmp_path):
    store_id = emulator.add_store()
    mapping_id = emulator.add_data_mapping(store_id)
    profile_id = emulator.add_profile(store_id, {"Contact": {"phone": "+15550100123", "firstName": "Ada"}})
    emulator.add_observation(store_id, profile_id, "Prefers a window seat.")
    (tmp_path / "program.py").write_text(PATCHED, "utf-8")
    shown = run("program.py", store_id, mapping_id, cwd=tmp_path)
    assert shown == "20 []\nAda ['Prefers a window seat.']\n"


@runs("how-to/tools.md", "uvloop")
def test_uvloop_runs_the_asynchronous_client(code, output, emulator, url, tmp_path):
    emulator.add_store(display_name="support")
    assert script(code, tmp_path) == output


LOOP = """
import sys, uvloop
from twilio_memory import AsyncMemoryClient, APITimeoutError

store_id, mapping_id = sys.argv[1:]


async def main():
    async with AsyncMemoryClient() as memory:
        await (await memory.data_mappings.delete(store_id, mapping_id)).wait()
        print([each async for each in memory.data_mappings.list(store_id)])
        snapshot = await memory.profiles.snapshot(store_id, [("phone", "+15550100123")], timeout=30)
        print(snapshot.profile.traits["Contact"]["firstName"])


uvloop.run(main())
"""


def test_uvloop_takes_a_deletion_with_its_wait_and_a_snapshot(emulator, url, tmp_path):
    store_id = emulator.add_store()
    mapping_id = emulator.add_data_mapping(store_id)
    emulator.add_profile(store_id, {"Contact": {"phone": "+15550100123", "firstName": "Ada"}})
    (tmp_path / "program.py").write_text(LOOP, "utf-8")
    assert run("program.py", store_id, mapping_id, cwd=tmp_path) == "[]\nAda\n"


@runs("how-to/tools.md", "aiohttp")
def test_aiohttp_sends_for_the_asynchronous_client(code, output, emulator, url, tmp_path):
    emulator.add_store(display_name="support")
    assert script(code, tmp_path) == output


@runs("how-to/tools.md", "Jupyter")
def test_notebook_awaits_in_a_cell_and_uses_both_clients_in_all_cells(code, output, emulator, url, tmp_path):
    emulator.add_store(display_name="support")
    cells = [code, "print(await async_memory.stores.list().first() == memory.stores.list().first())"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    shown = ["".join(each.text for each in cell.outputs if each.name == "stdout") for cell in notebook.cells]
    assert shown == [output, "True\n"]


@runs("how-to/tools.md", "multiprocessing")
def test_processes_share_an_emulator_over_its_server(code, output, tmp_path):
    assert script(code, tmp_path) == output


@runs("how-to/tools.md", "respx")
def test_respx_serves_a_client_of_httpx(code, output, tmp_path):
    assert script(code, tmp_path) == output


@runs("how-to/tools.md", "pytest-httpx")
def test_pytest_httpx_serves_a_client_of_httpx(code, output, tmp_path):
    (tmp_path / "test_page.py").write_text(code, "utf-8")
    assert "1 passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_page.py", cwd=tmp_path)


def directive(module, name):
    value = getattr(module, name)
    if not inspect.isclass(value):
        return f".. {'autofunction' if callable(value) else 'autodata'}:: {module.__name__}.{name}\n"
    kind = "autoexception" if issubclass(value, BaseException) else "autoclass"
    return (
        f".. {kind}:: {module.__name__}.{name}\n   :members:\n   :inherited-members: Exception, dict, int, str, tuple\n"
    )


@runs("how-to/tools.md", "Sphinx")
def test_sphinx_renders_every_public_name_and_resource_without_a_warning(code, output, tmp_path):
    # What two modules have is described once, since references to it would have two targets.
    names = {name: module for module in MODULES for name in getattr(module, "__all__", ())}
    del names["__version__"]
    pages = [directive(module, name) for name, module in names.items()]
    pages += [f".. automodule:: {module.__name__}\n" for module in MODULES]
    resources = twilio_memory.MemoryClient, twilio_memory.AsyncMemoryClient
    found = {type(getattr(client("SK", "secret"), name)) for client in resources for name in RESOURCES}
    assert len(found) == 2 * len(RESOURCES)
    pages += [directive(sys.modules[each.__module__], each.__name__) for each in sorted(found, key=str)]
    (tmp_path / "conf.py").write_text(code, "utf-8")
    shown = "\n".join(pages)
    (tmp_path / "index.rst").write_text(f"Reference\n=========\n\n{shown}", "utf-8")
    run("-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", ".", "html", cwd=tmp_path)
    html = (tmp_path / "html" / "index.html").read_text("utf-8")
    assert html.count('<div class="highlight-default') == 4  # Examples and the tree of errors are no prose.
    for name, module in names.items():
        assert f'id="{module.__name__}.{name}"' in html, name


MODULES = [twilio_memory, errors, ids, middleware, models, provisioning, testing]
RESOURCES = [
    "stores",
    "trait_groups",
    "identity_resolution_settings",
    "data_mappings",
    "operations",
    "profiles",
    "imports",
    "identifiers",
    "traits",
    "observations",
    "summaries",
]

FROZEN = """
import asyncio, sys
from twilio_memory import AsyncMemoryClient, MemoryClient
from twilio_memory.testing import Emulator, serve


async def names(url):
    async with AsyncMemoryClient("SK", "secret", base_url=url) as memory:
        return [(await memory.stores.fetch(each)).display_name async for each in memory.stores.list()]


if __name__ == "__main__":
    with Emulator() as emulator, serve(emulator) as url, MemoryClient("SK", "secret", base_url=url) as memory:
        store_id = memory.stores.create(display_name="support").wait()
        memory.data_mappings.delete(store_id, emulator.add_data_mapping(store_id)).wait()
        print(asyncio.run(names(url)), sys.frozen)
"""


def test_program_of_pyinstaller_has_what_the_clients_and_the_emulator_need(tmp_path):
    (tmp_path / "program.py").write_text(FROZEN, "utf-8")
    run("-m", "PyInstaller", "--log-level", "ERROR", "--noconfirm", "program.py", cwd=tmp_path)
    program = tmp_path / "dist" / "program" / "program"
    done = subprocess.run([program], capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout) == (0, "['support'] True\n"), done.stderr


def test_program_of_pyinstaller_without_the_emulator_has_no_files_of_it(tmp_path):
    (tmp_path / "program.py").write_text("import twilio_memory\ntwilio_memory.MemoryClient('SK', 's').stores.list()\n")
    run("-m", "PyInstaller", "--log-level", "ERROR", "--noconfirm", "program.py", cwd=tmp_path)
    subprocess.run([tmp_path / "dist" / "program" / "program"], timeout=SECONDS, check=True)
    assert not list((tmp_path / "dist").rglob("spec.json"))
