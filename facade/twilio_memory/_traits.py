"""Traits as plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Scalar = str | int | float | bool
TraitValue = Scalar | Sequence[Scalar]
"""What a trait holds: text, a number, a truth value, or a list of these."""

Traits = Mapping[str, Mapping[str, TraitValue]]
"""Traits by group and name, e.g. `{"Contact": {"email": "ada@example.com"}}`."""

TraitChanges = Mapping[str, Mapping[str, TraitValue | None]]
"""The same, where None removes a trait."""
