"""What can be made to go wrong on the emulator, and how it reaches a client in the same process."""

import dataclasses
import json
import typing

import anyio
import httpx
import httpx2
import pytest

from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    OperationFailedError,
    Outcome,
    RateLimitError,
    ServiceUnavailableError,
    StoreAlreadyExistsError,
    Timeouts,
    UnexpectedResponseError,
)
from twilio_memory.models import ColumnMappingItem, MappingFromIngress, MappingToTraits, MappingTraitItem
from twilio_memory.testing import Emulator, EmulatorError, Fault
from twilio_memory.testing._faults import Kind

STORES = "https://memory.twilio.com/v1/ControlPlane/Stores"
ONE_OF_EACH = [
    Fault.answer("FetchStore", 429, code=20429, retry_after=3, times=2, skip=1),
    Fault.lost_answer("FetchStore", times=None),
    Fault.hang("*"),
    Fault.reset("FetchStore"),
    Fault.cut_body("FetchStore"),
    Fault.slow_body("FetchStore", 2.5),
    Fault.failed_operation("DeleteDataMapping", 520056),
]
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


def told(emulator, count):
    return [(call.operation, call.status, call.fault and call.fault.kind) for call in emulator.calls[-count:]]


def test_a_status_is_answered_and_nothing_is_done(emulator, memory):
    emulator.add_fault(Fault.answer("CreateStore", 429, retry_after=7, times=3))
    with pytest.raises(RateLimitError) as caught:
        memory.stores.create(display_name="sandbox")
    assert (caught.value.code, caught.value.retry_after) == (20429, 7)
    assert emulator.clock.sleeps[:2] == pytest.approx([7, 7], rel=0.5)
    assert list(memory.stores.list()) == []
    assert told(emulator, 4)[:3] == [("CreateStore", 429, "answer")] * 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 429, 500, 503])
def test_a_status_of_the_api_comes_with_its_error_body(api, status):
    api.emulator.add_fault(Fault.answer("ListStores", status))
    answer = api.get(api.root)
    assert (answer.status, answer.json()["status"]) == (status, status)
    assert answer.json()["message"]
    assert answer.header("Content-Type") == "application/json"


def test_a_code_can_be_chosen_known_or_not(api, refused):
    api.emulator.add_fault(Fault.answer("ListStores", 400, code=520044))
    api.emulator.add_fault(Fault.answer("ListStores", 418, code=999999))
    refused(api.get(api.root), 400, 520044)
    assert "injected" in refused(api.get(api.root), 418, 999999)["message"]


def test_what_stands_before_the_api_speaks_html(emulator, memory):
    emulator.add_fault(Fault.answer("FetchStore", 502, times=3))
    with pytest.raises(Exception, match="502") as caught:
        memory.stores.fetch("mem_store_00000000000000000000000000")
    assert (caught.value.status, caught.value.code) == (502, None)


def test_a_lost_answer_leaves_the_work_done(emulator, memory, store_id, mapping_id):
    emulator.add_fault(Fault.lost_answer("DeleteDataMapping"))
    emulator.add_fault(Fault.lost_answer("CreateStore"))
    deletion = memory.data_mappings.delete(store_id, mapping_id)
    deletion.wait()
    assert told(emulator, 4)[:2] == [("DeleteDataMapping", 202, "lost_answer"), ("DeleteDataMapping", 202, None)]
    with pytest.raises(APIConnectionError) as caught:
        memory.stores.create(display_name="second")
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(list(memory.stores.list())) == 2


def test_a_reset_leaves_the_work_undone(emulator, memory):
    emulator.add_fault(Fault.reset("CreateStore"))
    with pytest.raises(APIConnectionError) as caught:
        memory.stores.create(display_name="sandbox")
    assert (caught.value.outcome, list(memory.stores.list())) == (Outcome.MAYBE_PROCESSED, [])
    assert emulator.calls[0].status is None


def test_a_hang_lasts_as_long_as_the_client_waits(emulator, memory):
    emulator.add_fault(Fault.hang("CreateStore"))
    with pytest.raises(APITimeoutError):
        memory.with_options(timeouts=Timeouts(read=4)).stores.create(display_name="sandbox")
    assert (emulator.clock.monotonic(), emulator.clock.sleeps) == (4, [])
    assert list(memory.stores.list()) == []


def test_a_cut_body_comes_with_its_status(emulator, memory, store_id):
    emulator.add_fault(Fault.cut_body("CreateStore"))
    with pytest.raises(UnexpectedResponseError) as caught:
        memory.stores.create(display_name="second")
    assert (caught.value.status, caught.value.outcome) == (202, Outcome.ACCEPTED)
    assert told(emulator, 1) == [("CreateStore", 202, "cut_body")]
    assert len(list(memory.stores.list())) == 2


def test_a_slow_body_takes_its_time_on_the_clock(emulator, memory, store_id):
    before = emulator.clock.monotonic()
    emulator.add_fault(Fault.slow_body("FetchStore", 20))
    assert memory.stores.fetch(store_id).id == store_id
    assert emulator.clock.monotonic() - before == pytest.approx(20)
    emulator.add_fault(Fault.slow_body("FetchStore", 200, times=None))
    with pytest.raises(APITimeoutError):
        memory.with_options(timeouts=Timeouts(total=30)).stores.fetch(store_id)
    assert emulator.clock.monotonic() - before == pytest.approx(50, abs=20)
    assert emulator.unmet_faults == ()


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
        (Fault.lost_answer("ListStores"), "RemoteProtocolError"),
        (Fault.hang("ListStores"), "ReadTimeout"),
        (Fault.reset("ListStores"), "ReadError"),
        (Fault.cut_body("ListStores"), "RemoteProtocolError"),
        (Fault.slow_body("ListStores", 51), "ReadTimeout"),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
