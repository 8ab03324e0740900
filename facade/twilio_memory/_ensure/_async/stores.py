"""`stores.find` and `stores.ensure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from twilio_memory._ensure.attempts import Attempts, given, require_name
from twilio_memory._ensure.differences import Difference
from twilio_memory._ensure.results import EnsuredStore, ensured
from twilio_memory.errors import StoreNotFoundError, TwilioMemoryError, failed_operation_class
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Mapping
    from typing import Unpack

    from twilio_memory._core._async.operations import AsyncPendingOperation
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.clock import Clock
    from twilio_memory_api.models import Store

_NOT_ACTIVE = 520042


class AsyncStoreMethods(Protocol):
    """What is used of the resource."""

    @property
    def list(self) -> Callable[..., AsyncIterable[str]]: ...
    async def fetch(self, store_id: str, **options: Unpack[CallOptions]) -> Store: ...
    async def create(
        self, *, display_name: str, description: str | Unset = UNSET, extra_body: Mapping[str, Any] | None = None
    ) -> AsyncPendingOperation[str]: ...


async def find(stores: AsyncStoreMethods, *, display_name: str, **options: Unpack[CallOptions]) -> Store | None:
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
    require_name(display_name)
    async for store_id in stores.list(page_size=100, **options):
        try:
            store = await stores.fetch(store_id, **options)
        except StoreNotFoundError:  # deleted after it was listed
            continue
        if store.display_name == display_name:
            return store
    return None


async def ensure(
    stores: AsyncStoreMethods,
    clock: Clock,
    *,
    display_name: str,
    description: str | Unset = UNSET,
    timeout: float = 300.0,
) -> EnsuredStore:
    """Find a store by its name, or create it, and wait until it is active.

    An existing store is not changed. Several programs may call this at once: one creates the store, and the others
    wait for it. After a failure that leaves open whether the store was created, it is looked for again; the third
    failure is raised.

    Args:
        display_name: A name, unique in the account, of ASCII letters, digits and hyphens; up to 64 characters.
        description: Free text for a new store; 1 to 128 characters.
        timeout: The longest time for all of it, in seconds; more than 0.

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
    require_name(display_name)
    attempts, created = Attempts(clock, timeout, "stores.ensure"), False
    while True:
        try:
            store = await find(stores, display_name=display_name)
            if store is None:
                creation = await stores.create(display_name=display_name, description=description)
                store = await stores.fetch(await creation.wait(attempts.remaining()))
                created = True
            while store.status in {"QUEUED", "PROVISIONING"}:
                await clock.async_sleep(attempts.next_delay())
                store = await stores.fetch(store.id)
        except TwilioMemoryError as error:
            await clock.async_sleep(attempts.delay_after(error))
            continue
        if store.status == "FAILED":
            raise failed_operation_class(_NOT_ACTIVE, None)(
                f"stores.ensure: {store.id} ({display_name}) has failed to be provisioned; delete it first",
                method="stores.ensure",
                arguments={"store_id": store.id},
                code=_NOT_ACTIVE,
            )
        found = store.to_dict()
        differs = Difference.between(given(description=description), found)
        return ensured(EnsuredStore, found, store.etag, created=created, differs=differs)
