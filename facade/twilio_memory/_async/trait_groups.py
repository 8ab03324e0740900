"""Trait groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, overload

from twilio_memory._async.pages import AsyncItems
from twilio_memory._async.resource import AsyncResource
from twilio_memory._endpoints import (
    CONTROL_PLANE_PAGE,
    body_of,
    choice_of,
    etag_of,
    flag_of,
    given,
    or_unset,
    page_size_of,
    prepare,
)
from twilio_memory._loading import api, models
from twilio_memory._pending import nothing
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import check_argument
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from twilio_memory._async.pending import AsyncPendingOperation
    from twilio_memory_api.models import (
        OrderBy,
        TraitDefinition,
        TraitDefinitions,
        TraitGroup,
        TraitGroupList,
        TraitGroupPage,
        TraitGroupPatch,
        TraitGroupRequest,
    )


def _definitions(traits: Mapping[str, TraitDefinition] | TraitDefinitions | Unset) -> TraitDefinitions | Unset:
    if isinstance(traits, Unset | models.TraitDefinitions):
        return traits
    if not isinstance(traits, Mapping):
        raise InvalidArgumentError(f"traits: expected definitions by name, got {type(traits).__name__}")
    definitions = models.TraitDefinitions()
    definitions.additional_properties = dict(traits)
    return definitions


class AsyncTraitGroups(AsyncResource):
    """The trait groups of a store, addressed by name: `memory.trait_groups`."""

    @overload
    async def create(self, store_id: str, body: TraitGroupRequest) -> AsyncPendingOperation[None]: ...
    @overload
    async def create(
        self,
        store_id: str,
        body: None = None,
        *,
        display_name: str,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition] | TraitDefinitions | Unset = UNSET,
    ) -> AsyncPendingOperation[None]: ...
    async def create(
        self,
        store_id: str,
        body: TraitGroupRequest | None = None,
        *,
        display_name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition] | TraitDefinitions | Unset = UNSET,
    ) -> AsyncPendingOperation[None]:
        """Create a trait group.

        Args:
            store_id: The store's ID.
            body: The group to create. Give either this, or its fields as keyword arguments:
            display_name: Its name, by which it is addressed: 1 to 64 ASCII letters, digits, `_`, `-` and `.`; neither
                `.` nor `..`.
            description: Up to 1024 characters.
            traits: What it holds, by name; up to 95.

        Returns:
            The accepted write.

        Raises:
            TraitGroupAlreadyExistsError: The store has a group of this name.
            QuotaExceededError: The store has too many groups.
            InvalidRequestError: Something does not fit, such as too many traits.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        fields = given(display_name=display_name, description=description, traits=_definitions(traits))
        group = body_of(models.TraitGroupRequest, body, fields)
        # A group of another name could not be addressed again, not even to delete it.
        check_argument("trait_group_name", group.display_name)
        return await self._start(nothing, api.trait_group.create_trait_group, store_id, body=group)

    def list(
        self,
        store_id: str,
        *,
        include_traits: bool | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
    ) -> AsyncItems[TraitGroup, TraitGroupList]:
        """List the trait groups of a store.

        Args:
            store_id: The store's ID.
            include_traits: Whether the groups come with their traits; Twilio's default is False.
            page_size: How many groups to fetch at once, 1 to 100; Twilio's default is 50.
            page_token: Where to start, from another list's page.
            order_by: By time of creation; Twilio's default is `OrderBy.DESC`, newest first.

        Returns:
            An iterable of trait groups; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. What iterating raises: see `pages`.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        size, order = page_size_of(page_size, CONTROL_PLANE_PAGE), choice_of(models.OrderBy, "order_by", order_by)
        return AsyncItems(
            self._session,
            lambda token: prepare(
                api.trait_group.list_trait_groups,
                store_id,
                include_traits=flag_of("include_traits", include_traits),
                page_size=size,
                page_token=token,
                order_by=order,
            ),
            lambda page: page.trait_groups,
            page_token,
        )

    async def fetch(
        self,
        store_id: str,
        trait_group_name: str,
        *,
        include_traits: bool | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
    ) -> TraitGroupPage:
        """Fetch a trait group.

        Args:
            store_id: The store's ID.
            trait_group_name: The group's name.
            include_traits: Whether it comes with its traits; Twilio's default is True.
            page_size: How many traits to fetch at once, 1 to 100; Twilio's default is 50.
            page_token: Where its traits start, from the `meta` of another fetch.
            order_by: The order of its traits; Twilio's default is `OrderBy.DESC`.

        Returns:
            The group as `trait_group`, with its `etag`; `meta.next_token` says where more of its traits are.

        Raises:
            TraitGroupNotFoundError: The store has no such group.
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        return await self._read(
            api.trait_group.fetch_trait_group,
            store_id,
            trait_group_name,
            include_traits=flag_of("include_traits", include_traits),
            page_size=page_size_of(page_size, CONTROL_PLANE_PAGE),
            page_token=or_unset(page_token),
            order_by=choice_of(models.OrderBy, "order_by", order_by),
        )

    @overload
    async def update(
        self, store_id: str, trait_group_name: str, body: TraitGroupPatch, *, if_match: str | Unset | None = UNSET
    ) -> AsyncPendingOperation[None]: ...
    @overload
    async def update(
        self,
        store_id: str,
        trait_group_name: str,
        body: None = None,
        *,
        if_match: str | Unset | None = UNSET,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition] | TraitDefinitions | Unset = UNSET,
    ) -> AsyncPendingOperation[None]: ...
    async def update(
        self,
        store_id: str,
        trait_group_name: str,
        body: TraitGroupPatch | None = None,
        *,
        if_match: str | Unset | None = UNSET,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition] | TraitDefinitions | Unset = UNSET,
    ) -> AsyncPendingOperation[None]:
        """Change a trait group; traits that are not named stay as they are.

        Args:
            store_id: The store's ID.
            trait_group_name: The group's name, which cannot be changed.
            body: The changes; or give them as fields:
            if_match: Update only if the group still has this ETag: the `etag` of what was fetched. None is refused.
            description: Up to 1024 characters.
            traits: Traits to add or replace, by name; one whose `data_type` is `TraitDataType.REMOVED` is deleted.

        Returns:
            The accepted write.

        Raises:
            PreconditionFailedError: The group has changed since that ETag was read.
            ProtectedTraitError: The group or a trait belongs to the system.
            TraitGroupNotFoundError: The store has no such group.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        fields = given(description=description, traits=_definitions(traits))
        return await self._start(
            nothing,
            api.trait_group.patch_trait_group,
            store_id,
            trait_group_name,
            body=body_of(models.TraitGroupPatch, body, fields),
            if_match=etag_of(if_match),
        )

    async def delete(self, store_id: str, trait_group_name: str) -> AsyncPendingOperation[None]:
        """Delete a trait group with its traits. This cannot be undone.

        It is not retried after a failure that leaves open whether it was done: the name may be reused.

        Args:
            store_id: The store's ID.
            trait_group_name: The group's name.

        Returns:
            The accepted deletion.

        Raises:
            ProtectedTraitError: The group belongs to the system.
            TraitGroupNotFoundError: The store has no such group.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        return await self._start(nothing, api.trait_group.delete_trait_group, store_id, trait_group_name)
