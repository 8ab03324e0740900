"""The handlers of identifiers, and what becomes of them: the values by which a profile is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._errors import APIProblem, ValidationError
from ._handler_response import HandlerResponse
from ._handlers import handler, require_store
from ._identity_events import log_merge, log_resolution
from ._identity_resolution import Identifier, IdentityIndex, canonical_id, profiles
from ._operation_effects import OperationTask, effect, require_home
from ._profiles import require_profile

if TYPE_CHECKING:
    from ._handlers import Context
    from ._state import JsonObject, State

_PROFILES_PER_LOOKUP = 100


@handler("CreateProfilesLookup")
def create_profiles_lookup(context: Context) -> HandlerResponse:
    """Find the profiles that hold an identifier value."""
    store_id = require_store(context)["id"]
    identities = IdentityIndex(context.state, store_id)
    identifier = _given(context, identities, "value")
    found = context.state.oldest_first(profiles(store_id), identities.profiles_with(identifier))
    readable = [profile for profile in found if context.state.get(profiles(store_id), profile) is not None]
    readable += context.deleted.find(store_id, identifier.key)
    return HandlerResponse(200, {"normalizedValue": identifier.value, "profiles": readable[:_PROFILES_PER_LOOKUP]})


@handler("CreateProfileIdentifier")
def create_profile_identifier(context: Context) -> HandlerResponse:
    """Give a profile an identifier, which may lead to a merge."""
    profile, identities = _require_profile(context)
    identifier = _given(context, identities, "value")
    _require_free(identities, identifier, profile["id"])
    return context.create_untracked(_task(context, "add_identifier", identifier), "Identifier accepted for processing.")


@handler("ListProfileIdentifiers")
def list_profile_identifiers(context: Context) -> HandlerResponse:
    """List all identifiers of a profile by type."""
    profile, identities = _require_profile(context)
    found = identities.by_type(profile["id"])
    return HandlerResponse(200, {"identifiers": [_set(id_type, identifiers) for id_type, identifiers in found.items()]})


@handler("FetchProfileIdentifier")
def fetch_profile_identifier(context: Context) -> HandlerResponse:
    """List the identifiers of one type."""
    profile, identities = _require_profile(context)
    id_type = context.values.path["idType"]
    found = identities.by_type(profile["id"]).get(id_type)
    if found is None:
        raise APIProblem(520014)
    return HandlerResponse(200, _set(id_type, found))


@handler("PatchProfileIdentifier")
def patch_profile_identifier(context: Context) -> HandlerResponse:
    """Replace a stored value, which may lead to a merge."""
    profile, identities = _require_profile(context)
    id_type = context.values.body["idType"]
    if id_type != context.values.path["idType"]:
        raise APIProblem(520046, [ValidationError("body", "/idType", "is another type than in the path")])
    old = Identifier(id_type, identities.settings.normalize(id_type, context.values.body["oldValue"]) or "")
    if old not in identities.by_type(profile["id"]).get(id_type, []):
        raise APIProblem(520014)
    new = _given(context, identities, "newValue")
    _require_free(identities, new, profile["id"])
    return context.create_untracked(_task(context, "swap_identifier", old, new), "Identifier update accepted.")


@handler("DeleteProfileIdentifier")
def delete_profile_identifier(context: Context) -> HandlerResponse:
    """Delete one identifier of a type, which the limit policy chooses, or all."""
    profile, identities = _require_profile(context)
    found = identities.by_type(profile["id"]).get(context.values.path["idType"])
    if found is None:
        raise APIProblem(520017)
    what = {"idType": context.values.path["idType"], "all": context.values.query.get("removeAll", False)}
    task = OperationTask("remove_identifiers", profiles(context.values.path["storeId"]), profile["id"], what)
    return context.create_untracked(task, "Identifier removal accepted.")


@effect("add_identifier")
def add_identifier(state: State, task: OperationTask, now: str) -> None:
    """Give a profile an identifier."""
    profile_id, identities = _resumed(state, task)
    for identifier in _named(task):
        _require_free(identities, identifier, profile_id)
    log_resolution(state, task.collection.scope, identities.attach(profile_id, _named(task)), now)


@effect("swap_identifier")
def swap_identifier(state: State, task: OperationTask, now: str) -> None:
    """Take one identifier from a profile and give it another."""
    profile_id, identities = _resumed(state, task)
    old, new = _named(task)
    _require_free(identities, new, profile_id)
    state.delete(identities.identifiers(profile_id), old.key)
    resolution = identities.attach(profile_id, [new])
    log_merge(state, task.collection.scope, resolution, now)
    body = {"store_id": task.collection.scope, "profile_id": resolution.profile_id, "id_type": new.id_type}
    state.events.add("identity.updated", now, body)


@effect("remove_identifiers")
def remove_identifiers(state: State, task: OperationTask, now: str) -> None:
    """Take one identifier of a type, which the limit policy chooses now, or all of them from a profile."""
    profile_id, identities = _resumed(state, task)
    found = identities.by_type(profile_id).get(task.payload["idType"], [])
    chosen = found if task.payload["all"] else [identities.eviction_candidate(found)] if found else []
    for identifier in chosen:
        state.delete(identities.identifiers(profile_id), identifier.key)
        body = {"store_id": task.collection.scope, "profile_id": profile_id, "id_type": identifier.id_type}
        state.events.add("identity.deleted", now, body)


def _require_profile(context: Context) -> tuple[JsonObject, IdentityIndex]:
    profile = require_profile(context)
    return profile, IdentityIndex(context.state, context.values.path["storeId"])


def _given(context: Context, identities: IdentityIndex, name: str) -> Identifier:
    """Return the identifier that a body names, in its normal form."""
    id_type = context.values.body["idType"]
    if id_type not in identities.settings.configs:
        raise APIProblem(520046, [ValidationError("body", "/idType", "is no configured identifier type")])
    given: str = context.values.body[name]
    value = identities.settings.normalize(id_type, given)
    if value is None:
        refusal = identities.settings.refusal(id_type, given)
        raise APIProblem(520046, [ValidationError("body", f"/{name}", f"{refusal} (identifier type {id_type})")])
    return Identifier(id_type, value)


def _require_free(identities: IdentityIndex, identifier: Identifier, profile_id: str) -> None:
    """Check that a unique identifier belongs to no other profile but one that can be merged with this one."""
    if identities.would_skip(profile_id, identifier):
        raise APIProblem(520004)


def _task(context: Context, action: str, *identifiers: Identifier) -> OperationTask:
    collection = profiles(context.values.path["storeId"])
    return OperationTask(action, collection, context.values.path["profileId"], {"identifiers": identifiers})


def _resumed(state: State, task: OperationTask) -> tuple[str, IdentityIndex]:
    """Return the profile of a task, which may have been merged since, with what is needed to work on it."""
    require_home(state, task.collection)
    profile_id = canonical_id(state, task.collection.scope, task.target)
    if state.get(task.collection, profile_id, hidden=True) is None:
        raise APIProblem(520009)
    return profile_id, IdentityIndex(state, task.collection.scope)


def _named(task: OperationTask) -> list[Identifier]:
    return [Identifier(*identifier) for identifier in task.payload["identifiers"]]


def _set(id_type: str, identifiers: list[Identifier]) -> JsonObject:
    return {"idType": id_type, "values": [identifier.value for identifier in identifiers]}
