"""Twilio's own helper for Python on the server, as it is but for the host."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.memory.v1.data_mapping import DataMappingList
from twilio.rest.memory.v1.store import StoreList

from twilio_memory.testing import Emulator, Fault, serve

SEVERAL = 120
UNKNOWN = "mem_datamapping_00000000000000000000000000"


@pytest.fixture(scope="module")
def served():
    with Emulator(operation_polls=0) as emulator, serve(emulator) as url:
        yield emulator, url


@pytest.fixture
def client_of(url, monkeypatch):
    """Make a helper that talks to the emulator."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def make(http_client, username="SKtest", password="secret"):
        client = Client(username, password, http_client=http_client)
        client.memory.base_url = url
        return client

    return make


@pytest.fixture
def memory(client_of):
    http_client = TwilioHttpClient()
    yield client_of(http_client).memory.v1
    http_client.session.close()


@pytest.fixture
def store_id(memory):
    memory.stores.create(StoreList.ServiceRequest({"displayName": "sandbox"}))
    (store_id,) = memory.stores.list()
    return store_id


def mapping(number):
    return DataMappingList.CreateDataMappingInput(
        {
            "displayName": f"mapping-{number}",
            "mappingFrom": {"type": "INGRESS", "columns": ["a"]},
            "mappingTo": {
                "type": "TRAITS",
                "mappings": [{"expression": "a", "traitGroup": "Contact", "traitName": "email"}],
            },
        }
    )


def test_official_helper_creates_lists_fetches_and_deletes(memory, store_id):
    mappings = memory.data_mappings(store_id)
    created = mappings.create_with_http_info(mapping(1))
    operation_id = created.headers["Operation-Id"]
    assert created.status_code == 202
    assert created.data.status_url.endswith(f"/v1/ControlPlane/Operations/{operation_id}")
    operation = memory.operations(operation_id).fetch()
    assert operation.status == "COMPLETED"
    (listed,) = mappings.list()
    assert (listed.id, listed.display_name) == (operation.result["id"], "mapping-1")
    fetched = memory.data_mappings(store_id, listed.id).fetch()
    assert (fetched.display_name, fetched.mapping_from["columns"]) == ("mapping-1", ["a"])
    assert memory.data_mappings(store_id, listed.id).delete_with_http_info().status_code == 202
    assert mappings.list() == []


def test_official_helper_reads_pages(memory, store_id, emulator):
    for number in range(SEVERAL):
        memory.data_mappings(store_id).create(mapping(number))
    emulator.calls.clear()
    names = [each.display_name for each in memory.data_mappings(store_id).stream(order_by="ASC")]
    assert names == [f"mapping-{number}" for number in range(SEVERAL)]
    assert len(memory.data_mappings(store_id).list(page_size=50, limit=60)) == 60
    assert [call.operation for call in emulator.calls] == ["ListDataMappings"] * 5


def test_official_helper_reads_errors(memory, store_id, emulator):
    with pytest.raises(TwilioRestException) as caught:
        memory.data_mappings(store_id, UNKNOWN).fetch()
    assert (caught.value.status, caught.value.code) == (404, 520048)
    assert "data mapping" in caught.value.msg
    emulator.add_fault(Fault.error_response("DeleteStore", 429, retry_after=3))
    with pytest.raises(TwilioRestException) as caught:
        memory.stores(store_id).delete()
    assert (caught.value.status, caught.value.code) == (429, 20429)


def test_official_helper_credentials_are_checked(client_of):
    http_client = TwilioHttpClient()
    client = client_of(http_client)
    client.auth = None
    with pytest.raises(TwilioRestException) as caught:
        client.memory.v1.stores("mem_store_00000000000000000000000000").fetch()
    assert (caught.value.status, caught.value.code) == (401, 20003)
    http_client.session.close()


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning", "ignore:The 'auth' parameter is")
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_official_helper_works_asynchronously(client_of, store_id):
    async with AsyncTwilioHttpClient() as http_client:
        memory = client_of(http_client).memory.v1
        assert (await memory.stores(store_id).fetch_async()).display_name == "sandbox"
        assert await memory.stores.list_async() == [store_id]
        with pytest.raises(TwilioRestException) as caught:
            await memory.data_mappings(store_id, UNKNOWN).delete_async()
        assert (caught.value.status, caught.value.code) == (404, 520048)
