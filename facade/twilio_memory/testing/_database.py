"""The SQLite database, in a file or in memory, that holds the state of an emulator."""

from __future__ import annotations

import contextlib
import functools
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ._errors import EmulatorError
from ._events import EventLog
from ._migration import OLDEST, is_migratable, migrate
from ._stored_state import require_valid

if TYPE_CHECKING:
    from collections.abc import Generator

# Identify the file format and its version.
_APPLICATION = 0x74_6D_65_6D
_VERSION = 3
_TABLES = f"""
CREATE TABLE numbers (name TEXT PRIMARY KEY, value REAL NOT NULL);
CREATE TABLE documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    hidden INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    UNIQUE (scope, kind, id)
);
CREATE INDEX documents_by_scope ON documents (scope, kind, hidden);
CREATE INDEX identifiers ON documents (id, scope) WHERE kind = 'identifier';
CREATE INDEX documents_by_name ON documents (scope, kind, name) WHERE name IS NOT NULL;
CREATE TABLE files (
    document INTEGER PRIMARY KEY REFERENCES documents (seq) ON DELETE CASCADE,
    content BLOB NOT NULL
);
CREATE TABLE operations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT UNIQUE,
    status TEXT NOT NULL,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    target TEXT NOT NULL,
    name TEXT,
    payload TEXT NOT NULL,
    result_path TEXT,
    fails_with INTEGER,
    error TEXT,
    polls_left INTEGER,
    due_at REAL,
    created_at REAL NOT NULL,
    completed_at REAL
);
CREATE INDEX operations_by_target ON operations (scope, kind, target) WHERE completed_at IS NULL;
CREATE INDEX operations_by_name ON operations (scope, kind, name) WHERE completed_at IS NULL AND name IS NOT NULL;
CREATE INDEX operations_by_polls ON operations (polls_left) WHERE completed_at IS NULL AND polls_left IS NOT NULL;
CREATE INDEX operations_by_time ON operations (due_at) WHERE completed_at IS NULL AND due_at IS NOT NULL;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
"""


_WHOLE: Final = "BEGIN IMMEDIATE", "ROLLBACK", "COMMIT"
_PART: Final = "SAVEPOINT part", "ROLLBACK TO part", "RELEASE part"


class Database:
    """A connection to a database with the tables of the emulator, for one thread at a time.

    Args:
        path: The file, or `:memory:`.
        log: Learns what is committed and what is rolled back.

    Raises:
        EmulatorError: The file cannot be opened, or is not one of this emulator.
    """

    def __init__(self, path: str | os.PathLike[str], log: EventLog | None = None) -> None:
        self._log = log or EventLog()
        with _database_errors(path):
            _refuse_foreign(path)
            # No lock timeout: another emulator holds the lock for its lifetime.
            self.connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(path)
            except BaseException:
                self.connection.close()
                raise
        self.connection.row_factory = sqlite3.Row

    @contextlib.contextmanager
    def transaction(self) -> Generator[None]:
        """Run the block in a transaction, or in a part of an outer one; it is rolled back if it raises.

        Raises:
            EmulatorError: The database cannot be used any more, such as for a full disk.
        """
        begin, roll_back, end = _PART if self.connection.in_transaction else _WHOLE
        mark = self._log.mark()
        try:
            self.connection.execute(begin)
            try:
                yield
            except BaseException:
                self._log.discard(mark)
                self.connection.execute(roll_back)
                raise
            self.connection.execute(end)
        except sqlite3.Error as error:
            self._log.discard(mark)
            raise EmulatorError(f"the database cannot be used: {error}") from error
        if end == "COMMIT":
            self._log.publish()

    def number(self, name: str) -> float | None:
        """Return a stored number, or None."""
        row = self.connection.execute("SELECT value FROM numbers WHERE name = ?", (name,)).fetchone()
        return None if row is None else float(row["value"])

    def set(self, name: str, value: float) -> None:
        """Store a number."""
        self.connection.execute("INSERT OR REPLACE INTO numbers VALUES (?, ?)", (name, value))

    def set_max(self, name: str, value: float) -> None:
        """Store a number, unless a higher one is stored."""
        self.connection.execute(
            "INSERT INTO numbers VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
            (name, value),
        )

    def increment(self, name: str) -> int:
        """Add one to a stored number and return it; the first is 1."""
        value = int(self.number(name) or 0) + 1
        self.set_max(name, value)
        return value

    def dump(self) -> bytes:
        """Return the whole database as the bytes of a file."""
        # By way of a file: sqlite's own serialization holds the whole database twice for a while.
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "dump"
            with contextlib.closing(sqlite3.connect(path)) as target:
                target.execute("PRAGMA synchronous = OFF")
                self.connection.backup(target)
            return path.read_bytes()

    def restore(self, image: bytes) -> None:
        """Replace the whole database by a dump.

        Raises:
            EmulatorError: It is not a dump that this version of the emulator reads; nothing has changed.
        """
        with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as source:
            try:
                source.deserialize(image or b"nothing")  # Empty bytes raise MemoryError.
                if not _is_readable(source):
                    raise EmulatorError(f"the snapshot {_unreadable(source, 'one')}")
                _update(source)
                require_valid(source, "the snapshot")
                source.backup(self.connection)
            except sqlite3.Error as error:
                raise EmulatorError(f"the snapshot cannot be read: {error}") from error

    def clear(self) -> None:
        """Delete all documents, with their files, and operations. Numbers stay, so that no ID is reused."""
        self.connection.execute("DELETE FROM documents")
        self.connection.execute("DELETE FROM operations")

    def _prepare(self, path: str | os.PathLike[str]) -> None:
        # A test double's data need not survive a power failure; waiting for the disk would cost milliseconds.
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute("PRAGMA foreign_keys = ON")
        # Two clocks and two queues of faults on one file would contradict each other.
        self.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.connection.execute("BEGIN IMMEDIATE")
        if _is_readable(self.connection):
            _update(self.connection)
            require_valid(self.connection, str(path))
            self.connection.execute(f"PRAGMA user_version = {_VERSION}")  # Fails now if the file is read-only.
        elif any(_marks(self.connection)) or _schema(self.connection):
            raise EmulatorError(f"{path} {_unreadable(self.connection)}")
        else:
            _make_tables(self.connection)
        self.connection.execute("COMMIT")


