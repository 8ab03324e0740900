"""Traits as plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from twilio_memory.errors import InvalidArgumentError

Scalar = str | int | float | bool
TraitValue = Scalar | Sequence[Scalar]
"""What a trait holds: text, a number, a truth value, or a list of these."""

Traits = Mapping[str, Mapping[str, TraitValue]]
"""Traits by group and name, e.g. `{"Contact": {"email": "ada@example.com"}}`."""

TraitChanges = Mapping[str, Mapping[str, TraitValue | None]]
"""The same, where None removes a trait."""


def checked_traits(traits: TraitChanges) -> dict[str, dict[str, TraitValue | None]]:
    """Take traits as dictionaries, which any mapping will do for.

    Raises:
        InvalidArgumentError: They are not by group and name.
    """
    groups = cast("object", traits)
    if not isinstance(groups, Mapping) or not all(isinstance(group, Mapping) for group in traits.values()):
        raise InvalidArgumentError(
            f"traits: expected values by group and name, e.g. {{'Contact': {{'email': '...'}}}}, got {groups!r}"
        )
    return {name: dict(group) for name, group in traits.items()}
