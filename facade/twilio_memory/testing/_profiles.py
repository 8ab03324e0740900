"""The handlers of profiles and their traits, and where what belongs to a profile lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._effects import Task
from ._errors import Finding, Moved, Problem
from ._handlers import Answer, handles, need_store
from ._identity import Identities, canonical_id, profiles
from ._state import Condition, Place
from ._traits import Traits, read_values

if TYPE_CHECKING:
    from collections.abc import Collection

    from ._handlers import Context
    from ._identity import Identifier
    from ._state import JsonObject


def need_profile(context: Context) -> JsonObject:
    """Return the profile that the path names; for a write, also one that cannot be read yet.

    Raises:
        Problem: 520041, the store does not exist; or 520009, the profile does not.
        Moved: The profile has been merged into another.
    """
    store_id, profile_id = need_store(context)["id"], context.values.path["profileId"]
    canonical = canonical_id(context.state, store_id, profile_id)
    if canonical != profile_id:
        raise Moved(canonical)
    profile = context.state.get(profiles(store_id), profile_id, hidden=context.deferred)
    if profile is None:
        raise Problem(520009)
    return profile


def inside(context: Context, kind: str) -> Place:
    """Return the place of what lives in the profile that the path names."""
    return Place(kind, f"{context.values.path['storeId']}/{context.values.path['profileId']}")


@handles("CreateProfile")
def create_profile(context: Context) -> Answer:
    """Find a profile by its identifiers, or create one. Its traits are written later."""
    store_id = need_store(context, active=True)["id"]
    traits = context.values.body.get("traits", {})
    identities = Identities(context.state, store_id)
    reading = Traits(context.state, store_id, identities).read(traits)
    reading.need_good()
    if not reading.identifiers:
        raise Problem(520046, [Finding("body", "/traits", "has no trait that is promoted to an identifier")])
    _need_no_clash(identities, reading.identifiers, identities.matches(reading.identifiers))
    new_id = context.type_id("mem_profile")
    profile_id = identities.identify(reading.identifiers, new_id, context.now, hidden=True)
    task = Task("write_traits", profiles(store_id), profile_id, {"traits": traits, "identifiers": []})
    answer = context.later(task, "Profile resolved and accepted for processing.")
    return Answer(answer.status, {**answer.body, "id": profile_id})


@handles("ListProfiles")
def list_profiles(context: Context) -> Answer:
    """List the IDs of a store's profiles."""
    found, meta = context.page(profiles(need_store(context)["id"]))
    return Answer(200, {"profiles": [profile["id"] for profile in found], "meta": {"key": "profiles", **meta}})


@handles("FetchProfile")
def fetch_profile(context: Context) -> Answer:
    """Read a profile with its traits."""
    profile = need_profile(context)
    wanted = _wanted_groups(context)
    traits = read_values(context.state, inside(context, "trait"))
    chosen = {group: values for group, values in traits.items() if wanted is None or group in wanted}
    return Answer(200, {**profile, "traits": chosen})


@handles("PatchProfileTraits")
def patch_profile_traits(context: Context) -> Answer:
    """Merge traits into a profile. The identifiers that they feed are added, and may lead to a merge."""
    profile, store_id = need_profile(context), context.values.path["storeId"]
    traits = context.values.body.get("traits", {})
    identities = Identities(context.state, store_id)
    reading = Traits(context.state, store_id, identities).read(traits)
    reading.need_good()
    _need_no_clash(identities, reading.identifiers, [profile["id"]])
    payload = {"traits": traits, "identifiers": reading.identifiers}
    task = Task("write_traits", profiles(store_id), profile["id"], payload)
    return context.later(task, "Trait modifications accepted for processing.")


@handles("DeleteProfile")
def delete_profile(context: Context) -> Answer:
    """Delete a profile with everything in it."""
    profile, store_id = need_profile(context), context.values.path["storeId"]
    # Who is who is decided at once: with somebody who goes, nobody is merged any more.
    Identities(context.state, store_id).release(profile["id"])
    return context.later(Task("remove", profiles(store_id), profile["id"]), "Profile accepted for deletion.")


@handles("UpdateProfilesBulk")
def update_profiles_bulk(context: Context) -> Answer:
    """Find or create many profiles, or refuse them all."""
    store_id = need_store(context, active=True)["id"]
    if "profiles" not in context.values.body:
        raise Problem(520046, [Finding("body", "/profiles", "is missing")])
    known = Traits(context.state, store_id, Identities(context.state, store_id))
    rows: list[JsonObject] = []
    findings: list[Finding] = []
    for index, profile in enumerate(context.values.body["profiles"]):
        traits = profile.get("traits", {})
        reading = known.read(traits, f"/profiles/{index}/traits")
        findings += [finding for _, finding in reading.faults]
        if not reading.faults and not reading.identifiers:
            findings.append(Finding("body", f"/profiles/{index}", "has no trait that is promoted to an identifier"))
        rows.append({"id": context.type_id("mem_profile"), "traits": traits, "identifiers": reading.identifiers})
    if findings:
        raise Problem(520010, findings)
    operation = context.start(Task("upsert_profiles", profiles(store_id), store_id, {"profiles": rows}))
    return Answer(202, {"message": "Profile batch accepted for processing.", **operation})


@handles("ListProfileTraits")
def list_profile_traits(context: Context) -> Answer:
    """List the traits of a profile, those first that were written last."""
    need_profile(context)
    wanted = _wanted_groups(context)
    where = [] if wanted is None else [Condition("$.traitGroup", "is one of", wanted)]
    traits, meta = context.page(inside(context, "trait"), where)
    return Answer(200, {"traits": traits, "meta": {"key": "traits", **meta}})


def _wanted_groups(context: Context) -> tuple[str, ...] | None:
    """Return the groups that the query chooses; None for all."""
    names = context.values.query.get("traitGroups")
    return None if names is None else tuple(name.strip() for name in names.split(","))


def _need_no_clash(identities: Identities, identifiers: list[Identifier], among: Collection[str]) -> None:
    """Check that no unique identifier belongs to a profile that cannot be merged with these.

    Raises:
        Problem: 520004, one does.
    """
    clashes = identities.clashes(identifiers, among)
    if clashes:
        told = [Finding("body", "/traits", f"an identifier of the type {clash.id_type} is taken") for clash in clashes]
        raise Problem(520004, told)
