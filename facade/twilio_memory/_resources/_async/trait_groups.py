"""The trait groups of a store, addressed by name.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core._async.operations import AsyncPendingOperation, astart_operation
from twilio_memory._core._async.resource import AsyncResource
from twilio_memory._core.arguments import (
    build_body,
    unset_if_none,
    validate_bool,
    validate_enum,
    validate_etag,
    validate_page_size,
)
from twilio_memory._core.loading import api, loading, models
from twilio_memory._core.traits import trait_definitions, trait_group_name
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from twilio_memory._core._async.pagination import AsyncPaginator
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._ensure.results import EnsuredTraitGroup
    from twilio_memory.params import TraitDefinitionParam
    from twilio_memory_api.models import (
        OrderBy,
        TraitDefinition,
        TraitDefinitions,
        TraitGroup,
        TraitGroupList,
        TraitGroupPage,
    )


class AsyncTraitGroups(AsyncResource):
    """The trait groups of a store, addressed by name: `memory.trait_groups`."""

    async def create(
        self,
        store_id: str,
        *,
        display_name: str,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition | TraitDefinitionParam] | TraitDefinitions | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPendingOperation[None]:
        """Create a trait group.

        Defines a group and the traits in it. A trait must be defined before it can be written.

        Args:
            store_id: The store's ID.
            display_name: Its name, by which it is addressed: 1 to 64 ASCII letters, digits, `_`, `-` and `.`;
                neither `.` nor `..`.
            description: Free text; up to 1024 characters.
            traits: What it holds, by name; up to 95.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write; its `wait()` returns when it is done.

        Raises:
            TraitGroupAlreadyExistsError: The memory store has a trait group of this name (520055).
            QuotaExceededError: The memory store has as many trait groups as it may have (520053); the trait group
                has, or would have, more traits than it may (520054).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        body = build_body(
            models.TraitGroupRequest,
            extra_body,
            display_name=trait_group_name(display_name),
            description=description,
            traits=trait_definitions(traits),
        )
        return await astart_operation(self._executor, options, api.trait_group.create_trait_group, store_id, body=body)

    def list(
        self,
        store_id: str,
        *,
        include_traits: bool | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[TraitGroup, TraitGroupList]:
        """List trait groups.

        Pages through the trait groups of a store.

        Args:
            store_id: The store's ID.
            include_traits: Whether each group comes with its traits; Twilio's default is False.
            page_size: How many items a page may have; 50 if not given; 1 to 100.
            page_token: Where to start: the `next_token` of another list's pages.
            order_by: The order of a list by time of creation; Twilio's default is DESC, newest first; one of
                `OrderBy.ASC`, `OrderBy.DESC`.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of trait groups; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        return self._list(
            options,
            api.trait_group.list_trait_groups,
            lambda page: page.trait_groups,
            store_id,
            include_traits=validate_bool("include_traits", include_traits),
            page_size=validate_page_size(page_size, 100),
            page_token=unset_if_none(page_token),
            order_by=validate_enum(models.OrderBy, "order_by", order_by),
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
        **options: Unpack[CallOptions],
    ) -> TraitGroupPage:
        """Fetch a trait group.

        Reads one trait group. Its ETag makes a later change conditional.

        Args:
            store_id: The store's ID.
            trait_group_name: The name of the trait group.
            include_traits: Whether it comes with its traits; Twilio's default is True.
            page_size: How many traits to fetch at once; 50 if not given; 1 to 100.
            page_token: Where its traits start: the `meta.next_token` of another fetch.
            order_by: The order of its traits; Twilio's default is `OrderBy.DESC`.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The group as `trait_group`, with its `etag`; `meta.next_token` is where more of its traits start.

        Raises:
            TraitGroupNotFoundError: The memory store has no such trait group (520047).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        return await self._request(
            options,
            api.trait_group.fetch_trait_group,
            store_id,
            trait_group_name,
            include_traits=validate_bool("include_traits", include_traits),
            page_size=validate_page_size(page_size, 100),
            page_token=unset_if_none(page_token),
            order_by=validate_enum(models.OrderBy, "order_by", order_by),
        )

    async def update(
        self,
        store_id: str,
        trait_group_name: str,
        *,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition | TraitDefinitionParam] | TraitDefinitions | Unset = UNSET,
        if_match: str | Unset | None = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPendingOperation[None]:
        """Update a trait group.

        Adds, replaces and removes the named traits, and changes the description.

        Args:
            store_id: The store's ID.
            trait_group_name: The name of the trait group.
            description: Free text; up to 1024 characters.
            traits: Traits to add or replace, by name; one whose `data_type` is `TraitDataType.REMOVED` is deleted.
            if_match: The `etag` of what was fetched: change it only if it still has this one. None is refused.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write; its `wait()` returns when it is done.

        Raises:
            TraitGroupNotFoundError: The memory store has no such trait group (520047).
            ProtectedTraitError: This trait or trait group belongs to the system and cannot be changed or removed
                (520050).
            QuotaExceededError: The trait group has, or would have, more traits than it may (520054).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            PreconditionFailedError: The resource has changed since its ETag was read.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        body = build_body(models.TraitGroupPatch, extra_body, description=description, traits=trait_definitions(traits))
        return await astart_operation(
            self._executor,
            options,
            api.trait_group.patch_trait_group,
            store_id,
            trait_group_name,
            body=body,
            if_match=validate_etag(if_match),
        )

    async def delete(
        self, store_id: str, trait_group_name: str, **options: Unpack[CallOptions]
    ) -> AsyncPendingOperation[None]:
        """Delete a trait group.

        Removes its traits, too. This cannot be undone. The name may be used again. It is not retried after a failure
        that leaves open whether it was done.

        Args:
            store_id: The store's ID.
            trait_group_name: The name of the trait group.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted deletion; its `wait()` returns when it is done.

        Raises:
            TraitGroupNotFoundError: The memory store has no such trait group (520047).
            ProtectedTraitError: This trait or trait group belongs to the system and cannot be changed or removed
                (520050).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        return await astart_operation(
            self._executor, options, api.trait_group.delete_trait_group, store_id, trait_group_name
        )

    async def ensure(
        self,
        store_id: str,
        *,
        display_name: str,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition | TraitDefinitionParam] | TraitDefinitions | Unset = UNSET,
        timeout: float = 300.0,
        max_attempts: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> EnsuredTraitGroup:
        """Create a trait group, or add the traits that it lacks, and wait until that is done.

        Existing traits and an existing description are not changed, and nothing is removed. Traits are added only to
        the version of the group that was read; if another program changes it, it is read again. After a failure that
        leaves open whether something was done, the group is read again, too; the third failure is raised.

        Args:
            store_id: The store's ID.
            display_name: Its name, by which it is addressed: 1 to 64 ASCII letters, digits, `_`, `-` and `.`; neither
                `.` nor `..`.
            description: For a new group; up to 1024 characters.
            traits: What it holds at least, by name; up to 95.
            timeout: The longest time for all of it, in seconds; more than 0.
            max_attempts: How often each request is sent at most, 1 or more.
            extra_headers: Headers to send with each request besides those of the library.
            extra_body: Properties of a new group that this method has no parameter for, by their names in the API.

        Returns:
            The group with all of its traits and its `etag`; `created` states whether it is new, `added` which traits
            are, and `differs` how it differs from the arguments.

        Raises:
            QuotaExceededError: The store has too many groups, or the group too many traits.
            ProtectedTraitError: A trait has a name that is reserved.
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            OperationTimeoutError: It is not done in time; it may still be under way.
            TwilioMemoryError: Any other failure; `outcome` states whether a write may have been carried out.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        with loading():
            from twilio_memory._ensure._async.trait_groups import ensure
        return await ensure(
            self._within("trait_groups.ensure"),
            self._executor.clock,
            store_id,
            display_name=display_name,
            description=description,
            traits=traits,
            timeout=timeout,
            max_attempts=max_attempts,
            extra_headers=extra_headers,
            extra_body=extra_body,
        )
