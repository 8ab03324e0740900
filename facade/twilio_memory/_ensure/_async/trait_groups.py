"""`trait_groups.ensure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core.arguments import build_body
from twilio_memory._core.loading import api, models
from twilio_memory._core.request import build_call
from twilio_memory._core.traits import trait_definitions, trait_group_name
from twilio_memory._ensure._async.steps import repeat
from twilio_memory._ensure.attempts import Attempts, given, require_name
from twilio_memory._ensure.differences import Difference
from twilio_memory._ensure.results import EnsuredTraitGroup, ensured
from twilio_memory.errors import InvalidArgumentError, TraitGroupNotFoundError
from twilio_memory_api.models import TraitDefinition
from twilio_memory_api.types import UNSET, Unset, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.call_options import RequestOptions
    from twilio_memory._core.clock import Clock
    from twilio_memory._ensure._async.steps import AsyncNamedMethods
    from twilio_memory.params import TraitDefinitionParam
    from twilio_memory_api.models import TraitDefinitions


async def ensure(
    trait_groups: AsyncNamedMethods,
    clock: Clock,
    store_id: str,
    *,
    display_name: str,
    description: str | Unset = UNSET,
    traits: Mapping[str, TraitDefinition | TraitDefinitionParam] | TraitDefinitions | Unset = UNSET,
    timeout: float = 300.0,
    max_attempts: int | None = None,
    extra_headers: Mapping[str, str] | None = None,
    extra_body: Mapping[str, Any] | None = None,
) -> EnsuredTraitGroup:
    """Create a trait group, or add the traits that it lacks, and wait until that is done.

    Existing traits and an existing description are not changed, and nothing is removed. Traits are added only to
    the version of the group that was read; if another program changes it, it is read again. After a failure that
    leaves open whether something was done, the group is read again, too; the third failure is raised.

    Args:
        store_id: The store's ID.
        display_name: Its name, by which it is addressed: 1 to 64 ASCII letters, digits, `_`, `-` and `.`; neither
            `.` nor `..`.
        description: For a new group; up to 1024 characters.
        traits: What it holds at least, by name; up to 95.
        timeout: The longest time for all of it, in seconds; more than 0.
        max_attempts: How often each request is sent at most, 1 or more.
        extra_headers: Headers to send with each request besides those of the library.
        extra_body: Properties of a new group that this method has no parameter for, by their names in the API.

    Returns:
        The group with all of its traits and its `etag`; `created` states whether it is new, `added` which traits
        are, and `differs` how it differs from the arguments.

    Raises:
        QuotaExceededError: The store has too many groups, or the group too many traits.
        ProtectedTraitError: A trait has a name that is reserved.
        StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
        OperationTimeoutError: It is not done in time; it may still be under way.
        TwilioMemoryError: Any other failure; `outcome` states whether a write may have been carried out.

    See https://www.twilio.com/docs/conversations/memory/limits
    """
    require_name(display_name)
    name = trait_group_name(display_name)
    body = build_body(models.TraitGroupRequest, display_name=name, traits=trait_definitions(traits))
    # Building the request puts models in the places of dictionaries.
    wanted = _definitions(build_call(api.trait_group.create_trait_group, store_id, body=body).options["body"].traits)
    attempts = Attempts(trait_groups, clock, timeout, max_attempts, extra_headers)
    options = attempts.options

    async def step() -> EnsuredTraitGroup:
        group, page = await _fetch_all(trait_groups, store_id, display_name, options)
        existing = group.get("traits", {})
        missing = {name: trait for name, trait in wanted.items() if name not in existing}
        if not group:
            create = {"display_name": display_name, "description": description, "extra_body": extra_body}
            write = await trait_groups.create(store_id, **create, traits=wanted or UNSET, **options)
        elif missing:
            write = await trait_groups.update(store_id, display_name, traits=missing, if_match=page.etag, **options)
        else:
            differs = [*Difference.between(given(description=description), group)]
            for name, trait in wanted.items():
                differs += Difference.between(to_json(trait), existing[name], f"traits.{name}")
            return ensured(attempts, EnsuredTraitGroup, {"traits": {}, **group}, page, differs)
        await write.wait(attempts.remaining_after_write(), **options)
        attempts.created = attempts.created or not group
        attempts.added |= dict.fromkeys(missing)
        return await step()

    return await repeat(attempts, step)


def _definitions(traits: TraitDefinitions | Unset | None) -> dict[str, TraitDefinition]:
    definitions = traits.additional_properties if traits else {}
    for name, trait in definitions.items():
        if not isinstance(trait, TraitDefinition) or not trait.data_type:
            raise InvalidArgumentError(f"traits: {name!r} needs a TraitDefinition with a data type, got {trait!r}")
    return definitions


async def _fetch_all(
    trait_groups: AsyncNamedMethods, store_id: str, name: str, options: RequestOptions
) -> tuple[dict[str, Any], Any]:
    """Return the JSON of a group with all of its traits, and its last page; nothing if it does not exist."""
    group: dict[str, Any] = {}
    page: Any = None
    etag = token = None
    while not group or token:
        try:
            page = await trait_groups.fetch(store_id, name, page_size=100, page_token=token, **options)
        except TraitGroupNotFoundError:
            return {}, None
        part: dict[str, Any] = page.trait_group.to_dict() if page.trait_group else {"displayName": name}
        if group and page.etag != etag:  # changed between two pages: start again
            group, token = {}, None
            continue
        etag, token = page.etag, page.meta.next_token if page.meta else None
        group = {**part, "traits": {**group.get("traits", {}), **part.get("traits", {})}}
    return group, page