@contextlib.contextmanager
def _database_errors(path: str | os.PathLike[str]) -> Generator[None]:
    """Turn errors of opening a database into those of the emulator."""
    try:
        yield
    except sqlite3.Error as error:
        # Errors that the module itself raises, such as for text that is not UTF-8, have no code.
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise EmulatorError(f"{path} is in use by another emulator") from error
        raise EmulatorError(f"cannot use the database {path}: {error}") from error
    except (OSError, ValueError) as error:
        raise EmulatorError(f"cannot open the database {path!r}: {error}") from error


def _refuse_foreign(path: str | os.PathLike[str]) -> None:
    """Refuse a file of another program before SQLite can write to it, such as the log of its transactions.

    Raises:
        EmulatorError: The path is not that of a database that this version of the emulator reads.
    """
    file = Path(os.fsdecode(path))
    if os.fspath(path) in {":memory:", ""} or not file.exists():
        return
    if not file.is_file():  # Opening a FIFO would wait for its other end.
        raise EmulatorError(f"{path} is not a regular file")
    if file.stat().st_size == 0:
        return
    uri = f"{file.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, timeout=0, uri=True)) as connection:
        try:
            if not _is_readable(connection):
                raise EmulatorError(f"{path} {_unreadable(connection)}")
        except sqlite3.OperationalError as error:
            # An emulator was killed in a transaction; only a connection that can write rolls it back.
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_READONLY_ROLLBACK:
                raise


def _unreadable(connection: sqlite3.Connection, what: str = "a database") -> str:
    """Return what is wrong with a database that this version cannot read."""
    application, version = _marks(connection)
    if application == _APPLICATION and version > _VERSION:
        return f"has version {version}; this emulator reads up to {_VERSION}: update twilio-memory"
    if application == _APPLICATION and version < OLDEST:
        return f"has version {version}, which is too old; save a seed with the version that wrote it, and load that"
    return f"is not {what} of this version of the emulator"


def _update(connection: sqlite3.Connection) -> None:
    """Make a database of an earlier version one of this version."""
    if _marks(connection)[1] < _VERSION:
        migrate(connection, _make_tables)


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        connection.execute(statement)


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Return whether a database is one of this version of the emulator."""
    return _marks(connection) == (_APPLICATION, _VERSION) and _schema(connection) == _own_schema()


def _is_readable(connection: sqlite3.Connection) -> bool:
    """Return whether a database is one of this version of the emulator, or of one that can be migrated."""
    application, version = _marks(connection)
    return _is_ours(connection) or (application == _APPLICATION and is_migratable(connection, version, _VERSION))


def _marks(connection: sqlite3.Connection) -> tuple[int, ...]:
    pragmas = ("application_id", "user_version")
    return tuple(connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas)


def _schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    return [tuple(row) for row in connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name")]


@functools.cache
def _own_schema() -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        _make_tables(connection)
        return _schema(connection)
