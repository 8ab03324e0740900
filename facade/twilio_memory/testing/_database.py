"""The file, or the piece of memory, that holds everything an emulator knows."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from ._errors import EmulatorError

if TYPE_CHECKING:
    import os
    from collections.abc import Generator

# Tells a file of this emulator from any other, and from one of a later version with other tables.
_APPLICATION = 0x74_6D_65_6D
_VERSION = 2
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
    UNIQUE (kind, id, scope)
);
CREATE INDEX documents_by_scope ON documents (scope, kind, name);
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
CREATE INDEX operations_pending ON operations (kind, scope, name) WHERE completed_at IS NULL;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {_VERSION};
"""


class Database:
    """A connection with the tables made. It is to be used by one thread at a time.

    Args:
        path: The file, or `:memory:`.

    Raises:
        EmulatorError: The file cannot be opened, or is not one of this emulator.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise EmulatorError(f"cannot open the database {path}: {error}") from error
        try:
            self._prepare(path)
        except BaseException:
            self.connection.close()
            raise
        self.connection.row_factory = sqlite3.Row

    @contextlib.contextmanager
    def transaction(self) -> Generator[None]:
        """Make everything in the block happen, or, if it raises, nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def number(self, name: str) -> float | None:
        """Return a number that was kept, or None."""
        row = self.connection.execute("SELECT value FROM numbers WHERE name = ?", (name,)).fetchone()
        return None if row is None else float(row["value"])

    def keep(self, name: str, value: float) -> None:
        """Keep a number."""
        self.connection.execute("INSERT OR REPLACE INTO numbers VALUES (?, ?)", (name, value))

    def keep_highest(self, name: str, value: float) -> None:
        """Keep a number, unless a higher one is kept."""
        self.connection.execute(
            "INSERT INTO numbers VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
            (name, value),
        )

    def count_up(self, name: str) -> int:
        """Add one to a kept number and return it; the first is 1."""
        value = int(self.number(name) or 0) + 1
        self.keep_highest(name, value)
        return value

    def image(self) -> bytes:
        """Return everything, as a file would have it."""
        return self.connection.serialize()

    def restore(self, image: bytes) -> None:
        """Replace everything by what an image has.

        Raises:
            EmulatorError: It is no image of this version of the emulator; nothing has changed.
        """
        with contextlib.closing(sqlite3.connect(":memory:")) as source:
            try:
                source.deserialize(image or b"nothing")  # Of no bytes at all it says that there is no memory.
                if _marks(source) != (_APPLICATION, _VERSION):
                    raise EmulatorError("the snapshot is not one of this version of the emulator")
                [state] = source.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.Error as error:
                raise EmulatorError(f"the snapshot cannot be read: {error}") from error
            if state != "ok":
                raise EmulatorError(f"the snapshot is damaged: {state}")
            source.backup(self.connection)

    def clear(self) -> None:
        """Forget all documents, with their files, and operations. Numbers stay, so that no ID is drawn twice."""
        self.connection.execute("DELETE FROM documents")
        self.connection.execute("DELETE FROM operations")

    def _prepare(self, path: str | os.PathLike[str]) -> None:
        try:
            # What a test double holds need not survive a power failure; waiting for the disk would cost milliseconds.
            self.connection.execute("PRAGMA synchronous = OFF")
            self.connection.execute("PRAGMA foreign_keys = ON")
            with self.transaction():
                marks = _marks(self.connection)
                if marks == (_APPLICATION, _VERSION):
                    return
                if any(marks) or self.connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                    raise EmulatorError(f"{path} is not a database of this version of the emulator")
                for statement in _TABLES.split(";"):
                    self.connection.execute(statement)
        except sqlite3.Error as error:
            raise EmulatorError(f"cannot use the database {path}: {error}") from error


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return what tells a database of this emulator, and of which version it is."""
    application, version = (
        connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in ("application_id", "user_version")
    )
    return application, version
