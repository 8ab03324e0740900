"""The data mappings of a store.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core._sync.operations import PendingOperation, start_operation
from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.arguments import build_body, unset_if_none, validate_enum, validate_etag, validate_page_size
from twilio_memory._core.call_options import check_names
from twilio_memory._core.loading import api, loading, models
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from twilio_memory._core._sync.pagination import Paginator
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._ensure.results import EnsuredDataMapping
    from twilio_memory.params import (
        MappingFromDatasetCloudAppParam,
        MappingFromDatasetWarehouseParam,
        MappingFromIngressParam,
        MappingToTraitsParam,
    )
    from twilio_memory_api.models import (
        DataMapping,
        DataMappingList,
        MappingFromDatasetCloudApp,
        MappingFromDatasetWarehouse,
        MappingFromIngress,
        MappingFromType,
        MappingToTraits,
        OrderBy,
    )


class DataMappings(Resource):
    """The data mappings of a store: `memory.data_mappings`."""

    def create(
        self,
        store_id: str,
        *,
        display_name: str,
        mapping_to: MappingToTraits | MappingToTraitsParam,
        mapping_from: MappingFromDatasetCloudApp
        | MappingFromDatasetCloudAppParam
        | MappingFromDatasetWarehouse
        | MappingFromDatasetWarehouseParam
        | MappingFromIngress
        | MappingFromIngressParam,
        description: str | Unset = UNSET,
        is_enabled: bool | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PendingOperation[str]:
        """Create a data mapping.

        It says which column of a source feeds which trait.

        Args:
            store_id: The store's ID.
            display_name: A name, unique in the store, that starts with a letter; then letters, digits, hyphens and
                dots; 1 to 64 characters.
            mapping_to: Where the data goes.
            mapping_from: Where the data comes from.
            description: Free text; 1 to 512 characters.
            is_enabled: Whether the mapping takes data in; Twilio's default is True.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write; its `wait()` returns the new mapping's ID.

        Raises:
            DataMappingAlreadyExistsError: The memory store has a data mapping of this name (520056).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/create-data-mapping
        """
        body = build_body(
            models.CreateDataMappingInput,
            extra_body,
            display_name=display_name,
            mapping_to=mapping_to,
            mapping_from=mapping_from,
            description=description,
            is_enabled=is_enabled,
        )
        return start_operation(self._executor, options, api.data_mapping.create_data_mapping, store_id, body=body)

    def list(
        self,
        store_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        type_: MappingFromType | None = None,
        **options: Unpack[CallOptions],
    ) -> Paginator[DataMapping, DataMappingList]:
        """List data mappings.

        Pages through the data mappings of a store.

        Args:
            store_id: The store's ID.
            page_size: How many items a page may have; 50 if not given; 1 to 100.
            page_token: Where to start: the `next_token` of another list's pages.
            order_by: The order of a list by time of creation; Twilio's default is DESC, newest first; one of
                `OrderBy.ASC`, `OrderBy.DESC`.
            type_: Only mappings from this type of source.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of data mappings; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/DataMapping
        """
        return self._list(
            options,
            api.data_mapping.list_data_mappings,
            lambda page: page.data_mappings,
            store_id,
            page_size=validate_page_size(page_size, 100),
            page_token=unset_if_none(page_token),
            order_by=validate_enum(models.OrderBy, "order_by", order_by),
            type_=validate_enum(models.MappingFromType, "type_", type_),
        )

    def fetch(self, store_id: str, data_mapping_id: str, **options: Unpack[CallOptions]) -> DataMapping:
        """Fetch a data mapping.

        Reads one data mapping. Its ETag makes a later change conditional.

        Args:
            store_id: The store's ID.
            data_mapping_id: The data mapping's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The data mapping, with its `etag`.

        Raises:
            DataMappingNotFoundError: The memory store has no such data mapping: it has been deleted, or the ID is
                of another store (520048).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/fetch-data-mapping
        """
        return self._request(options, api.data_mapping.fetch_data_mapping, store_id, data_mapping_id)

    def update(
        self,
        store_id: str,
        data_mapping_id: str,
        *,
        display_name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        is_enabled: bool | Unset = UNSET,
        mapping_to: MappingToTraits | MappingToTraitsParam | Unset = UNSET,
        if_match: str | Unset | None = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PendingOperation[None]:
        """Update a data mapping.

        What is not given stays as it is. The list in `mapping_to` is replaced as a whole; where the data comes from
        cannot be changed.

        Args:
            store_id: The store's ID.
            data_mapping_id: The data mapping's ID.
            display_name: A name, unique in the store, that starts with a letter; then letters, digits, hyphens and
                dots; 1 to 64 characters.
            description: Free text; 1 to 512 characters.
            is_enabled: Whether the mapping takes data in.
            mapping_to: Where the data goes.
            if_match: The `etag` of what was fetched: change it only if it still has this one. None is refused.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write; its `wait()` returns when it is done.

        Raises:
            DataMappingNotFoundError: The memory store has no such data mapping: it has been deleted, or the ID is
                of another store (520048).
            DataMappingAlreadyExistsError: The memory store has a data mapping of this name (520056).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            PreconditionFailedError: The resource has changed since its ETag was read.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/patch-data-mapping
        """
        body = build_body(
            models.DataMappingCore,
            extra_body,
            display_name=display_name,
            description=description,
            is_enabled=is_enabled,
            mapping_to=mapping_to,
        )
        return start_operation(
            self._executor,
            options,
            api.data_mapping.patch_data_mapping,
            store_id,
            data_mapping_id,
            body=body,
            if_match=validate_etag(if_match),
        )

    def delete(self, store_id: str, data_mapping_id: str, **options: Unpack[CallOptions]) -> PendingOperation[None]:
        """Delete a data mapping.

        This cannot be undone. Where an earlier attempt turns out to have done it, the `completed_by_earlier_attempt` of
        the handle is True. It is retried after a failure that leaves open whether it was done, since the ID is never
        reused.

        Args:
            store_id: The store's ID.
            data_mapping_id: The data mapping's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted deletion; wait for it to be sure that the mapping is gone.

        Raises:
            DataMappingNotFoundError: The memory store has no such data mapping: it has been deleted, or the ID is
                of another store (520048).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/delete-data-mapping
        """
        return start_operation(self._executor, options, api.data_mapping.delete_data_mapping, store_id, data_mapping_id)

    def find(self, store_id: str, *, display_name: str, **options: Unpack[CallOptions]) -> DataMapping | None:
        """Find a data mapping by its name.

        Args:
            store_id: The store's ID.
            display_name: The name, exactly as it is written.
            **options: Options of each request: see `CallOptions`.

        Returns:
            The data mapping, with its `etag`; None if the store has no mapping of this name.

        Raises:
            InvalidArgumentError: The name is not a non-empty `str`.
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/DataMapping
        """
        check_names("data_mappings.find", options)
        with loading():
            from twilio_memory._ensure._sync.data_mappings import find
        return find(self._within("data_mappings.find"), store_id, display_name=display_name, **options)

    def ensure(
        self,
        store_id: str,
        *,
        display_name: str,
        mapping_to: MappingToTraits | MappingToTraitsParam,
        mapping_from: MappingFromDatasetCloudApp
        | MappingFromDatasetCloudAppParam
        | MappingFromDatasetWarehouse
        | MappingFromDatasetWarehouseParam
        | MappingFromIngress
        | MappingFromIngressParam,
        description: str | Unset = UNSET,
        is_enabled: bool | Unset = UNSET,
        timeout: float = 300.0,
        max_attempts: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> EnsuredDataMapping:
        """Find a data mapping by its name, or create it, and wait until it is there.

        An existing mapping is not changed. Several programs may call this at once: one creates the mapping, and the
        others wait for it. After a failure that leaves open whether it was created, it is looked for again; the third
        failure is raised.

        Args:
            store_id: The store's ID.
            display_name: A name, unique in the store, that starts with a letter; then letters, digits, hyphens and
                dots; 1 to 64 characters.
            mapping_to: Where the data goes.
            mapping_from: Where the data comes from.
            description: Free text; 1 to 512 characters.
            is_enabled: Whether the mapping takes data in; Twilio's default is True.
            timeout: The longest time for all of it, in seconds; more than 0.
            max_attempts: How often each request is sent at most, 1 or more.
            extra_headers: Headers to send with each request besides those of the library.
            extra_body: Properties of a new mapping that this method has no parameter for, by their names in the API.

        Returns:
            The data mapping, with its `etag`; `created` states whether it is new, and `differs` how it differs from the
            arguments.

        Raises:
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            OperationTimeoutError: It is not there in time; it may still be under way.
            TwilioMemoryError: Any other failure; `outcome` states whether the mapping may have been created.

        See https://www.twilio.com/docs/api/memory/v1/data-mapping/create-data-mapping
        """
        with loading():
            from twilio_memory._ensure._sync.data_mappings import ensure
        return ensure(
            self._within("data_mappings.ensure"),
            self._executor.clock,
            store_id,
            display_name=display_name,
            mapping_to=mapping_to,
            mapping_from=mapping_from,
            description=description,
            is_enabled=is_enabled,
            timeout=timeout,
            max_attempts=max_attempts,
            extra_headers=extra_headers,
            extra_body=extra_body,
        )
