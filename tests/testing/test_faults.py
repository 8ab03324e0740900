"""The kinds of faults, and their effect on a client in the same process."""

import dataclasses
import json
import socket

import anyio
import httpx
import httpx2
import pytest

from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    BadRequestError,
    MemoryClient,
    OperationFailedError,
    Outcome,
    ProfileNotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    Timeouts,
    UnexpectedResponseError,
)
from twilio_memory.models import ColumnMappingItem, MappingFromIngress, MappingToTraits, MappingTraitItem
from twilio_memory.testing import Emulator, EmulatorError, FakeClock, Fault
from twilio_memory.testing._faults import KINDS

STORES = "https://memory.twilio.com/v1/ControlPlane/Stores"
ONE_OF_EACH = [
    Fault.error_response("FetchStore", 429, code=20429, retry_after=3, times=2, skip=1),
    Fault.lost_response("FetchStore", times=None),
    Fault.refused_connection("FetchStore"),
    Fault.hang("*"),
    Fault.reset("FetchStore"),
    Fault.truncated_body("FetchStore"),
    Fault.slow_body("FetchStore", 2.5),
    Fault.delay("FetchStore", 2.5),
    Fault.rate_limit("FetchStore", 2.5, burst=2),
    Fault.failed_operation("DeleteDataMapping", 520056),
    Fault.stale_lookup("CreateProfilesLookup"),
]
ERROR = {"operation": "FetchStore", "kind": "error_response"}
ITEM = MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")


@pytest.fixture
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def memory(emulator):
    with emulator.client() as memory:
        yield memory


@pytest.fixture
def store_id(memory):
    return memory.stores.create(display_name="sandbox").wait()


@pytest.fixture
def mapping_id(memory, store_id):
    return memory.data_mappings.create(
        store_id,
        display_name="crm",
        mapping_from=MappingFromIngress(columns=["a"]),
        mapping_to=MappingToTraits(mappings=[ITEM]),
    ).wait()


def recorded(emulator, count):
    return [(call.operation, call.status, call.fault and call.fault.kind) for call in emulator.calls[-count:]]


def test_error_response_prevents_the_write(emulator, memory):
    emulator.add_fault(Fault.error_response("CreateStore", 429, retry_after=7, times=3))
    with pytest.raises(RateLimitError) as caught:
        memory.stores.create(display_name="sandbox")
    assert (caught.value.code, caught.value.retry_after) == (20429, 7)
    assert emulator.clock.sleeps[:2] == pytest.approx([7, 7], rel=0.5)
    assert list(memory.stores.list()) == []
    assert recorded(emulator, 4)[:3] == [("CreateStore", 429, "error_response")] * 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 429, 500, 503])
def test_error_response_has_the_error_body_of_the_api(api, status):
    api.emulator.add_fault(Fault.error_response("ListStores", status))
    response = api.get(api.root)
    assert (response.status, response.json()["status"]) == (status, status)
    assert response.json()["message"]
    assert response.header("Content-Type") == "application/json"


def test_error_response_with_any_code(api, refused):
    api.emulator.add_fault(Fault.error_response("ListStores", 400, code=520044))
    api.emulator.add_fault(Fault.error_response("ListStores", 418, code=999999))
    refused(api.get(api.root), 400, 520044)
    assert "injected" in refused(api.get(api.root), 418, 999999)["message"]


def test_error_response_of_other_status_is_html(emulator, memory):
    emulator.add_fault(Fault.error_response("FetchStore", 502, times=3))
    with pytest.raises(Exception, match="502") as caught:
        memory.stores.fetch("mem_store_00000000000000000000000000")
    assert (caught.value.status, caught.value.code) == (502, None)


def test_lost_response_runs_the_handler(emulator, memory, store_id, mapping_id):
    emulator.add_fault(Fault.lost_response("DeleteDataMapping"))
    emulator.add_fault(Fault.lost_response("CreateStore"))
    deletion = memory.data_mappings.delete(store_id, mapping_id)
    deletion.wait()
    assert recorded(emulator, 4)[:2] == [("DeleteDataMapping", 202, "lost_response"), ("DeleteDataMapping", 202, None)]
    with pytest.raises(APIConnectionError) as caught:
        memory.stores.create(display_name="second")
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(list(memory.stores.list())) == 2


def test_reset_prevents_the_write(emulator, memory):
    emulator.add_fault(Fault.reset("CreateStore"))
    with pytest.raises(APIConnectionError) as caught:
        memory.stores.create(display_name="sandbox")
    assert (caught.value.outcome, list(memory.stores.list())) == (Outcome.MAYBE_PROCESSED, [])
    assert emulator.calls[0].status is None


