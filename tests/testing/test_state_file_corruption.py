"""A damaged or foreign state file: `EmulatorError`, and not a byte of the file changes."""

import contextlib
import json
import math
import os
import random
import sqlite3
import subprocess
import sys
from types import SimpleNamespace

import pytest

from twilio_memory.testing import Emulator, EmulatorError, Fault, Request
from twilio_memory.testing._operation_effects import EFFECTS
from twilio_memory.testing._stored_schemas import DOCUMENTS, PARENTS, PAYLOADS

CREDENTIALS = ("Authorization", "Basic YTpi")
JSON_TYPE = ("Content-Type", "application/json")
CONFIG = {
    "matchingAlgo": "exact",
    "limit": 2,
    "limitPolicy": "fifo",
    "enforceUnique": True,
    "normalization": "none",
}
SETTINGS = {
    "identifierConfigs": [
        {"idType": "email", **CONFIG, "limit": 1, "normalization": "email"},
        {"idType": "phone", **CONFIG, "limitPolicy": "lifo", "normalization": "phone"},
        {"idType": "member", **CONFIG},
    ],
    "matchingRules": ["email", "phone"],
}
LOYALTY = {
    "displayName": "Loyalty",
    "traits": {
        "member": {"dataType": "STRING", "idTypePromotion": "member", "validationRule": {"ruleType": "STRING"}},
        "points": {"dataType": "NUMBER", "validationRule": {"ruleType": "NUMBER", "min": 0, "max": 1000}},
        "tags": {"dataType": "ARRAY", "validationRule": {"ruleType": "ARRAY", "maxItems": 5}},
    },
}
OBSERVATION = {"content": "likes tea", "occurredAt": "2026-01-01T00:00:00Z", "source": "crm"}
SUMMARY = {
    "content": "talked of tea",
    "conversationId": f"conv_conversation_{26 * '0'}",
    "occurredAt": "2026-01-01T00:00:00Z",
}
FILE = b"email,points\r\nc@example.com,7\r\n"
IMPORT = {
    "filename": "a.csv",
    "fileSize": len(FILE),
    "columnMappings": [
        {"columnName": "email", "traitGroup": "Contact", "traitName": "email"},
        {"columnName": "points", "traitGroup": "Loyalty", "traitName": "points"},
    ],
}
WAREHOUSE = {
    "displayName": "warehouse",
    "mappingFrom": {"type": "INGRESS", "columns": ["email"]},
    "mappingTo": {
        "type": "TRAITS",
        "mappings": [{"expression": "email", "traitGroup": "Contact", "traitName": "email"}],
    },
}
NEW_EMAIL = {"idType": "email", "oldValue": "a@example.com", "newValue": "z@example.com"}
ODD_VALUES = (
    None,
    -1,
    0,
    7,
    2**62,
    0.5,
    math.inf,
    -math.inf,
    "",
    "x",
    "null",
    "[]",
    "{}",
    '{"a": NaN}',
    b"\xff",
    10**9,
)
ODD_JSON = (None, True, -1, 3.5, 10**30, "", "x", "9999-99-99T99:99:99Z", [], [None], [[]], {}, {"x": 1})


def send(emulator, method, path, body=None):
    content = b"" if body is None else json.dumps(body).encode()
    headers = (CREDENTIALS,) if body is None else (CREDENTIALS, JSON_TYPE)
    path, _, query = path.partition("?")
    response = emulator.handle(Request(method, path, query, headers, content))
    return response.json() if response.body else {}


def upload(emulator, url):
    path, _, query = url.partition("example")[2].partition("?")
    assert emulator.handle(Request("PUT", path, query, (), FILE)).status == 200


