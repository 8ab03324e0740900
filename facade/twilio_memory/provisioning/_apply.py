"""Carries out a plan."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from twilio_memory import (
    UNSET,
    BadRequestError,
    OperationError,
    OperationTimeoutError,
    Outcome,
    ProtectedTraitError,
    QuotaExceededError,
    TwilioMemoryError,
)
from twilio_memory._configuration.fields import MAX_IDENTIFIERS
from twilio_memory._configuration.state import Found, read_group, read_mapping, within
from twilio_memory._planning.plan import Plan, PlanOutdatedError, plan
from twilio_memory.models import (
    CreateDataMappingInput,
    DataMappingCore,
    IdentityResolutionSettingsCore,
    StorePatch,
    TraitGroupPatch,
    TraitGroupRequest,
)

from ._backups import BACKUP_DIR, write_backup

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    from twilio_memory import MemoryClient, PendingOperation
    from twilio_memory._configuration.state import JSON

_MAX_CONFLICTS: Final = 10
_MAX_FAILURES: Final = 3
_MAX_DELAY: Final = 10.0
_WRITES: Final = ("Create", "Delete", "Patch", "Update")
_PERMANENT: Final = (BadRequestError, OperationTimeoutError, ProtectedTraitError, QuotaExceededError)


@dataclass(frozen=True)
class Applied:
    """What `apply` has done."""

    store_id: str
    """The store's ID."""
    steps: tuple[str, ...]
    """What was done, in order."""
    backups: tuple[Path, ...]
    """The backups of what was removed, for `restore`."""


