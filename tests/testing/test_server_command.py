"""The emulator from the command line."""

import contextlib
import io
import json
import re
import select
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from raw_client import CREDENTIALS, RawClient, http
from twilio_memory.testing import Behavior, Emulator, Request
from twilio_memory.testing import __main__ as command
from twilio_memory.testing._request_log import write_json, write_text
from twilio_memory.testing.page import CallLog

STORES = "/v1/ControlPlane/Stores"
END_SECONDS = 10
BOTH = ["serve", "--operation-polls", "1", "--operation-seconds", "1"]


@contextlib.contextmanager
def running(*arguments, end=signal.SIGTERM, console="", log=()):
    """Run the command on a free port, yield where it is, end it, and check that it has ended well.

    The pattern `console` is what it writes to stderr.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "twilio_memory.testing", "serve", "--port", "0", *(log or ["--quiet"]), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            message = ""
            while "Ctrl+C" not in message and (line := process.stdout.readline()):
                message += line
            url = re.search(r"http://127\.0\.0\.1:\d+", message)[0]
            yield url
            process.send_signal(end)
            rest, complaints = process.communicate(timeout=END_SECONDS)
        finally:
            process.kill()
    assert "username" in message
    assert [line for line in message.splitlines() if line.startswith("export ")] == [
        f"export TWILIO_MEMORY_BASE_URL={url}",
        "export TWILIO_API_KEY=SKemulator TWILIO_API_SECRET=emulator",
    ]
    assert (process.returncode, rest) == (0, "")
    assert re.fullmatch(console, complaints), complaints


@pytest.mark.needs("signals")
def test_serve_command_continues_from_its_file(tmp_path):
    state = str(tmp_path / "memory.db")
    web = httpx.Client(auth=("anybody", "anything"), trust_env=False)
    with web:
        with running("--state", state, "--operation-polls", "0", "--seed", "7") as url:
            assert web.post(f"{url}{STORES}", json={"displayName": "sandbox"}).status_code == 202
            stores = web.get(f"{url}{STORES}").json()["stores"]
            web.put(f"{url}/__emulator__/clock", json={"advance": 86400})
            before = web.get(f"{url}/__emulator__/clock").json()["time"]
            web.post(f"{url}/__emulator__/faults", json={"operation": "FetchStore", "kind": "hang"})
            hanging = RawClient(url).send(http(f"GET {STORES}/{stores[0]} HTTP/1.1", CREDENTIALS))
            sending = RawClient(url).send(http(f"POST {STORES} HTTP/1.1", CREDENTIALS, "Content-Length: 9"))
            while len(web.get(f"{url}/__emulator__/calls").json()["calls"]) < 3:
                pass
        hanging.close()
        sending.close()
        assert len(stores) == 1
        with running("--state", state, end=signal.SIGINT) as url:
            assert web.get(f"{url}{STORES}").json()["stores"] == stores
            assert web.get(f"{url}/__emulator__/clock").json()["time"] >= before
            # Unless something else is asked for, work ends by itself, also without polls.
            another = web.post(f"{url}{STORES}", json={"displayName": "another"}).json()["statusUrl"]
            web.put(f"{url}/__emulator__/clock", json={"advance": 1})
            assert web.get(another).json()["status"] == "COMPLETED"


@pytest.mark.needs("signals")
def test_serve_command_writes_refused_records_to_its_console():
    file = b"email,first\nbounced@,Eve\nada@example.com,Ada\n"
    names = (("email", "email"), ("first", "firstName"))
    columns = [{"columnName": column, "traitGroup": "Contact", "traitName": trait} for column, trait in names]
    body = {"filename": "a.csv", "fileSize": len(file), "columnMappings": columns}
    console = r"ERROR 520010 profiles\.created\.importcsv: record 1: 'email' is not one email address[^\n]*\n"
    with (
        running("--clock", "2026-01-15T10:30:00Z", "--operation-polls", "0", console=console) as url,
        httpx.Client(auth=("anybody", "anything"), trust_env=False) as web,
    ):
        web.post(f"{url}{STORES}", json={"displayName": "sandbox"})
        [store] = web.get(f"{url}{STORES}").json()["stores"]
        upload = web.post(f"{url}/v1/Stores/{store}/Profiles/Imports", json=body).json()["url"]
        assert httpx.put(upload, content=file, trust_env=False).status_code == 200
        events = web.get(f"{url}/__emulator__/events").json()["events"]
        assert [event["level"] for event in events].count("ERROR") == 1
        assert web.delete(f"{url}/__emulator__/events").status_code == 204
        assert web.get(f"{url}/__emulator__/events").json()["events"] == []


@pytest.mark.needs("signals")
def test_serve_command_with_fixed_clock_is_deterministic():
    message = []
    for _ in range(2):
        with (
            running("--clock", "2026-01-15T10:30:00+01:00") as url,
            httpx.Client(auth=("anybody", "anything"), trust_env=False) as web,
        ):
            created = web.post(f"{url}{STORES}", json={"displayName": "sandbox"})
            web.put(f"{url}/__emulator__/clock", json={"advance": 1})
            message.append((created.headers["Operation-Id"], web.get(f"{url}{STORES}").json()["stores"]))
            # Time does not end it there.
            assert [web.get(created.json()["statusUrl"]).json()["status"] for _ in range(2)] == ["RUNNING", "COMPLETED"]
            assert web.get(f"{url}/__emulator__/clock").json() == {"time": "2026-01-15T09:30:01.000Z"}
    assert message[0] == message[1]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--operation-polls", "-1"], "operation_polls"),
        (["--operation-seconds", "-1"], "operation_seconds"),
        (["--state", "no/such/folder/memory.db"], "memory.db"),
    ],
)
def test_serve_command_reports_why_it_cannot_serve(capsys, arguments, reason):
    assert command.main(["serve", "--port", "0", *arguments]) == 2
    message, complained = capsys.readouterr()
    assert (message, reason in complained, complained.count("\n")) == ("", True, 1)


def test_serve_command_reports_a_taken_port(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert command.main(["serve", "--port", str(port)]) == 2
    assert f"port {port} is taken" in capsys.readouterr().err


def test_serve_command_reports_the_missing_extra(capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "twilio_memory.testing._server", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert command.main(["serve", "--port", "0"]) == 2
    assert 'pip install "twilio-memory[server]"' in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["serve", "--port", "65536"],
        ["serve", "--port", "x"],
        ["serve", "--hosts", "0.0.0.0"],
        BOTH,
        ["serve", "--state", ""],
        ["serve", "--clock", "soon"],
        ["serve", "--clock", "2026-01-15T10:30:00"],
        ["serve", "--clock", "1969-01-15T10:30:00Z"],
    ],
)
def test_serve_command_refuses_unknown_arguments(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("strict", [True, False])
def test_serve_command_strict_option(monkeypatch, strict):
    behaviors = []
    monkeypatch.setattr(command, "run", lambda emulator, *_: behaviors.append(emulator.behavior))
    assert command.main(["serve", *["--strict"] * strict]) == 0
    assert behaviors == [Behavior(strict=strict)]


@pytest.mark.parametrize(
    ("arguments", "lags"),
    [
        ([], (1, 2)),
        (["--write-lag", "0", "--recall-lag", "0"], (0, 0)),
        (["--clock", "2026-01-15T10:30:00Z"], (0, 0)),
        (["--clock", "2026-01-15T10:30:00Z", "--recall-lag", "5"], (0, 5)),
    ],
)
def test_serve_command_lags(monkeypatch, arguments, lags):
    seen = []
    monkeypatch.setattr(command, "run", lambda emulator, *_: seen.append(emulator._core.operations._pace))
    assert command.main(["serve", *arguments]) == 0
    assert [(pace.write_lag, pace.recall_lag) for pace in seen] == [lags]


def test_serve_command_works_with_closed_stdout(monkeypatch, tmp_path):
    class Full(io.TextIOWrapper):
        def write(self, _):
            raise OSError(28, "No space left on device")

    message = []
    monkeypatch.setattr(command, "run", lambda _emulator, _port, announce, *_: message.append(announce("http://x")))
    for stdout in (Full(io.BytesIO()), None):
        monkeypatch.setattr(sys, "stdout", stdout)
        assert command.main(["serve"]) == 0
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", written)
    assert command.main(["serve", "--state", str(tmp_path / "m\u00e9moire.db")]) == 0
    assert b"m\\xe9moire.db" in written.buffer.getvalue()
    assert len(message) == 3


@pytest.mark.needs("signals")
def test_serve_command_ends_quietly_and_saves_its_seed_at_a_second_signal(tmp_path):
    code = """