def fill(emulator):
    """Make one or more of everything that a state file can hold."""
    store_id = emulator.add_store("sandbox")
    store, profiles = f"/v1/ControlPlane/Stores/{store_id}", f"/v1/Stores/{store_id}/Profiles"

    def run_due():
        emulator.clock.advance(100)

    send(emulator, "PUT", f"{store}/IdentityResolutionSettings", SETTINGS)
    run_due()
    send(emulator, "POST", f"{store}/TraitGroups", LOYALTY)
    run_due()
    ada, bob = (
        send(emulator, "POST", profiles, {"traits": {"Contact": contact, "Loyalty": {"points": 3, "tags": ["a"]}}})[
            "id"
        ]
        for contact in ({"email": "a@example.com"}, {"phone": "+13175550101"})
    )
    for profile in (ada, bob):
        send(emulator, "POST", f"{profiles}/{profile}/Observations", {"observations": [OBSERVATION]})
        send(emulator, "POST", f"{profiles}/{profile}/ConversationSummaries", {"summaries": [SUMMARY]})
    run_due()
    emulator.add_communication(store_id, ada, "hello")
    emulator.add_data_mapping(store_id, display_name="crm")
    send(emulator, "PATCH", f"{profiles}/{bob}", {"traits": {"Contact": {"email": "a@example.com"}}})
    opened = send(emulator, "POST", f"{profiles}/Imports", IMPORT)
    upload(emulator, opened["url"])
    run_due()
    emulator.complete_operations()
    # From here on everything stays pending.
    [observation] = send(emulator, "GET", f"{profiles}/{ada}/Observations")["observations"][:1]
    mapping = send(emulator, "GET", f"{store}/DataMappings")["dataMappings"][0]["id"]
    emulator.add_fault(Fault.failed_operation("PatchStore", code=20500))
    for method, path, body in (
        ("PATCH", store, {"description": "fails"}),
        ("PATCH", store, {"description": "changed"}),
        ("POST", "/v1/ControlPlane/Stores", {"displayName": "other"}),
        ("PUT", f"{store}/IdentityResolutionSettings", SETTINGS),
        ("POST", f"{store}/DataMappings", WAREHOUSE),
        ("PATCH", f"{store}/DataMappings/{mapping}", {"displayName": "renamed"}),
        ("POST", f"{store}/TraitGroups", {**LOYALTY, "displayName": "Later"}),
        ("PATCH", f"{store}/TraitGroups/Loyalty", {"traits": {"tags": {"dataType": ""}}}),
        ("POST", profiles, {"traits": {"Contact": {"email": "d@example.com"}}}),
        ("PUT", f"{profiles}/Bulk", {"profiles": [{"traits": {"Contact": {"email": "e@example.com"}}}]}),
        ("POST", f"{profiles}/{ada}/Identifiers", {"idType": "member", "value": "m1"}),
        ("PATCH", f"{profiles}/{ada}/Identifiers/email", NEW_EMAIL),
        ("DELETE", f"{profiles}/{ada}/Identifiers/phone", None),
        ("PATCH", f"{profiles}/{ada}", {"traits": {"Loyalty": {"member": "m2", "points": 4}}}),
        ("POST", f"{profiles}/{ada}/Observations", {"observations": [OBSERVATION]}),
        ("PATCH", f"{profiles}/{ada}/Observations/{observation['id']}", {"content": "likes coffee"}),
        ("POST", f"{profiles}/{ada}/ConversationSummaries", {"summaries": [SUMMARY]}),
        ("POST", f"{profiles}/Imports", IMPORT),
    ):
        send(emulator, method, path, body)
    opened = send(emulator, "POST", f"{profiles}/Imports", IMPORT)
    upload(emulator, opened["url"])
    assert all(call.status < 300 for call in emulator.calls)


def read(emulator, path, name=None):
    """Return what a list holds, or nothing where it cannot be read."""
    return send(emulator, "GET", path).get(name, [])


