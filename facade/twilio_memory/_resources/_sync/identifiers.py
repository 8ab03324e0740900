"""The identifiers of a profile, such as e-mail addresses and phone numbers.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.arguments import build_body, validate_bool
from twilio_memory._core.loading import api, models

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from twilio_memory._core._sync.pagination import Paginator
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory_api.models import IdentifierList, IdentifierSet, MessageAccepted


class Identifiers(Resource):
    """The identifiers of a profile, such as e-mail addresses and phone numbers: `memory.identifiers`."""

    def create(
        self,
        store_id: str,
        profile_id: str,
        *,
        id_type: str,
        value: str,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> MessageAccepted:
        """Add an identifier.

        Attaches a value to a profile. That may merge the profile with another.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            id_type: The kind of identifier, e.g. `email`; 2 to 30 characters.
            value: The value, which Twilio normalises; up to 255 characters.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The work is done soon after.

        Raises:
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Identifiers
        """
        body = build_body(models.Identifier, extra_body, id_type=id_type, value=value)
        return self._request(options, api.identifiers.create_profile_identifier, store_id, profile_id, body=body)

    def list(
        self, store_id: str, profile_id: str, **options: Unpack[CallOptions]
    ) -> Paginator[IdentifierSet, IdentifierList]:
        """List identifiers.

        They come in one response: there is one page.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of the kinds of identifiers, each with its values; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Identifiers
        """
        return self._list(
            options, api.identifiers.list_profile_identifiers, lambda page: page.identifiers, store_id, profile_id
        )

    def fetch(self, store_id: str, profile_id: str, id_type: str, **options: Unpack[CallOptions]) -> IdentifierSet:
        """Fetch the identifiers of one type.

        The kind may have several values.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            id_type: The kind of identifier, e.g. `email`.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The kind and its values, oldest first.

        Raises:
            NotFoundError: The resource does not exist (20404).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Identifiers
        """
        return self._request(options, api.identifiers.fetch_profile_identifier, store_id, profile_id, id_type)

    def update(
        self,
        store_id: str,
        profile_id: str,
        id_type: str,
        *,
        old_value: str,
        new_value: str,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> MessageAccepted:
        """Update an identifier.

        Replaces one value by another.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            id_type: The kind of identifier, e.g. `email`.
            old_value: The value to replace; up to 255 characters.
            new_value: What it becomes; up to 255 characters.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The work is done soon after.

        Raises:
            IdentifierNotFoundError: The profile does not have the identifier value that is to be changed (520014).
            ProfileAlreadyExistsError: The identifier belongs to another profile (520004).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/identifiers/patch-profile-identifier
        """
        body = build_body(
            models.IdentifierUpdate, extra_body, id_type=id_type, old_value=old_value, new_value=new_value
        )
        return self._request(
            options, api.identifiers.patch_profile_identifier, store_id, profile_id, id_type, body=body
        )

    def delete(
        self,
        store_id: str,
        profile_id: str,
        id_type: str,
        *,
        remove_all: bool | None = None,
        **options: Unpack[CallOptions],
    ) -> MessageAccepted:
        """Delete identifiers of one type.

        Removes one value of the kind, or all of them; each call may remove one more. This cannot be undone. It is not
        retried after a failure that leaves open whether it was done.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            id_type: The kind of identifier, e.g. `email`.
            remove_all: True removes all values of the kind; otherwise the kind's limit policy chooses one.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The work is done soon after.

        Raises:
            IdentifierNotFoundError: The profile does not have the identifier value that is to be removed (520017).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Identifiers
        """
        return self._request(
            options,
            api.identifiers.delete_profile_identifier,
            store_id,
            profile_id,
            id_type,
            remove_all=validate_bool("remove_all", remove_all),
        )
