"""What `ensure` returns: a resource as it is now, with what was done and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define

from twilio_memory_api.models import DataMapping, IdentityResolutionSettings, Store, TraitGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twilio_memory._ensure.attempts import Attempts
    from twilio_memory._ensure.differences import Difference


@define(weakref_slot=False, kw_only=True, init=False)
class EnsuredStore(Store):
    """The store that `stores.ensure` found or created."""

    created: bool = False
    """Whether this call has created it."""
    added: tuple[str, ...] = ()
    """Always empty: a store has no parts that are added."""
    differs: tuple[Difference, ...] = ()
    """The fields that have another value than was wanted. They were not changed."""


@define(weakref_slot=False, kw_only=True, init=False)
class EnsuredTraitGroup(TraitGroup):
    """The trait group that `trait_groups.ensure` found or created, with all of its traits."""

    etag: str | None = None
    """The version that was fetched, for `if_match`."""
    created: bool = False
    """Whether this call has created it."""
    added: tuple[str, ...] = ()
    """The names of the traits that this call has added."""
    differs: tuple[Difference, ...] = ()
    """The fields that have another value than was wanted, such as `traits.tier.data_type`. They were not changed."""


@define(weakref_slot=False, kw_only=True, init=False)
class EnsuredIdentityResolutionSettings(IdentityResolutionSettings):
    """The settings as `identity_resolution_settings.ensure` has left them."""

    created: bool = False
    """Always False: each store has settings."""
    added: tuple[str, ...] = ()
    """The types of identifiers that this call has added, or has added to the matching rules."""
    differs: tuple[Difference, ...] = ()
    """The fields that have another value than was wanted, such as `email.limit`. They were not changed."""


@define(weakref_slot=False, kw_only=True, init=False)
class EnsuredDataMapping(DataMapping):
    """The data mapping that `data_mappings.ensure` found or created."""

    created: bool = False
    """Whether this call has created it."""
    added: tuple[str, ...] = ()
    """Always empty: the API replaces the list of a mapping as a whole, so that is not done here."""
    differs: tuple[Difference, ...] = ()
    """The fields that have another value than was wanted, such as `mapping_from.columns`. They were not changed."""


EnsuredT = TypeVar("EnsuredT", EnsuredStore, EnsuredTraitGroup, EnsuredIdentityResolutionSettings, EnsuredDataMapping)


def ensured(
    attempts: Attempts,
    model: type[EnsuredT],
    resource: dict[str, Any],
    fetched: Any,  # noqa: ANN401 - a model with an ETag
    differs: Iterable[Difference],
) -> EnsuredT:
    """Make the result from the JSON of a resource, and from what was fetched last."""
    result = model.from_dict(resource)
    result.etag = fetched.etag
    cast("Any", result)._response = fetched.response  # noqa: SLF001 - of the new object
    result.created, result.added, result.differs = attempts.created, tuple(attempts.added), tuple(differs)
    return result