def use_profile(emulator, profile):
    for path in ("", "/Traits", "/Identifiers", "/ConversationSummaries"):
        read(emulator, profile + path)
    for observation in read(emulator, f"{profile}/Observations", "observations"):
        read(emulator, f"{profile}/Observations/{observation['id']}/Revisions")
    send(emulator, "POST", f"{profile}/Recall", {"query": "tea"})
    traits = {"Contact": {"email": "a@example.com"}, "Loyalty": {"points": 5, "tags": ["x"], "member": "m"}}
    send(emulator, "PATCH", profile, {"traits": traits})


def use_store(emulator, store_id):
    store, profiles = f"/v1/ControlPlane/Stores/{store_id}", f"/v1/Stores/{store_id}/Profiles"
    for path in ("", "/IdentityResolutionSettings", "/DataMappings", "/TraitGroups?includeTraits=true"):
        read(emulator, store + path)
    for group in read(emulator, f"{store}/TraitGroups", "traitGroups"):
        read(emulator, f"{store}/TraitGroups/{group['displayName']}")
    for import_id in read(emulator, f"{profiles}/Imports", "imports"):
        read(emulator, f"{profiles}/Imports/{import_id}")
    send(emulator, "POST", f"{profiles}/Lookup", {"idType": "email", "value": "a@example.com"})
    for profile_id in read(emulator, profiles, "profiles"):
        use_profile(emulator, f"{profiles}/{profile_id}")
    send(emulator, "PATCH", store, {"description": "used"})
    send(emulator, "POST", profiles, {"traits": {"Contact": {"phone": "+13175550101"}}})


def use(emulator):
    """Read, change and finish all that is there; an exception of any kind fails the test."""
    stores = read(emulator, "/v1/ControlPlane/Stores", "stores")
    for store_id in stores:
        use_store(emulator, store_id)
    rows = emulator._core.database.connection.execute("SELECT id FROM operations WHERE id IS NOT NULL").fetchall()
    for row in rows:
        read(emulator, f"/v1/ControlPlane/Operations/{row['id']}")
    emulator.clock.advance(10_000)
    emulator.complete_operations()
    for store_id in stores:
        use_store(emulator, store_id)
    emulator.restore(emulator.snapshot())


@pytest.fixture(scope="module")
def sound():
    """The bytes of a state file that holds everything."""
    with Emulator(operation_seconds=60, write_lag=60) as emulator:
        fill(emulator)
        return emulator.snapshot()


@pytest.fixture
def damage(sound, tmp_path):
    """Give a file to damage, then check that it is refused untouched, or works."""
    path = tmp_path / "memory.db"

    def check():
        before = path.read_bytes()
        with contextlib.ExitStack() as stack:
            try:
                emulator = stack.enter_context(Emulator(database=path))
            except EmulatorError:
                assert path.read_bytes() == before
                assert [file.name for file in tmp_path.iterdir()] == [path.name]
                return
            use(emulator)

    def change(statement, *values):
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            with connection:
                connection.execute(statement, values)

    def choose(rng, column):
        """Return the table and number of a row whose JSON is to be changed, and that JSON."""
        tables = {"body": "documents", "payload": "operations"}
        with contextlib.closing(sqlite3.connect(path)) as connection:
            rows = connection.execute(f"SELECT seq, {column} FROM {tables[column]} WHERE {column} <> '{{}}'").fetchall()
        seq, text = rng.choice(rows)
        return tables[column], seq, text

    def set_json(rng, edit):
        column = rng.choice(["body", "body", "payload"])
        table, seq, text = choose(rng, column)
        change(f"UPDATE {table} SET {column} = ? WHERE seq = ?", edit(text), seq)

    path.write_bytes(sound)
    return SimpleNamespace(path=path, check=check, change=change, set_json=set_json)


