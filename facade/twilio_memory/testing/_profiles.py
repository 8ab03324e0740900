"""The handlers of profiles and their traits, and the collections of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._errors import APIProblem, ProfileMerged, ValidationError
from ._filters import Filter
from ._handler_response import HandlerResponse
from ._handlers import handler, require_store
from ._identity_events import log_resolution, log_skipped
from ._identity_resolution import IdentityIndex, canonical_id, profiles
from ._operation_effects import OperationTask
from ._state import Collection
from ._traits import Traits, read_values

if TYPE_CHECKING:
    from collections import abc

    from ._handlers import Context
    from ._identity_resolution import Identifier
    from ._state import JsonObject


def require_profile(context: Context) -> JsonObject:
    """Return the profile that the path names; for a write, also one that cannot be read yet.

    Raises:
        APIProblem: 520041, the store does not exist; or 520009, the profile does not.
        ProfileMerged: The profile has been merged into another.
    """
    store_id, profile_id = require_store(context)["id"], context.values.path["profileId"]
    canonical = canonical_id(context.state, store_id, profile_id)
    if canonical != profile_id:
        raise ProfileMerged(canonical)
    profile = context.state.get(profiles(store_id), profile_id, hidden=context.deferred)
    if profile is None:
        raise APIProblem(520009)
    return profile


def inside(context: Context, kind: str) -> Collection:
    """Return a collection of the profile that the path names."""
    return Collection(kind, f"{context.values.path['storeId']}/{context.values.path['profileId']}")


@handler("CreateProfile")
def create_profile(context: Context) -> HandlerResponse:
    """Find a profile by its identifiers, or create one. Its traits are written later."""
    store_id = require_store(context, active=True)["id"]
    traits = context.values.body.get("traits", {})
    identities = IdentityIndex(context.state, store_id)
    known = Traits(context.state, store_id, identities)
    undeclared = known.undeclared(traits) if context.behavior.drop_undeclared_traits else []
    traits = {
        group: {name: value for name, value in values.items() if (group, name) not in undeclared}
        for group, values in traits.items()
        if (group, None) not in undeclared
    }
    parsed = known.read(traits)
    parsed.require_valid()
    if not parsed.identifiers:
        raise APIProblem(520046, [ValidationError("body", "/traits", "has no trait that is promoted to an identifier")])
    _require_no_conflict(identities, parsed.identifiers, identities.find_matches(parsed.identifiers))
    new_id = context.type_id("mem_profile")
    resolution = identities.identify(parsed.identifiers, new_id, context.now, hidden=True)
    profile_id = resolution.profile_id
    log_resolution(context.state, store_id, resolution, context.now)
    log_skipped(context.state, store_id, resolution, context.now)
    task = OperationTask("write_traits", profiles(store_id), profile_id, {"traits": traits, "identifiers": []})
    response = context.create_untracked(task, "Profile resolved and accepted for processing.")
    if undeclared:
        names = [group if name is None else f"{group}.{name}" for group, name in undeclared]
        context.state.events.add_problem(
            "profile.created",
            context.now,
            {"store_id": store_id, "profile_id": profile_id},
            level="ERROR",
            code=520005,
            reasons=[f"Trait not registered for this service: {name}" for name in names],
        )
    return HandlerResponse(response.status, {**response.body, "id": profile_id})


@handler("ListProfiles")
def list_profiles(context: Context) -> HandlerResponse:
    """List the IDs of a store's profiles."""
    found, meta = context.page(profiles(require_store(context)["id"]))
    return HandlerResponse(200, {"profiles": [profile["id"] for profile in found], "meta": {"key": "profiles", **meta}})


@handler("FetchProfile")
def fetch_profile(context: Context) -> HandlerResponse:
    """Read a profile with its traits."""
    profile = require_profile(context)
    wanted = _wanted_groups(context)
    traits = read_values(context.state, inside(context, "trait"))
    chosen = {group: values for group, values in traits.items() if wanted is None or group in wanted}
    return HandlerResponse(200, {**profile, "traits": chosen})


@handler("PatchProfileTraits")
def patch_profile_traits(context: Context) -> HandlerResponse:
    """Merge traits into a profile. The identifiers that they feed are added, and may lead to a merge."""
    profile, store_id = require_profile(context), context.values.path["storeId"]
    traits = context.values.body.get("traits", {})
    identities = IdentityIndex(context.state, store_id)
    parsed = Traits(context.state, store_id, identities).read(traits)
    parsed.require_valid()
    _require_no_conflict(identities, parsed.identifiers, [profile["id"]])
    payload = {"traits": traits, "identifiers": parsed.identifiers}
    task = OperationTask("write_traits", profiles(store_id), profile["id"], payload)
    return context.create_untracked(task, "Trait modifications accepted for processing.")


@handler("DeleteProfile")
def delete_profile(context: Context) -> HandlerResponse:
    """Delete a profile with everything in it."""
    profile, store_id = require_profile(context), context.values.path["storeId"]
    # Identity is resolved immediately: a profile pending deletion is not a merge target.
    identities = IdentityIndex(context.state, store_id)
    held = identities.by_type(profile["id"]).values()
    context.deleted.add(store_id, profile["id"], [each.key for identifiers in held for each in identifiers])
    identities.release(profile["id"])
    return context.create_untracked(
        OperationTask("remove", profiles(store_id), profile["id"]), "Profile accepted for deletion."
    )


@handler("ListProfileTraits")
def list_profile_traits(context: Context) -> HandlerResponse:
    """List the traits of a profile, those first that were written last."""
    require_profile(context)
    wanted = _wanted_groups(context)
    where = [] if wanted is None else [Filter("$.traitGroup", "is one of", wanted)]
    traits, meta = context.page(inside(context, "trait"), where)
    return HandlerResponse(200, {"traits": traits, "meta": {"key": "traits", **meta}})


def _wanted_groups(context: Context) -> tuple[str, ...] | None:
    """Return the groups that the query chooses; None for all."""
    names = context.values.query.get("traitGroups")
    return None if names is None else tuple(name.strip() for name in names.split(","))


def _require_no_conflict(identities: IdentityIndex, identifiers: list[Identifier], among: abc.Collection[str]) -> None:
    """Check that no unique identifier belongs to a profile that cannot be merged with these.

    Raises:
        APIProblem: 520004, one does.
    """
    find_conflicts = identities.find_conflicts(identifiers, among)
    if find_conflicts:
        errors = [
            ValidationError("body", "/traits", f"an identifier of the type {clash.id_type} is taken")
            for clash in find_conflicts
        ]
        raise APIProblem(520004, errors)