import signal, sys
from twilio_memory.testing import __main__, _server
def end(*_):
    signal.raise_signal(signal.SIGINT)
    try:
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.raise_signal(signal.SIGTERM)
_server.read = end
sys.exit(__main__.main(["serve", "--port", "0", "--quiet", "--save", sys.argv[1]]))
"""
    saved = tmp_path / "saved.json"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(saved)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
        client = RawClient(url).send(http(f"GET {STORES} HTTP/1.1", CREDENTIALS))
        _, log = process.communicate(timeout=END_SECONDS)
        client.close()
    assert (process.returncode, log) == (0, "")
    assert json.loads(saved.read_text())["stores"] == []


def test_serve_command_second_signal_interrupts_a_request(tmp_path):
    code = """
import threading, os, signal, sys, time
from twilio_memory.testing import Emulator, _csv_files, _serve, _import_rows
from twilio_memory.testing._server_options import ServerOptions
def endless(*_):
    os.write(2, b"reading")
    while True:
        time.sleep(0.001)
_import_rows.read_csv = endless
with Emulator(operation_polls=0, database=sys.argv[1]) as emulator:
    _serve.run(emulator, ServerOptions.parse(), lambda port: print(f"http://127.0.0.1:{port}", flush=True))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "memory.db")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            url = process.stdout.readline().strip()
            with httpx.Client(auth=("anybody", "anything"), base_url=url, trust_env=False) as web:
                web.post(STORES, json={"displayName": "sandbox"})
                [store] = web.get(STORES).json()["stores"]
                columns = [
                    {"columnName": name, "traitGroup": "Contact", "traitName": name} for name in ("email", "firstName")
                ]
                body = {"filename": "a.csv", "fileSize": 3, "columnMappings": columns}
                put = web.post(f"/v1/Stores/{store}/Profiles/Imports", json=body).json()["url"]
                upload = RawClient(url).send(
                    http(f"PUT {put.removeprefix(url)} HTTP/1.1", "Content-Length: 3") + b"a,b"
                )
                assert select.select([process.stderr], [], [], END_SECONDS)[0]
                process.send_signal(signal.SIGINT)
                process.send_signal(signal.SIGTERM)
                assert process.wait(END_SECONDS) == 0
            upload.close()
        finally:
            process.kill()


