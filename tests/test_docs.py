"""Every code block of the README and the docs does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import twilio_memory
from twilio_memory import models
from twilio_memory.testing import Emulator

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
PAGES += [page for page in sorted((ROOT / "docs").rglob("*.md")) if not page.name.endswith(".in.md")]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(*languages, pages=PAGES):
    found_blocks = []
    for page in pages:
        text = page.read_text("utf-8")
        found = list(BLOCK.finditer(text))
        definitions = ""
        for index, block in enumerate(found):
            if block[1] in languages:
                output = found[index + 1] if index + 1 < len(found) else None
                follows = output is not None and output[1] == "text" and not text[block.end() : output.start()].strip()
                line = text[: block.start()].count("\n") + 1
                shown = output[2] if follows else None
                found_blocks.append(pytest.param(definitions + block[2], shown, id=f"{page.name}:{line}"))
                if not follows and re.search("\n\n\n(?:def|class) ", block[2]):
                    definitions += block[2]
    return found_blocks


@pytest.fixture
def names(monkeypatch):
    """What blocks may take for granted; and what is written for Twilio itself meets the embedded API."""
    with Emulator() as emulator, httpx.Client(transport=emulator.transport()) as http_client:
        original = twilio_memory.MemoryClient.__init__

        def init(self, *args, **options):
            options.pop("connection_options", None)  # An emulator has no connections.
            original(self, *args, **{"http_client": http_client, "clock": emulator.clock, **options})

        monkeypatch.setenv("TWILIO_API_KEY", "SKdocs")
        monkeypatch.setenv("TWILIO_API_SECRET", "secret")
        monkeypatch.setattr(twilio_memory.MemoryClient, "__init__", init)
        memory = emulator.client()
        store_id = memory.stores.create(display_name="already-there").wait()
        yield {"memory": memory, "store_id": store_id, "data_mapping_id": a_mapping(memory, store_id)}


def a_mapping(memory, store_id):
    item = models.MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")
    return memory.data_mappings.create(
        store_id,
        display_name="crm",
        mapping_from=models.MappingFromIngress(columns=["a"]),
        mapping_to=models.MappingToTraits(mappings=[item]),
    ).wait()


@pytest.mark.parametrize(
    ("code", "output"), blocks("python", pages=[page for page in PAGES if "CONTRIB" not in page.name])
)
def test_a_block_of_python_runs_and_prints_what_is_shown(code, output, names, capsys):
    exec(compile(code, "block", "exec"), {"__name__": "__main__", **names})
    # What is shown is what is printed; where nothing is shown, the block may print an ID.
    assert capsys.readouterr().out in ([output] if output else ["", f"{names['store_id']}\n"])


def test_the_functions_of_the_readme_do_what_they_say():
    names = {}
    with Emulator() as emulator, emulator.client() as memory:
        for page in ("README.md", "docs/how-to/call-the-api.md"):
            for block in BLOCK.finditer((ROOT / page).read_text("utf-8")):
                if "\ndef " in block[2] and "def test_" not in block[2]:
                    exec(block[2], names)
        store_id = memory.stores.create(display_name="sandbox").wait()
        mapping_id = a_mapping(memory, store_id)
        assert names["names"](memory, store_id) == ["crm"]
        assert names["disable"](memory, store_id, mapping_id) is True
        assert memory.data_mappings.fetch(store_id, mapping_id).is_enabled is False
        assert names["delete"](memory, store_id, mapping_id) == "gone"
        assert names["delete"](memory, store_id, mapping_id) == "not processed; attempts: 1"


def test_the_tests_of_the_docs_pass(pytester):
    found = [
        block[2]
        for block in BLOCK.finditer((ROOT / "docs/how-to/testing.md").read_text("utf-8"))
        if block[1] == "python"
    ]
    page = "\n\n".join(code for code in found if re.search(r"^(?:async )?def ", code, re.MULTILINE))
    pytester.makepyfile(page)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "error")
    result.assert_outcomes(passed=len(re.findall(r"^(?:async )?def test_", page, re.MULTILINE)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_block_of_code_escapes_the_tests(page):
    opened, fenced = [], False
    for line in page.read_text("utf-8").splitlines():
        if fence := re.fullmatch(r"(\s*)(?:```|~~~)(.*)", line):
            if not fenced:
                opened.append(fence[1] + fence[2])
            fenced = not fenced
    # Other spellings, an indentation and attributes would hide a block of Python from the tests.
    hidden = [each for each in opened if "py" in each.lower() and each != "python"]
    # What needs a framework or a tool is run by `make ecosystem`, which has the files of recipes.md, and `make tools`.
    tests = "".join((ROOT / "tests" / each / "test_pages.py").read_text("utf-8") for each in ("ecosystem", "tools"))
    run = re.findall(r'^@runs\("([^"]+)", "[^"]+"\)\ndef test_', tests, re.MULTILINE)
    recipes = len(list((ROOT / "examples" / "recipes").glob("*.py"))) if page.name == "recipes.md" else 0
    assert hidden == ["py"] * (
        recipes + run.count(page.relative_to(ROOT / "docs").as_posix() if page.parent != ROOT else "")
    )


@pytest.mark.parametrize(("code", "_output"), blocks("console", "sh", "bash"))
def test_a_command_names_targets_and_files_that_exist(code, _output):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for target in re.findall(r"\bmake ([a-z-]+)", code):
        assert target in targets
    for path in re.findall(r"\b(?:tests|openapi|facade|examples|docs)/[\w./]+", code):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_to_a_file_leads_to_one(page):
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_demo_tells_each_step():
    done = subprocess.run(
        [sys.executable, ROOT / "examples/delete_a_data_mapping.py"], capture_output=True, text=True, check=True
    )
    lines = [line.partition(" ")[0] for line in done.stdout.splitlines()]
    assert lines == ["Store", "Mapping", "Deletion", "Waiting", "Ended", "", "Fetched", "", "IDs"]
    assert "Deletion    Data mapping deletion request accepted" in done.stdout
    assert "Ended       COMPLETED" in done.stdout
    assert "520048" in done.stdout
    assert "were the arguments swapped?" in done.stdout


def test_the_example_of_an_import_shows_its_progress():
    done = subprocess.run(
        [sys.executable, ROOT / "examples/import_profiles.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1  # A row is refused.
    *progress, imported, result, reason = done.stdout.splitlines()
    assert progress == ["people.csv: PENDING", "people.csv: PROCESSING", "people.csv: COMPLETED"][-len(progress) :]
    assert imported == "Imported 2 profiles."
    assert result == "<ImportResult people.csv: COMPLETED, errors: 1, warnings: 0>"
    assert reason.startswith("record 3: ")
    assert "tqdm" not in (ROOT / "examples/import_profiles.py").read_text("utf-8")
