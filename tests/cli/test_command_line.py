"""The command line, on the emulator's server."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from twilio_memory import MemoryClient, models
from twilio_memory.cli import _doctor, _session
from twilio_memory.cli._app import app
from twilio_memory.testing import Emulator, Fault, serve

CONFIG = """\
[store]
display_name = "support"

[trait_groups.Loyalty.traits.tier]
data_type = "STRING"
"""


@pytest.fixture(scope="module")
def server():
    with Emulator(operation_polls=1) as emulator, serve(emulator) as url:
        yield emulator, url


@pytest.fixture
def emulator(server, monkeypatch):
    for name in ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("TWILIO_MEMORY_STORE_ID", raising=False)
    server[0].reset()
    return server[0]


@pytest.fixture
def run(server, emulator, monkeypatch, tmp_path):
    """Run a command; return its exit status, and what it has printed as its result and beside that."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(_session, "MemoryClient", functools.partial(MemoryClient, clock=emulator.clock))

    def run(*arguments, store=None):
        options = ["--emulator", "--base-url", server[1], *(["--store", store] if store else [])]
        done = CliRunner().invoke(app, [*arguments, *options])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


@pytest.fixture
def store(emulator):
    return emulator.add_store(display_name="support")


@pytest.fixture
def mapping(emulator, store):
    return emulator.add_data_mapping(store, display_name="crm")


def test_stores_are_listed(run, store):
    status, shown, _ = run("stores")
    assert status == 0
    assert re.search(rf"support +{store} +ACTIVE", shown)
    status, shown, _ = run("stores", "--json")
    assert [each["displayName"] for each in json.loads(shown)] == ["support"]


def test_command_without_a_store_says_how_to_give_one(run):
    status, shown, beside = run("profiles", "find", "phone=+15550100123")
    assert (status, shown) == (2, "")
    assert "--store" in beside
    assert "TWILIO_MEMORY_STORE_ID" in beside


def test_data_mapping_is_shown_and_deleted_only_by_its_name(run, emulator, store, mapping):
    status, _, beside = run("data-mappings", "delete", "crm", store=store)
    assert status == 2
    assert 'Give --confirm "crm" to say yes' in beside
    assert "displayName: crm" in beside
    status, _, beside = run("data-mappings", "delete", mapping, "--confirm", "other", store=store)
    assert status == 2
    assert "Nothing was removed" in beside
    assert "DeleteDataMapping" not in [call.operation for call in emulator.calls]


def test_deleted_data_mapping_comes_back_by_one_command(run, store, mapping):
    before = json.loads(run("data-mappings", "list", "--json", store=store)[1])
    status, shown, _ = run("data-mappings", "delete", mapping, "--confirm", "crm", store=store)
    assert status == 0
    undo = re.search(r"twilio-memory (restore \S+)", shown)
    assert undo
    assert json.loads(run("data-mappings", "list", "--json", store=store)[1]) == []
    assert run(*undo[1].split())[0] == 0
    after = json.loads(run("data-mappings", "list", "--json", store=store)[1])
    of_twilio = {"id", "version", "createdAt", "updatedAt"}
    assert [{name: each[name] for name in each.keys() - of_twilio} for each in after] == [
        {name: each[name] for name in each.keys() - of_twilio} for each in before
    ]


def test_deletion_whose_operation_fails_exits_with_1_and_names_the_code(run, emulator, store, mapping):
    emulator.add_fault(Fault.failed_operation("DeleteDataMapping", 520048))
    status, shown, beside = run("data-mappings", "delete", mapping, "--confirm", "crm", store=store)
    assert (status, shown) == (1, "")
    assert "520048" in beside


def test_write_of_unknown_outcome_exits_with_5(run, emulator, store, mapping):
    emulator.add_fault(Fault.error_response("DeleteDataMapping", 503, times=None))
    status, _, beside = run("data-mappings", "delete", mapping, "--confirm", "crm", store=store)
    assert status == 5
    assert "may have been carried out" in beside


def test_error_as_json_has_its_facts(run, emulator):
    emulator.add_fault(Fault.error_response("ListStores", 403))
    status, shown, beside = run("stores", "--json")
    assert (status, shown) == (1, "")
    error = json.loads(beside)
    assert (error["status"], error["method"]) == (403, "stores.list")


def test_plan_apply_and_export_agree(run, tmp_path):
    (tmp_path / "memory.toml").write_text(CONFIG)
    status, shown, _ = run("plan", "memory.toml")
    assert status == 0
    assert "Loyalty" in shown
    assert run("plan", "memory.toml", "--check")[0] == 6
    status, _, beside = run("apply", "memory.toml")
    assert status == 2
    assert "--yes" in beside
    status, shown, _ = run("apply", "memory.toml", "--yes", "--json")
    assert status == 0
    store_id = json.loads(shown)["store_id"]
    assert run("plan", "memory.toml", "--check")[0] == 0
    assert run("export", "-o", "exported.toml", store=store_id)[0] == 0
    assert run("plan", "exported.toml", "--check")[0] == 0


def test_removal_is_asked_for_by_the_name_of_the_store(run, store, mapping, tmp_path):
    (tmp_path / "memory.toml").write_text('[store]\ndisplay_name = "support"\n[data_mappings]\n')
    status, _, beside = run("apply", "memory.toml", "--prune", "--yes")
    assert status == 2
    assert "crm" in beside
    status, shown, _ = run("apply", "memory.toml", "--prune", "--confirm", "support")
    assert status == 0
    assert "twilio-memory restore" in shown


