"""Data mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from twilio_memory._async.pages import AsyncItems
from twilio_memory._async.resource import AsyncResource
from twilio_memory._endpoints import CONTROL_PLANE_PAGE, body_of, choice_of, etag_of, page_size_of, prepare
from twilio_memory._loading import api, models
from twilio_memory._pending import nothing, resource_id
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from twilio_memory._async.pending import AsyncPendingOperation
    from twilio_memory_api.fields import CreateDataMappingInputFields, DataMappingCoreFields
    from twilio_memory_api.models import (
        CreateDataMappingInput,
        DataMapping,
        DataMappingCore,
        DataMappingList,
        MappingFromType,
        OrderBy,
    )


class AsyncDataMappings(AsyncResource):
    """The data mappings of a store: `memory.data_mappings`."""

    @overload
    async def create(self, store_id: str, body: CreateDataMappingInput) -> AsyncPendingOperation[str]: ...
    @overload
    async def create(
        self, store_id: str, body: None = None, **fields: Unpack[CreateDataMappingInputFields]
    ) -> AsyncPendingOperation[str]: ...
    async def create(
        self,
        store_id: str,
        body: CreateDataMappingInput | None = None,
        **fields: Any,
    ) -> AsyncPendingOperation[str]:
        """Create a data mapping: which column of a source feeds which trait.

        Args:
            store_id: The store's ID.
            body: The mapping to create. Give either this, or its fields as keyword arguments:
            fields: `display_name`, unique in the store, 1 to 64 characters, a letter and then letters, digits, hyphens
                and dots; `mapping_from`, the source; `mapping_to`, the traits; and optionally `description`, 1 to 512
                characters, and `is_enabled`, Twilio's default is True.

        Returns:
            The accepted write; its `wait()` gives the new mapping's ID.

        Raises:
            DataMappingAlreadyExistsError: The store has a mapping of this name.
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/create-data-mapping
        """
        return await self._start(
            resource_id,
            api.data_mapping.create_data_mapping,
            store_id,
            body=body_of(models.CreateDataMappingInput, body, fields),
        )

    def list(
        self,
        store_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        type_: MappingFromType | None = None,
    ) -> AsyncItems[DataMapping, DataMappingList]:
        """List the data mappings of a store.

        Args:
            store_id: The store's ID.
            page_size: How many mappings to fetch at once, 1 to 100; Twilio's default is 50.
            page_token: Where to start, from another list's page.
            order_by: By time of creation; Twilio's default is `OrderBy.DESC`, newest first.
            type_: Only mappings from this type of source.

        Returns:
            An iterable of data mappings; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. What iterating raises: see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/DataMapping
        """
        size, order = page_size_of(page_size, CONTROL_PLANE_PAGE), choice_of(models.OrderBy, "order_by", order_by)
        source = choice_of(models.MappingFromType, "type_", type_)
        return AsyncItems(
            self._session,
            lambda token: prepare(
                api.data_mapping.list_data_mappings,
                store_id,
                page_size=size,
                page_token=token,
                order_by=order,
                type_=source,
            ),
            lambda page: page.data_mappings,
            page_token,
        )

    async def fetch(self, store_id: str, data_mapping_id: str) -> DataMapping:
        """Fetch a data mapping.

        Args:
            store_id: The store's ID.
            data_mapping_id: The data mapping's ID.

        Returns:
            The data mapping, with its `etag`.

        Raises:
            DataMappingNotFoundError: The store has no such mapping.
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/fetch-data-mapping
        """
        return await self._read(api.data_mapping.fetch_data_mapping, store_id, data_mapping_id)

    @overload
    async def update(
        self, store_id: str, data_mapping_id: str, body: DataMappingCore, *, if_match: str | Unset | None = UNSET
    ) -> AsyncPendingOperation[None]: ...
    @overload
    async def update(
        self,
        store_id: str,
        data_mapping_id: str,
        body: None = None,
        *,
        if_match: str | Unset | None = UNSET,
        **fields: Unpack[DataMappingCoreFields],
    ) -> AsyncPendingOperation[None]: ...
    async def update(
        self,
        store_id: str,
        data_mapping_id: str,
        body: DataMappingCore | None = None,
        *,
        if_match: str | Unset | None = UNSET,
        **fields: Any,
    ) -> AsyncPendingOperation[None]:
        """Change a data mapping; what is not given stays as it is.

        Args:
            store_id: The store's ID.
            data_mapping_id: The data mapping's ID.
            body: The changes; or give them as fields:
            if_match: Update only if the mapping still has this ETag: the `etag` of what was fetched. None is refused.
            fields: `display_name`, `description`, `is_enabled` and `mapping_to`, as in `create`. The list in
                `mapping_to` is replaced as a whole. Where the data comes from cannot be changed.

        Returns:
            The accepted write.

        Raises:
            PreconditionFailedError: The mapping has changed since that ETag was read.
            DataMappingNotFoundError: The store has no such mapping.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/patch-data-mapping
        """
        return await self._start(
            nothing,
            api.data_mapping.patch_data_mapping,
            store_id,
            data_mapping_id,
            body=body_of(models.DataMappingCore, body, fields),
            if_match=etag_of(if_match),
        )

    async def delete(self, store_id: str, data_mapping_id: str) -> AsyncPendingOperation[None]:
        """Delete a data mapping. This cannot be undone.

        It is retried after a failure that leaves open whether it was done, since the ID is never reused. Where
        an earlier attempt turns out to have done it, the handle's `done_earlier` is True.

        Args:
            store_id: The store's ID.
            data_mapping_id: The data mapping's ID.

        Returns:
            The accepted deletion; wait for it to be sure that the mapping is gone.

        Raises:
            InvalidTTIDError: An argument is no ID, or one of another kind. Nothing was sent.
            DataMappingNotFoundError: The store has no such mapping.
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/delete-data-mapping
        """
        return await self._start(nothing, api.data_mapping.delete_data_mapping, store_id, data_mapping_id)
