"""`identity_resolution_settings.ensure`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from twilio_memory._core.arguments import build_body
from twilio_memory._core.loading import api, models
from twilio_memory._core.request import build_call
from twilio_memory._ensure._sync.steps import repeat
from twilio_memory._ensure.attempts import Attempts
from twilio_memory._ensure.differences import Difference
from twilio_memory._ensure.results import EnsuredIdentityResolutionSettings, ensured
from twilio_memory.errors import InvalidArgumentError
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twilio_memory._core.clock import Clock
    from twilio_memory._ensure._sync.steps import SettingsMethods
    from twilio_memory.params import IdentifierConfigParam
    from twilio_memory_api.models import IdentifierConfig, IdentityResolutionSettings


def ensure(
    settings: SettingsMethods,
    clock: Clock,
    store_id: str,
    *,
    identifier_configs: Sequence[IdentifierConfig | IdentifierConfigParam],
    matching_rules: Sequence[str] | Unset = UNSET,
    timeout: float = 300.0,
    max_attempts: int | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> EnsuredIdentityResolutionSettings:
    """Add the types of identifiers and the matching rules that a store lacks, and wait until that is done.

    Existing types are not changed, the order of existing rules stays, and nothing is removed. The settings are
    replaced only in the version that was read; if another program changes them, they are read again. After a
    failure that leaves open whether something was done, they are read again, too; the third failure is raised.

    Args:
        store_id: The store's ID.
        identifier_configs: The types of identifiers that the store has at least; up to 15 in all.
        matching_rules: The types by which profiles are matched at least; missing ones are added after the existing
            rules. The types of `identifier_configs` if not given; `[]` for none.
        timeout: The longest time for all of it, in seconds; more than 0.
        max_attempts: How often each request is sent at most, 1 or more.
        extra_headers: Headers to send with each request besides those of the library.

    Returns:
        The settings, with their `etag`; `added` states which types were added to them or to the rules, and
        `differs` how they differ from the arguments.

    Raises:
        APIStatusError: The identity resolution settings do not fit (520024).
        StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
        OperationTimeoutError: It is not done in time; it may still be under way.
        TwilioMemoryError: Any other failure; `outcome` states whether a write may have been carried out.

    See https://www.twilio.com/docs/api/memory/identity-resolution-settings
    """
    rules = [] if isinstance(matching_rules, Unset) else _texts(matching_rules)
    if not isinstance(identifier_configs, Iterable):
        raise InvalidArgumentError(f"identifier_configs: expected a list, got {type(identifier_configs).__name__}")
    core = models.IdentityResolutionSettingsCore
    body = build_body(core, identifier_configs=[*identifier_configs], matching_rules=rules)
    # Building the request puts models in the places of dictionaries.
    update = build_call(api.identity_resolution_settings.update_identity_resolution_settings, store_id, body=body)
    configs = {config.id_type: config for config in _validate(update.options["body"].identifier_configs)}
    rules = [*configs] if isinstance(matching_rules, Unset) else rules
    attempts = Attempts(settings, clock, timeout, max_attempts, extra_headers)
    options = attempts.options

    def step() -> EnsuredIdentityResolutionSettings:
        found: IdentityResolutionSettings = settings.fetch(store_id, **options)
        existing = {config.id_type: config for config in found.identifier_configs}
        new_configs = [config for name, config in configs.items() if name not in existing]
        new_rules = [rule for rule in rules if rule not in found.matching_rules]
        if new_configs or new_rules:
            update = settings.update(
                store_id,
                identifier_configs=[*found.identifier_configs, *new_configs],
                matching_rules=[*found.matching_rules, *new_rules],
                if_match=found.etag,
                extra_body=found.additional_properties,
                **options,
            )
            update.wait(attempts.remaining_after_write(), **options)
            attempts.added |= dict.fromkeys([*(config.id_type for config in new_configs), *new_rules])
            return step()
        differs: list[Difference] = []
        for name, config in configs.items():
            differs += Difference.between(config.to_dict(), existing[name].to_dict(), name)
        order = [rule for rule in found.matching_rules if rule in rules]
        if order != rules:
            differs.append(Difference("matching_rules", rules, order))
        return ensured(attempts, EnsuredIdentityResolutionSettings, found.to_dict(), found, differs)

    return repeat(attempts, step)


def _validate(configs: Sequence[IdentifierConfig]) -> Sequence[IdentifierConfig]:
    for config in configs:
        if not isinstance(config, models.IdentifierConfig):
            raise InvalidArgumentError(f"identifier_configs: expected IdentifierConfig, got {type(config).__name__}")
    return configs


def _texts(rules: Iterable[str]) -> list[str]:
    checked = None if isinstance(rules, str) or not isinstance(rules, Iterable) else list(rules)
    if checked is None or not all(isinstance(rule, str) for rule in checked):
        raise InvalidArgumentError(f"matching_rules: expected a list of types of identifiers, got {rules!r}")
    return list(dict.fromkeys(checked))
