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


def validate_traits(traits: TraitChanges) -> dict[str, dict[str, TraitValue | None]]:
    """Return traits as dictionaries; refuse anything but mappings by group and name."""
    groups = cast("object", traits)
    if not isinstance(groups, Mapping) or not all(isinstance(group, Mapping) for group in traits.values()):
        raise InvalidArgumentError(
            f"traits: expected values by group and name, e.g. {{'Contact': {{'email': '...'}}}}, got {groups!r}"
        )
    return {name: dict(group) for name, group in traits.items()}
