"""The resources: JSON documents by kind, scope and ID, in the order of their creation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ._events import EventLog

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from ._database import Database

JsonObject = dict[str, Any]


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


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of documents.

    Attributes:
        path: A JSON path.
        test: The comparison. `from` and `before` compare texts, as times are written; `holds` is for an array.
        value: The value to compare with.
    """

    path: str
    test: Literal["is", "is one of", "from", "before", "holds"]
    value: str | tuple[str, ...]


# The arrays on the right hand side are bound as JSON.
_TESTS = {
    "is": "json_extract(body, :path{0}) = :value{0}",
    "is one of": "json_extract(body, :path{0}) IN (SELECT value FROM json_each(:value{0}))",
    "from": "json_extract(body, :path{0}) >= :value{0}",
    "before": "json_extract(body, :path{0}) < :value{0}",
    "holds": "EXISTS (SELECT 1 FROM json_each(body, :path{0}) WHERE value = :value{0})",
}
# A slash ends the ID of a parent; the character after it ends the range of such scopes.
_INSIDE = "scope >= :inside || '/' AND scope < :inside || '0'"
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
            "SELECT body FROM documents WHERE kind = ? AND scope = ? AND NOT hidden ORDER BY seq",
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

    def scopes_of(self, kind: str, document_id: str, *, inside: str) -> list[str]:
        """Return the scopes, within another, in which a kind of document has an ID."""
        rows = self._connection.execute(
            f"SELECT scope FROM documents WHERE kind = :kind AND id = :id AND {_INSIDE} ORDER BY seq",  # noqa: S608 - a constant of this module
            {"kind": kind, "id": document_id, "inside": inside},
        )
        return [row["scope"] for row in rows]

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

    def detach(self, collection: Collection, document_id: str) -> bytes:
        """Delete a document's file and return it."""
        row = self._connection.execute(
            """
            DELETE FROM files WHERE document = (SELECT seq FROM documents WHERE kind = ? AND scope = ? AND id = ?)
            RETURNING content
            """,
            (collection.kind, collection.scope, document_id),
        ).fetchone()
        return bytes(row["content"])

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
        conditions, values = _conditions(where)
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
        for statement in (
            f"UPDATE documents SET scope = {_MOVED} WHERE scope = :inside OR ({_INSIDE})",  # noqa: S608 - constants of this module
            f"UPDATE operations SET scope = {_MOVED} WHERE completed_at IS NULL AND (scope = :inside OR ({_INSIDE}))",  # noqa: S608 - constants of this module
        ):
            self._connection.execute(statement, values)

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
        chosen, bound_values = _conditions(where)
        conditions = ["kind = :kind", "scope = :scope", "NOT hidden", *chosen]
        values: dict[str, object] = {"kind": collection.kind, "scope": collection.scope, "size": size, **bound_values}
        # Positions grow along the list, whichever way it runs.
        position = "seq" if order == "ASC" else "-seq"
        backwards = edge is not None and edge.side == "before"
        sides = {"after": ">", "before": "<"}

        def select(what: Cursor | None, *, limit: str) -> list[sqlite3.Row]:
            bound = [] if what is None else [f"{position} {sides[what.side]} {what.position}"]
            rows = self._connection.execute(
                f"SELECT {position} AS position, body FROM documents WHERE {' AND '.join(conditions + bound)} "  # noqa: S608 - made of words of this method, values are bound
                f"ORDER BY position {'DESC' if backwards else 'ASC'} LIMIT {limit}",
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


def _conditions(where: Sequence[Filter]) -> tuple[list[str], dict[str, str]]:
    """Return conditions in SQL, and the values to bind."""
    values: dict[str, str] = {}
    for index, condition in enumerate(where):
        given = condition.value
        values |= {
            f"path{index}": condition.path,
            f"value{index}": given if isinstance(given, str) else json.dumps(given),
        }
    return [_TESTS[condition.test].format(index) for index, condition in enumerate(where)], values


def _object(row: sqlite3.Row) -> JsonObject:
    body: JsonObject = json.loads(row["body"])
    return body
