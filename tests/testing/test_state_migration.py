"""State files and snapshots of other versions: earlier ones are migrated, newer ones refused."""

import contextlib
import shutil
import sqlite3

import pytest

from twilio_memory.testing import Emulator, EmulatorError

# The tables as version 2 made them.
VERSION_2 = """
CREATE TABLE numbers (name TEXT PRIMARY KEY, value REAL NOT NULL);
CREATE TABLE documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, scope TEXT NOT NULL, id TEXT NOT NULL, name TEXT,
    hidden INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL, UNIQUE (kind, id, scope)
);
CREATE INDEX documents_by_scope ON documents (scope, kind, name);
CREATE TABLE files (
    document INTEGER PRIMARY KEY REFERENCES documents (seq) ON DELETE CASCADE, content BLOB NOT NULL
);
CREATE TABLE operations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, status TEXT NOT NULL, action TEXT NOT NULL,
    kind TEXT NOT NULL, scope TEXT NOT NULL, target TEXT NOT NULL, name TEXT, payload TEXT NOT NULL, result_path TEXT,
    fails_with INTEGER, error TEXT, polls_left INTEGER, due_at REAL, created_at REAL NOT NULL, completed_at REAL
);
CREATE INDEX operations_pending ON operations (kind, scope, name) WHERE completed_at IS NULL;
PRAGMA application_id = 1953326445;
PRAGMA user_version = 2;
"""
TABLES = ("numbers", "documents", "files", "operations", "sqlite_sequence")


def rows(connection):
    return {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in TABLES}


def read(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        return version, rows(connection)


@pytest.fixture
def current(tmp_path):
    """A file of this version, with a pending operation and a file that is attached."""
    path = tmp_path / "current.db"
    with Emulator(database=path, operation_seconds=3600) as emulator, emulator.client() as memory:
        store_id = emulator.add_store("shop")
        emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}})
        memory.profiles.delete(store_id, emulator.add_profile(store_id, {"Contact": {"email": "gone@example.com"}}))
        memory.stores.create(display_name="pending")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO files SELECT seq, 'x' FROM documents WHERE kind = 'profile'")
        connection.execute("UPDATE files SET content = CAST('x' AS BLOB)")
        connection.commit()
    return path


@pytest.fixture
def earlier(current, tmp_path):
    """The same as a file of version 2."""
    path = tmp_path / "earlier.db"
    _, found = read(current)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_2)
        for table, values in found.items():
            connection.execute(f"DELETE FROM {table}")
            for row in values:
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        connection.commit()
    return path


def test_state_file_of_an_earlier_version_is_migrated(current, earlier):
    version, before = read(current)
    assert read(earlier) == (2, before)
    with Emulator(database=earlier) as emulator, emulator.client() as memory:
        assert memory.stores.find(display_name="shop") is not None
        assert len(list(memory.stores.list())) == 2
    assert read(earlier)[0] == version
    Emulator(database=earlier).close()


def test_snapshot_of_an_earlier_version_is_migrated(current, earlier):
    with Emulator() as emulator:
        emulator.restore(earlier.read_bytes())
        connection = emulator._core.database.connection
        connection.row_factory = None
        assert rows(connection) == read(current)[1]
    assert read(earlier)[0] == 2


def mark(path, version):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (4, "has version 4; this emulator reads up to 3: update twilio-memory"),
        (1, "has version 1, which is too old; save a seed with the version that wrote it, and load that"),
    ],
)
def test_state_file_of_a_version_that_cannot_be_read_is_refused(current, version, message):
    mark(current, version)
    before = current.read_bytes()
    with pytest.raises(EmulatorError, match=f"{current} {message}"):
        Emulator(database=current)
    assert current.read_bytes() == before
    with Emulator() as emulator, pytest.raises(EmulatorError, match=f"the snapshot {message}"):
        emulator.restore(before)


def test_state_file_that_only_claims_to_be_of_an_earlier_version_is_refused(current, earlier, tmp_path):
    changed = tmp_path / "changed.db"
    shutil.copy(earlier, changed)
    with contextlib.closing(sqlite3.connect(changed)) as connection:
        connection.execute("ALTER TABLE documents ADD COLUMN more TEXT")
    for path in (changed,):
        with pytest.raises(EmulatorError, match="is not a database of this version of the emulator"):
            Emulator(database=path)
    assert read(current)[0] == 3
