"""Validates everything in a state file before any of it is used, so that the code that reads rows can trust them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ._clock import LAST
from ._errors import EmulatorError
from ._schema_validation import parse_json
from ._spec import load
from ._stored_schemas import DOCUMENTS, PARENTS, PAYLOADS, ROWS
from ._validation import compile_schema, inspect

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    import jsonschema_rs

_Key = tuple[str, str, str]
_Document = dict[str, Any]

_JSON_COLUMNS = frozenset({"body", "payload", "error"})
# An operation sets them when it ends.
_TIMES = {"createdAt": "2026-01-15T10:30:00Z", "updatedAt": "2026-01-15T10:30:00Z"}


class _Damage(Exception):  # noqa: N818 - becomes an EmulatorError that names the file
    pass


def require_valid(connection: sqlite3.Connection, name: str) -> None:
    """Check all rows of a database.

    Args:
        connection: The database; its tables are those of this version.
        name: How to call it in an error.

    Raises:
        EmulatorError: It is damaged.
        sqlite3.Error: It cannot be read.
    """
    try:
        _check(connection)
    except _Damage as damage:
        raise EmulatorError(f"{name} is damaged: {damage}") from damage


def require_document(kind: str, body: object, name: str) -> None:
    """Check a document from elsewhere before it is stored; `define` is a trait group with its traits.

    Raises:
        EmulatorError: It is not one of its kind.
    """
    try:
        _require(kind, body, name)
    except _Damage as damage:
        raise EmulatorError(str(damage)) from damage


def _check(connection: sqlite3.Connection) -> None:
    [state] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if state != "ok":
        raise _Damage(state)
    for _ in connection.execute("PRAGMA foreign_key_check"):
        raise _Damage("a file belongs to no document")
    [time] = connection.execute("SELECT coalesce(max(value), 0) FROM numbers WHERE name = 'time'").fetchone()
    if not (isinstance(time, float | int) and 0 <= time < LAST.timestamp()):
        raise _Damage(f"it is of the time {time}")
    for _ in connection.execute("SELECT 1 FROM files WHERE typeof(content) <> 'blob'"):
        raise _Damage("the content of a file is not binary")
    for _ in _rows(connection, "numbers"):
        pass
    documents = _check_documents(connection)
    _check_operations(connection, documents)


def _check_documents(connection: sqlite3.Connection) -> dict[_Key, _Document]:
    documents: dict[_Key, _Document] = {}
    for row in _rows(connection, "documents"):
        key, body = (row["kind"], row["scope"], row["id"]), row["body"]
        _require(key[0], body, f"{key[0]} {key[2]}")
        own_id = key[1].rpartition("/")[2] if key[0] == "revision" else key[2]
        if body.get("id", own_id) != own_id:
            raise _Damage(f"{key[0]} {key[2]} has another ID in its body")
        documents[key] = body
    for key in documents:
        parent = _parent(key)
        if parent is not None and parent not in documents:
            raise _Damage(f"{key[0]} {key[2]} belongs to no {parent[0]}")
        if key[0] == "merged_profile":
            _require_end(documents, key)
    return documents


def _check_operations(connection: sqlite3.Connection, documents: Mapping[_Key, _Document]) -> None:
    uploaded = {
        (row[0], row[1])
        for row in connection.execute("SELECT scope, id FROM documents JOIN files ON document = documents.seq")
    }
    for row in _rows(connection, "operations"):
        if row["completed_at"] is None:
            name = f"the pending {row['action']} of {row['kind']} {row['target']}"
            current = documents.get((row["kind"], row["scope"], row["target"]))
            _check_pending(row, current, name)
            is_released = row["polls_left"] is not None or row["due_at"] is not None
            needs_file = row["action"] == "import_profiles" and current is not None and is_released
            if needs_file and (row["scope"], row["target"]) not in uploaded:
                raise _Damage(f"{name} has no file")


def _check_pending(row: Mapping[str, Any], current: _Document | None, name: str) -> None:
    """Check that the resource will be valid after an operation that is pending.

    Args:
        row: The operation.
        current: The resource as it is, if it exists.
        name: How to call the operation in an error.
    """
    kind, payload = row["kind"], row["payload"]
    if payload.get("id", row["target"]) != row["target"]:
        raise _Damage(f"{name} is about another ID")
    match row["action"]:
        case "insert":
            _require(kind, {**payload, **_TIMES}, name)
        case "remember":
            for item in payload["items"]:
                _require(kind, {**item, **_TIMES}, name)
        case "provision" | "change" | "revise" if current is not None:
            _require(kind, {**current, **payload}, name)
        case "redefine" if current is not None:
            _require("define", {**current, **{key: value for key, value in payload.items() if key != "number"}}, name)
        case _:
            pass


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """Return the rows of a table with their JSON decoded, each one checked."""
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608 - the name of a table above
    columns = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(columns, values, strict=True))
        name = f"row {values[0]!r} of {table}"
        for column in _JSON_COLUMNS & row.keys():
            if isinstance(row[column], str):
                row[column], errors = parse_json(row[column].encode())
                for error in errors:
                    raise _Damage(f"{name}: {column} {error.message}")
        _require(table, row, name)
        yield row


def _require(schema: str, value: object, name: str) -> None:
    try:
        errors = inspect(_validator(schema), value, "body")
    except (TypeError, ValueError) as unsupported:  # the validator takes no bytes and no infinite numbers
        raise _Damage(f"{name} has a value of a wrong type") from unsupported
    for error in errors:
        raise _Damage(f"{name}: {error.field} {error.message}")


def _parent(key: _Key) -> _Key | None:
    kind, scope, _ = key
    parent = PARENTS[kind]
    if parent is None:
        return None
    if kind == "trait_group":
        scope = scope.removesuffix("/TraitGroups")
    outer, _, parent_id = scope.rpartition("/")
    return parent, outer, parent_id


def _require_end(documents: Mapping[_Key, _Document], start: _Key) -> None:
    """Check that a chain of merges ends, because every reader follows it to its end."""
    passed: set[_Key] = set()
    key = start
    while (merged := documents.get(key)) is not None:
        if key in passed:
            raise _Damage(f"the profile {start[2]} is merged into itself")
        passed.add(key)
        key = (key[0], key[1], merged["into"])


@functools.cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    schemas = {**ROWS, **DOCUMENTS, "define": PAYLOADS["define"][1]}
    return compile_schema(schemas[name], load().components)
