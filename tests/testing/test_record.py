"""A recording: requests go on to Twilio, here to another emulator, and what was read becomes a seed."""

import contextlib
import gzip
import io
import itertools
import json
import logging
import re
import signal
import socket
import subprocess
import sys
import threading
import tomllib
from importlib import resources

import httpx
import pytest

from filled_store import fill
from raw_client import RawClient, http
from raw_server import RawServer
from raw_server import http as response
from secret_scanner import SECRET, USER, shows
from twilio_memory import MemoryClient, ProfileMergedError
from twilio_memory._core.config import BaseURL, Credentials
from twilio_memory._http.types import basic_auth
from twilio_memory.models import ColumnMappingItem, OrderBy
from twilio_memory.testing import Emulator, EmulatorError, serve
from twilio_memory.testing import __main__ as command
from twilio_memory.testing._record import save_reads
from twilio_memory.testing._record_server import USERNAME, RecordingProxy, make_recording_server
from twilio_memory.testing._recorded_reads import Exchange, RecordedReads
from twilio_memory.testing._recorded_seed import seed_of_reads
from twilio_memory.testing._server_options import ServerOptions

AUTHORIZATION = basic_auth(USER, SECRET)
RUN = [sys.executable, "-m", "twilio_memory.testing", "serve"]
KEY = "key-of-the-recording"
STORE = "mem_store_00000000000000000000000001"
PROFILE = "mem_profile_00000000000000000000000001"
SPEC = json.loads(resources.files("twilio_memory.testing").joinpath("spec.json").read_text("utf-8"))


class Recording:
    """A recording proxy that runs in a thread."""

    def __init__(self, target, **options):
        self.calls = []
        self.proxy = RecordingProxy(
            BaseURL.parse(target), Credentials(USER, SECRET), options.pop("key", KEY), self.calls.append
        )
        self.server = make_recording_server(self.proxy, ServerOptions.parse())
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self.server.run, args=([self.listener],))
        self.thread.start()

    @property
    def reads(self):
        return self.proxy.reads

    def client(self, username=USER, password=SECRET):
        return MemoryClient(username, password, base_url=self.url)

    def close(self):
        self.server.should_exit = True
        self.thread.join()
        self.listener.close()


@contextlib.contextmanager
def recording(target, **options):
    running = Recording(target, **options)
    try:
        yield running
    finally:
        running.close()


@contextlib.contextmanager
def raw_server(responses):
    server = RawServer(responses)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def upstream():
    """An emulator in Twilio's place, which takes the credentials of the recording only."""
    with Emulator(accounts={"acme": {USER: SECRET}}) as emulator, serve(emulator) as url:
        emulator.url = url
        yield emulator


def read_all(memory):
    """Read everything by all operations, and return it."""
    return {
        store_id: {
            "store": memory.stores.fetch(store_id).to_dict(),
            "settings": memory.identity_resolution_settings.fetch(store_id).to_dict(),
            "groups": {
                group.display_name: memory.trait_groups.fetch(store_id, group.display_name).to_dict()
                for group in memory.trait_groups.list(store_id, include_traits=True)
            },
            "mappings": [
                memory.data_mappings.fetch(store_id, each.id).to_dict() for each in memory.data_mappings.list(store_id)
            ],
            "profiles": {each: read_profile(memory, store_id, each) for each in memory.profiles.list(store_id)},
        }
        for store_id in memory.stores.list(order_by=OrderBy.ASC)
    }


def read_profile(memory, store_id, profile_id):
    return {
        "profile": memory.profiles.fetch(store_id, profile_id).to_dict(),
        "traits": sorted(
            (each.to_dict() for each in memory.traits.list(store_id, profile_id)),
            key=lambda each: (each["traitGroup"], each["name"]),
        ),
        "identifiers": {each.id_type: each.values for each in memory.identifiers.list(store_id, profile_id)},
        "observations": [
            {
                **each.to_dict(),
                "revisions": [r.to_dict() for r in memory.observations.revisions(store_id, profile_id, each.id)],
            }
            for each in memory.observations.list(store_id, profile_id)
        ],
        "summaries": [each.to_dict() for each in memory.summaries.list(store_id, profile_id)],
    }


