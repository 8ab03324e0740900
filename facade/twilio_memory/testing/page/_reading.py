"""What the page shows of the state. Nothing here changes it, and every query is bounded."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from twilio_memory.testing._emulator import core_of
from twilio_memory.testing._errors import APIProblem
from twilio_memory.testing._identity_resolution import canonical_id, profiles
from twilio_memory.testing._identity_settings import read_settings
from twilio_memory.testing._messages import Request
from twilio_memory.testing._operation_effects import STORES
from twilio_memory.testing._operations import timestamp
from twilio_memory.testing._ranking import matching_words, rank_by_words
from twilio_memory.testing._state import Collection, Cursor

if TYPE_CHECKING:
    from twilio_memory.testing._emulator import Emulator
    from twilio_memory.testing._state import JsonObject, Page

_PAGE_SIZE = 50
_MAX_COUNT = 1000
_MAX_MERGES = 5000
_MAX_ITEMS = 500


class Reader:
    """Reads the state of an emulator for the page."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._core = core_of(emulator)
        self._state = self._core.state

    def fingerprint(self) -> tuple[object, ...]:
        """Return a value that changes with what the page shows."""
        emulator = self._emulator
        connection = self._core.database.connection
        return len(emulator.calls), connection.total_changes, emulator.pending_faults, len(emulator.events)

    def status(self) -> JsonObject:
        """Return the time, the faults to come, and how many operations are pending."""
        with self._core.lock:
            return {
                "time": timestamp(self._core.now()),
                "faults": [fault.to_dict() for fault in self._emulator.pending_faults],
                "usage": asdict(self._emulator.usage),
                "pending": self._count("operations", "completed_at IS NULL AND id IS NOT NULL", ()),
            }

    def stores(self) -> list[JsonObject]:
        """Return the stores, oldest first, with their numbers of profiles."""
        with self._core.lock:
            found = self._page(STORES, "ASC", None).items
            return [{**store, "profiles": self._number_of(profiles(store["id"]))} for store in found]

    def store(self, store_id: str) -> JsonObject | None:
        """Return a store with its configuration; None if it does not exist."""
        with self._core.lock:
            store = self._state.get(STORES, store_id)
            if store is None:
                return None
            groups = self._page(Collection("trait_group", f"{store_id}/TraitGroups"), "ASC", None).items
            return {
                **store,
                "profiles": self._number_of(profiles(store_id)),
                "groups": [
                    {**group, "traits": self._page(_definitions(store_id, group["displayName"]), "ASC", None).items}
                    for group in groups
                ],
                "settings": self._state.get(Collection("identity_resolution_settings", store_id), store_id),
                "mappings": self._page(Collection("data_mapping", store_id), "DESC", None).items,
                "imports": [self._import(each) for each in self._documents("import", store_id)],
            }

    def profiles(self, store_id: str, edge: Cursor | None) -> Page:
        """Return a page of a store's profiles, newest first, each with its first traits and identifiers."""
        with self._core.lock:
            page = self._page(profiles(store_id), "DESC", edge)
            for profile in page.items:
                scope = f"{store_id}/{profile['id']}"
                profile["traits"] = self._documents("trait", scope, limit=4)
                profile["identifiers"] = self._documents("identifier", scope, limit=3)
            return page

    def find(self, store_id: str, text: str) -> str | None:
        """Return the ID of the profile that has an ID or the value of an identifier."""
        with self._core.lock:
            canonical = canonical_id(self._state, store_id, text)
            if self._state.get(profiles(store_id), canonical) is not None:
                return canonical
            for id_type in read_settings(self._state, store_id).rules:
                for scope in self._state.scopes_of(f"{id_type}:{text}", inside=store_id):
                    return scope.rpartition("/")[2]
            return None

    def profile(self, store_id: str, profile_id: str) -> JsonObject | None:
        """Return a profile with all that it holds; None if it does not exist."""
        with self._core.lock:
            profile = self._state.get(profiles(store_id), profile_id)
            if profile is None:
                return None
            scope = f"{store_id}/{profile_id}"
            observations = self._documents("observation", scope)
            for each in observations:
                each["revisions"] = self._documents("revision", f"{scope}/{each['id']}", limit=20)
            return {
                **profile,
                "traits": self._documents("trait", scope),
                "identifiers": self._documents("identifier", scope),
                "merged": self._merged_into(store_id, profile_id),
                "observations": observations,
                "summaries": self._documents("summary", scope),
                "communications": self._documents("communication", scope, limit=50),
            }

    def canonical(self, store_id: str, profile_id: str) -> str:
        """Return the profile into which one was merged, or itself."""
        with self._core.lock:
            return canonical_id(self._state, store_id, profile_id)

    def operations(self, before: int | None) -> list[JsonObject]:
        """Return operations, newest first, those before a number if one is given."""
        with self._core.lock:
            rows = self._core.database.connection.execute(
                "SELECT seq, id, status, action, kind, target, error, created_at, completed_at FROM operations "
                "WHERE id IS NOT NULL AND seq < ? ORDER BY seq DESC LIMIT ?",
                (before or 2**62, _PAGE_SIZE),
            ).fetchall()
        return [
            {
                **dict(row),
                "created_at": timestamp(row["created_at"]),
                "completed_at": None if row["completed_at"] is None else timestamp(row["completed_at"]),
                "error": None if row["error"] is None else json.loads(row["error"]),
            }
            for row in rows
        ]

    def events(self, import_id: str | None = None) -> list[JsonObject]:
        """Return the newest events, newest first; the problems of an import if one is given."""
        with self._core.lock:
            found = [
                each
                for each in self._emulator.events
                if import_id is None or (each.error_code and each.body.get("import_id") == import_id)
            ]
        return [
            {"level": each.level, "summary": each.summary, "at": each.to_dict()["eventTime"], "code": each.error_code}
            for each in found[: -_PAGE_SIZE - 1 : -1]
        ]

    def recall(self, store_id: str, profile_id: str, query: str) -> JsonObject:
        """Return what Recall finds for a query, with scores and the words that explain them."""
        body: JsonObject = {"query": query} if query.strip() else {}
        headers = (("Content-Type", "application/json"),)
        request = Request(
            "POST", f"/v1/Stores/{store_id}/Profiles/{profile_id}/Recall", "", headers, json.dumps(body).encode()
        )
        with self._core.lock:
            try:
                operation, in_path = self._core.spec.route(request.method, request.path)
                found = self._core.execute(operation, request, in_path, self._core.now()).body
            except APIProblem as problem:
                return {"problem": str(problem), "items": [], "by_words": True}
        items = [
            {**item, "kind": kind}
            for kind, key in (("Observation", "observations"), ("Summary", "summaries"))
            for item in found[key]
        ]
        items.sort(key=lambda item: item.get("score") or 0, reverse=True)
        by_words = self._core.ranker is rank_by_words
        if by_words and query.strip():
            for item, why in zip(items, matching_words(query, [item["content"] for item in items]), strict=True):
                item["same"], item["related"] = why
        return {"problem": None, "items": items, "by_words": by_words}

    def _import(self, job: JsonObject) -> JsonObject:
        return {**job, "events": self.events(job.get("id") or job.get("importId"))}

    def _page(self, collection: Collection, order: Any, edge: Cursor | None) -> Page:  # noqa: ANN401 - ASC or DESC
        return self._state.page(collection, size=_PAGE_SIZE, order=order, where=(), edge=edge)

    def _documents(self, kind: str, scope: str, limit: int = _MAX_ITEMS) -> list[JsonObject]:
        rows = self._core.database.connection.execute(
            "SELECT body FROM documents WHERE kind = ? AND scope = ? AND hidden = 0 ORDER BY seq DESC LIMIT ?",
            (kind, scope, limit),
        )
        return [json.loads(row["body"]) for row in rows]

    def _merged_into(self, store_id: str, profile_id: str) -> list[str]:
        rows = self._core.database.connection.execute(
            "SELECT id FROM (SELECT id, body FROM documents WHERE kind = 'merged_profile' AND scope = ? AND hidden = 0 "
            "ORDER BY seq DESC LIMIT ?) WHERE json_extract(body, '$.into') = ?",
            (store_id, _MAX_MERGES, profile_id),
        )
        return [row["id"] for row in rows]

    def _number_of(self, collection: Collection) -> str:
        return self._count("documents", "kind = ? AND scope = ? AND hidden = 0", (collection.kind, collection.scope))

    def _count(self, table: str, where: str, values: tuple[str, ...]) -> str:
        """Return how many rows there are, as text; beyond a thousand they are not counted."""
        row = self._core.database.connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where} LIMIT {_MAX_COUNT + 1})",  # noqa: S608 - words of this module
            values,
        ).fetchone()
        return str(row[0]) if row[0] <= _MAX_COUNT else f"more than {_MAX_COUNT:,}"


def _definitions(store_id: str, group: str) -> Collection:
    return Collection("trait_definition", f"{store_id}/TraitGroups/{group}")
