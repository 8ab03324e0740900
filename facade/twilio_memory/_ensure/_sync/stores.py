"""`stores.find` and `stores.ensure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._ensure._sync.steps import repeat
from twilio_memory._ensure.attempts import Attempts, given, require_name
from twilio_memory._ensure.differences import Difference
from twilio_memory._ensure.results import EnsuredStore, ensured
from twilio_memory.errors import StoreNotFoundError, failed_operation_class
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.clock import Clock
    from twilio_memory._ensure._sync.steps import NamedMethods
    from twilio_memory_api.models import Store

_NOT_ACTIVE = 520042


def find(stores: NamedMethods, *, display_name: str, **options: Unpack[CallOptions]) -> Store | None:
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
    for store_id in stores.list(page_size=100, **options):
        try:
            store: Store = stores.fetch(store_id, **options)
        except StoreNotFoundError:  # deleted after it was listed
            continue
        if store.display_name == display_name:
            return store
    return None


def ensure(
    stores: NamedMethods,
    clock: Clock,
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
    require_name(display_name)
    attempts = Attempts(stores, clock, timeout, max_attempts, extra_headers)
    options = attempts.options

    def step() -> EnsuredStore:
        store = find(stores, display_name=display_name, **options)
        if store is None:
            creation = stores.create(
                display_name=display_name, description=description, extra_body=extra_body, **options
            )
            store = stores.fetch(creation.wait(attempts.remaining_after_write(), **options), **options)
            attempts.created = True
        while store.status in {"QUEUED", "PROVISIONING"}:
            clock.sleep(attempts.next_delay())
            store = stores.fetch(store.id, **options)
        if store.status == "FAILED":
            raise failed_operation_class(_NOT_ACTIVE, None)(
                f"{attempts.method}: {store.id} ({display_name}) has failed to be provisioned; delete it first",
                method=attempts.method,
                arguments={"store_id": store.id},
                code=_NOT_ACTIVE,
            )
        found = store.to_dict()
        differs = Difference.between(given(description=description), found)
        return ensured(attempts, EnsuredStore, found, store, differs)

    return repeat(attempts, step)
