"""The account's stores.

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
    from twilio_memory._ensure.results import EnsuredStore
    from twilio_memory_api.models import OrderBy, Store, StoreList


class Stores(Resource):
    """The account's stores: `memory.stores`."""

    def create(
        self,
        *,
        display_name: str,
        description: str | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PendingOperation[str]:
        """Create a store.

        Provisions a store and what it depends on. The new ID is the result of the operation.

        Args:
            display_name: A name, unique in the account, of ASCII letters, digits and hyphens; up to 64 characters.
            description: Free text; 1 to 128 characters.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write; its `wait()` returns the ID of what is new.

        Raises:
            StoreAlreadyExistsError: The account has a memory store of this name (520045).
            QuotaExceededError: The account has as many memory stores as it may have (520044).
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/store/create-store
        """
        body = build_body(models.ServiceRequest, extra_body, display_name=display_name, description=description)
        return start_operation(self._executor, options, api.store.create_store, body=body)

    def list(
        self,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        **options: Unpack[CallOptions],
    ) -> Paginator[str, StoreList]:
        """List store IDs.

        Pages through the IDs of the account's stores.

        Args:
            page_size: How many items a page may have; 50 if not given; 1 to 100.
            page_token: Where to start: the `next_token` of another list's pages.
            order_by: The order of a list by time of creation; Twilio's default is DESC, newest first; one of
                `OrderBy.ASC`, `OrderBy.DESC`.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of store IDs; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Store
        """
        return self._list(
            options,
            api.store.list_stores,
            lambda page: page.stores,
            page_size=validate_page_size(page_size, 100),
            page_token=unset_if_none(page_token),
            order_by=validate_enum(models.OrderBy, "order_by", order_by),
        )

    def fetch(self, store_id: str, **options: Unpack[CallOptions]) -> Store:
        """Fetch a store.

        Reads one store. Its ETag makes a later change conditional.

        Args:
            store_id: The store's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The store, with its `etag`.

        Raises:
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Store
        """
        return self._request(options, api.store.fetch_store, store_id)

    def update(
        self,
        store_id: str,
        *,
        display_name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        if_match: str | Unset | None = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PendingOperation[None]:
        """Update a store.

        What is not given stays as it is.

        Args:
            store_id: The store's ID.
            display_name: A name, unique in the account, of ASCII letters, digits and hyphens; up to 64 characters.
            description: Free text; 1 to 128 characters.
            if_match: The `etag` of what was fetched: change it only if it still has this one. None is refused.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write; its `wait()` returns when it is done.

        Raises:
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            StoreAlreadyExistsError: The account has a memory store of this name (520045).
            PreconditionFailedError: The resource has changed since its ETag was read.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/store/patch-store
        """
        body = build_body(models.StorePatch, extra_body, display_name=display_name, description=description)
        return start_operation(
            self._executor, options, api.store.patch_store, store_id, body=body, if_match=validate_etag(if_match)
        )

    def delete(self, store_id: str, **options: Unpack[CallOptions]) -> PendingOperation[None]:
        """Delete a store.

        Removes all that is in it, too: settings, mappings, profiles, observations and summaries. This cannot be undone.
        It is not retried after a failure that leaves open whether it was done.

        Args:
            store_id: The store's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted deletion; its `wait()` returns when it is done.

        Raises:
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Store
        """
        return start_operation(self._executor, options, api.store.delete_store, store_id)

    def find(self, *, display_name: str, **options: Unpack[CallOptions]) -> Store | None:
        """Find a store by its name.

        Fetches the account's stores one by one until one has the name.

        Args:
            display_name: The name, exactly as it is written.
            **options: Options of each request: see `CallOptions`.

        Returns:
            The store, with its `etag`; None if the account has no store of this name. Its `status` may be any.

        Raises:
            InvalidArgumentError: The name is not a non-empty `str`.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Store
        """
        check_names("stores.find", options)
        with loading():
            from twilio_memory._ensure._sync.stores import find
        return find(self._within("stores.find"), display_name=display_name, **options)

    def ensure(
        self,
        *,
        display_name: str,
        description: str | Unset = UNSET,
        timeout: float = 300.0,
        max_attempts: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, Any] | None = None,
    ) -> EnsuredStore:
        """Find a store by its name, or create it, and wait until it is active.

        An existing store is not changed. Several programs may call this at once: one creates the store, and the others
        wait for it. After a failure that leaves open whether the store was created, it is looked for again; the third
        failure is raised.

        Args:
            display_name: A name, unique in the account, of ASCII letters, digits and hyphens; up to 64 characters.
            description: Free text for a new store; 1 to 128 characters.
            timeout: The longest time for all of it, in seconds; more than 0.
            max_attempts: How often each request is sent at most, 1 or more.
            extra_headers: Headers to send with each request besides those of the library.
            extra_body: Properties of a new store that this method has no parameter for, by their names in the API.

        Returns:
            The store, with its `etag`; `created` states whether it is new, and `differs` how it differs from the
            arguments.

        Raises:
            QuotaExceededError: The account has as many memory stores as it may have (520044).
            StoreNotActiveError: The store has failed to be provisioned; delete it and create it again.
            OperationTimeoutError: The store is not active in time; it may still become so.
            TwilioMemoryError: Any other failure; `outcome` states whether the store may have been created.

        See https://www.twilio.com/docs/api/memory/v1/store/create-store
        """
        with loading():
            from twilio_memory._ensure._sync.stores import ensure
        return ensure(
            self._within("stores.ensure"),
            self._executor.clock,
            display_name=display_name,
            description=description,
            timeout=timeout,
            max_attempts=max_attempts,
            extra_headers=extra_headers,
            extra_body=extra_body,
        )