@pytest.mark.needs("signals")
def test_serve_command_loads_and_saves_a_seed(tmp_path):
    seed, saved = tmp_path / "seed.toml", tmp_path / "saved.json"
    seed.write_text('version = 1\n[[stores]]\ndisplay_name = "shop"\n')
    with (
        running("--load", seed, "--save", saved, "--clock", "2026-01-15T10:30:00Z", "--operation-polls", "0") as url,
        httpx.Client(auth=("anybody", "anything"), trust_env=False) as web,
    ):
        assert len(web.get(f"{url}{STORES}").json()["stores"]) == 1
        web.post(f"{url}{STORES}", json={"displayName": "sandbox"})
    names = [store["display_name"] for store in json.loads(saved.read_text("utf-8"))["stores"]]
    assert names == ["shop", "sandbox"]


def test_serve_command_refuses_a_seed_of_a_newer_version(tmp_path, capsys):
    seed = tmp_path / "seed.json"
    seed.write_text('{"version": 2}')
    assert command.main(["serve", "--load", str(seed)]) == 2
    assert "it has version 2; this emulator reads up to 1: update twilio-memory" in capsys.readouterr().err


LINE = r"\d\d:\d\d:\d\d (.+) \d+\.\d ms (.+)\n"


@pytest.mark.needs("signals")
def test_serve_command_writes_a_line_for_each_request():
    lines = [
        LINE.replace("(.+)", re.escape(f"POST {STORES} 202"), 1).replace("(.+)", "CreateStore"),
        LINE.replace("(.+)", re.escape(f"GET {STORES} 429"), 1).replace("(.+)", "ListStores.* fault: error_response"),
        LINE.replace("(.+)", re.escape("GET /v1/nothing 404"), 1).replace("(.+)", "- .*"),
    ]
    with (
        running(log=("--seed", "1"), console="".join(lines)) as url,
        httpx.Client(auth=("a", "b"), trust_env=False) as web,
    ):
        web.post(f"{url}{STORES}", json={"displayName": "sandbox"})
        web.post(
            f"{url}/__emulator__/faults", json={"operation": "ListStores", "kind": "error_response", "status": 429}
        )
        web.get(f"{url}{STORES}?pageToken=secret")
        web.get(f"{url}/v1/nothing")


