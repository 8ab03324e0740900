"""Puts the stores of a seed into an emulator: what is left out gets the values of something new."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, cast

from ._communications import KIND as COMMUNICATIONS
from ._errors import EmulatorError
from ._identity_resolution import Identifier, IdentityIndex
from ._identity_settings import complete_settings, default_settings
from ._operation_effects import STORES
from ._operations import timestamp
from ._seed_reading import VERSION, trait_pairs
from ._seeding import api_name, python_name
from ._state import Collection
from ._stored_state import require_document
from ._trait_groups import default_trait_groups, put_trait_group, trait_groups
from ._traits import Traits

if TYPE_CHECKING:
    from ._core import Core
    from ._state import JsonObject

_MANY_IDS = 1_000_000
_SEED = {"version", "time", "ids_drawn", "stores"}


def require_version(document: object) -> JsonObject:
    """Return a document of a version that can be read.

    Raises:
        EmulatorError: It has no version, or a newer one.
    """
    if not isinstance(document, dict):
        raise EmulatorError("expected an object with version and stores")
    seed = cast("JsonObject", document)
    version = seed.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise EmulatorError(f"version: expected a whole number from 1 to {VERSION}, got {version!r}")
    if version > VERSION:
        raise EmulatorError(f"it has version {version}; this emulator reads up to {VERSION}: update twilio-memory")
    _refuse_others(seed, _SEED, "the seed")
    return seed


class SeedLoader:
    """Puts the stores of a seed into a core, in a transaction that is rolled back if it raises.

    Args:
        core: The core.
        at: The time, in seconds since the epoch.
    """

    def __init__(self, core: Core, at: float) -> None:
        self._core = core
        self._state = core.state
        self._at = at
        self._now = timestamp(at)
        self._has_ids = False

    def load(self, seed: JsonObject) -> list[str]:
        """Put all stores, and return their IDs.

        Raises:
            EmulatorError: Something is wrong with it; the text says where.
        """
        found = [self._store(store, place) for store, place in _tables(seed, "stores", "")]
        drawn = seed.get("ids_drawn", _MANY_IDS if self._has_ids else 0)
        if isinstance(drawn, bool) or not isinstance(drawn, int) or not 0 <= drawn < 2**53:
            raise EmulatorError(f"ids_drawn: expected a whole number, got {drawn!r}")
        # The IDs that are drawn later must not be those of the seed.
        self._core.database.set_max("drawn", drawn)
        return found

    def _store(self, store: JsonObject, place: str) -> str:
        sections = ("identity_resolution", "trait_groups", "data_mappings", "profiles", "merged_profiles")
        own, inner = _split(store, sections)
        body = _with(self._new(own, "mem_store", place), status="ACTIVE", version=1, dataAsOf=self._now)
        if self._core.accounts is not None:
            body = _with(body, account=self._core.accounts.first.account)
        is_ready = body["status"] == "ACTIVE"
        if "intelligenceServiceId" not in body:
            body["intelligenceServiceId"] = self._id("intelligence_service") if is_ready else None
        if self._state.is_taken(STORES, str(body.get("displayName"))):
            raise EmulatorError(f"{place}: there is a store {body['displayName']!r} already")
        store_id = self._put(STORES, body, place)
        self._settings(store_id, inner.get("identity_resolution"), f"{place}.identity_resolution")
        self._groups(store_id, inner, place)
        mappings = Collection("data_mapping", store_id)
        for mapping, at in _tables(inner, "data_mappings", place):
            new = self._new(mapping, "mem_datamapping", at)
            new = _with(new, isEnabled=True, createdAt=self._now, updatedAt=self._now, version=1)
            if self._state.is_taken(mappings, str(new.get("displayName"))):
                raise EmulatorError(f"{at}: there is a data mapping {new['displayName']!r} already")
            self._put(mappings, new, at)
        for profile, at in _tables(inner, "profiles", place):
            self._profile(store_id, profile, at)
        self._merges(store_id, inner.get("merged_profiles", {}), f"{place}.merged_profiles")
        return store_id

    def _settings(self, store_id: str, given: object, place: str) -> None:
        settings = default_settings()
        if given is not None:
            body = _with(_api_names(_table(given, place), place), matchingRules=[], version=1)
            # Checked before, because completing it needs the lists; and after, because then it is complete.
            configs = [config for config, _ in _tables(body, "identifierConfigs", place)]
            if not (configs and all(isinstance(each.get("idType"), str) for each in configs)) or not isinstance(
                body["matchingRules"], list
            ):
                raise EmulatorError(f"{place}: expected identifier_configs with an id_type in each, and matching_rules")
            settings = complete_settings(body)
        require_document("identity_resolution_settings", settings, place)
        self._state.insert(Collection("identity_resolution_settings", store_id), store_id, settings)

    def _groups(self, store_id: str, inner: JsonObject, place: str) -> None:
        given: list[tuple[JsonObject, str]] = []
        for group, at in _tables(inner, "trait_groups", place):
            own, rest = _split(group, ("traits",))
            traits = _table(rest.get("traits", {}), f"{at}.traits")
            read = {name: _api_names(_table(each, f"{at}.traits.{name}"), at) for name, each in traits.items()}
            given.append(({**_with(_api_names(own, at), version=1), "traits": read}, at))
        names = {str(group.get("displayName")) for group, _ in given}
        defaults = [(group, place) for group in default_trait_groups() if group["displayName"] not in names]
        for group, at in [*defaults, *given]:
            require_document("define", group, at)
            try:
                put_trait_group(self._state, trait_groups(store_id), group)
            except sqlite3.IntegrityError as error:
                raise EmulatorError(f"{at}: there is a trait group {group['displayName']!r} already") from error

    def _profile(self, store_id: str, profile: JsonObject, place: str) -> None:
        own, inner = _split(profile, ("identifiers", "traits", "observations", "summaries", "communications"))
        _refuse_others(own, {"id", "created_at"}, place)
        body = self._new(own, "mem_profile", place)
        body = {"id": body["id"], "createdAt": body.get("createdAt", self._now)}
        scope = f"{store_id}/{self._put(Collection('profile', store_id), body, place)}"
        traits = _read_traits(inner.get("traits", {}), body["createdAt"], f"{place}.traits")
        known = Traits(self._state, store_id, IdentityIndex(self._state, store_id))
        for trait in traits:
            if known.definition(trait["traitGroup"], trait["name"]) is None:
                name = f"{trait['traitGroup']}.{trait['name']}"
                raise EmulatorError(f"{place}.traits: the store defines no trait {name!r}")
            self._put(Collection("trait", scope), trait, place, f"{trait['traitGroup']}/{trait['name']}")
        given = inner.get("identifiers")
        found = self._promoted(store_id, traits, place) if given is None else _read_identifiers(given, place)
        for each in dict.fromkeys(found):
            self._put(Collection("identifier", scope), each._asdict(), f"{place}.identifiers", each.key)
        self._memories(scope, inner, place)

    def _promoted(self, store_id: str, traits: list[JsonObject], place: str) -> list[Identifier]:
        """Return the identifiers of traits, which must fit their definitions and be of no other profile."""
        identities = IdentityIndex(self._state, store_id)
        nested: JsonObject = {}
        for trait in traits:
            nested.setdefault(trait["traitGroup"], {})[trait["name"]] = trait["value"]
        parsed = Traits(self._state, store_id, identities).read(nested, "")
        for _, error in parsed.faults:
            raise EmulatorError(f"{place}.traits: {error.field} {error.message}")
        for each in parsed.identifiers:
            if identities.settings.is_unique(each.id_type) and (holders := identities.profiles_with(each)):
                raise EmulatorError(
                    f"{place}: the {each.id_type} {each.value!r} is that of the profile {holders[0]}, too"
                )
        return parsed.identifiers

    def _memories(self, scope: str, inner: JsonObject, place: str) -> None:
        now = self._now
        for kind, key in (("observation", "observations"), ("summary", "summaries")):
            for item, at in _tables(inner, key, place):
                own, rest = _split(item, ("revisions",) if kind == "observation" else ())
                new = self._new(own, f"mem_{kind}", at)
                body = _with(new, occurredAt=now, source="seed", createdAt=now, updatedAt=now)
                item_id = self._put(Collection(kind, scope), body, at)
                revisions = [_api_names(each, where) for each, where in _tables(rest, "revisions", at)] or [body]
                for number, revision in enumerate(revisions if kind == "observation" else (), 1):
                    self._put(Collection("revision", f"{scope}/{item_id}"), revision, at, str(number))
        for item, at in _tables(inner, "communications", place):
            new = _with(self._new(item, "conv_communication", at), recipients=[], createdAt=now, updatedAt=now)
            self._put(Collection(COMMUNICATIONS, scope), new, at)

    def _merges(self, store_id: str, given: object, place: str) -> None:
        merges = _table(given, place)
        for merged, into in merges.items():
            passed, last = {merged}, into
            while isinstance(last, str) and last in merges and last not in passed:
                passed.add(last)
                last = merges[last]
            if isinstance(last, str) and last in passed:
                raise EmulatorError(f"{place}: the profile {merged} is merged into itself")
            require_document("profile", {"id": merged, "createdAt": self._now}, place)
            self._put(Collection("merged_profile", store_id), {"into": into}, place, merged)

    def _new(self, table: JsonObject, prefix: str, place: str) -> JsonObject:
        """Return a document under the names of the API, with an ID."""
        body = _api_names(table, place)
        self._has_ids = self._has_ids or "id" in body
        return {"id": self._id(prefix), **body} if "id" not in body else body

    def _id(self, prefix: str) -> str:
        return self._core.ids.type_id(prefix, self._at)

    def _put(self, collection: Collection, body: JsonObject, place: str, document_id: str | None = None) -> str:
        require_document(collection.kind, body, place)
        key = str(body["id"]) if document_id is None else document_id
        try:
            self._state.insert(collection, key, body)
        except sqlite3.IntegrityError as error:
            raise EmulatorError(f"{place}: {collection.kind} {key} is there already") from error
        return key


def _read_traits(given: object, created_at: str, place: str) -> list[JsonObject]:
    """Return traits from values by group and name, or from a list of tables."""
    if not isinstance(given, list):
        groups = {group: _table(values, f"{place}.{group}") for group, values in _table(given, place).items()}
        given = [{"group": group, "name": name, "value": groups[group][name]} for group, name in trait_pairs(groups)]
    found: list[JsonObject] = []
    for item in cast("list[object]", given):
        each = {"timestamp": created_at, **_table(item, place)}
        _refuse_others(each, {"group", "name", "value", "timestamp"}, place)
        if not (isinstance(each.get("group"), str) and isinstance(each.get("name"), str) and "value" in each):
            raise EmulatorError(f"{place}: expected group, name, value and perhaps timestamp in each")
        found.append(
            {"name": each["name"], "value": each["value"], "traitGroup": each["group"], "timestamp": each["timestamp"]}
        )
    return found


def _read_identifiers(given: object, place: str) -> list[Identifier]:
    """Return identifiers from one or several values by type, or from a list of tables."""
    place = f"{place}.identifiers"
    if not isinstance(given, list):
        given = [
            {"type": id_type, "value": value} for id_type, each in _table(given, place).items() for value in _list(each)
        ]
    found: list[Identifier] = []
    for item in cast("list[object]", given):
        each = _table(item, place)
        if each.keys() != {"type", "value"}:
            raise EmulatorError(f"{place}: expected type and value in each")
        found.append(Identifier(each["type"], each["value"]))
        require_document("identifier", found[-1]._asdict(), place)  # What is no text cannot be compared.
    return found


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _with(body: JsonObject, **defaults: object) -> JsonObject:
    """Return a document with what it lacks at its end."""
    return {**body, **{name: value for name, value in defaults.items() if name not in body}}


def _split(table: JsonObject, names: tuple[str, ...]) -> tuple[JsonObject, JsonObject]:
    """Return what belongs to the thing itself, and the named sections inside it."""
    own = {name: value for name, value in table.items() if name not in names}
    return own, {name: value for name, value in table.items() if name in names}


def _tables(table: JsonObject, key: str, place: str) -> list[tuple[JsonObject, str]]:
    """Return the tables of a list, each with its place."""
    place = f"{place}.{key}" if place else key
    listed: object = table.get(key, [])
    if not isinstance(listed, list):
        raise EmulatorError(f"{place}: expected a list of tables")
    places = ((each, f"{place}[{number}]") for number, each in enumerate(cast("list[object]", listed)))
    return [(_table(each, at), at) for each, at in places]


def _table(value: object, place: str) -> JsonObject:
    if not isinstance(value, dict):
        raise EmulatorError(f"{place}: expected a table, got {value!r:.80}")
    return cast("JsonObject", value)


def _refuse_others(table: JsonObject, known: set[str], place: str) -> None:
    if unknown := sorted(table.keys() - known):
        raise EmulatorError(f"{place}: there is no {unknown[0]!r}; there are {', '.join(sorted(known))}")


def _api_names(value: Any, place: str) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        table = cast("JsonObject", value)
        for name in table:
            if name != python_name(name):
                raise EmulatorError(f"{place}: there is no {name!r}; did you mean {python_name(name)!r}?")
        return {api_name(name): _api_names(each, place) for name, each in table.items()}
    if isinstance(value, list):
        return [_api_names(each, place) for each in cast("list[object]", value)]
    return value
