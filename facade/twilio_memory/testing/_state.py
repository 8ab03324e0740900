"""The resources: JSON documents by kind, scope and ID, in the order of their creation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from ._database import Database

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where documents of one kind live.

    Attributes:
        kind: What they are, such as `data_mapping`.
        scope: The IDs of what they live in, outermost first, with slashes between; empty for stores.
    """

    kind: str
    scope: str = ""

    @property
    def store_id(self) -> str | None:
        """The store in which this place is, or None if stores live here."""
        return self.scope.partition("/")[0] or None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a listed document must be like.

    Attributes:
        path: A JSON path.
        test: How what is there compares. `from` and `before` compare texts, as times are written; `holds` is said of
            an array.
        value: With what.
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
# A slash ends the name of what documents live in; the character after it ends the range of such scopes.
_INSIDE = "scope >= :inside || '/' AND scope < :inside || '0'"
_MOVED = ":target || substr(scope, length(:inside) + 1)"


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a page begins (`after` this position) or ends (`before` it)."""

    side: Literal["after", "before"]
    position: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents of a list, and where its neighbours are; None where there is no such page."""

    items: list[JsonObject]
    next: Edge | None
    previous: Edge | None


class State:
    """Reads and writes documents. A document's name, by which it may be unique, is its `displayName`."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    def insert(self, place: Place, document_id: str, body: JsonObject) -> None:
        """Put a new document at the end of its place."""
        self._connection.execute(
            "INSERT INTO documents (kind, scope, id, name, body) VALUES (?, ?, ?, ?, ?)",
            (place.kind, place.scope, document_id, body.get("displayName"), json.dumps(body)),
        )

    def get(self, place: Place, document_id: str, *, hidden: bool = False) -> JsonObject | None:
        """Return a document, or None if there is none or it is hidden, unless hidden ones are wanted, too."""
        row = self._connection.execute(
            "SELECT body FROM documents WHERE kind = ? AND scope = ? AND id = ? AND (? OR NOT hidden)",
            (place.kind, place.scope, document_id, hidden),
        ).fetchone()
        return None if row is None else _object(row)

    def number(self, place: Place, document_id: str) -> int | None:
        """Return what tells a document from a later one with the same ID; None if there is none."""
        row = self._connection.execute(
            "SELECT seq FROM documents WHERE kind = ? AND scope = ? AND id = ?", (place.kind, place.scope, document_id)
        ).fetchone()
        return None if row is None else int(row["seq"])

    def all(self, place: Place) -> list[JsonObject]:
        """Return the documents of a place, oldest first, without hidden ones."""
        rows = self._connection.execute(
            "SELECT body FROM documents WHERE kind = ? AND scope = ? AND NOT hidden ORDER BY seq",
            (place.kind, place.scope),
        )
        return [_object(row) for row in rows]

    def oldest_first(self, place: Place, document_ids: Iterable[str]) -> list[str]:
        """Return the IDs of those documents that are there, hidden ones included, in the order of their creation."""
        rows = self._connection.execute(
            """
            SELECT id FROM documents
            WHERE kind = ? AND scope = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY seq
            """,
            (place.kind, place.scope, json.dumps(list(document_ids))),
        )
        return [row["id"] for row in rows]

    def scopes_of(self, kind: str, document_id: str, *, inside: str) -> list[str]:
        """Return the scopes, within another, in which a kind of document has an ID."""
        rows = self._connection.execute(
            f"SELECT scope FROM documents WHERE kind = :kind AND id = :id AND {_INSIDE} ORDER BY seq",  # noqa: S608 - a constant of this module
            {"kind": kind, "id": document_id, "inside": inside},
        )
        return [row["scope"] for row in rows]

    def update(self, place: Place, document_id: str, body: JsonObject) -> None:
        """Replace a document; its position stays."""
        self._connection.execute(
            "UPDATE documents SET name = ?, body = ? WHERE kind = ? AND scope = ? AND id = ?",
            (body.get("displayName"), json.dumps(body), place.kind, place.scope, document_id),
        )

    def attach(self, place: Place, document_id: str, content: bytes) -> None:
        """Give a document a file, which goes when the document goes."""
        self._connection.execute(
            "INSERT INTO files SELECT seq, ? FROM documents WHERE kind = ? AND scope = ? AND id = ?",
            (content, place.kind, place.scope, document_id),
        )

    def detach(self, place: Place, document_id: str) -> bytes:
        """Take a document's file away and return it."""
        row = self._connection.execute(
            """
            DELETE FROM files WHERE document = (SELECT seq FROM documents WHERE kind = ? AND scope = ? AND id = ?)
            RETURNING content
            """,
            (place.kind, place.scope, document_id),
        ).fetchone()
        return bytes(row["content"])

    def hide(self, place: Place, document_id: str) -> None:
        """Make a document invisible. Until it is deleted it keeps its name and its share of the quota."""
        self._connection.execute(
            "UPDATE documents SET hidden = 1 WHERE kind = ? AND scope = ? AND id = ?",
            (place.kind, place.scope, document_id),
        )

    def show(self, place: Place, document_id: str) -> None:
        """Make a hidden document visible."""
        self._connection.execute(
            "UPDATE documents SET hidden = 0 WHERE kind = ? AND scope = ? AND id = ?",
            (place.kind, place.scope, document_id),
        )

    def delete(self, place: Place, document_id: str) -> None:
        """Delete a document and everything that lives in it."""
        inside = f"{place.scope}/{document_id}" if place.scope else document_id
        itself = "kind = :kind AND scope = :scope AND id = :id"
        self._connection.execute(
            f"DELETE FROM documents WHERE ({itself}) OR scope = :inside OR ({_INSIDE})",  # noqa: S608 - words of this module
            {"kind": place.kind, "scope": place.scope, "id": document_id, "inside": inside},
        )

    def delete_inside(self, scope: str, kind: str, where: Sequence[Condition]) -> None:
        """Delete the documents of a kind anywhere within a scope that fulfil all conditions."""
        conditions, values = _conditions(where)
        chosen = " AND ".join(["kind = :kind", _INSIDE, *conditions])
        self._connection.execute(
            f"DELETE FROM documents WHERE {chosen}",  # noqa: S608 - made of words of this module, values are bound
            {"kind": kind, "inside": scope, **values},
        )

    def move(self, scope: str, target: str) -> None:
        """Move everything that lives in a scope into another, and pending work with it.

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

    def count(self, place: Place) -> int:
        """Return how many documents live in a place, hidden ones included."""
        row = self._connection.execute(
            "SELECT count(*) FROM documents WHERE kind = ? AND scope = ?", (place.kind, place.scope)
        ).fetchone()
        return int(row[0])

    def is_taken(self, place: Place, name: str, *, by_other_than: str | None = None) -> bool:
        """Tell whether a document, or an operation that is not finished, has taken a name."""
        row = self._connection.execute(
            """
            SELECT 1 FROM documents
            WHERE kind = :kind AND scope = :scope AND name = :name AND id IS NOT :other
            UNION ALL
            SELECT 1 FROM operations
            WHERE kind = :kind AND scope = :scope AND name = :name AND target IS NOT :other AND completed_at IS NULL
            """,
            {"kind": place.kind, "scope": place.scope, "name": name, "other": by_other_than},
        ).fetchone()
        return row is not None

    def page(
        self, place: Place, *, size: int, order: Literal["ASC", "DESC"], where: Sequence[Condition], edge: Edge | None
    ) -> Page:
        """Return a page that is neither shifted nor thinned by what comes and goes elsewhere in the list.

        Args:
            place: Where the documents live.
            size: How many at most.
            order: By time of creation, newest first if `DESC`.
            where: What all documents must be like.
            edge: Where to begin or end; None for the first page.
        """
        chosen, bound_values = _conditions(where)
        conditions = ["kind = :kind", "scope = :scope", "NOT hidden", *chosen]
        values: dict[str, object] = {"kind": place.kind, "scope": place.scope, "size": size, **bound_values}
        # Positions grow along the list, whichever way it runs.
        position = "seq" if order == "ASC" else "-seq"
        backwards = edge is not None and edge.side == "before"
        sides = {"after": ">", "before": "<"}

        def select(what: Edge | None, *, limit: str) -> list[sqlite3.Row]:
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
        after, before = Edge("after", last), Edge("before", first)
        return Page(
            [_object(row) for row in rows],
            after if select(after, limit="1") else None,
            before if select(before, limit="1") else None,
        )


def _conditions(where: Sequence[Condition]) -> tuple[list[str], dict[str, str]]:
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
