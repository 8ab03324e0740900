"""The page of the errors says what the library does: it is written from it, and its examples run."""

import importlib.util
import re
from pathlib import Path

import pytest

from twilio_memory import Outcome, errors
from twilio_memory._error_codes import ERROR_CODES
from twilio_memory.testing import Emulator

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "reference/errors.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    spec = importlib.util.spec_from_file_location("write_errors", DOCS / "write_errors.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def memory():
    with Emulator() as emulator, emulator.client() as memory:
        yield memory


@pytest.fixture
def store_id(memory):
    return memory.stores.create(display_name="sandbox").wait()


def run(example, memory, store_id, data_mapping_id):
    exec(example, {"memory": memory, "store_id": store_id, "data_mapping_id": data_mapping_id})


def test_the_page_is_what_the_library_gives(script):
    assert script.page() == PAGE
    assert script.main(["--check"]) == 0


def test_the_check_fails_on_a_page_that_was_changed_or_is_missing(script, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "PAGE", tmp_path / "errors.md")
    assert script.main(["--check"]) == 1
    script.PAGE.write_text(PAGE.replace("520048", "520049"), "utf-8")
    assert script.main(["--check"]) == 1
    assert "errors.md is not what" in capsys.readouterr().err
    assert script.main([]) == 0
    assert script.PAGE.read_text("utf-8") == PAGE
    assert script.main(["--check"]) == 0


def test_it_knows_no_other_argument(script, capsys):
    assert script.main(["--chekc"]) == 2
    assert "--check" in capsys.readouterr().out


def test_a_place_without_a_part_and_a_part_without_a_place_are_errors(script):
    assert script.fill("{{ a }}, {{ b }}", {"a": "1", "b": "2"}) == "1, 2"
    with pytest.raises(KeyError, match="b"):
        script.fill("{{ a }}, {{ b }}", {"a": "1"})
    with pytest.raises(KeyError, match="b"):
        script.fill("{{ a }}", {"a": "1", "b": "2"})


@pytest.mark.parametrize("name", errors.__all__)
def test_every_class_is_in_the_tree_once_and_says_what_it_is(name):
    assert len(re.findall(rf"^[ │├└─]*{name} +\S", PAGE, re.MULTILINE)) == 1


@pytest.mark.parametrize("code", ERROR_CODES)
def test_every_code_is_in_the_table_and_links_to_its_page(code):
    row = ERROR_CODES[code]
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| [{code}]"))
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    assert cells[0] == f"[{code}](https://www.twilio.com/docs/api/errors/{code})"
    name = row.error or (row.status and errors.error_class(row.status, code).__name__)
    assert cells[1:3] == [
        str(row.status or "not documented"),
        f"`{name}`" if name else "that of the status",
    ]
    assert cells[4] == row.hint


def test_a_code_without_a_class_is_caught_by_that_of_its_status():
    assert re.search(r"^\| \[520057\]\S* \| 400 \| `BadRequestError` \|", PAGE, re.MULTILINE)
    assert re.search(r"^\| \[520059\]\S* \| not documented \| that of the status \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_explained(outcome):
    assert re.search(rf"^- `{outcome.name}`: \w", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", errors.TwilioMemoryError.__annotations__)
def test_every_attribute_is_explained(name):
    assert re.search(rf"^- `{name}`: \w", PAGE, re.MULTILINE)


def test_the_examples_print_what_they_should_when_the_mapping_is_not_there(memory, store_id, capsys):
    missing = "mem_datamapping_00000000000000000000000000"
    everything, what_helps = EXAMPLES
    run(everything, memory, store_id, missing)
    assert "520048" in capsys.readouterr().out
    run(what_helps, memory, store_id, missing)
    assert capsys.readouterr().out == "There is nothing to delete.\n"


def test_the_second_example_raises_again_what_it_cannot_act_on(memory, store_id):
    memory.close()
    with pytest.raises(errors.ClientClosedError):
        run(EXAMPLES[1], memory, store_id, "mem_datamapping_00000000000000000000000000")
