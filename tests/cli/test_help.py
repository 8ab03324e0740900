"""The help of each command: a summary of one line, values with names and units, and examples that run."""

from __future__ import annotations

import functools
import re
import shlex

import pytest
import typer.main
from typer.testing import CliRunner

from twilio_memory import MemoryClient, models, provisioning
from twilio_memory.cli import _session
from twilio_memory.cli._app import app
from twilio_memory.testing import Emulator, __main__, serve

VARIABLES = ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_MEMORY_STORE_ID")


def commands(command=None, path=()):
    """Yield each command and group with its path."""
    command = command or typer.main.get_command(app)
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from commands(each, (*path, name))


ALL = dict(commands())
LEAVES = [path for path, command in ALL.items() if not hasattr(command, "commands")]
each_path = pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "twilio-memory")
each_leaf = pytest.mark.parametrize("path", LEAVES, ids=" ".join)


@functools.cache
def help_of(path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        patch.setenv("TERMINAL_WIDTH", "80")
        done = CliRunner().invoke(app, [*path, "--help"])
    assert done.exit_code == 0
    return done.stdout


def examples(path):
    """Return the command lines that the help shows."""
    _, _, shown = help_of(path).partition("Examples:\n")
    return re.findall(r"^ *\$ ((?:.*\\\n)*.*)$", shown, re.MULTILINE)


@each_path
def test_help_fits_a_terminal_and_names_values_and_not_types(path):
    text = help_of(path)
    assert max(map(len, text.splitlines())) <= 80
    assert not re.search(r"<(?:str|int|float|path|list)|default: None|default: False", text)
    assert not re.search(r"[{}]", text.splitlines()[0])


@each_path
def test_help_lists_commands_with_a_summary_of_one_line(path):
    _, _, listed = help_of(path).partition("Commands:\n")
    lines = listed.partition("\n\n")[0].splitlines()
    assert len(lines) == len(getattr(ALL[path], "commands", {}))
    for line in lines:
        assert re.fullmatch(r"  [a-z-]+ +[A-Z].*\w\.", line), line


@each_leaf
def test_help_explains_each_option_and_the_unit_of_each_number(path):
    text = " ".join(help_of(path).split())
    for parameter in ALL[path].params:
        assert parameter.help, parameter.name
        if parameter.param_type_name == "option" and not parameter.is_flag:
            assert re.search(rf"--[\w-]*{parameter.opts[0].strip('-')} [A-Z]", text), parameter.opts
    for name, meaning in re.findall(r"--([\w-]+) (?:N|S) ([^|\]].*?)(?= --|$)", text):
        assert re.search(r"0 to \d+|Nth poll|seconds", meaning), (name, meaning)
    for parameter in ALL[path].params:
        if isinstance(parameter.default, int | float) and not parameter.is_flag:
            assert f"{parameter.opts[0]} SECONDS" in text


@each_path
def test_help_has_examples_of_its_command(path):
    shown = examples(path)
    assert shown
    for line in shown:
        assert line.startswith(" ".join(["twilio-memory", *path]))


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A folder with the files, and an emulator with the resources, that examples name."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    with Emulator(operation_polls=1) as emulator, serve(emulator) as url, emulator.client() as memory:
        monkeypatch.setattr(_session, "MemoryClient", functools.partial(MemoryClient, clock=emulator.clock))
        store_id = memory.stores.create(display_name="support").wait()
        item = models.MappingTraitItem(expression="email", trait_group="Contact", trait_name="email")
        for name in ("crm", "gone"):
            mapping_id = memory.data_mappings.create(
                store_id,
                display_name=name,
                mapping_from=models.MappingFromIngress(columns=["email"]),
                mapping_to=models.MappingToTraits(mappings=[item]),
            ).wait()
        backup = provisioning.delete_data_mapping(memory, store_id, "gone", backup_dir=tmp_path / "made")
        assert mapping_id
        (tmp_path / "backups").mkdir()
        backup.rename(tmp_path / "backups" / "data_mapping.crm.json")
        (tmp_path / "memory.toml").write_text(provisioning.export(memory, store_id=store_id), "utf-8")
        (tmp_path / "people.csv").write_text("E-Mail,First name\ngrace@example.com,Grace\n", "utf-8")
        memory.profiles.create(store_id, {"Contact": {"phone": "+15550100123", "email": "ada@example.com"}})
        monkeypatch.setenv("TWILIO_MEMORY_STORE_ID", store_id)
        monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", url)
        monkeypatch.setenv("TWILIO_API_KEY", "SKhelp")
        monkeypatch.setenv("TWILIO_API_SECRET", "secret")
        yield emulator


@pytest.mark.parametrize(
    "line", [line for path in ALL for line in examples(path) if not line.startswith("twilio-memory emulator")]
)
def test_example_of_the_help_runs(line, world):
    arguments = shlex.split(line.replace("\\\n", ""), comments=True)[1:]
    if arguments[:2] == ["data-mappings", "delete"] and "--confirm" not in arguments:
        arguments += ["--confirm", "crm"]  # There is no terminal to ask.
    if arguments[0] == "apply" and not {"--yes", "--confirm"} & {*arguments}:
        arguments += ["--yes"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("line", examples(("emulator",)))
def test_example_of_the_emulator_is_understood(line, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    served = []
    monkeypatch.setattr(__main__, "run", lambda *arguments: served.append(arguments))
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert (done.exit_code, len(served)) == (0, 1), done.output
