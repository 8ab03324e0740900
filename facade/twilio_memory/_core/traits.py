"""Traits as plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from twilio_memory._core.loading import models
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import validate_path_value
from twilio_memory_api.types import Unset

if TYPE_CHECKING:
    from twilio_memory.params import TraitDefinitionParam
    from twilio_memory_api.models import ProfileData, TraitDefinition, TraitDefinitions

Scalar = str | int | float | bool
TraitValue = Scalar | Sequence[Scalar]
"""The value of a trait: text, a number, a boolean, or a list of these."""

Traits = Mapping[str, Mapping[str, TraitValue]]
"""Traits by group and name, e.g. `{"Contact": {"email": "ada@example.com"}}`."""

TraitChanges = Mapping[str, Mapping[str, TraitValue | None]]
"""The same, where None removes a trait."""


def validate_traits(traits: TraitChanges, item: int | None = None) -> dict[str, dict[str, TraitValue | None]]:
    """Return traits as dictionaries; refuse anything but mappings by group and name."""
    try:
        "".join(traits)  # Joining is the fastest way to find out whether all names are texts.
        for group in traits.values():
            "".join(group)
        if all(isinstance(group, Mapping) for group in traits.values()):
            return {name: dict(group) for name, group in traits.items()}
    except (AttributeError, TypeError):
        pass
    reason = _describe(traits)
    place = "traits" if item is None else f"item {item}, traits"
    raise InvalidArgumentError(f"{place}: {reason}", item_index=item)


def _describe(traits: object) -> str:
    expected = "expected values by group and name, e.g. {'Contact': {'email': '...'}}, got"
    if not isinstance(traits, Mapping):
        return f"{expected} {type(traits).__name__}"
    groups = cast("Mapping[object, object]", traits)
    for group, values in groups.items():
        names = cast("Mapping[object, object]", values if isinstance(values, Mapping) else {})
        for place, name in [("a group", group), *((f"a trait of {group}", name) for name in names)]:
            if not isinstance(name, str):
                return f"the name of {place} is text, got {type(name).__name__}"
        if not isinstance(values, Mapping):
            return f"{expected} {type(values).__name__} for {group}"
    return expected


def profile_items(batch: Sequence[Traits]) -> list[ProfileData]:
    """Return the profiles of a request, whose errors name an item by its index."""
    return [models.ProfileData(traits=validate_traits(traits, item)) for item, traits in enumerate(batch)]


def trait_definitions(
    traits: Mapping[str, TraitDefinition | TraitDefinitionParam] | TraitDefinitions | Unset,
) -> TraitDefinitions | Unset:
    if isinstance(traits, Unset | models.TraitDefinitions):
        return traits
    if not isinstance(traits, Mapping):
        raise InvalidArgumentError(f"traits: expected definitions by name, got {type(traits).__name__}")
    definitions = models.TraitDefinitions()
    definitions.additional_properties = cast("dict[str, TraitDefinition]", dict(traits))
    return definitions


def trait_group_name(name: str) -> str:
    """Refuse a name by which the group could not be addressed again, not even to delete it."""
    return validate_path_value("trait_group_name", name)