@pytest.mark.parametrize("write", [write_text, write_json])
def test_log_of_requests_has_one_line_for_each_whatever_a_client_sends(capsys, write):
    with Emulator() as emulator:
        log = CallLog(emulator, write)
        path = f"/v1/Stores/{emulator.add_store()}/Profiles"
        name = "\x1b[31m\n12:00:00 DELETE forged 202\u2028\u202e\x9b"
        body = json.dumps({"traits": {"Contact": {"email": "ada@example.com", name: "x"}}}).encode()
        headers = (("Authorization", "Basic YTpi"), ("Content-Type", "application/json"))
        log.handle(Request("POST", path, headers=headers, body=body))
        assert name in emulator.calls[-1].reason
    written = capsys.readouterr().err
    assert len(written.splitlines()) == 1
    assert written.removesuffix("\n").isprintable()
    assert "520005" in written or write is write_text


def test_events_on_the_console_have_one_line_each(capsys):
    with Emulator(on_event=command._report) as emulator, emulator.client() as memory:
        bad = {"Contact": {"email": "ada@example.com", "\x1b[31m\nERROR forged": "x"}}
        memory.profiles.bulk_upsert(emulator.add_store(), [bad])
    written = capsys.readouterr().err
    assert "forged" in written
    assert all(line.startswith("ERROR ") and line.isprintable() for line in written.split("\n")[:-1])
    assert not any(line.startswith("ERROR forged") for line in written.splitlines())


@pytest.mark.needs("signals")
def test_serve_command_writes_requests_as_json():
    with (
        running(log=("--json",), console=r"(\{.*\}\n){2}") as url,
        httpx.Client(auth=("a", "b"), trust_env=False) as web,
    ):
        web.post(f"{url}{STORES}", json={"displayName": "sandbox"})
        assert web.get(f"{url}{STORES}/nothing").status_code == 400


def test_request_log_as_json_has_its_fields(capsys):
    with Emulator() as emulator:
        log = CallLog(emulator, write_json)
        headers = (("Authorization", "Basic YTpi"),)
        log.handle(Request("GET", f"{STORES}/nothing", "pageToken=secret", headers, b""))
    line = json.loads(capsys.readouterr().err)
    assert (line["method"], line["path"], line["status"], line["operation"]) == (
        "GET",
        f"{STORES}/nothing",
        400,
        "FetchStore",
    )
    assert {*line} == {"at", "method", "path", "status", "milliseconds", "operation", "code", "reason", "fault"}
    assert line["code"]
    assert line["reason"]
    assert "secret" not in str(line)
