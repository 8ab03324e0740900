"""The handlers of identifiers, and what becomes of them: the values by which a profile is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._effects import Task, does, need_home
from ._errors import Finding, Problem
from ._handlers import Answer, handles, need_store
from ._identity import Identifier, Identities, canonical_id, profiles
from ._profiles import need_profile

if TYPE_CHECKING:
    from ._handlers import Context
    from ._state import JsonObject, State

_PROFILES_PER_LOOKUP = 100


@handles("CreateProfilesLookup")
def create_profiles_lookup(context: Context) -> Answer:
    """Find the profiles that hold an identifier value."""
    store_id = need_store(context)["id"]
    identities = Identities(context.state, store_id)
    identifier = _given(context, identities, "value")
    found = context.state.oldest_first(profiles(store_id), identities.holders(identifier))
    readable = [profile for profile in found if context.state.get(profiles(store_id), profile) is not None]
    return Answer(200, {"normalizedValue": identifier.value, "profiles": readable[:_PROFILES_PER_LOOKUP]})


@handles("CreateProfileIdentifier")
def create_profile_identifier(context: Context) -> Answer:
    """Give a profile an identifier, which may lead to a merge."""
    profile, identities = _need_profile(context)
    identifier = _given(context, identities, "value")
    if identities.clashes([identifier], [profile["id"]]):
        raise Problem(520004)
    return context.later(_task(context, "add_identifier", identifier), "Identifier accepted for processing.")


@handles("ListProfileIdentifiers")
def list_profile_identifiers(context: Context) -> Answer:
    """List all identifiers of a profile by type."""
    profile, identities = _need_profile(context)
    found = identities.of(profile["id"])
    return Answer(200, {"identifiers": [_set(id_type, identifiers) for id_type, identifiers in found.items()]})


@handles("FetchProfileIdentifier")
def fetch_profile_identifier(context: Context) -> Answer:
    """List the identifiers of one type."""
    profile, identities = _need_profile(context)
    id_type = context.values.path["idType"]
    found = identities.of(profile["id"]).get(id_type)
    if found is None:
        raise Problem(520014)
    return Answer(200, _set(id_type, found))


@handles("PatchProfileIdentifier")
def patch_profile_identifier(context: Context) -> Answer:
    """Put a new value in the place of a stored one. It leads to no merge."""
    profile, identities = _need_profile(context)
    id_type = context.values.body["idType"]
    if id_type != context.values.path["idType"]:
        raise Problem(520046, [Finding("body", "/idType", "is another type than in the path")])
    old = Identifier(id_type, identities.settings.normalize(id_type, context.values.body["oldValue"]) or "")
    if old not in identities.of(profile["id"]).get(id_type, []):
        raise Problem(520014)
    new = _given(context, identities, "newValue")
    _need_free(identities, new, profile["id"])
    return context.later(_task(context, "swap_identifier", old, new), "Identifier update accepted.")


@handles("DeleteProfileIdentifier")
def delete_profile_identifier(context: Context) -> Answer:
    """Delete one identifier of a type, which the limit policy chooses, or all."""
    profile, identities = _need_profile(context)
    found = identities.of(profile["id"]).get(context.values.path["idType"])
    if found is None:
        raise Problem(520017)
    what = {"idType": context.values.path["idType"], "all": context.values.query.get("removeAll", False)}
    task = Task("remove_identifiers", profiles(context.values.path["storeId"]), profile["id"], what)
    return context.later(task, "Identifier removal accepted.")


@does("add_identifier")
def add_identifier(state: State, task: Task, _now: str) -> None:
    """Give a profile an identifier."""
    profile_id, identities = _resumed(state, task)
    identities.attach(profile_id, _named(task))


@does("swap_identifier")
def swap_identifier(state: State, task: Task, _now: str) -> None:
    """Take one identifier from a profile and give it another."""
    profile_id, identities = _resumed(state, task)
    old, new = _named(task)
    _need_free(identities, new, profile_id)
    state.delete(identities.identifiers(profile_id), old.key)
    identities.attach(profile_id, [new])


@does("remove_identifiers")
def remove_identifiers(state: State, task: Task, _now: str) -> None:
    """Take one identifier of a type, which the limit policy chooses now, or all of them from a profile."""
    profile_id, identities = _resumed(state, task)
    found = identities.of(profile_id).get(task.payload["idType"], [])
    chosen = found if task.payload["all"] else [identities.first_to_go(found)] if found else []
    for identifier in chosen:
        state.delete(identities.identifiers(profile_id), identifier.key)


def _need_profile(context: Context) -> tuple[JsonObject, Identities]:
    profile = need_profile(context)
    return profile, Identities(context.state, context.values.path["storeId"])


def _given(context: Context, identities: Identities, name: str) -> Identifier:
    """Return the identifier that a body names, in its normal form."""
    id_type = context.values.body["idType"]
    if id_type not in identities.settings.configs:
        raise Problem(520046, [Finding("body", "/idType", "is no configured identifier type")])
    value = identities.settings.normalize(id_type, context.values.body[name])
    if value is None:
        raise Problem(520046, [Finding("body", f"/{name}", f"cannot be made an identifier of the type {id_type}")])
    return Identifier(id_type, value)


def _need_free(identities: Identities, identifier: Identifier, profile_id: str) -> None:
    """Check that a unique identifier belongs to no other profile."""
    taken = any(holder != profile_id for holder in identities.holders(identifier))
    if taken and identities.settings.is_unique(identifier.id_type):
        raise Problem(520004)


def _task(context: Context, action: str, *identifiers: Identifier) -> Task:
    place = profiles(context.values.path["storeId"])
    return Task(action, place, context.values.path["profileId"], {"identifiers": identifiers})


def _resumed(state: State, task: Task) -> tuple[str, Identities]:
    """Return the profile of a task, which may have been merged since, with what is needed to work on it."""
    need_home(state, task.place)
    profile_id = canonical_id(state, task.place.scope, task.target)
    if state.get(task.place, profile_id, hidden=True) is None:
        raise Problem(520009)
    return profile_id, Identities(state, task.place.scope)


def _named(task: Task) -> list[Identifier]:
    return [Identifier(*identifier) for identifier in task.payload["identifiers"]]


def _set(id_type: str, identifiers: list[Identifier]) -> JsonObject:
    return {"idType": id_type, "values": [identifier.value for identifier in identifiers]}