def test_a_fault_is_what_a_network_would_have_raised(emulator, way, library, fault, error):
    emulator.add_fault(fault)
    error = getattr(library, error)
    with pytest.raises(error) as caught:
        ask(emulator, way, library)
    assert type(caught.value) is error
    assert caught.value.request.url == STORES
    assert ask(emulator, way, library).json()["stores"] == []


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_a_slow_body_is_whole_where_the_client_is_patient(emulator, way):
    emulator.add_fault(Fault.slow_body("ListStores", 49))
    assert ask(emulator, way).json()["stores"] == []
    assert emulator.clock.monotonic() == pytest.approx(49)


def test_a_client_that_would_hang_forever_is_told(emulator):
    emulator.add_fault(Fault.hang("ListStores"))
    with pytest.raises(EmulatorError, match="no time limit"):
        ask(emulator, "sync", timeout=None)


@pytest.mark.parametrize("pace", [{"operation_polls": 0}, {"operation_polls": 3}, {"operation_seconds": 30}])
def test_an_operation_fails_with_the_given_code_when_its_time_has_come(pace):
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


def test_what_failed_to_be_created_or_deleted_shows_it(emulator, memory, store_id, mapping_id):
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


def test_what_is_refused_has_no_operation_that_could_fail(emulator, memory, store_id):
    fault = Fault.failed_operation("CreateStore", 20500)
    emulator.add_fault(fault)
    with pytest.raises(StoreAlreadyExistsError):
        memory.stores.create(display_name=memory.stores.fetch(store_id).display_name)
    assert emulator.unmet_faults == (fault,)
    assert emulator.calls[-2].fault is emulator.calls[-1].fault is None
    with pytest.raises(OperationFailedError):
        memory.stores.create(display_name="second").wait()
    assert emulator.unmet_faults == ()


def test_an_import_can_fail(emulator, memory, store_id, tmp_path):
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


def test_faults_come_in_order_and_as_often_as_they_should(api):
    first, second = Fault.answer("ListStores", 500, times=2, skip=1), Fault.answer("*", 503)
    for fault in (first, second):
        api.emulator.add_fault(fault)
    assert [api.get(api.root).status for _ in range(5)] == [200, 500, 500, 503, 200]
    assert api.emulator.pending_faults == ()


def test_a_fault_without_an_end_is_met_by_one_call(api):
    api.emulator.add_fault(Fault.answer("ListStores", 500, times=None))
    assert len(api.emulator.unmet_faults) == 1
    assert [api.get(api.root).status for _ in range(3)] == [500] * 3
    assert api.emulator.unmet_faults == ()
    assert len(api.emulator.pending_faults) == 1
    api.emulator.clear_faults()
    assert api.get(api.root).status == 200


def test_pending_faults_tell_what_is_left_and_reset_calls_them_off(api):
    api.emulator.add_fault(Fault.answer("ListStores", 500, times=3, skip=1))
    api.get(api.root)
    api.get(api.root)
    assert api.emulator.unmet_faults == (Fault.answer("ListStores", 500, times=2),)
    api.emulator.reset()
    assert api.emulator.pending_faults == ()


def test_faults_befall_their_operation_only_and_only_calls_with_credentials(api):
    store = api.store()
    api.emulator.add_fault(Fault.answer("FetchStore", 500))
    assert api.get(api.root).status == 200
    assert api.get(store).status == 500


def test_an_emulator_takes_faults_from_the_start():
    fault = Fault.answer("ListStores", 503, times=3)
    with Emulator(faults=[fault]) as emulator, emulator.client() as memory:
        with pytest.raises(ServiceUnavailableError):
            list(memory.stores.list())
        assert [call.fault for call in emulator.calls] == [
            dataclasses.replace(fault, times=times) for times in (3, 2, 1)
        ]


def test_every_kind_is_written_as_json_and_read_again():
    assert {fault.kind for fault in ONE_OF_EACH} == set(typing.get_args(Kind))
    for fault in ONE_OF_EACH:
        assert Fault.from_dict(json.loads(json.dumps(fault.to_dict()))) == fault
    assert Fault.hang("*").to_dict() == {"operation": "*", "kind": "hang", "times": 1}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"operation": "DeleteDataMaping", "kind": "hang"}, r"did you mean 'DeleteDataMapping'\?"),
        ({"operation": "nothing like it", "kind": "hang"}, "the API has no 'nothing like it'$"),
        ({"operation": "FetchStore", "kind": "hangs"}, "expected one of answer, lost_answer"),
        ({"operation": "FetchStore", "kind": "hang", "status": 500}, "status: hang has none"),
        ({"operation": "FetchStore", "kind": "answer"}, "status: answer needs it"),
        ({"operation": "FetchStore", "kind": "answer", "status": 200}, "status: expected an integer, 400 to 599"),
        ({"operation": "FetchStore", "kind": "answer", "status": "500"}, "status: expected an integer"),
        ({"operation": "FetchStore", "kind": "answer", "status": 500, "code": 7}, "code: expected an integer, 100 to"),
        ({"operation": "FetchStore", "kind": "answer", "status": 500, "retry_after": -1}, "retry_after: .* at least 0"),
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
        ({"operation": "FetchStore", "kind": "hang", "when": 1}, "has no 'when'"),
    ],
)
def test_what_is_no_fault_is_refused_when_it_is_made(given, message):
    with pytest.raises(ValueError, match=message):
        Fault.from_dict(given)
