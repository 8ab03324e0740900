"""Identity resolution settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from twilio_memory._endpoints import body_of, etag_of
from twilio_memory._loading import api, models
from twilio_memory._pending import nothing
from twilio_memory._sync.resource import Resource
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from twilio_memory._sync.pending import PendingOperation
    from twilio_memory_api.fields import IdentityResolutionSettingsCoreFields
    from twilio_memory_api.models import IdentityResolutionSettingsCore


class IdentityResolutionSettings(Resource):
    """How a store matches and merges profiles: `memory.identity_resolution_settings`."""

    def fetch(self, store_id: str) -> models.IdentityResolutionSettings:
        """Fetch the settings of a store.

        Args:
            store_id: The store's ID.

        Returns:
            The settings, with their `etag`.

        Raises:
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/identity-resolution-settings
        """
        return self._read(api.identity_resolution_settings.fetch_identity_resolution_settings, store_id)

    @overload
    def update(
        self, store_id: str, body: IdentityResolutionSettingsCore, *, if_match: str | Unset | None = UNSET
    ) -> PendingOperation[None]: ...
    @overload
    def update(
        self,
        store_id: str,
        body: None = None,
        *,
        if_match: str | Unset | None = UNSET,
        **fields: Unpack[IdentityResolutionSettingsCoreFields],
    ) -> PendingOperation[None]: ...
    def update(
        self,
        store_id: str,
        body: IdentityResolutionSettingsCore | None = None,
        *,
        if_match: str | Unset | None = UNSET,
        **fields: Any,
    ) -> PendingOperation[None]:
        """Replace the settings of a store as a whole.

        Args:
            store_id: The store's ID.
            body: The settings; or give their fields:
            if_match: Update only if the settings still have this ETag: the `etag` of what was fetched. None is refused.
            fields: `identifier_configs`, 1 to 15 kinds of identifiers; `matching_rules`, 1 to 15 of their names in the
                order in which they are tried.

        Returns:
            The accepted write.

        Raises:
            PreconditionFailedError: The settings have changed since that ETag was read.
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/identity-resolution-settings
        """
        return self._start(
            nothing,
            api.identity_resolution_settings.update_identity_resolution_settings,
            store_id,
            body=body_of(models.IdentityResolutionSettingsCore, body, fields),
            if_match=etag_of(if_match),
        )
