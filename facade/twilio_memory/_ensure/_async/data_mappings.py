"""`data_mappings.find` and `data_mappings.ensure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core.arguments import build_body
from twilio_memory._core.loading import api, models
from twilio_memory._core.request import build_call
from twilio_memory._ensure._async.steps import repeat
from twilio_memory._ensure.attempts import Attempts, require_name
from twilio_memory._ensure.differences import Difference
from twilio_memory._ensure.results import EnsuredDataMapping, ensured
from twilio_memory.errors import DataMappingNotFoundError
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.clock import Clock
    from twilio_memory._ensure._async.steps import AsyncNamedMethods
    from twilio_memory.params import (
        MappingFromDatasetCloudAppParam,
        MappingFromDatasetWarehouseParam,
        MappingFromIngressParam,
        MappingToTraitsParam,
    )
    from twilio_memory_api.models import (
        DataMapping,
        MappingFromDatasetCloudApp,
        MappingFromDatasetWarehouse,
        MappingFromIngress,
        MappingToTraits,
    )


async def find(
    data_mappings: AsyncNamedMethods, store_id: str, *, display_name: str, **options: Unpack[CallOptions]
) -> DataMapping | None:
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
    require_name(display_name)
    async for mapping in data_mappings.list(store_id, page_size=100, **options):
        if mapping.display_name == display_name:
            try:
                found: DataMapping = await data_mappings.fetch(store_id, mapping.id, **options)
            except DataMappingNotFoundError:  # deleted after it was listed
                continue
            return found
    return None


async def ensure(
    data_mappings: AsyncNamedMethods,
    clock: Clock,
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
    require_name(display_name)
    fields = {"mapping_to": mapping_to, "mapping_from": mapping_from, "description": description}
    body = build_body(models.CreateDataMappingInput, display_name=display_name, is_enabled=is_enabled, **fields)
    # Building the request puts models in the places of dictionaries.
    body = build_call(api.data_mapping.create_data_mapping, store_id, body=body).options["body"]
    attempts = Attempts(data_mappings, clock, timeout, max_attempts, extra_headers)
    options = attempts.options

    async def step() -> EnsuredDataMapping:
        mapping = await find(data_mappings, store_id, display_name=display_name, **options)
        if mapping is None:
            creation = await data_mappings.create(
                store_id,
                display_name=display_name,
                mapping_to=body.mapping_to,
                mapping_from=body.mapping_from,
                description=description,
                is_enabled=is_enabled,
                extra_body=extra_body,
                **options,
            )
            mapping_id = await creation.wait(attempts.remaining_after_write(), **options)
            mapping = await data_mappings.fetch(store_id, mapping_id, **options)
            attempts.created = True
        found = mapping.to_dict()
        differs = Difference.between(body.to_dict(), {"isEnabled": True, **found})
        return ensured(attempts, EnsuredDataMapping, found, mapping, differs)

    return await repeat(attempts, step)