def containers(value):
    """Return every object and array in a JSON value, with its keys, as (container, key)."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, item in pairs:
        found += [(value, key), *containers(item)]
    return found


def test_state_file_with_everything_works(damage):
    damage.check()
    with Emulator(database=damage.path) as emulator:
        assert list(emulator.client().stores.list())


@pytest.mark.parametrize("seed", range(80))
def test_state_file_with_flipped_bits(damage, sound, seed):
    rng = random.Random(seed)
    content = bytearray(sound)
    for _ in range(rng.choice([1, 1, 2, 8])):
        content[rng.randrange(100 if seed % 5 == 0 else len(content))] ^= 1 << rng.randrange(8)
    damage.path.write_bytes(content)
    damage.check()


@pytest.mark.parametrize("seed", range(20))
def test_state_file_cut_short(damage, sound, seed):
    damage.path.write_bytes(sound[: random.Random(seed).randrange(1, len(sound))])
    damage.check()


@pytest.mark.parametrize("seed", range(20))
def test_state_file_with_overwritten_block(damage, sound, seed):
    rng = random.Random(seed)
    start, size = rng.randrange(len(sound)), rng.choice([16, 512, 4096])
    block = rng.choice([b"\0", b"\xff", b"{}", rng.randbytes(64)]) * size
    damage.path.write_bytes((sound[:start] + block[:size] + sound[start + size :])[: len(sound)])
    damage.check()


@pytest.mark.parametrize("seed", range(30))
def test_state_file_with_wrong_json(damage, seed):
    rng = random.Random(seed)
    wrong = ("", "null", "[]", "7", '"x"', "{", "{}", '{"id": NaN}', '{"id": 1e999}', '{"id": "\\ud800"}', "[" * 5000)
    damage.set_json(rng, lambda text: rng.choice([*wrong, text[: len(text) // 2], text + "}"]))
    damage.check()


@pytest.mark.parametrize("seed", range(80))
def test_state_file_with_missing_json_key(damage, seed):
    rng = random.Random(seed)

    def edit(text):
        body = json.loads(text)
        container, key = rng.choice(containers(body))
        del container[key]
        return json.dumps(body)

    damage.set_json(rng, edit)
    damage.check()


@pytest.mark.parametrize("seed", range(80))
def test_state_file_with_wrong_json_type(damage, seed):
    rng = random.Random(seed)

    def edit(text):
        body = json.loads(text)
        container, key = rng.choice(containers(body))
        container[key] = rng.choice(ODD_JSON)
        return json.dumps(body)

    damage.set_json(rng, edit)
    damage.check()


@pytest.mark.parametrize("seed", range(80))
def test_state_file_with_wrong_column_value(damage, seed):
    rng = random.Random(seed)
    table = rng.choice(["documents", "operations", "operations", "numbers", "files"])
    with contextlib.closing(sqlite3.connect(damage.path)) as connection:
        column = rng.choice([row[1] for row in connection.execute(f"PRAGMA table_info({table})")])
        row = rng.choice(connection.execute(f"SELECT rowid FROM {table}").fetchall())[0]
    value = rng.choice(["CAST(x'ff' AS TEXT)", *("?" for _ in range(9))])
    values = (rng.choice(ODD_VALUES), row) if value == "?" else (row,)
    with contextlib.suppress(sqlite3.IntegrityError):  # where a constraint keeps the value out, there is no damage
        damage.change(f"UPDATE {table} SET {column} = {value} WHERE rowid = ?", *values)
    damage.check()


@pytest.mark.parametrize("seed", range(30))
def test_state_file_with_missing_row(damage, seed):
    rng = random.Random(seed)
    table = rng.choice(["documents", "documents", "operations", "numbers", "files"])
    damage.change(f"DELETE FROM {table} WHERE rowid = (SELECT rowid FROM {table} LIMIT 1 OFFSET {rng.randrange(20)})")
    damage.check()


def test_state_file_with_circular_merges(damage):
    damage.change("UPDATE documents SET body = json_object('into', id) WHERE kind = 'merged_profile'")
    with pytest.raises(EmulatorError, match="merged into itself"):
        Emulator(database=damage.path)
    damage.check()


@pytest.mark.parametrize("version", [-1, 0, 1, 2, 4, 99])
@pytest.mark.parametrize("pragma", ["user_version", "application_id"])
def test_state_file_of_other_version(damage, pragma, version):
    damage.change(f"PRAGMA {pragma} = {version}")
    if (pragma, version) != ("user_version", 2):  # That is migrated.
        message = f"has version {version}" if pragma == "user_version" else "not a database of this version"
        with pytest.raises(EmulatorError, match=message):
            Emulator(database=damage.path)
    damage.check()


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE other (x)", "DROP TABLE files", "DROP INDEX operations_by_time", "CREATE VIEW v AS SELECT 1"],
)
def test_state_file_with_other_tables(damage, statement):
    damage.change(statement)
    with pytest.raises(EmulatorError, match="not a database of this version"):
        Emulator(database=damage.path)
    damage.check()


@pytest.mark.parametrize("content", [b"x", b"\0" * 5000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 4080])
def test_state_file_that_is_no_database(damage, content):
    damage.path.write_bytes(content)
    with pytest.raises(EmulatorError, match=r"memory\.db"):
        Emulator(database=damage.path)
    damage.check()


def test_write_ahead_log_of_foreign_database_is_not_applied(tmp_path):
    path = tmp_path / "foreign.db"
    program = (
        f"import os, sqlite3; connection = sqlite3.connect({str(path)!r}, isolation_level=None);"
        "connection.execute('PRAGMA journal_mode = wal'); connection.execute('CREATE TABLE t (x)'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    before = [file.read_bytes() for file in (path, tmp_path / "foreign.db-wal")]
    assert all(before)
    with pytest.raises(EmulatorError, match="not a database of this version"):
        Emulator(database=path)
    assert [file.read_bytes() for file in (path, tmp_path / "foreign.db-wal")] == before


def test_interrupted_transaction_is_rolled_back(damage):
    program = (
        f"import os, sqlite3; connection = sqlite3.connect({str(damage.path)!r}, isolation_level=None);"
        "connection.execute('PRAGMA cache_size = 1'); connection.execute('BEGIN');"
        "connection.execute('UPDATE documents SET body = ? || hex(zeroblob(9999))', ('x',)); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    assert damage.path.with_name("memory.db-journal").exists()
    with Emulator(database=damage.path) as emulator:
        use(emulator)


@pytest.mark.parametrize("name", ["nul\0", "\udcff\ud800", "missing/memory.db", "file/memory.db", "folder", "fifo"])
@pytest.mark.needs("posix files")
def test_path_that_cannot_hold_a_state_file(tmp_path, name):
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(EmulatorError):
        Emulator(database=f"{tmp_path}/{name}")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["fifo", "file", "folder"]
    assert (tmp_path / "file").read_bytes() == b"content"


@pytest.mark.parametrize("mode", [0o000, 0o200, 0o400])
@pytest.mark.needs("posix files")
def test_state_file_without_permissions(damage, mode):
    damage.path.chmod(mode)
    try:
        emulator = Emulator(database=damage.path)
    except EmulatorError:
        damage.path.chmod(0o600)
        damage.check()
    else:  # the superuser may do everything
        assert os.geteuid() == 0
        emulator.close()


def test_database_error_without_code(damage, sound):
    damage.path.write_bytes(sound.replace(b"value REAL", b"val\xffe REAL"))
    with pytest.raises(EmulatorError, match="Could not decode"):
        Emulator(database=damage.path)
    damage.check()


def test_every_action_and_kind_of_document_has_a_schema(sound, tmp_path):
    (tmp_path / "memory.db").write_bytes(sound)
    with contextlib.closing(sqlite3.connect(tmp_path / "memory.db")) as connection:
        stored = {row[0] for row in connection.execute("SELECT DISTINCT kind FROM documents")}
    assert PAYLOADS.keys() == EFFECTS.keys()
    assert stored == DOCUMENTS.keys() == PARENTS.keys()
