"""Identifiers and traits of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._async.pages import AsyncItems
from twilio_memory._async.resource import AsyncResource
from twilio_memory._endpoints import DATA_PLANE_PAGE, choice_of, flag_of, names_of, page_size_of, prepare
from twilio_memory._loading import api, models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twilio_memory_api.models import IdentifierList, IdentifierSet, MessageAccepted, OrderBy, Trait, TraitList


class AsyncIdentifiers(AsyncResource):
    """The identifiers of a profile, such as e-mail addresses and phone numbers: `memory.identifiers`."""

    async def create(self, store_id: str, profile_id: str, *, id_type: str, value: str) -> MessageAccepted:
        """Attach an identifier value to a profile. That may merge the profile with another.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            id_type: The kind of identifier, e.g. `email`; 2 to 30 characters.
            value: The value, up to 255 characters; Twilio normalises it.

        Returns:
            Twilio's message. The value is written soon after.

        Raises:
            ProfileMergedError: The profile has become part of another.
            ProfileNotFoundError: The store has no such profile.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Identifiers
        """
        body = models.Identifier(id_type=id_type, value=value)
        return await self._read(api.identifiers.create_profile_identifier, store_id, profile_id, body=body)

    async def list(self, store_id: str, profile_id: str) -> IdentifierList:
        """List all identifiers of a profile; there are no pages.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.

        Returns:
            The `identifiers`: each kind with its values.

        Raises:
            ProfileNotFoundError: The store has no such profile.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Identifiers
        """
        return await self._read(api.identifiers.list_profile_identifiers, store_id, profile_id)

    async def fetch(self, store_id: str, profile_id: str, id_type: str) -> IdentifierSet:
        """Fetch the values of one kind of identifier.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            id_type: The kind of identifier.

        Returns:
            The kind and its values, oldest first.

        Raises:
            NotFoundError: The profile has no identifier of this kind, or there is no such profile.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Identifiers
        """
        return await self._read(api.identifiers.fetch_profile_identifier, store_id, profile_id, id_type)

    async def update(
        self, store_id: str, profile_id: str, id_type: str, *, old_value: str, new_value: str
    ) -> MessageAccepted:
        """Replace one identifier value by another.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            id_type: The kind of identifier.
            old_value: The value to replace, up to 255 characters.
            new_value: What it becomes, up to 255 characters.

        Returns:
            Twilio's message. The value is written soon after.

        Raises:
            ConflictError: The new value belongs to another profile.
            IdentifierNotFoundError: The profile does not have the old value.
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/identifiers/patch-profile-identifier
        """
        body = models.IdentifierUpdate(id_type=id_type, old_value=old_value, new_value=new_value)
        return await self._read(api.identifiers.patch_profile_identifier, store_id, profile_id, id_type, body=body)

    async def delete(
        self, store_id: str, profile_id: str, id_type: str, *, remove_all: bool | None = None
    ) -> MessageAccepted:
        """Delete one identifier value, or all of a kind. This cannot be undone.

        It is not retried after a failure that leaves open whether it was done: a second time removes one more.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            id_type: The kind of identifier.
            remove_all: True removes all values of the kind; otherwise the kind's limit policy chooses one.

        Returns:
            Twilio's message. The value is removed soon after.

        Raises:
            IdentifierNotFoundError: The profile has no such value.
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Identifiers
        """
        return await self._read(
            api.identifiers.delete_profile_identifier,
            store_id,
            profile_id,
            id_type,
            remove_all=flag_of("remove_all", remove_all),
        )


class AsyncTraits(AsyncResource):
    """The traits of a profile, as a flat list: `memory.traits`. They are written through `memory.profiles`."""

    def list(
        self,
        store_id: str,
        profile_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        trait_groups: Sequence[str] | None = None,
    ) -> AsyncItems[Trait, TraitList]:
        """List the traits of a profile.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            page_size: How many traits to fetch at once, 1 to 1000; Twilio's default is 50.
            page_token: Where to start, from another list's page.
            order_by: Twilio's default is `OrderBy.DESC`, newest first.
            trait_groups: Only the traits of these groups, by name.

        Returns:
            An iterable of traits; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. What iterating raises: see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        size, order = page_size_of(page_size, DATA_PLANE_PAGE), choice_of(models.OrderBy, "order_by", order_by)
        groups = names_of("trait_groups", trait_groups)
        return AsyncItems(
            self._session,
            lambda token: prepare(
                api.traits.list_profile_traits,
                store_id,
                profile_id,
                page_size=size,
                page_token=token,
                order_by=order,
                trait_groups=groups,
            ),
            lambda page: page.traits,
            page_token,
        )
