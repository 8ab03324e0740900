"""User code for the type checkers: each line is valid, or is marked with the error that is expected.

mypy warns of an unused `ignore`, so an error that it no longer reports fails, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_type

import twilio_memory.models
from twilio_memory import (
    TTID,
    AsyncMemoryClient,
    AsyncPendingOperation,
    Batch,
    DataMappingNotFoundError,
    MemoryClient,
    Outcome,
    PendingOperation,
    Timeouts,
    TwilioMemoryError,
)
from twilio_memory.models import (
    CreateDataMappingInput,
    DataMapping,
    DataMappingList,
    MappingFromIngress,
    MappingToTraits,
    MappingTraitItem,
    Observation,
    Operation,
    OrderBy,
    RecallResult,
    TraitDataType,
    TraitDefinition,
    TraitGroup,
)
from twilio_memory.testing import Emulator

if TYPE_CHECKING:
    import httpx
    import httpx2

    from twilio_memory.params import MappingToTraitsParam

FROM = MappingFromIngress(columns=["primary_email"])
TO = MappingToTraits(mappings=[MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")])


def synchronous(memory: MemoryClient, store_id: str, data_mapping_id: str) -> None:
    creation = memory.data_mappings.create(store_id, display_name="crm", mapping_from=FROM, mapping_to=TO)
    assert_type(creation, PendingOperation[str])
    assert_type(creation.wait(timeout=60), str)
    body = CreateDataMappingInput(display_name="crm", mapping_from=FROM, mapping_to=TO)
    assert_type(memory.data_mappings.create(store_id, **body.fields()), PendingOperation[str])
    memory.data_mappings.update(store_id, data_mapping_id, extra_body={"mood": "good"})

    found = memory.data_mappings.fetch(store_id, data_mapping_id)
    assert_type(found, DataMapping)
    assert_type(found.description, str | None)
    assert_type(found.display_name, str)
    assert_type(found.etag, str | None)
    for item in memory.data_mappings.list(store_id, page_size=10, order_by=OrderBy.ASC):
        assert_type(item, DataMapping)
    for page in memory.data_mappings.list(store_id).pages():
        assert_type(page, DataMappingList)
    for each in memory.stores.list():
        assert_type(each, str)

    memory.data_mappings.update(store_id, data_mapping_id, is_enabled=False, if_match=found.etag or "*")
    deletion = memory.data_mappings.delete(store_id, data_mapping_id)
    assert_type(deletion, PendingOperation[None])
    assert_type(deletion.fetch(), Operation)
    assert_type(memory.with_options(timeouts=Timeouts(total=5)), MemoryClient)
    assert_type(TTID.parse(store_id), TTID)
    try:
        deletion.wait()
    except DataMappingNotFoundError as error:
        assert_type(error.status, int)
        assert_type(error.outcome, Outcome)


def memories(memory: MemoryClient, store_id: str, profile_id: str) -> None:
    assert_type(memory.profiles.create(store_id, {"Contact": {"email": "a@b.c", "tags": ["x"]}}).id, str)
    memory.profiles.update(store_id, profile_id, {"Contact": {"email": None}})
    memory.profiles.create(store_id, {"Contact": {"email": None}})  # type: ignore[dict-item] # pyright: ignore[reportArgumentType]
    memory.profiles.create(store_id, {"email": "a@b.c"})  # type: ignore[dict-item] # pyright: ignore[reportArgumentType]
    assert_type(memory.profiles.recall(store_id, profile_id, query="shoes"), RecallResult)
    memory.profiles.recall(store_id, profile_id, qery="shoes")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    assert_type(memory.profiles.bulk_upsert(store_id, []), tuple[Batch[PendingOperation[None]], ...])
    for observation in memory.observations.list(store_id, profile_id):
        assert_type(observation, Observation)
    definition = TraitDefinition(data_type=TraitDataType.STRING)
    memory.trait_groups.create(store_id, display_name="Loyalty", traits={"tier": definition})
    page = memory.trait_groups.fetch(store_id, "Loyalty")
    assert_type(page.etag, str | None)
    assert_type(page.trait_group, TraitGroup | None)
    assert_type(memory.profiles.fetch(store_id, profile_id).traits, dict[str, dict[str, Any]] | None)
    assert_type(memory.profiles.lookup(store_id, id_type="email", value="a@b.c").profiles, list[str] | None)


async def asynchronous(memory: AsyncMemoryClient, store_id: str, data_mapping_id: str) -> None:
    deletion = await memory.data_mappings.delete(store_id, data_mapping_id)
    assert_type(deletion, AsyncPendingOperation[None])
    await deletion.wait(timeout=60)
    assert_type(await (await memory.stores.create(display_name="sandbox")).wait(), str)
    async for item in memory.data_mappings.list(store_id):
        assert_type(item, DataMapping)


def embedded() -> None:
    with Emulator() as emulator, emulator.client() as memory:
        assert_type(memory, MemoryClient)


def wrong(memory: MemoryClient, store_id: str, data_mapping_id: str) -> None:
    memory.data_mappings.delete(store_id)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    memory.data_mappings.delete(store_id, 7)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    memory.data_mappings.create(store_id, dispaly_name="x", mapping_from=FROM, mapping_to=TO)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    memory.data_mappings.create(store_id, display_name="x", mapping_from=FROM)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    CreateDataMappingInput(display_name="x", mapping_from=FROM, mapping_to=TO, description=None)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    memory.data_mappings.create(store_id, display_name=7, mapping_from=FROM, mapping_to=TO)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    memory.data_mappings.update(store_id, data_mapping_id, is_enabld=False)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    memory.data_mappings.list(store_id, page_sise=5)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    twilio_memory.MemoryCleint  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore[reportAttributeAccessIssue]
    twilio_memory.models.Stroe  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore[reportAttributeAccessIssue]
    memory.datamappings  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore[reportAttributeAccessIssue]


def dictionaries(memory: MemoryClient, store_id: str) -> None:
    to: MappingToTraitsParam = {
        "type": "TRAITS",
        "mappings": [{"expression": "a", "traitGroup": "Contact", "traitName": "email"}],
    }
    create = memory.data_mappings.create
    create(store_id, display_name="x", mapping_from={"type": "INGRESS", "columns": ["a"]}, mapping_to=to)
    create(store_id, display_name="x", mapping_from={"type": "INGRESS"}, mapping_to=to)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    create(store_id, display_name="x", mapping_from={"type": "OTHER", "columns": ["a"]}, mapping_to=to)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def credentials() -> None:
    def pair() -> tuple[str, str]:
        return "SK...", "secret"

    async def pair_later() -> tuple[str, str]:
        return "SK...", "secret"

    MemoryClient(credentials=pair)
    AsyncMemoryClient(credentials=pair)
    AsyncMemoryClient(credentials=pair_later)
    MemoryClient(credentials=pair_later)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def clients_of_ones_own(
    client: httpx.Client, async_client: httpx.AsyncClient, client2: httpx2.Client, async_client2: httpx2.AsyncClient
) -> None:
    MemoryClient(http_client=client)
    MemoryClient(http_client=client2)
    AsyncMemoryClient(http_client=async_client)
    AsyncMemoryClient(http_client=async_client2)
    MemoryClient(http_client=async_client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    MemoryClient(http_client=async_client2)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AsyncMemoryClient(http_client=client)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AsyncMemoryClient(http_client=client2)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def several_waits(memory: MemoryClient, handles: list[PendingOperation[str]], *, flag: bool) -> None:
    assert_type(memory.wait_all(handles), list[str])
    assert_type(memory.wait_all(handles, return_exceptions=True), list[str | TwilioMemoryError])
    assert_type(memory.wait_all(handles, return_exceptions=flag), list[str | TwilioMemoryError])
