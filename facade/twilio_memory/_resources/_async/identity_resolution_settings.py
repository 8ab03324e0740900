"""How a store matches and merges profiles.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core._async.resource import AsyncResource
from twilio_memory._core.arguments import build_body, validate_etag
from twilio_memory._core.loading import api, models
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    import builtins
    from collections.abc import Mapping
    from typing import Unpack

    from twilio_memory._core._async.operations import AsyncPendingOperation
    from twilio_memory._core.call_options import CallOptions
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
        identifier_configs: builtins.list[IdentifierConfig],
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
        return await self._start_operation(
            options,
            api.identity_resolution_settings.update_identity_resolution_settings,
            store_id,
            body=body,
            if_match=validate_etag(if_match),
        )
