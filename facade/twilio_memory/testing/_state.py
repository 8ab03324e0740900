"""The resources: JSON documents by kind, scope and ID, in the order of their creation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

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

    def get(self, place: Place, document_id: str) -> JsonObject | None:
        """Return a document, or None if there is none or it is hidden."""
        row = self._connection.execute(
            "SELECT body FROM documents WHERE kind = ? AND scope = ? AND id = ? AND NOT hidden",
            (place.kind, place.scope, document_id),
        ).fetchone()
        return None if row is None else _object(row)

    def update(self, place: Place, document_id: str, body: JsonObject) -> None:
        """Replace a document; its position stays."""
        self._connection.execute(
            "UPDATE documents SET name = ?, body = ? WHERE kind = ? AND scope = ? AND id = ?",
            (body.get("displayName"), json.dumps(body), place.kind, place.scope, document_id),
        )

    def hide(self, place: Place, document_id: str) -> None:
        """Make a document invisible. Until it is deleted it keeps its name and its share of the quota."""
        self._connection.execute(
            "UPDATE documents SET hidden = 1 WHERE kind = ? AND scope = ? AND id = ?",
            (place.kind, place.scope, document_id),
        )

    def delete(self, place: Place, document_id: str) -> None:
        """Delete a document and everything that lives in it."""
        inside = f"{place.scope}/{document_id}" if place.scope else document_id
        self._connection.execute(
            "DELETE FROM documents WHERE (kind = ? AND scope = ? AND id = ?) OR scope = ? OR scope GLOB ? || '/*'",
            (place.kind, place.scope, document_id, inside, inside),
        )

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
        self, place: Place, *, size: int, order: Literal["ASC", "DESC"], where: Mapping[str, str], edge: Edge | None
    ) -> Page:
        """Return a page that is neither shifted nor thinned by what comes and goes elsewhere in the list.

        Args:
            place: Where the documents live.
            size: How many at most.
            order: By time of creation, newest first if `DESC`.
            where: JSON paths and the text that must be there.
            edge: Where to begin or end; None for the first page.
        """
        conditions = ["kind = :kind", "scope = :scope", "NOT hidden"]
        values: dict[str, object] = {"kind": place.kind, "scope": place.scope, "size": size}
        # Positions grow along the list, whichever way it runs.
        position = "seq" if order == "ASC" else "-seq"
        for index, (path, text) in enumerate(where.items()):
            conditions.append(f"json_extract(body, :path{index}) = :text{index}")
            values |= {f"path{index}": path, f"text{index}": text}
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


def _object(row: sqlite3.Row) -> JsonObject:
    body: JsonObject = json.loads(row["body"])
    return body
