"""Traits as plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from twilio_memory.errors import InvalidArgumentError

Scalar = str | int | float | bool
TraitValue = Scalar | Sequence[Scalar]
"""The value of a trait: text, a number, a boolean, or a list of these."""

Traits = Mapping[str, Mapping[str, TraitValue]]
"""Traits by group and name, e.g. `{"Contact": {"email": "ada@example.com"}}`."""

TraitChanges = Mapping[str, Mapping[str, TraitValue | None]]
"""The same, where None removes a trait."""


def validate_traits(traits: TraitChanges, item: int | None = None) -> dict[str, dict[str, TraitValue | None]]:
    """Return traits as dictionaries; refuse anything but mappings by group and name.

    Args:
        traits: The traits.
        item: The index of the profile, if it is one of several.
    """
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
