"""Snapshots, and the origin of URLs in responses."""

import contextlib
import sqlite3

import pytest

from twilio_memory.testing import Emulator, EmulatorError, Fault, Request


def follow(api, store):
    """Do something that draws IDs, takes time, and shows what is there; return every byte of the responses."""
    accepted = api.send("PATCH", store, {"description": "changed"})
    responses = [accepted, api.operation(accepted), api.operation(accepted), api.get(store)]
    api.emulator.clock.advance(5)
    return [*responses, api.get(api.store("another"))]


def test_restore_is_deterministic(api):
    store = api.store()
    api.emulator.clock.advance(30)
    snapshot = api.emulator.snapshot()
    first = follow(api, store)
    api.emulator.clock.advance(3600)
    api.emulator.restore(snapshot)
    assert follow(api, store) == first


def test_snapshot_has_pending_operations_but_no_calls_and_faults(api):
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    snapshot = api.emulator.snapshot()
    api.operation(accepted)
    api.operation(accepted)
    api.emulator.add_fault(Fault.hang("FetchStore"))
    calls = list(api.emulator.calls)

    api.emulator.restore(snapshot)
    assert api.emulator.calls == calls
    assert api.emulator.pending_faults == (Fault.hang("FetchStore"),)
    assert [api.operation(accepted).json()["status"] for _ in range(2)] == ["RUNNING", "COMPLETED"]


def test_snapshot_can_be_restored_elsewhere_or_used_as_file(new_api, tmp_path):
    first = new_api()
    store = first.store()
    first.emulator.clock.advance(100)
    snapshot = first.emulator.snapshot()
    (tmp_path / "copy.db").write_bytes(snapshot)

    copied, filed, opened = new_api(), new_api(database=tmp_path / "own.db"), new_api(database=tmp_path / "copy.db")
    copied.emulator.restore(snapshot)
    filed.emulator.restore(snapshot)
    expected = first.get(store)
    for other in (copied, filed, opened):
        assert other.emulator.clock.time() == first.emulator.clock.time()
        assert other.get(store) == expected
    filed.emulator.close()
    assert new_api(database=tmp_path / "own.db").get(store).json() == expected.json()


def test_invalid_snapshot_is_refused_and_changes_nothing(new_api, tmp_path):
    api = new_api(database=tmp_path / "memory.db")
    store = api.store()
    good = api.emulator.snapshot()
    later_version = bytearray(good)
    later_version[60:64] = (99).to_bytes(4, "big")
    for bad in (b"", b"no database", good[:1000], bytes(later_version), good[:2000] + b"\xff" * 4000 + good[6000:]):
        with pytest.raises(EmulatorError, match="snapshot"):
            api.emulator.restore(bad)
        assert api.get(store).status == 200


def test_damaged_file_is_named_in_the_error(new_api, tmp_path):
    path = tmp_path / "memory.db"
    api = new_api(database=path)
    store = api.store()
    for number in range(20):
        api.mapping(store, f"mapping-{number}")
    api.emulator.close()
    content = path.read_bytes()
    path.write_bytes(content[:5000] + b"\xa5" * 4000 + content[9000:])
    with pytest.raises(EmulatorError, match=r"memory\.db"):
        new_api(database=path)


def test_file_of_an_impossible_time_is_damaged(new_api, tmp_path):
    path = tmp_path / "memory.db"
    new_api(database=path).emulator.close()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE numbers SET value = 1e18 WHERE name = 'time'")
    with pytest.raises(EmulatorError, match=r"memory\.db is damaged: it is of the time 1e\+18"):
        new_api(database=path)


def test_read_only_file_is_refused(new_api, tmp_path, monkeypatch):
    path = tmp_path / "memory.db"
    new_api(database=path).emulator.close()
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda _path, **options: connect(f"file:{path}?mode=ro", **{**options, "uri": True})
    )
    with pytest.raises(EmulatorError, match="readonly"):
        new_api(database=path)


def test_close_stores_the_time(new_api, tmp_path):
    first = new_api(database=tmp_path / "memory.db")
    first.store()
    first.emulator.clock.advance(3600)
    first.emulator.close()
    assert new_api(database=tmp_path / "memory.db").emulator.clock.time() == first.emulator.clock.time()


def test_snapshot_of_closed_emulator_is_refused():
    emulator = Emulator()
    snapshot = emulator.snapshot()
    emulator.close()
    for use in (emulator.snapshot, lambda: emulator.restore(snapshot)):
        with pytest.raises(EmulatorError, match="closed"):
            use()


def test_urls_have_the_origin_of_the_request(api):
    store = api.store()
    authorization = ("Authorization", "Basic YTpi")

    def send(method, path, body=b""):
        headers = (authorization, ("Content-Type", "application/json"))
        return api.emulator.handle(Request(method, path, headers=headers, body=body, origin="http://localhost:4010"))

    accepted = send("PATCH", store, b'{"description": "x"}')
    operation = accepted.json()["statusUrl"].removeprefix("http://localhost:4010")
    assert accepted.header("Location") == accepted.json()["statusUrl"]
    send("GET", operation)
    assert send("GET", operation).json()["resultUrl"] == f"http://localhost:4010{store}"
    assert api.get(operation).json()["resultUrl"] == f"https://memory.twilio.com{store}"

    opened = send(
        "POST",
        f"/v1/Stores/{store.rpartition('/')[2]}/Profiles/Imports",
        b'{"filename": "a.csv", "fileSize": 1, "columnMappings": ['
        b'{"columnName": "a", "traitGroup": "Contact", "traitName": "email"},'
        b'{"columnName": "b", "traitGroup": "Contact", "traitName": "phone"}]}',
    )
    url = opened.json()["url"]
    path, _, query = url.removeprefix("http://localhost:4010").partition("?")
    assert api.emulator.handle(Request("PUT", path, query, body=b"x")).status == 200