def leaves(value, path=()):
    """Return all values by their place; those of traits, identifiers and free text as their type only."""
    if isinstance(value, dict):
        if "traitGroup" in value and "value" in value:
            value = {**value, "value": kind(value["value"])}
        for name, each in value.items():
            if name in {"content", "description", "source"}:
                yield (*path, name), str
            elif name == "identifiers":
                yield (*path, name), {id_type: len(values) for id_type, values in each.items()}
            elif path[-1:] == ("profile",) and name == "traits":
                yield (
                    (*path, name),
                    {(group, trait): kind(v) for group, traits in each.items() for trait, v in traits.items()},
                )
            else:
                yield from leaves(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from leaves(each, (*path, number))
    else:
        yield path, value


def kind(value):
    return [type(each) for each in value] if isinstance(value, list) else type(value)


@pytest.mark.parametrize("suffix", ["toml", "json"])
def test_recording_is_a_seed_with_the_same_resources(upstream, tmp_path, suffix):
    fill(upstream)
    upstream.complete_operations()
    file = tmp_path / f"recorded.{suffix}"
    with recording(upstream.url) as running, running.client() as memory:
        before = read_all(memory)
        save_reads(running.reads, file)
    with Emulator() as emulator:
        emulator.load(file)
        after = read_all(emulator.client())
    assert dict(leaves(after)) == dict(leaves(before))
    text = file.read_text("utf-8")
    for original in ("ada@", "Ada", "grace", "Zoë", "trains", "dog", "quotes", "+13175550100", '"m1"'):
        assert original not in text


def test_recorded_values_still_join_profiles(upstream, tmp_path):
    store_id = upstream.add_store()
    mail, phone = "margaret@corp.example", "+14155552671"
    first = upstream.add_profile(store_id, {"Contact": {"email": mail, "phone": phone}})
    second = upstream.add_profile(store_id, identifiers={"whatsapp": f"whatsapp:{phone}"})
    third = upstream.add_profile(store_id, {"Contact": {"email": "other@corp.example"}})
    with recording(upstream.url) as running, running.client() as memory:
        for profile_id in (first, second):
            list(memory.identifiers.list(store_id, profile_id))
            memory.profiles.fetch(store_id, profile_id)
        memory.profiles.fetch(store_id, third)
        save_reads(running.reads, tmp_path / "seed.json")
    with Emulator() as emulator, emulator.client() as memory:
        emulator.load(tmp_path / "seed.json")
        contact = memory.profiles.fetch(store_id, first).traits["Contact"]
        for id_type in ("email", "phone"):
            assert memory.profiles.lookup(store_id, id_type=id_type, value=contact[id_type]).profiles == [first]
        found = memory.profiles.lookup(store_id, id_type="whatsapp", value=f"whatsapp:{contact['phone']}")
        assert found.profiles == [second]
        # Its identifiers were not read: they are those of its traits.
        other = memory.profiles.fetch(store_id, third).traits["Contact"]["email"]
        assert memory.profiles.lookup(store_id, id_type="email", value=other).profiles == [third]


def test_recording_is_the_same_whatever_the_order_of_reads(upstream):
    store_id = fill(upstream)
    upstream.complete_operations()
    seeds = []
    for order in (1, -1):
        with recording(upstream.url) as running, running.client() as memory:
            list(memory.trait_groups.list(store_id, include_traits=True))
            for profile_id in list(memory.profiles.list(store_id))[::order]:
                read_profile(memory, store_id, profile_id)
            seeds.append(seed_of_reads(running.reads))
    assert seeds[0] == seeds[1]


def test_recording_has_what_lookup_and_recall_have_read(upstream, tmp_path):
    store_id = upstream.add_store()
    profile_id = upstream.add_profile(store_id, {"Contact": {"email": "margaret@corp.example"}})
    observation = upstream.add_observation(store_id, profile_id, "Prefers tea.")
    with recording(upstream.url) as running, running.client() as memory:
        memory.profiles.lookup(store_id, id_type="email", value="Margaret@corp.example")
        memory.profiles.recall(store_id, profile_id)
        save_reads(running.reads, tmp_path / "seed.toml")
    [store] = tomllib.loads((tmp_path / "seed.toml").read_text())["stores"]
    assert store["display_name"] == f"recorded-{store_id[-8:]}"  # It was not read.
    [profile] = store["profiles"]
    assert (profile["id"], [each["id"] for each in profile["observations"]]) == (profile_id, [observation])
    assert re.fullmatch(r"[a-z.]+@example\.com", profile["identifiers"]["email"][0])


def test_recording_has_merges_under_the_profile_that_is_left(upstream, tmp_path):
    store_id = upstream.add_store()
    first = upstream.add_profile(store_id, {"Contact": {"email": "margaret@corp.example"}})
    second = upstream.add_profile(store_id, {"Contact": {"phone": "+14155552671"}})
    with recording(upstream.url) as running, running.client() as memory:
        for profile_id in memory.profiles.list(store_id):
            memory.profiles.fetch(store_id, profile_id)
        upstream.add_profile(store_id, {"Contact": {"email": "margaret@corp.example", "phone": "+14155552671"}})
        upstream.complete_operations()
        list(memory.observations.list(store_id, second))
        save_reads(running.reads, tmp_path / "seed.json")
    with Emulator() as emulator, emulator.client() as memory:
        emulator.load(tmp_path / "seed.json")
        assert list(memory.profiles.list(store_id)) == [first]
        with pytest.raises(ProfileMergedError):
            memory.profiles.update(store_id, second, {"Contact": {"firstName": "Ada"}})


def test_writes_pass_through_and_change_nothing_of_the_recording(upstream):
    store_id = upstream.add_store()
    with recording(upstream.url) as running, running.client() as memory:
        profile_id = memory.profiles.create(store_id, {"Contact": {"email": "margaret@corp.example"}}).id
        memory.profiles.update(store_id, profile_id, {"Contact": {"firstName": "Margaret"}})
        assert upstream.client().profiles.fetch(store_id, profile_id).traits["Contact"]["firstName"] == "Margaret"
        assert running.reads.counts == (0, 0)
        memory.profiles.fetch(store_id, profile_id)
        memory.profiles.delete(store_id, profile_id)
        assert running.reads.counts == (1, 1)


def test_upload_of_an_import_goes_to_its_own_host(upstream):
    store_id = upstream.add_store()
    upstream_calls = len(upstream.calls)
    columns = [
        ColumnMappingItem(column_name=name, trait_group="Contact", trait_name=name) for name in ("email", "firstName")
    ]
    with recording(upstream.url) as running, running.client() as memory:
        job = memory.imports.upload(
            store_id, io.BytesIO(b"email,firstName\nada@example.com,Ada\n"), filename="a.csv", column_mappings=columns
        )
        upstream.complete_operations()
        assert job.wait().status == "COMPLETED"
        assert not [call for call in running.calls if "uploads" in call.call.path]
    assert [call for call in upstream.calls[upstream_calls:] if "uploads" in call.path]


def resolve(schema):
    """Return a schema without references; of several the first."""
    while step := next((each for each in ("$ref", "oneOf", "anyOf") if each in schema), None):
        part = schema[step]
        schema = SPEC["components"]["schemas"][part.rpartition("/")[2]] if step == "$ref" else part[0]
    return schema


def sample(schema, name, marks):
    """Return an instance of a schema in which each text that is not the API's own is a new mark."""
    schema = resolve(schema)
    if "allOf" in schema and "properties" not in schema and len(schema["allOf"]) == 1:
        return sample(schema["allOf"][0], name, marks)
    types = schema.get("type", "object")
    chosen = types if isinstance(types, str) else types[0]
    if chosen == "object":
        found = {each: sample(part, each, marks) for each, part in schema.get("properties", {}).items()}
        for part in schema.get("allOf", ()):
            found |= sample(part, name, marks)
        [named] = schema.get("patternProperties", {}).values() or [schema.get("additionalProperties")]
        if isinstance(named, dict):
            return {"kept": sample(named, name, marks)}
        return {**found, "unknownToday": next(marks), "unknownObject": {"name": next(marks)}}
    if chosen == "array":
        return [sample(schema["items"], name, marks)]
    if chosen == "boolean":
        return True
    return sample_text(schema, name, marks) if chosen == "string" else schema.get("minimum", 1)


def sample_text(schema, name, marks):
    pattern = schema.get("pattern", "")
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    if schema.get("format") == "date-time":
        return "2026-01-15T10:30:00Z"
    if pattern.startswith("^mem_"):
        return pattern[1:].partition("[")[0].replace("(store|service)", "store") + "0" * 25 + "1"
    return "kept" if name in KEPT else next(marks)


KEPT = {
    "displayName", "traitGroup", "name", "idType", "matchingRules", "columns", "expression", "traitName", "pattern",
    "idTypePromotion",
}  # fmt: skip
"""The texts that are names of the configuration, which a recording keeps."""


def test_recording_has_no_personal_text_of_any_field():
    count = itertools.count(1)
    marks = (f"Persona{next(count)}x Privata" for _ in itertools.repeat(None))
    reads = RecordedReads()
    operations = {
        operation["operationId"]: (operation, path)
        for path, methods in SPEC["paths"].items()
        for operation in methods.values()
        if isinstance(operation, dict) and "200" in operation.get("responses", {})
    }
    ids = {
        "storeId": STORE,
        "profileId": PROFILE,
        "idType": "kept",
        "observationId": PROFILE.replace("profile", "observation"),
    }
    for operation_id, (operation, _) in operations.items():
        body = sample(operation["responses"]["200"]["content"]["application/json"]["schema"], operation_id, marks)
        sent = {"idType": "kept", "value": next(marks)}
        reads.observe(Exchange(operation_id, ids, sent, 200, {"x-personal": next(marks)}, body))
    written = json.dumps(seed_of_reads(reads), ensure_ascii=False)
    used = next(count)
    assert used > 100
    assert not re.findall("persona|privata", written, re.IGNORECASE)
    [store] = json.loads(written)["stores"]
    profile = store["profiles"][0]
    # It was all there.
    assert store["trait_groups"]
    assert store["data_mappings"]
    assert profile["identifiers"]
    assert profile["traits"]
    assert profile["observations"]
    assert profile["summaries"]


class TestProxy:
    def get(self, url, path="/v1/ControlPlane/Stores", *, auth=(USER, SECRET), **options):
        with httpx.Client(trust_env=False) as web:
            return web.get(f"{url}{path}", auth=auth, **options)

    def test_response_comes_as_it_is(self):
        body = gzip.compress(b'{"stores": [], "meta": {}}')
        sent = response(
            "200 Fine", body, "Content-Type: application/json", "Content-Encoding: gzip", "X-Two: a", "X-Two: b",
            "Date: Thu, 01 Jan 2026 00:00:00 GMT", "Server: other", "Connection: keep-alive", "Twilio-Request-Id: RQ1",
        )  # fmt: skip
        with raw_server([sent]) as target, recording(target.url) as running, RawClient(running.url) as raw:
            raw.send(
                http(
                    "GET /v1/ControlPlane/Stores?pageSize=5 HTTP/1.1",
                    f"Authorization: {AUTHORIZATION}",
                    "Accept-Encoding: gzip, br",
                )
            )
            status, headers, received = raw.read_response()
            [request] = target.requests
        assert (status, received) == (200, body)
        assert headers == {
            "content-type": "application/json",
            "content-encoding": "gzip",
            "content-length": str(len(body)),
            "x-two": "b",
            "date": "Thu, 01 Jan 2026 00:00:00 GMT",
            "server": "other",
            "twilio-request-id": "RQ1",
        }
        lines = request.decode().split("\r\n")
        assert lines[0] == "GET /v1/ControlPlane/Stores?pageSize=5 HTTP/1.1"
        assert f"Authorization: {AUTHORIZATION}" in lines
        assert "Accept-Encoding: gzip" in lines  # What cannot be recorded is not asked for.

    def test_key_of_the_recording_becomes_the_credentials(self):
        with raw_server([response("200 OK", b"{}")]) as target, recording(target.url) as running:
            assert self.get(running.url, auth=(USERNAME, KEY)).status_code == 200
            [request] = target.requests
        assert AUTHORIZATION.encode() in request
        assert KEY.encode() not in request
        assert USERNAME.encode() not in request

    @pytest.mark.parametrize("auth", [None, ("SKother", "x"), (USER, "x"), (USERNAME, SECRET), (USER, KEY)])
    def test_other_credentials_are_not_passed_on(self, auth):
        with raw_server([]) as target, recording(target.url) as running:
            refused = self.get(running.url, auth=auth)
            assert (refused.status_code, target.requests) == (401, [])
        assert not shows(refused.text)

    def test_page_of_another_site_is_refused(self):
        with raw_server([]) as target, recording(target.url) as running:
            assert self.get(running.url, headers={"Origin": "https://evil.example"}).status_code == 403
            assert self.get(running.url, headers={"Host": "evil.example"}).status_code == 421
            assert target.requests == []

    @pytest.mark.parametrize(
        "path", ["/v1/ControlPlane/Stores/x/TraitGroups/..", "/v1/./Stores", "/v1/a/../../b", "/v1/a#b"]
    )
    def test_path_that_would_be_rewritten_is_refused(self, path):
        with raw_server([]) as target, recording(target.url) as running, RawClient(running.url) as raw:
            raw.send(http(f"DELETE {path} HTTP/1.1", f"Authorization: {AUTHORIZATION}"))
            assert raw.read_response()[0] == 400
            assert target.requests == []

    def test_redirects_and_errors_come_as_they_are(self):
        sent = [
            response("301 Moved", b"{}", "Location: https://memory.twilio.com/v1/other"),
            response("429 Too Many", b"slow down", "Retry-After: 7"),
            response("500 Broken", b"\xff\xfe"),
            response("200 OK", b"no JSON"),
            response("200 OK", b"[]"),
            response("200 OK", b'{"stores": 7}'),
        ]
        with raw_server(sent) as target, recording(target.url) as running:
            moved, slow, broken, *rest = [self.get(running.url) for _ in sent]
        assert (moved.status_code, moved.headers["location"]) == (301, "https://memory.twilio.com/v1/other")
        assert (slow.status_code, slow.headers["retry-after"], slow.text) == (429, "7", "slow down")
        assert (broken.status_code, broken.content) == (500, b"\xff\xfe")
        assert [each.text for each in rest] == ["no JSON", "[]", '{"stores": 7}']

    @pytest.mark.parametrize("encoding", ["gzip", "deflate"])
    def test_response_that_cannot_be_decoded_comes_as_it_is(self, encoding):
        sent = response("200 OK", b"no such thing", f"Content-Encoding: {encoding}")
        with raw_server([sent]) as target, recording(target.url) as running, RawClient(running.url) as raw:
            raw.send(http("GET /v1/ControlPlane/Stores HTTP/1.1", f"Authorization: {AUTHORIZATION}"))
            status, headers, received = raw.read_response()
        assert (status, headers["content-encoding"], received) == (200, encoding, b"no such thing")

    def test_status_that_http_has_not_is_a_bad_gateway(self):
        with raw_server([response("600 Odd", b"{}")]) as target, recording(target.url) as running:
            refused = self.get(running.url)
        assert (refused.status_code, refused.json()["message"]) == (
            502, "127.0.0.1 has responded with the status 600, which HTTP has not.",
        )  # fmt: skip

    def test_responses_that_do_not_come_are_bad_gateways(self):
        with raw_server([b"", (response("200 OK", b"ab", length=9),)]) as target:
            with recording(target.url) as running:
                assert [self.get(running.url).status_code for _ in range(2)] == [502, 502]
            url = target.url
        with recording(url) as running:
            refused = self.get(running.url)
        assert (refused.status_code, refused.json()["message"]) == (
            502, "127.0.0.1 cannot be reached, or has not responded: ConnectError",
        )  # fmt: skip

    def test_request_ends_with_its_connection(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.settimeout(30)
            running = Recording(f"http://127.0.0.1:{silent.getsockname()[1]}")
            try:
                client = RawClient(running.url)
                client.send(http("GET /v1/ControlPlane/Stores HTTP/1.1", f"Authorization: {AUTHORIZATION}"))
                target, _ = silent.accept()
                with target:
                    target.settimeout(30)
                    while not target.recv(4096).endswith(b"\r\n\r\n"):
                        pass
                    client.close()
                    assert target.recv(1) == b""
            finally:
                running.close()

    def test_credentials_and_personal_data_are_in_no_log(self, caplog):
        caplog.set_level(logging.WARNING)
        with raw_server([response("200 OK", b'{"stores": "Margaret"}')]) as target, recording(target.url) as running:
            self.get(running.url, "/v1/ControlPlane/Stores?name=Margaret")
            [entry] = running.calls
        assert (entry.call.operation, entry.call.status, entry.call.path) == (
            "ListStores",
            200,
            "/v1/ControlPlane/Stores",
        )
        assert not shows(repr(entry) + caplog.text)
        assert "Margaret" not in repr(entry) + caplog.text


class TestCommand:
    @pytest.mark.needs("signals")
    def test_command_records(self, upstream, tmp_path, monkeypatch):
        store_id = upstream.add_store()
        file = tmp_path / "seed.json"
        monkeypatch.setenv("TWILIO_API_KEY", USER)
        monkeypatch.setenv("TWILIO_API_SECRET", SECRET)
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "twilio_memory.testing",
                "serve",
                "--port",
                "0",
                "--record",
                file,
                "--record-from",
                upstream.url,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                message = ""
                while "Ctrl+C" not in message and (line := process.stdout.readline()):
                    message += line
                exported = dict(re.findall(r"(TWILIO_\w+)=(\S+)", message))
                key = exported["TWILIO_API_KEY"], exported["TWILIO_API_SECRET"]
                with MemoryClient(*key, base_url=exported["TWILIO_MEMORY_BASE_URL"]) as memory:
                    memory.stores.fetch(store_id)
                process.send_signal(signal.SIGTERM)
                rest, log = process.communicate(timeout=30)
            finally:
                process.kill()
        assert (process.returncode, rest) == (0, f"{file} was written. Stores: 1. Profiles: 0.\n")
        assert re.fullmatch(rf"[0-9:]+ GET /v1/ControlPlane/Stores/{store_id} 200 [0-9.]+ ms FetchStore\n", log)
        assert not shows(message + log + file.read_text())
        with Emulator() as emulator:
            assert emulator.load(file) == [store_id]

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            (["--record-from", "https://memory.example"], "--record-from: needs --record"),
            (["--record", "seed.yaml"], "ends in .toml or .json"),
            (["--record", "no/such/folder/seed.json"], "the directory does not exist"),
            (["--record", "folder.json"], "it is a directory"),
            (["--record", "file/seed.json"], "cannot write the seed"),
            (["--record", "seed.json", "--record-from", "http://memory.example"], "--record-from: is not https"),
            (["--record", "seed.json", "--state", "memory.db"], "--state: is for the emulator"),
            (["--record", "seed.json", "--operation-polls", "0"], "--operation-polls: is for the emulator"),
            (["--record", "seed.json", "--allow-host", "memory"], "--allow-host: is for the emulator"),
            (["--record", "seed.json", "--host", "0.0.0.0"], "--host: a recording is for this machine only"),
        ],
    )
    def test_command_refuses_what_does_not_go_together(self, options, why, monkeypatch, capsys, tmp_path):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "folder.json").mkdir()
        (tmp_path / "file").touch()
        monkeypatch.setenv("TWILIO_API_KEY", USER)
        monkeypatch.setenv("TWILIO_API_SECRET", SECRET)
        assert command.main(["serve", "--port", "0", *options]) == 2
        assert why in capsys.readouterr().err

    @pytest.mark.needs("signals")
    def test_command_ends_quietly_and_writes_its_file_at_a_second_signal(self, monkeypatch, tmp_path):
        code = """
import signal, sys
from twilio_memory.testing import __main__, _record_server
def end(*_):
    signal.raise_signal(signal.SIGINT)
    try:
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.raise_signal(signal.SIGTERM)
_record_server.RecordingProxy._observe = end
sys.exit(__main__.main(["serve", "--port", "0", "--quiet", *sys.argv[1:]]))
"""
        monkeypatch.setenv("TWILIO_API_KEY", USER)
        monkeypatch.setenv("TWILIO_API_SECRET", SECRET)
        file = tmp_path / "seed.json"
        with Emulator() as emulator, serve(emulator) as target:
            options = ["--record", str(file), "--record-from", target]
            process = subprocess.Popen(
                [sys.executable, "-c", code, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            with process:
                message = process.stdout.readline()
                url = re.match(r"http://127\.0\.0\.1:\d+", message)[0]
                head = http("GET /v1/ControlPlane/Stores HTTP/1.1", f"Authorization: {AUTHORIZATION}")
                client = RawClient(url).send(head)
                rest, log = process.communicate(timeout=10)
                client.close()
        assert (process.returncode, log) == (0, "")
        assert f"{file} was written." in rest
        assert json.loads(file.read_text())["stores"] == []

    def test_command_passes_on_over_http_if_the_environment_allows_it(self, monkeypatch, capsys, tmp_path):
        def end(target, *_):
            raise EmulatorError(f"to {target}")

        monkeypatch.setattr("twilio_memory.testing._record_server.RecordingProxy", end)
        monkeypatch.setenv("TWILIO_API_KEY", USER)
        monkeypatch.setenv("TWILIO_API_SECRET", SECRET)
        monkeypatch.setenv("TWILIO_MEMORY_ALLOW_HTTP", "1")
        options = ["--record", str(tmp_path / "seed.json"), "--record-from", "http://memory.example"]
        assert command.main(["serve", "--port", "0", *options]) == 2
        assert capsys.readouterr().err == "to http://memory.example\n"

    def test_command_needs_credentials(self, monkeypatch, capsys, tmp_path):
        for name in ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        assert command.main(["serve", "--port", "0", "--record", str(tmp_path / "seed.json")]) == 2
        assert capsys.readouterr().err == (
            "--record: no credentials: set TWILIO_API_KEY and TWILIO_API_SECRET, "
            "or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, in the environment\n"
        )


def test_recording_that_does_not_fit_is_written_and_reported(tmp_path):
    reads = RecordedReads()
    body = {"id": STORE, "displayName": "not a name!", "status": "ACTIVE"}
    reads.observe(Exchange("FetchStore", {"storeId": STORE}, None, 200, {}, body))
    with pytest.raises(EmulatorError, match=r"was written, but does not fit an emulator yet: .*displayName"):
        save_reads(reads, tmp_path / "seed.json")
    assert json.loads((tmp_path / "seed.json").read_text())["stores"][0]["id"] == STORE


def test_recording_may_have_a_long_name(tmp_path):
    file = tmp_path / f"{'n' * 250}.json"
    save_reads(RecordedReads(), file)
    assert file.is_file()


PROFILE_PATH = f"/v1/Stores/{STORE}/Profiles/{PROFILE}"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{PROFILE_PATH}/Identifiers", {"identifiers": [{"idType": None, "values": ["a"]}]}),
        (f"{PROFILE_PATH}/Identifiers", {"identifiers": [{"idType": 5, "values": ["a"]}]}),
        (f"{PROFILE_PATH}/Identifiers", {"identifiers": [{"idType": "email", "values": [["a"]]}]}),
        (f"{PROFILE_PATH}/Identifiers", {"identifiers": [{"idType": "email", "values": [None]}]}),
        (f"{PROFILE_PATH}/Traits", {"traits": [{"traitGroup": "G", "name": True, "value": "a"}]}),
        (f"/v1/ControlPlane/Stores/{STORE}/TraitGroups", {"traitGroups": [{"displayName": None, "traits": {}}]}),
        (
            f"/v1/ControlPlane/Stores/{STORE}/TraitGroups",
            {"traitGroups": [{"displayName": "G", "traits": {"a": {"idTypePromotion": "\ud800"}}}]},
        ),
        (
            f"/v1/ControlPlane/Stores/{STORE}/IdentityResolutionSettings",
            {"identifierConfigs": [{"idType": 5}], "matchingRules": []},
        ),
    ],
)
def test_response_of_other_types_is_not_recorded_and_spoils_nothing(path, body, tmp_path, caplog):
    store = {"id": STORE, "displayName": "shop", "status": "ACTIVE"}
    texts = [json.dumps(each).encode() for each in (store, body)]
    with raw_server([response("200 OK", each) for each in texts]) as target, recording(target.url) as running:
        for each in (f"/v1/ControlPlane/Stores/{STORE}", path):
            assert httpx.get(f"{running.url}{each}", auth=(USER, SECRET)).status_code == 200
    assert "was not recorded" in caplog.text
    for name in ("seed.toml", "seed.json"):
        save_reads(running.reads, tmp_path / name)
        with Emulator() as emulator:
            assert emulator.load(tmp_path / name) == [STORE]


def test_settings_without_a_type_are_left_out(tmp_path):
    reads = RecordedReads()
    body = {"identifierConfigs": [{"limit": 2}], "matchingRules": []}
    reads.observe(Exchange("FetchIdentityResolutionSettings", {"storeId": STORE}, None, 200, {}, body))
    assert seed_of_reads(reads)["stores"][0]["identity_resolution"]["identifier_configs"] == []


def test_list_with_what_no_trait_can_be_is_recorded_without_it(tmp_path):
    reads = RecordedReads()
    body = {"traits": [{"traitGroup": "G", "name": "tags", "value": [True, {"a": 1}, None]}]}
    reads.observe(Exchange("ListProfileTraits", {"storeId": STORE, "profileId": PROFILE}, None, 200, {}, body))
    save_reads(reads, tmp_path / "seed.toml")
    [store] = tomllib.loads((tmp_path / "seed.toml").read_text())["stores"]
    assert store["profiles"][0]["traits"][0]["value"] == [True]