def test_invalid_configuration_names_its_line(run, tmp_path):
    (tmp_path / "memory.toml").write_text('[store]\ndisplay_nam = "support"\n')
    status, _, beside = run("plan", "memory.toml")
    assert status == 2
    assert "memory.toml" in beside
    assert "display_nam" in beside


def test_profile_is_found_by_the_first_identifier_that_has_one(run, emulator, store):
    with emulator.client() as memory:
        ada = memory.profiles.create(store, {"Contact": {"phone": "+15550100123", "firstName": "[red]Ada"}}).id
    status, shown, _ = run("profiles", "find", "email=unknown@example.com", "phone=+15550100123", store=store)
    assert status == 0
    assert ada in shown
    assert "Contact.firstName: [red]Ada" in shown  # The text of people is never markup.
    assert run("profiles", "find", "email=unknown@example.com", store=store)[0] == 3
    assert run("profiles", "find", "+15550100123", store=store)[0] == 2


def test_recall_shows_memories(run, emulator, store):
    with emulator.client() as memory:
        ada = memory.profiles.create(store, {"Contact": {"phone": "+15550100123"}}).id
        seat = models.ObservationInput(
            content="Prefers a window seat.", source="voice", occurred_at=dt.datetime(2026, 1, 15, tzinfo=dt.UTC)
        )
        memory.observations.create(store, ada, [seat])
    status, shown, _ = run("recall", "phone=+15550100123", "--query", "window seat", store=store)
    assert status == 0
    assert "Prefers a window seat." in shown
    status, shown, _ = run("recall", ada, "--json", store=store)
    assert json.loads(shown)["observations"][0]["content"] == "Prefers a window seat."


def test_import_reports_refused_rows_and_exits_with_4(run, store, tmp_path):
    (tmp_path / "people.csv").write_text("E-Mail,Name\nada@example.com,Ada\nno address,Bob\n")
    columns = ["--map", "E-Mail=Contact.email", "-m", "Name=Contact.firstName"]
    status, shown, _ = run("import", "people.csv", *columns, store=store)
    assert status == 4
    assert "COMPLETED: 1 rows refused" in shown
    (tmp_path / "people.csv").write_text("E-Mail,Name\nada@example.com,Ada\n")
    assert run("import", "people.csv", *columns, store=store)[0] == 0
    status, _, beside = run("import", "people.csv", "--map", "Mail=Contact.email", "-m", columns[3], store=store)
    assert status == 2
    assert "E-Mail" in beside


def test_doctor_finds_nothing_wrong_with_the_emulator(run):
    status, shown, _ = run("doctor")
    assert status == 0
    assert re.findall(r"^(\w+) +(.+?):", shown, re.MULTILINE) == [
        ("ok", "version"),
        ("ok", "credentials"),
        ("ok", "proxy"),
        ("ok", "name resolution"),
        ("ok", "API"),
        ("ok", "clock"),
    ]


def test_doctor_names_what_is_wrong(run, emulator):
    emulator.add_fault(Fault.error_response("ListStores", 401, times=None))
    status, shown, _ = run("doctor")
    assert status == 1
    assert re.search(r"PROBLEM +API: the credentials are refused \(401", shown)


@pytest.mark.parametrize(("behind", "shown"), [(0, "0 seconds"), (1, "1 second"), (2, "2 seconds")])
def test_doctor_clock_difference_has_singular_and_plural(monkeypatch, behind, shown):
    monkeypatch.setattr(_doctor, "time", SimpleNamespace(time=lambda: 1_700_000_000.0 - behind))
    assert _doctor._clock("Tue, 14 Nov 2023 22:13:20 GMT").text == f"{shown} from Twilio's"


def test_doctor_without_credentials_says_which_variables_are_missing(emulator):
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 1
    checks = {each["name"]: each for each in json.loads(done.stdout)}
    assert checks["credentials"]["is_good"] is False
    assert "TWILIO_API_KEY" in checks["credentials"]["text"]
    del emulator


def test_commands_without_credentials_name_what_can_be_given(emulator):
    done = CliRunner().invoke(app, ["stores"])
    assert done.exit_code == 2
    assert done.stderr == (
        "no credentials: give --emulator, or set TWILIO_API_KEY and TWILIO_API_SECRET, "
        "or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, in the environment\n"
    )
    del emulator


def test_secrets_of_the_environment_are_never_shown_or_sent_to_the_emulator(run, emulator, monkeypatch):
    monkeypatch.setenv("TWILIO_API_KEY", "SK" + "0" * 32)
    monkeypatch.setenv("TWILIO_API_SECRET", "s3cret-value")
    for arguments in (["stores"], ["doctor"], ["stores", "--json"]):
        assert "s3cret-value" not in "".join(map(str, run(*arguments)))
    assert not any("SK000" in value for call in emulator.calls for value in call.headers.values())


@pytest.mark.parametrize("arguments", [[], ["data-mappings"], ["profiles"]])
def test_help_is_shown_without_a_command(arguments):
    done = CliRunner().invoke(app, arguments)
    assert " ".join(["Usage: twilio-memory", *arguments]) in done.output


def test_version_is_printed():
    from twilio_memory import __version__

    assert CliRunner().invoke(app, ["--version"]).stdout.strip() == __version__