def test_refused_connection_is_not_sent_and_always_retried(emulator, memory):
    emulator.add_fault(Fault.refused_connection("CreateStore", times=3))
    with pytest.raises(APIConnectionError) as caught:
        memory.stores.create(display_name="sandbox")
    error = caught.value
    assert (error.outcome, [attempt.failure for attempt in error.attempts]) == (Outcome.NOT_SENT, ["ConnectError"] * 3)
    assert isinstance(error.__cause__, ConnectionRefusedError)
    assert str(error) == refused_for_real()
    assert recorded(emulator, 3) == [("CreateStore", None, "refused_connection")] * 3
    assert memory.stores.create(display_name="sandbox").wait()
    assert emulator.unused_faults == ()


def refused_for_real():
    """Return the text of what a client raises where nothing listens, as if Twilio had been there."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    memory = MemoryClient("SK", "x", base_url=f"http://127.0.0.1:{port}", clock=FakeClock())
    with memory, pytest.raises(APIConnectionError) as caught:
        memory.stores.create(display_name="sandbox")
    return str(caught.value).replace(f"127.0.0.1:{port}", "memory.twilio.com:443")


def test_hang_lasts_until_the_read_timeout(emulator, memory):
    emulator.add_fault(Fault.hang("CreateStore"))
    with pytest.raises(APITimeoutError):
        memory.with_options(timeouts=Timeouts(read=4)).stores.create(display_name="sandbox")
    assert (emulator.clock.monotonic(), emulator.clock.sleeps) == (4, [])
    assert list(memory.stores.list()) == []


def test_truncated_body_keeps_its_status(emulator, memory, store_id):
    emulator.add_fault(Fault.truncated_body("CreateStore"))
    with pytest.raises(UnexpectedResponseError) as caught:
        memory.stores.create(display_name="second")
    assert (caught.value.status, caught.value.outcome) == (202, Outcome.ACCEPTED)
    assert recorded(emulator, 1) == [("CreateStore", 202, "truncated_body")]
    assert len(list(memory.stores.list())) == 2


def test_slow_body_advances_the_clock(emulator, memory, store_id):
    before = emulator.clock.monotonic()
    emulator.add_fault(Fault.slow_body("FetchStore", 20))
    assert memory.stores.fetch(store_id).id == store_id
    assert emulator.clock.monotonic() - before == pytest.approx(20)
    emulator.add_fault(Fault.slow_body("FetchStore", 200, times=None))
    with pytest.raises(APITimeoutError):
        memory.with_options(timeouts=Timeouts(total=30)).stores.fetch(store_id)
    assert emulator.clock.monotonic() - before == pytest.approx(50, abs=20)
    assert emulator.unused_faults == ()


def ask(emulator, way, library=httpx, **options):
    """Send one request through httpx or httpx2; it comes to its end or raises what a network would."""
    options = {"headers": {"Authorization": "Basic YTpi"}, "timeout": 5, **options}
    if way == "sync":
        with library.Client(transport=emulator.transport(), **options) as client:
            return client.get(STORES)

    async def run():
        async with library.AsyncClient(transport=emulator.transport(), **options) as client:
            return await client.get(STORES)

    return anyio.run(run, backend=way)


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.lost_response("ListStores"), "RemoteProtocolError"),
        (Fault.hang("ListStores"), "ReadTimeout"),
        (Fault.reset("ListStores"), "ReadError"),
        (Fault.refused_connection("ListStores"), "ConnectError"),
        (Fault.truncated_body("ListStores"), "RemoteProtocolError"),
        (Fault.slow_body("ListStores", 51), "ReadTimeout"),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
def test_transport_fault_raises_the_httpx_error(emulator, way, library, fault, error):
    emulator.add_fault(fault)
    error = getattr(library, error)
    with pytest.raises(error) as caught:
        ask(emulator, way, library)
    assert type(caught.value) is error
    assert caught.value.request.url == STORES
    assert ask(emulator, way, library).json()["stores"] == []


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_slow_body_is_complete_within_the_timeout(emulator, way):
    emulator.add_fault(Fault.slow_body("ListStores", 49))
    assert ask(emulator, way).json()["stores"] == []
    assert emulator.clock.monotonic() == pytest.approx(49)


def test_hang_without_timeout_raises_emulator_error(emulator):
    emulator.add_fault(Fault.hang("ListStores"))
    with pytest.raises(EmulatorError, match="no time limit"):
        ask(emulator, "sync", timeout=None)


@pytest.mark.parametrize("pace", [{"operation_polls": 0}, {"operation_polls": 3}, {"operation_seconds": 30}])
def test_failed_operation_has_its_code(pace):
    with Emulator(**pace) as emulator, emulator.client() as memory:
        store_id = memory.stores.create(display_name="sandbox").wait()
        emulator.add_fault(Fault.failed_operation("PatchStore", 520045))
        update = memory.stores.update(store_id, description="new")
        with pytest.raises(OperationFailedError) as caught:
            update.wait()
        assert caught.value.last_state.error.code == 520045
        assert update.fetch().status == "FAILED"
        assert memory.stores.fetch(store_id).description != "new"
        memory.stores.update(store_id, description="newer").wait()


def test_failed_operation_restores_the_resource(emulator, memory, store_id, mapping_id):
    for operation in ("CreateStore", "DeleteStore", "DeleteDataMapping"):
        emulator.add_fault(Fault.failed_operation(operation, 20500))
    for write in (
        lambda: memory.stores.create(display_name="second"),
        lambda: memory.stores.delete(store_id),
        lambda: memory.data_mappings.delete(store_id, mapping_id),
    ):
        with pytest.raises(OperationFailedError):
            write().wait()
    assert sorted(memory.stores.fetch(found).status for found in memory.stores.list()) == ["ACTIVE", "FAILED"]
    assert memory.data_mappings.fetch(store_id, mapping_id).id == mapping_id


def test_failed_operation_is_not_consumed_by_a_refused_request(emulator, memory, store_id):
    fault = Fault.failed_operation("CreateStore", 20500)
    emulator.add_fault(fault)
    with pytest.raises(BadRequestError):
        memory.stores.create(display_name="not a name")
    assert emulator.unused_faults == (fault,)
    assert emulator.calls[-2].fault is emulator.calls[-1].fault is None
    with pytest.raises(OperationFailedError):
        memory.stores.create(display_name="second").wait()
    assert emulator.unused_faults == ()


def test_failed_operation_of_an_import(emulator, memory, store_id, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("email,name\nada@example.com,Ada\n")
    columns = [
        ColumnMappingItem(column_name=column, trait_group="Contact", trait_name=trait)
        for column, trait in (("email", "email"), ("name", "firstName"))
    ]
    emulator.add_fault(Fault.failed_operation("CreateProfilesImportV2", 520010))
    pending = memory.imports.upload(store_id, file, column_mappings=columns)
    with pytest.raises(OperationFailedError):
        pending.wait()
    assert pending.fetch().status == "FAILED"
    assert list(memory.profiles.list(store_id)) == []


def test_faults_apply_in_order(api):
    first, second = Fault.error_response("ListStores", 500, times=2, skip=1), Fault.error_response("*", 503)
    for fault in (first, second):
        api.emulator.add_fault(fault)
    assert [api.get(api.root).status for _ in range(5)] == [200, 500, 500, 503, 200]
    assert api.emulator.pending_faults == ()


def test_fault_without_end_is_used_by_one_call(api):
    api.emulator.add_fault(Fault.error_response("ListStores", 500, times=None))
    assert len(api.emulator.unused_faults) == 1
    assert [api.get(api.root).status for _ in range(3)] == [500] * 3
    assert api.emulator.unused_faults == ()
    assert len(api.emulator.pending_faults) == 1
    api.emulator.clear_faults()
    assert api.get(api.root).status == 200


def test_pending_faults_count_down_and_reset_clears_them(api):
    api.emulator.add_fault(Fault.error_response("ListStores", 500, times=3, skip=1))
    api.get(api.root)
    api.get(api.root)
    assert api.emulator.unused_faults == (Fault.error_response("ListStores", 500, times=2),)
    api.emulator.reset()
    assert api.emulator.pending_faults == ()


def test_faults_affect_only_their_operation(api):
    store = api.store()
    api.emulator.add_fault(Fault.error_response("FetchStore", 500))
    assert api.get(api.root).status == 200
    assert api.get(store).status == 500


def test_faults_as_constructor_argument():
    fault = Fault.error_response("ListStores", 503, times=3)
    with Emulator(faults=[fault]) as emulator, emulator.client() as memory:
        with pytest.raises(ServiceUnavailableError):
            list(memory.stores.list())
        assert [call.fault for call in emulator.calls] == [
            dataclasses.replace(fault, times=times) for times in (3, 2, 1)
        ]


def test_fault_kinds_round_trip_as_json():
    assert {fault.kind for fault in ONE_OF_EACH} == KINDS.keys()
    for fault in ONE_OF_EACH:
        assert Fault.from_dict(json.loads(json.dumps(fault.to_dict()))) == fault
    assert Fault.hang("*").to_dict() == {"operation": "*", "kind": "hang", "times": 1}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"operation": "DeleteDataMaping", "kind": "hang"}, r"did you mean 'DeleteDataMapping'\?"),
        ({"operation": "nothing like it", "kind": "hang"}, "the API has no 'nothing like it'$"),
        ({"operation": "FetchStore", "kind": "stale_lookup"}, "stale_lookup is for CreateProfilesLookup"),
        ({"operation": "*", "kind": "stale_lookup"}, "stale_lookup is for CreateProfilesLookup"),
        ({"operation": "FetchStore", "kind": "hangs"}, "expected one of error_response, lost_response"),
        ({"operation": "FetchStore", "kind": "hang", "status": 500}, "status: hang has none"),
        (ERROR, "status: error_response needs it"),
        (
            {"operation": "FetchStore", "kind": "error_response", "status": 200},
            "status: expected an integer, 400 to 599",
        ),
        ({**ERROR, "status": "500"}, "status: expected an integer"),
        (
            {"operation": "FetchStore", "kind": "error_response", "status": 500, "code": 7},
            "code: expected an integer, 100 to",
        ),
        (
            {"operation": "FetchStore", "kind": "error_response", "status": 500, "retry_after": -1},
            "retry_after: .* at least 0",
        ),
        ({"operation": "FetchStore", "kind": "hang", "times": 0}, "times: expected an integer, at least 1"),
        ({"operation": "FetchStore", "kind": "hang", "times": True}, "times: expected"),
        ({"operation": "FetchStore", "kind": "hang", "skip": -1}, "skip: expected"),
        ({"operation": "FetchStore", "kind": "hang", "skip": None}, "skip: expected"),
        ({"operation": "FetchStore", "kind": "slow_body"}, "seconds: slow_body needs it"),
        ({"operation": "FetchStore", "kind": "slow_body", "seconds": 0}, "seconds: expected more than 0"),
        ({"operation": "FetchStore", "kind": "slow_body", "seconds": float("nan")}, "seconds: expected"),
        ({"operation": "FetchStore", "kind": "slow_body", "seconds": "1"}, "seconds: expected"),
        ({"operation": "FetchStore", "kind": "slow_body", "seconds": True}, "seconds: expected"),
        ({"operation": "FetchStore", "kind": "slow_body", "seconds": 1e9}, "seconds: expected .* at most"),
        ({"operation": "FetchStore", "kind": "failed_operation", "code": 20500}, "starts no operation"),
        ({"operation": "FetchOperation", "kind": "failed_operation", "code": 20500}, "starts no operation"),
        ({"operation": "*", "kind": "failed_operation", "code": 20500}, "failed_operation is for one"),
        ({"operation": ["FetchStore"], "kind": "hang"}, "operation: expected"),
        ({"kind": "hang"}, "needs 'operation'"),
        ({"operation": "FetchStore"}, "needs 'kind'"),
        ({"operation": "FetchStore", "kind": "hang", "when": 1}, "unknown field 'when'"),
    ],
)
def test_invalid_fault_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Fault.from_dict(given)


def test_stale_lookup_still_finds_deleted_profiles(emulator, memory, store_id):
    gone = emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}})
    other = emulator.add_profile(store_id, {"Contact": {"email": "bob@example.com"}})

    def found(email):
        return list(memory.profiles.lookup(store_id, id_type="email", value=email).profiles)

    emulator.add_fault(Fault.stale_lookup("CreateProfilesLookup"))
    assert found("ada@example.com") == [gone]
    memory.profiles.delete(store_id, gone)
    assert emulator.unused_faults  # There was nothing deleted that it could have found.
    assert found("bob@example.com") == [other]
    assert found("ada@example.com") == [gone]
    assert not emulator.unused_faults
    with pytest.raises(ProfileNotFoundError):
        memory.profiles.fetch(store_id, gone)
    assert found("ada@example.com") == []
    new = emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}})
    emulator.add_fault(Fault.stale_lookup("CreateProfilesLookup"))
    assert found("ada@example.com") == [new, gone]
    emulator.add_fault(Fault.stale_lookup("CreateProfilesLookup"))
    emulator.reset()
    assert emulator.pending_faults == ()
