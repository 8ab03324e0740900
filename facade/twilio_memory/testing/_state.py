"""The resources: JSON documents by kind, scope and ID, in the order of their creation."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ._events import EventLog
from ._filters import conditions_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from ._database import Database
    from ._filters import Filter

JsonObject = dict[str, Any]
Row: TypeAlias = tuple[str, str, str, str]
"""A document as it is stored: kind, scope, ID, and the body as JSON."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The documents of one kind in one scope.

    Attributes:
        kind: Their kind, such as `data_mapping`.
        scope: The IDs of their parents, outermost first, with slashes between; empty for stores.
    """

    kind: str
    scope: str = ""

    @property
    def store_id(self) -> str | None:
        """The store of this collection, or None for the collection of stores."""
        return self.scope.partition("/")[0] or None


# A slash ends the ID of a parent; the character after it ends the range of such scopes.
_INSIDE = "scope >= :inside || '/' AND scope < :inside || '0'"
_FILE = "document = (SELECT seq FROM documents WHERE kind = ? AND scope = ? AND id = ?)"
_INSERT = "INSERT INTO documents (kind, scope, id, body) VALUES "
_ROW = "(?, ?, ?, ?)"
# One statement for so many documents is twice as fast; all versions of sqlite take 999 values.
_ROWS = 200
_INSERT_ROWS = _INSERT + ", ".join([_ROW] * _ROWS)
_SIDES = {("after", "ASC"): ">", ("after", "DESC"): "<", ("before", "ASC"): "<", ("before", "DESC"): ">"}
_OPPOSITE = {"ASC": "DESC", "DESC": "ASC"}
# Written out, as their index needs it.
_IDENTIFIER = "kind = 'identifier'"
_MOVED = ":target || substr(scope, length(:inside) + 1)"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The position at which a page begins (`after` it) or ends (`before` it)."""

    side: Literal["after", "before"]
    position: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents of a list, and the cursors of its neighbours; None where there is no neighbour."""

    items: list[JsonObject]
    next: Cursor | None
    previous: Cursor | None


class State:
    """Reads and writes documents. A document's name is its `displayName`; `events` are not in the database."""

    def __init__(self, database: Database, events: EventLog | None = None) -> None:
        self._connection = database.connection
        self.events = events or EventLog()

    def insert(self, collection: Collection, document_id: str, body: JsonObject) -> None:
        """Add a document at the end of its collection."""
        self._connection.execute(
            "INSERT INTO documents (kind, scope, id, name, body) VALUES (?, ?, ?, ?, ?)",
            (collection.kind, collection.scope, document_id, body.get("displayName"), json.dumps(body)),
        )

    def insert_all(self, rows: Sequence[Row]) -> None:
        """Add documents, which have no names, each at the end of its collection."""
        whole = len(rows) - len(rows) % _ROWS
        for start in range(0, whole, _ROWS):
            values = list(itertools.chain.from_iterable(rows[start : start + _ROWS]))
            self._connection.execute(_INSERT_ROWS, values)
        self._connection.executemany(_INSERT + _ROW, rows[whole:])

    def get(self, collection: Collection, document_id: str, *, hidden: bool = False) -> JsonObject | None:
        """Return a document, or None if it does not exist, or is hidden and `hidden` is false."""
        row = self._connection.execute(
            "SELECT body FROM documents WHERE kind = ? AND scope = ? AND id = ? AND (? OR NOT hidden)",
            (collection.kind, collection.scope, document_id, hidden),
        ).fetchone()
        return None if row is None else _object(row)

    def number(self, collection: Collection, document_id: str) -> int | None:
        """Return the number of a document, which no later one with its ID has; None if it does not exist."""
        row = self._connection.execute(
            "SELECT seq FROM documents WHERE kind = ? AND scope = ? AND id = ?",
            (collection.kind, collection.scope, document_id),
        ).fetchone()
        return None if row is None else int(row["seq"])

    def all(self, collection: Collection) -> list[JsonObject]:
        """Return the documents of a collection, oldest first, without hidden ones."""
        rows = self._connection.execute(
            "SELECT body FROM documents WHERE kind = ? AND scope = ? AND hidden = 0 ORDER BY seq",
            (collection.kind, collection.scope),
        )
        return [_object(row) for row in rows]

    def oldest_first(self, collection: Collection, document_ids: Iterable[str]) -> list[str]:
        """Return the IDs of those documents that are there, hidden ones included, in the order of their creation."""
        rows = self._connection.execute(
            "SELECT id FROM documents WHERE kind = ? AND scope = ? AND id IN (SELECT value FROM json_each(?)) "
            "ORDER BY seq",
            (collection.kind, collection.scope, json.dumps(list(document_ids))),
        )
        return [row["id"] for row in rows]

    def scopes_of(self, identifier: str, *, inside: str) -> list[str]:
        """Return the scopes, within another, in which there is an identifier, oldest first."""
        rows = self._connection.execute(
            f"SELECT scope FROM documents WHERE {_IDENTIFIER} AND id = :id AND {_INSIDE} ORDER BY seq",  # noqa: S608 - a constant of this module
            {"id": identifier, "inside": inside},
        )
        return [row["scope"] for row in rows]

    def held(self, identifiers: Iterable[str], *, inside: str) -> set[str]:
        """Return those of some identifiers that there are somewhere within a scope."""
        rows = self._connection.execute(
            f"SELECT id FROM documents WHERE {_IDENTIFIER} AND id IN (SELECT value FROM json_each(:ids)) AND {_INSIDE}",  # noqa: S608 - a constant of this module
            {"ids": json.dumps(list(identifiers)), "inside": inside},
        )
        return {row["id"] for row in rows}

    def update(self, collection: Collection, document_id: str, body: JsonObject) -> None:
        """Replace a document; its position stays."""
        self._connection.execute(
            "UPDATE documents SET name = ?, body = ? WHERE kind = ? AND scope = ? AND id = ?",
            (body.get("displayName"), json.dumps(body), collection.kind, collection.scope, document_id),
        )

    def attach(self, collection: Collection, document_id: str, content: bytes) -> None:
        """Attach a file to a document; it is deleted with the document."""
        self._connection.execute(
            "INSERT INTO files SELECT seq, ? FROM documents WHERE kind = ? AND scope = ? AND id = ?",
            (content, collection.kind, collection.scope, document_id),
        )

    def attached(self, collection: Collection, document_id: str) -> bytes:
        """Return a document's file."""
        row = self._connection.execute(
            f"SELECT content FROM files WHERE {_FILE}",  # noqa: S608 - a constant of this module
            (collection.kind, collection.scope, document_id),
        ).fetchone()
        return bytes(row["content"])

    def detach(self, collection: Collection, document_id: str) -> None:
        """Delete a document's file."""
        self._connection.execute(
            f"DELETE FROM files WHERE {_FILE}",  # noqa: S608 - a constant of this module
            (collection.kind, collection.scope, document_id),
        )

    def hide(self, collection: Collection, document_id: str) -> None:
        """Make a document invisible. It keeps its name and counts for the quota."""
        self._connection.execute(
            "UPDATE documents SET hidden = 1 WHERE kind = ? AND scope = ? AND id = ?",
            (collection.kind, collection.scope, document_id),
        )

    def show(self, collection: Collection, document_id: str) -> None:
        """Make a hidden document visible."""
        self._connection.execute(
            "UPDATE documents SET hidden = 0 WHERE kind = ? AND scope = ? AND id = ?",
            (collection.kind, collection.scope, document_id),
        )

    def delete(self, collection: Collection, document_id: str) -> None:
        """Delete a document and everything inside it."""
        inside = f"{collection.scope}/{document_id}" if collection.scope else document_id
        itself = "kind = :kind AND scope = :scope AND id = :id"
        self._connection.execute(
            f"DELETE FROM documents WHERE ({itself}) OR scope = :inside OR ({_INSIDE})",  # noqa: S608 - words of this module
            {"kind": collection.kind, "scope": collection.scope, "id": document_id, "inside": inside},
        )

    def delete_inside(self, scope: str, kind: str, where: Sequence[Filter]) -> None:
        """Delete the documents of a kind anywhere within a scope that fulfil all conditions."""
        conditions, values = conditions_of(where)
        chosen = " AND ".join(["kind = :kind", _INSIDE, *conditions])
        self._connection.execute(
            f"DELETE FROM documents WHERE {chosen}",  # noqa: S608 - made of words of this module, values are bound
            {"kind": kind, "inside": scope, **values},
        )

    def move(self, scope: str, target: str) -> None:
        """Move everything inside a scope into another, with pending tasks.

        Where both have a document of the same kind and ID, the one that was written later stays.
        """
        values = {"inside": scope, "target": target}
        self._connection.execute(
            f"""
            WITH moving AS (SELECT * FROM documents WHERE scope = :inside OR ({_INSIDE}))
            DELETE FROM documents WHERE seq IN (
                SELECT min(moving.seq, there.seq) FROM moving JOIN documents AS there
                ON there.kind = moving.kind AND there.id = moving.id
                AND there.scope = :target || substr(moving.scope, length(:inside) + 1)
            )
            """,  # noqa: S608 - a constant of this module
            values,
        )
        # Two conditions, and not OR, because the index of pending operations is a partial one.
        for table, condition in itertools.product(("documents", "operations"), ("scope = :inside", _INSIDE)):
            pending = " AND completed_at IS NULL" if table == "operations" else ""
            self._connection.execute(f"UPDATE {table} SET scope = {_MOVED} WHERE {condition}{pending}", values)  # noqa: S608 - constants of this module

    def count(self, collection: Collection) -> int:
        """Return the number of documents in a collection, hidden ones included."""
        row = self._connection.execute(
            "SELECT count(*) FROM documents WHERE kind = ? AND scope = ?", (collection.kind, collection.scope)
        ).fetchone()
        return int(row[0])

    def is_taken(self, collection: Collection, name: str, *, by_other_than: str | None = None) -> bool:
        """Return whether a document, or a pending operation, has taken a name."""
        row = self._connection.execute(
            """
            SELECT 1 FROM documents WHERE kind = :kind AND scope = :scope AND name = :name AND id IS NOT :other
            UNION ALL SELECT 1 FROM operations WHERE completed_at IS NULL
            AND kind = :kind AND scope = :scope AND name = :name AND target IS NOT :other
            """,
            {"kind": collection.kind, "scope": collection.scope, "name": name, "other": by_other_than},
        ).fetchone()
        return row is not None

    def page(
        self,
        collection: Collection,
        *,
        size: int,
        order: Literal["ASC", "DESC"],
        where: Sequence[Filter],
        edge: Cursor | None,
    ) -> Page:
        """Return a page that is neither shifted nor thinned by changes elsewhere in the list.

        It has at most `size` documents that pass all filters `where`, by time of creation, newest first if `order` is
        `DESC`. It begins or ends at `edge`; None for the first page.
        """
        chosen, bound_values = conditions_of(where)
        # The index of scopes has this order, which ends with the number of the document.
        conditions = ["scope = :scope", "kind = :kind", "hidden = 0", *chosen]
        values: dict[str, object] = {"kind": collection.kind, "scope": collection.scope, "size": size, **bound_values}
        # Positions grow along the list, whichever way it runs.
        sign = 1 if order == "ASC" else -1
        backwards = edge is not None and edge.side == "before"

        def select(what: Cursor | None, *, limit: str) -> list[sqlite3.Row]:
            bound = [] if what is None else [f"seq {_SIDES[what.side, order]} {sign * what.position}"]
            rows = self._connection.execute(
                f"SELECT {sign} * seq AS position, body FROM documents WHERE {' AND '.join(conditions + bound)} "  # noqa: S608 - made of words of this method, values are bound
                f"ORDER BY seq {_OPPOSITE[order] if backwards else order} LIMIT {limit}",
                values,
            ).fetchall()
            return rows[::-1] if backwards else rows

        rows = select(edge, limit=":size")
        if rows:
            first, last = rows[0]["position"], rows[-1]["position"]
        elif edge is None:
            return Page([], None, None)
        else:
            # Nothing is left on this side; the neighbour begins right at the edge.
            beyond = edge.position
            first, last = (beyond, beyond - 1) if backwards else (beyond + 1, beyond)
        after, before = Cursor("after", last), Cursor("before", first)
        return Page(
            [_object(row) for row in rows],
            after if select(after, limit="1") else None,
            before if select(before, limit="1") else None,
        )


def _object(row: sqlite3.Row) -> JsonObject:
    body: JsonObject = json.loads(row["body"])
    return body
