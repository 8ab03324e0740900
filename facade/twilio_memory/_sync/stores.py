"""Stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from twilio_memory._endpoints import CONTROL_PLANE_PAGE, body_of, choice_of, etag_of, page_size_of, prepare
from twilio_memory._loading import api, models
from twilio_memory._pending import nothing, resource_id
from twilio_memory._sync.pages import Items
from twilio_memory._sync.resource import Resource
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from twilio_memory._sync.pending import PendingOperation
    from twilio_memory_api.fields import ServiceRequestFields, StorePatchFields
    from twilio_memory_api.models import OrderBy, ServiceRequest, Store, StoreList, StorePatch


class Stores(Resource):
    """The account's stores: `memory.stores`."""

    @overload
    def create(self, body: ServiceRequest) -> PendingOperation[str]: ...
    @overload
    def create(self, body: None = None, **fields: Unpack[ServiceRequestFields]) -> PendingOperation[str]: ...
    def create(
        self,
        body: ServiceRequest | None = None,
        **fields: Any,
    ) -> PendingOperation[str]:
        """Create a store.

        Args:
            body: The store to create. Give either this, or its fields as keyword arguments:
            fields: `display_name`, unique in the account, 1 to 64 ASCII letters, digits and hyphens;
                `description`, 1 to 128 characters, optional.

        Returns:
            The accepted write; its `wait()` gives the new store's ID.

        Raises:
            StoreAlreadyExistsError: The account has a store of this name.
            QuotaExceededError: The account has 15 stores.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/store/create-store
        """
        return self._start(resource_id, api.store.create_store, body=body_of(models.ServiceRequest, body, fields))

    def list(
        self,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
    ) -> Items[str, StoreList]:
        """List the IDs of the account's stores.

        Args:
            page_size: How many IDs to fetch at once, 1 to 100; Twilio's default is 50.
            page_token: Where to start, from another list's page.
            order_by: By time of creation; Twilio's default is `OrderBy.DESC`, newest first.

        Returns:
            An iterable of store IDs; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. What iterating raises: see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Store
        """
        size, order = page_size_of(page_size, CONTROL_PLANE_PAGE), choice_of(models.OrderBy, "order_by", order_by)
        return Items(
            self._session,
            lambda token: prepare(api.store.list_stores, page_size=size, page_token=token, order_by=order),
            lambda page: page.stores,
            page_token,
        )

    def fetch(self, store_id: str) -> Store:
        """Fetch a store.

        Args:
            store_id: The store's ID.

        Returns:
            The store, with its `etag`.

        Raises:
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Store
        """
        return self._read(api.store.fetch_store, store_id)

    @overload
    def update(
        self, store_id: str, body: StorePatch, *, if_match: str | Unset | None = UNSET
    ) -> PendingOperation[None]: ...
    @overload
    def update(
        self,
        store_id: str,
        body: None = None,
        *,
        if_match: str | Unset | None = UNSET,
        **fields: Unpack[StorePatchFields],
    ) -> PendingOperation[None]: ...
    def update(
        self,
        store_id: str,
        body: StorePatch | None = None,
        *,
        if_match: str | Unset | None = UNSET,
        **fields: Any,
    ) -> PendingOperation[None]:
        """Change a store; what is not given stays as it is.

        Args:
            store_id: The store's ID.
            body: The changes; or give them as fields:
            if_match: Update only if the store still has this ETag: the `etag` of what was fetched. None is refused.
            fields: `display_name`, 1 to 64 ASCII letters, digits and hyphens; `description`, 1 to 128 characters.

        Returns:
            The accepted write.

        Raises:
            PreconditionFailedError: The store has changed since that ETag was read.
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/store/patch-store
        """
        return self._start(
            nothing,
            api.store.patch_store,
            store_id,
            body=body_of(models.StorePatch, body, fields),
            if_match=etag_of(if_match),
        )

    def delete(self, store_id: str) -> PendingOperation[None]:
        """Delete a store and all that is in it: settings, mappings, profiles, observations and summaries.

        This cannot be undone, and is not retried after a failure that leaves open whether it was done.

        Args:
            store_id: The store's ID.

        Returns:
            The accepted deletion.

        Raises:
            StoreNotFoundError: There is no such store, or it is being deleted.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Store
        """
        return self._start(nothing, api.store.delete_store, store_id)