def apply(
    memory: MemoryClient,
    approved: Plan,
    *,
    backup_dir: str | os.PathLike[str] = BACKUP_DIR,
    timeout: float = 300.0,
    on_step: Callable[[str], object] | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> Applied:
    """Carry out a plan: write after write, each waited for, and conditional on what was read where the API allows it.

    A removal comes after its backup is on the disk. After a conflict, a lost response or a failed operation, the store
    is read again, and what is left of the plan is done; at most 10 times for conflicts, 3 times for failures. After an
    interruption, make a new plan and apply it.

    Args:
        memory: The client.
        approved: The plan. Nothing is written that it does not show.
        backup_dir: The folder for backups; it is created if it does not exist.
        timeout: The longest time to wait for each write, in seconds; more than 0.
        on_step: Is called with the description of each write before it is sent.
        sleep: Waits between two attempts.

    Returns:
        What was done.

    Raises:
        PlanBlockedError: The API cannot do all of it. Nothing was sent.
        PlanOutdatedError: Another program has changed the store, so that more would be written than the plan shows.
        OSError: A backup cannot be written. What it is of was not removed.
        TwilioMemoryError: Any other failure; `outcome` states whether that write may have been carried out.
    """
    memory = within(memory, "apply")
    approved.require_unblocked()
    run = _Run(memory, backup_dir, timeout, on_step)
    current, conflicts, failures, delay = approved, 0, 0, 1.0
    while True:
        try:
            if current.store_id is None or current.state.store.body["status"] != "ACTIVE":
                current = _plan_again(memory, approved, run.ensure_store(current))
            run.carry_out(current)
        except TwilioMemoryError as error:
            is_write = (error.operation_name or "").startswith(_WRITES) or isinstance(error, PlanOutdatedError)
            is_open = isinstance(error, OperationError) or error.outcome in {Outcome.MAYBE_PROCESSED, Outcome.ACCEPTED}
            if error.is_conflict:  # A taken name may come with the status 400.
                conflicts += 1
            elif is_open and not isinstance(error, _PERMANENT):
                failures += 1
            else:
                raise
            if not is_write or conflicts >= _MAX_CONFLICTS or failures >= _MAX_FAILURES:
                raise
            sleep(delay)
            delay = min(delay * 1.5, _MAX_DELAY)
            if run.store_id or current.store_id:
                current = _plan_again(memory, approved, run.store_id or current.store_id, error)
        else:
            return Applied(run.store_id or current.store_id or "", tuple(run.steps), tuple(run.backups))


def _plan_again(
    memory: MemoryClient, approved: Plan, store_id: str | None, cause: TwilioMemoryError | None = None
) -> Plan:
    fresh = plan(memory, approved.config, store_id=store_id, prune=approved.prune, replace=approved.replace)
    fresh.require_unblocked()
    if not approved.covers(fresh):
        raise PlanOutdatedError("the store has changed since the plan was made; make a new one") from cause
    return fresh


class _Run:
    def __init__(
        self,
        memory: MemoryClient,
        backup_dir: str | os.PathLike[str],
        timeout: float,
        on_step: Callable[[str], object] | None,
    ) -> None:
        self._memory = memory
        self._backup_dir = backup_dir
        self._timeout = timeout
        self._on_step = on_step
        self.store_id: str | None = None
        self.steps: list[str] = []
        self.backups: list[Path] = []

    def ensure_store(self, current: Plan) -> str:
        """Create the store, or wait until it is active; return its ID."""
        found = current.state.store.body
        self._step(f"create store {found['displayName']}" if current.store_id is None else "wait for the store")
        store = self._memory.stores.ensure(
            display_name=found["displayName"], description=found.get("description", UNSET), timeout=self._timeout
        )
        self.store_id = store.id
        return store.id

    def carry_out(self, current: Plan) -> None:
        """Do all of a plan. What is new comes first, and what others may refer to is removed last."""
        self.store_id = store_id = current.store_id or ""
        memory, target, state = self._memory, current.target, current.state
        if target.store:
            fields = StorePatch.from_dict(target.store).fields()
            self._write("update store", memory.stores.update, store_id, **fields, if_match=state.store.etag)
        if target.settings:
            self._update_settings(store_id, state.settings, target.settings, target.removed_types)
        self._write_groups(store_id, current)
        self._write_mappings(store_id, current)
        self._remove(store_id, current)

    def _write_groups(self, store_id: str, current: Plan) -> None:
        target, create = current.target, self._memory.trait_groups.create
        for name, body in target.new_groups.items():
            self._write(f"create trait group {name}", create, store_id, **TraitGroupRequest.from_dict(body).fields())
        for name, patch in target.group_patches.items():
            found = current.state.trait_groups[name]
            if replaced := target.replaced_traits.get(name):
                self._remove_traits(store_id, name, found, replaced)
                found = read_group(self._memory, store_id, name) or found
            self._patch_group(store_id, name, patch, found.etag, "update")

    def _write_mappings(self, store_id: str, current: Plan) -> None:
        target, mappings = current.target, self._memory.data_mappings
        for name, body in target.mapping_patches.items():
            found, fields = current.state.data_mappings[name], DataMappingCore.from_dict(body).fields()
            text, mapping_id = f"update data mapping {name}", found.body["id"]
            self._write(text, mappings.update, store_id, mapping_id, **fields, if_match=found.etag)
        for name, body in target.new_mappings.items():
            if name in target.replaced_mappings:
                self._remove_mapping(store_id, name, current.state.data_mappings[name])
            fields = CreateDataMappingInput.from_dict(body).fields()
            self._write(f"create data mapping {name}", mappings.create, store_id, **fields)

    def _remove(self, store_id: str, current: Plan) -> None:
        memory, target, state = self._memory, current.target, current.state
        for name in target.removed_mappings:
            self._remove_mapping(store_id, name, state.data_mappings[name])
        for name, traits in target.removed_traits.items():
            self._remove_traits(store_id, name, state.trait_groups[name], traits)
        for name in target.removed_groups:
            group = self._fresh(state.trait_groups[name], read_group(memory, store_id, name))
            if group:
                self._back_up("trait_group", store_id, name, group)
                rules = memory.identity_resolution_settings.fetch(store_id).matching_rules
                fed = [t for t, found in group.body["traits"].items() if found.get("idTypePromotion") in rules]
                if fed:  # A group is not deleted while a matching rule has values from it.
                    self._patch_away(store_id, name, fed, group.etag)
                self._write(f"delete trait group {name}", memory.trait_groups.delete, store_id, name)
        if target.settings and target.removed_types:
            now = memory.identity_resolution_settings.fetch(store_id)
            self._update_settings(store_id, Found(now.to_dict(), now.etag), target.settings, set())

    def _update_settings(self, store_id: str, found: Found, wanted: JSON, kept_types: set[str]) -> None:
        """Replace the settings; keep some types until no trait feeds them any more."""
        old_configs, old_rules = found.body["identifierConfigs"], found.body["matchingRules"]
        configs = [*wanted["identifierConfigs"], *(each for each in old_configs if each["idType"] in kept_types)]
        if len(configs) > MAX_IDENTIFIERS:
            configs, kept_types = wanted["identifierConfigs"], set[str]()
        rules = [*wanted["matchingRules"], *(rule for rule in old_rules if rule in kept_types)]
        if [rule for rule in old_rules if rule not in kept_types] == wanted["matchingRules"]:
            rules = old_rules
        if rules == old_rules and _by_type(configs) == _by_type(old_configs):
            return
        if not {*old_rules} <= {*rules} or not {*_by_type(old_configs)} <= {*_by_type(configs)}:
            self._back_up("identity_resolution_settings", store_id, "settings", found)
        changed = {**found.body, "identifierConfigs": configs, "matchingRules": rules}
        changed.pop("version", None)
        fields = IdentityResolutionSettingsCore.from_dict(changed).fields()
        update = self._memory.identity_resolution_settings.update
        self._write("update identity resolution settings", update, store_id, **fields, if_match=found.etag)

    def _patch_group(self, store_id: str, name: str, patch: JSON, etag: str | None, verb: str) -> None:
        fields, update = TraitGroupPatch.from_dict(patch).fields(), self._memory.trait_groups.update
        self._write(f"{verb} trait group {name}", update, store_id, name, **fields, if_match=etag)

    def _remove_traits(self, store_id: str, name: str, planned: Found, traits: set[str]) -> None:
        found = read_group(self._memory, store_id, name)
        if found is None:
            return
        there = {trait: found.body["traits"][trait] for trait in sorted(traits) if trait in found.body["traits"]}
        if any(planned.body["traits"].get(trait) != definition for trait, definition in there.items()):
            raise PlanOutdatedError(f"the trait group {name} has changed since the plan was made")
        if there:
            self._back_up("trait_group", store_id, name, found)
            self._patch_away(store_id, name, [*there], found.etag)

    def _patch_away(self, store_id: str, name: str, traits: list[str], etag: str | None) -> None:
        patch = {"traits": {trait: {"dataType": ""} for trait in traits}}
        self._patch_group(store_id, name, patch, etag, f"remove {', '.join(traits)} from")

    def _remove_mapping(self, store_id: str, name: str, planned: Found) -> None:
        found = self._fresh(planned, read_mapping(self._memory, store_id, planned.body["id"]))
        if found:
            self._back_up("data_mapping", store_id, name, found)
            delete = self._memory.data_mappings.delete
            self._write(f"delete data mapping {name}", delete, store_id, found.body["id"])

    def _fresh(self, planned: Found, found: Found | None) -> Found | None:
        """Return a resource as it is now, since a deletion has no condition; None if it is gone."""
        if found and found.body != planned.body:
            raise PlanOutdatedError(f"{found.body['displayName']} has changed since the plan was made")
        return found

    def _back_up(self, kind: str, store_id: str, name: str, found: Found) -> None:
        self.backups.append(write_backup(self._backup_dir, kind, store_id, name, found.body))

    def _step(self, text: str) -> None:
        self.steps.append(text)
        if self._on_step:
            self._on_step(text)

    def _write(self, text: str, method: Callable[..., PendingOperation[Any]], *ids: str, **fields: Any) -> None:  # noqa: ANN401
        self._step(text)
        method(*ids, **fields).wait(self._timeout)


def _by_type(configs: list[JSON]) -> dict[str, JSON]:
    return {config["idType"]: config for config in configs}
