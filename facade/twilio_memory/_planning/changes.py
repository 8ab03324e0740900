"""One thing of the file or of the store, and what will be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from twilio_memory import Difference

Action = Literal["add", "change", "remove", "replace", "keep", "unchanged", "blocked"]


@dataclass(frozen=True)
class Change:
    """One thing of the file or of the store, and what will be done about it."""

    action: Action
    """`keep`: it is not in the file and stays; `blocked`: the API cannot do what the file wants."""
    kind: str
    """`store`, `identifier`, `matching_rules`, `trait_group`, `trait` or `data_mapping`."""
    name: str
    """Its name; that of a trait is `group.trait`."""
    fields: tuple[Difference, ...] = ()
    """The fields that will change, or that cannot."""
    reason: str = ""
    """Why it is kept or blocked, and what can be done about it."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        fields = [each._asdict() for each in self.fields]
        return {"action": self.action, "kind": self.kind, "name": self.name, "fields": fields, "reason": self.reason}
