"""State files of earlier versions are made files of this one, in the transaction of the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

OLDEST = 2
"""The oldest version that can be migrated. Since then only indexes have changed."""

_COLUMNS = {
    "numbers": "name, value",
    "documents": "seq, kind, scope, id, name, hidden, body",
    "files": "document, content",
    "operations": (
        "seq, id, status, action, kind, scope, target, name, payload, result_path, fails_with, error, polls_left, "
        "due_at, created_at, completed_at"
    ),
}


def is_migratable(connection: sqlite3.Connection, version: int, current: int) -> bool:
    """Return whether a database of the emulator, of an earlier version, has the columns of that version."""
    return OLDEST <= version < current and all(
        ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})")) == columns
        for table, columns in _COLUMNS.items()
    )


def migrate(connection: sqlite3.Connection, make_tables: Callable[[sqlite3.Connection], None]) -> None:
    """Copy all rows into new tables, and delete the old ones."""
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    for (name,) in connection.execute(indexes).fetchall():
        connection.execute(f'DROP INDEX "{name}"')
    counts = connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    for table in _COLUMNS:
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    make_tables(connection)
    for table, columns in _COLUMNS.items():
        connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM old_{table}")  # noqa: S608 - words of this module
    # The files first: they refer to the documents, and are deleted with them.
    for table in reversed(_COLUMNS):
        connection.execute(f"DROP TABLE old_{table}")
    # Numbers of rows that were deleted are not used again.
    connection.execute("DELETE FROM sqlite_sequence")
    connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [tuple(row) for row in counts])
