"""How a store matches and merges profiles.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core._async.operations import AsyncPendingOperation, astart_operation
from twilio_memory._core._async.resource import AsyncResource
from twilio_memory._core.arguments import build_body, validate_etag
from twilio_memory._core.loading import api, loading, models
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    import builtins
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._ensure.results import EnsuredIdentityResolutionSettings
    from twilio_memory.params import IdentifierConfigParam
    from twilio_memory_api.models import IdentifierConfig


class AsyncIdentityResolutionSettings(AsyncResource):
    """How a store matches and merges profiles: `memory.identity_resolution_settings`."""

    async def fetch(self, store_id: str, **options: Unpack[CallOptions]) -> models.IdentityResolutionSettings:
        """Fetch the identity resolution settings.

        Reads how profiles are matched. The ETag makes a later change conditional.

        Args:
            store_id: The store's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The settings, with their `etag`.

        Raises:
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/identity-resolution-settings
        """
        return await self._request(
            options, api.identity_resolution_settings.fetch_identity_resolution_settings, store_id
        )

    async def update(
        self,
        store_id: str,
        *,
        identifier_configs: Sequence[IdentifierConfig | IdentifierConfigParam],
        matching_rules: builtins.list[str],
        if_match: str | Unset | None = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPendingOperation[None]:
        """Replace the identity resolution settings.

        Replaces all kinds of identifiers and all matching rules.

        Args:
            store_id: The store's ID.
            identifier_configs: The kinds of identifiers; 1 to 15.
            matching_rules: The names of kinds of identifiers in the order in which they are tried; 1 to 15. One
                match is enough.
            if_match: The `etag` of what was fetched: change it only if it still has this one. None is refused.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write; its `wait()` returns when it is done.

        Raises:
            APIStatusError: The identity resolution settings do not fit (520024).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            PreconditionFailedError: The resource has changed since its ETag was read.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/identity-resolution-settings
        """
        body = build_body(
            models.IdentityResolutionSettingsCore,
            extra_body,
            identifier_configs=identifier_configs,
            matching_rules=matching_rules,
        )
        return await astart_operation(
            self._executor,
            options,
            api.identity_resolution_settings.update_identity_resolution_settings,
            store_id,
            body=body,
            if_match=validate_etag(if_match),
        )

    async def ensure(
        self,
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
        with loading():
            from twilio_memory._ensure._async.identity_resolution_settings import ensure
        return await ensure(
            self._within("identity_resolution_settings.ensure"),
            self._executor.clock,
            store_id,
            identifier_configs=identifier_configs,
            matching_rules=matching_rules,
            timeout=timeout,
            max_attempts=max_attempts,
            extra_headers=extra_headers,
        )
