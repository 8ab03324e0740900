"""What differs between a store and its file, and what will be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from twilio_memory import InvalidArgumentError, TwilioMemoryError
from twilio_memory._configuration.state import find_store_id, new_store, read_state, within
from twilio_memory._planning.changes import Change
from twilio_memory._planning.compare import compare
from twilio_memory._planning.render import render

if TYPE_CHECKING:
    from collections.abc import Collection

    from twilio_memory import MemoryClient
    from twilio_memory._configuration.config import Config
    from twilio_memory._configuration.state import State
    from twilio_memory._planning.changes import Action
    from twilio_memory._planning.compare import Target

_WRITES: Final = frozenset({"add", "change", "remove", "replace"})


class PlanBlockedError(InvalidArgumentError):
    """A plan with changes that the API cannot make. Nothing was sent."""

    blocked: tuple[Change, ...] = ()
    """Those changes, each with its reason."""


class PlanOutdatedError(TwilioMemoryError):
    """The store has changed since the plan was made, so that more would be written than it shows."""

    is_conflict = True


@dataclass(frozen=True)
class Plan:
    """What `apply` will do. `str()` of it, or `print`, shows it."""

    config: Config
    store_id: str | None
    """The store's ID; None if the store will be created."""
    changes: tuple[Change, ...]
    """Everything of the file and of the store, in their order."""
    prune: bool
    replace: frozenset[str]
    state: State = field(repr=False)
    """The store as it was read."""
    target: Target = field(repr=False)
    """The store as it will be."""

    @property
    def added(self) -> tuple[Change, ...]:
        """What will be added."""
        return self._with("add")

    @property
    def changed(self) -> tuple[Change, ...]:
        """What will be changed."""
        return self._with("change")

    @property
    def removed(self) -> tuple[Change, ...]:
        """What will be removed, to be created again or not. Each is backed up first."""
        return self._with("remove", "replace")

    @property
    def unchanged(self) -> tuple[Change, ...]:
        """What is as the file says."""
        return self._with("unchanged")

    @property
    def kept(self) -> tuple[Change, ...]:
        """What is not in the file and stays."""
        return self._with("keep")

    @property
    def blocked(self) -> tuple[Change, ...]:
        """What the file wants and the API cannot do. `apply` refuses the whole plan then."""
        return self._with("blocked")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not any(change.action in _WRITES for change in self.changes)

    def covers(self, other: Plan) -> bool:
        """Return whether another plan writes nothing but what this one shows."""
        shown = {(change.kind, change.name): change for change in self.changes if change.action in _WRITES}
        for change in other.changes:
            if change.action not in _WRITES:
                continue
            before = shown.get((change.kind, change.name))
            is_new = self.store_id is None and change.action in {"add", "change"}
            if is_new or (before and before.action == "replace" and change.action == "add"):
                continue
            if before is None or before.action != change.action:
                return False
            names = {each.field for each in change.fields}
            if change.action == "change" and not names <= {each.field for each in before.fields}:
                return False
        return True

    def require_unblocked(self) -> None:
        """Check that the API can do all of it.

        Raises:
            PlanBlockedError: It cannot; `blocked` has what.
        """
        if self.blocked:
            reasons = "; ".join(f"{change.name}: {change.reason}" for change in self.blocked)
            raise PlanBlockedError(f"the API cannot do what the file wants: {reasons}", blocked=self.blocked)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        counts = {name: len(getattr(self, name)) for name in ("added", "changed", "removed", "unchanged", "kept")}
        return {
            "store_id": self.store_id,
            "store": self.config.store["displayName"],
            "prune": self.prune,
            "blocked": bool(self.blocked),
            "counts": counts,
            "changes": [change.to_dict() for change in self.changes],
        }

    def __str__(self) -> str:
        return render(self.config.store["displayName"], self.store_id, self.changes)

    def _with(self, *actions: Action) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.action in actions)


def plan(
    memory: MemoryClient,
    config: Config,
    *,
    store_id: str | None = None,
    prune: bool = False,
    replace: Collection[str] = (),
) -> Plan:
    """Compare a store with its configuration. Nothing is written.

    Args:
        memory: The client.
        config: The configuration, from `load`.
        store_id: The store's ID; the store with the `display_name` of the file if not given.
        prune: Whether what the file does not have is to be removed, in the sections that it has. Otherwise it is kept.
        replace: What may be removed to be created again because it cannot be changed: names of data mappings, and
            traits as `group.trait`. The values of a trait are lost.

    Returns:
        The plan.

    Raises:
        InvalidArgumentError: A name in `replace` is not in the file.
        StoreNotFoundError: The account has no store of this ID.
        TwilioMemoryError: Any other failure.
    """
    memory = within(memory, "plan")
    names = {*(config.data_mappings or {})}
    names |= {f"{name}.{trait}" for name, group in (config.trait_groups or {}).items() for trait in group["traits"]}
    unknown = [replace] if isinstance(replace, str) else sorted({*replace} - names)
    if unknown:
        what = "a collection of names of data mappings or traits (group.trait) of the file"
        raise InvalidArgumentError(f"replace: expected {what}, got {', '.join(unknown)}")
    if store_id is None:
        store_id = find_store_id(memory, None, config.store["displayName"])
    state = new_store(config.store) if store_id is None else read_state(memory, store_id)
    changes, target = compare(config, state, prune=prune, replace=frozenset(replace))
    return Plan(config, store_id, tuple(Change(*each) for each in changes), prune, frozenset(replace), state, target)
