"""The emulator as a whole."""

import asyncio
import concurrent.futures
import datetime as dt
import gc
import inspect
import sqlite3
import threading
import weakref

import anyio
import httpx
import httpx2
import pytest

from twilio_memory import AsyncMemoryClient, MemoryClient, ServiceUnavailableError
from twilio_memory.testing import Emulator, EmulatorError, EmulatorTransport, FakeClock, Fault
from twilio_memory.testing._client_options import AsyncClientOptions, ClientOptions

STORES = "https://memory.twilio.com/v1/ControlPlane/Stores"


def play(api, mapping_body):
    """Use every operation, and what goes wrong, and return every byte of the responses."""
    store = api.store()
    mapping = api.mapping(store)
    responses = [
        api.get(api.root),
        api.get(store),
        api.get(mapping),
        api.get(f"{store}/DataMappings", query="pageSize=1"),
        api.send("POST", f"{store}/DataMappings", mapping_body),
        api.send("PATCH", mapping, {"isEnabled": False}),
        api.send("DELETE", mapping),
        api.send("PATCH", store, {"displayName": "other"}),
        api.send("DELETE", store),
        api.get("/nowhere"),
    ]
    api.emulator.clock.advance(1.25)
    responses += [api.operation(response) for response in responses if response.status == 202]
    return responses


def test_emulator_is_deterministic(new_api, mapping_body):
    first, second, other = (play(new_api(seed=seed), mapping_body) for seed in (7, 7, 8))
    assert first == second
    assert not {response.header("Twilio-Request-Id") for response in first} & {
        response.header("Twilio-Request-Id") for response in other
    }


def test_database_file_keeps_resources_and_pending_operations(new_api, tmp_path, mapping_body):
    path = tmp_path / "memory.sqlite"
    with Emulator(database=path) as emulator:
        first = type(new_api())(emulator)
        emulator.clock.advance(100)
        store = first.store()
        pending = first.send("POST", f"{store}/DataMappings", mapping_body)
        first.operation(pending)

    second = new_api(database=path)
    assert second.emulator.clock.time() == first.emulator.clock.time()
    assert second.get(store).json()["displayName"] == "sandbox"
    operation = second.operation(pending).json()
    assert operation["status"] == "COMPLETED"
    assert second.get(operation["resultUrl"].removeprefix("https://memory.twilio.com")).status == 200

    accepted = second.send("POST", second.root, {"displayName": "another"})
    assert accepted.header("Operation-Id") != pending.header("Operation-Id")
    assert len(second.get(second.root).json()["stores"]) == 2


def test_database_file_is_used_by_one_emulator_at_a_time(new_api, tmp_path):
    path = tmp_path / "memory.sqlite"
    first = new_api(database=path)
    first.store("one")
    with pytest.raises(EmulatorError, match="in use by another emulator"):
        Emulator(database=path)
    first.emulator.close()
    assert len(new_api(database=path).get(first.root).json()["stores"]) == 1


def test_database_failure_raises_emulator_error(api):
    api.emulator._core.database.connection.execute("DROP TABLE documents")
    with pytest.raises(EmulatorError, match="the database cannot be used"):
        api.get(api.root)


def test_database_file_with_other_tables_is_refused(tmp_path):
    path = tmp_path / "odd"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE x (a); PRAGMA application_id = 0x746d656d; PRAGMA user_version = 2")
    snapshot = connection.serialize()
    connection.close()
    with pytest.raises(EmulatorError, match="not a database of this version"):
        Emulator(database=path)
    with Emulator() as emulator, emulator.client() as memory:
        store_id = emulator.add_store()
        with pytest.raises(EmulatorError, match="not one of this version"):
            emulator.restore(snapshot)
        assert list(memory.stores.list()) == [store_id]


def test_snapshot_of_an_impossible_time_is_refused(api):
    store = api.store()
    api.emulator._core.database.set("time", 1e300)
    odd = api.emulator._core.database.dump()
    with pytest.raises(EmulatorError, match="damaged: it is of the time"):
        api.emulator.restore(odd)
    assert api.get(store).status == 200


def test_due_operations_run_before_a_resource_is_added():
    with Emulator(operation_seconds=45, write_lag=5) as emulator, emulator.client() as memory:
        memory.stores.create(display_name="sandbox")
        [store_id] = memory.stores.list()
        emulator.clock.advance(60)
        emulator.add_data_mapping(store_id)
        profile = memory.profiles.create(store_id, {"Contact": {"email": "ada@example.com"}})
        emulator.clock.advance(60)
        emulator.add_communication(store_id, profile.id, "Hello")


def test_default_names_avoid_taken_ones():
    with Emulator() as emulator, emulator.client() as memory:
        store_id = memory.stores.create(display_name="store-1").wait()
        assert memory.stores.fetch(emulator.add_store()).display_name == "store-2"
        emulator.add_data_mapping(store_id, display_name="data-mapping-1")
        mapping_id = emulator.add_data_mapping(store_id)
        assert memory.data_mappings.fetch(store_id, mapping_id).display_name == "data-mapping-2"


def test_add_data_mapping_rejects_unknown_property():
    with (
        Emulator() as emulator,
        pytest.raises(EmulatorError, match=r"no property 'name'; there are .*display_name"),
    ):
        emulator.add_data_mapping(emulator.add_store(), name="crm")


def test_reads_do_not_change_ids_of_later_resources():
    def made(looks):
        with Emulator() as emulator, emulator.client() as memory:
            for _ in range(looks):
                list(memory.stores.list())
            return emulator.add_store()

    assert made(0) == made(3)


def test_retry_delays_are_deterministic():
    def run():
        with Emulator(faults=[Fault.lost_response("DeleteDataMapping")], operation_polls=4) as emulator:
            store_id = emulator.add_store()
            mapping_id = emulator.add_data_mapping(store_id)
            with emulator.client() as memory:
                memory.data_mappings.delete(store_id, mapping_id).wait()
            return emulator.clock.sleeps, emulator.add_store()

    assert run() == run()


@pytest.mark.parametrize("fault", [None, "x", [Fault.hang("*")]])
def test_faults_argument_rejects_other_values(fault):
    with pytest.raises(TypeError, match="expected a Fault"):
        Emulator(faults=[fault])


def test_foreign_file_is_refused_and_not_changed(tmp_path):
    text, foreign, later = (tmp_path / name for name in ("text", "foreign", "later"))
    text.write_text("no database at all, but long enough to have the header of one" * 20)
    for path, statement in ((foreign, "CREATE TABLE theirs (x)"), (later, "PRAGMA user_version = 99")):
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.close()
    for path in (text, foreign, later, tmp_path / "no" / "directory"):
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(EmulatorError, match=path.name):
            Emulator(database=path)
        assert (path.read_bytes() if path.exists() else None) == before


def test_reset_deletes_everything_and_reuses_no_id(api):
    store = api.store()
    accepted = api.send("PATCH", store, {"description": "x"})
    api.emulator.reset()
    assert api.emulator.calls == []
    assert api.get(api.root).json()["stores"] == []
    assert api.operation(accepted).status == 404
    assert api.store() != store


def test_calls_record_requests_without_credentials(api):
    api.send("POST", api.root, {"displayName": "sandbox"}, headers=[("X-Trace", "1"), ("Cookie", "secret")])
    api.emulator.clock.advance(2)
    api.get(api.root, query="pageSize=1&pageSize=%32")
    created, listed = api.emulator.calls

    assert (created.operation, created.method, created.path, created.status) == ("CreateStore", "POST", api.root, 202)
    assert created.json() == {"displayName": "sandbox"}
    assert created.headers == {"x-trace": "1", "content-type": "application/json"}
    assert (listed.operation, listed.status, listed.body) == ("ListStores", 400, b"")
    assert listed.query == (("pageSize", "1"), ("pageSize", "2"))
    assert listed.at == dt.datetime(2026, 1, 15, 10, 30, 2, tzinfo=dt.UTC)


def test_close_is_idempotent_and_later_use_is_refused(api):
    api.emulator.close()
    api.emulator.close()
    for use in (
        lambda: api.get(api.root),
        api.emulator.complete_operations,
        api.emulator.reset,
        api.emulator.add_store,
    ):
        with pytest.raises(EmulatorError, match="closed"):
            use()


def test_garbage_collected_emulator_closes_its_database():
    emulator = Emulator()
    connection, gone = emulator._core.database.connection, weakref.ref(emulator)
    del emulator
    gc.collect()
    assert gone() is None
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_emulator_is_thread_safe(api):
    def work(number):
        store = api.send("POST", api.root, {"displayName": f"store-{number}"})
        for _ in range(2):
            polled = api.operation(store)
        assert polled.json()["status"] == "COMPLETED"
        return store.header("Operation-Id")

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        operations = list(pool.map(work, range(15)))
    assert len(set(operations)) == 15
    assert len(api.get(api.root).json()["stores"]) == 15
    assert len({response.at for response in api.emulator.calls}) == 1
    assert len(api.emulator.calls) == 15 * 3 + 1


def test_emulators_share_compiled_validators(new_api):
    first, second = new_api(), new_api()
    first.get(first.root)
    operation = first.emulator._core.spec.operations["ListStores"]
    validator = operation.responses[200].body
    second.get(second.root)
    assert second.emulator._core.spec is first.emulator._core.spec
    assert second.emulator._core.spec.operations["ListStores"].responses[200].body is validator


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_transport_serves_an_httpx_client(api, library):
    with library.Client(transport=api.emulator.transport(), auth=("user", "password")) as client:
        created = client.post(STORES, json={"displayName": "sandbox"})
        assert created.status_code == 202
        with client.stream("GET", STORES, params={"pageSize": 2}) as response:
            assert int(response.headers["content-length"]) == len(b"".join(response.iter_raw()))
    assert api.emulator.calls[-1].query == (("pageSize", "2"),)
    assert api.get(api.root).status == 200


def test_transport_passes_the_raw_path(api):
    with httpx.Client(transport=api.emulator.transport(), auth=("user", "password")) as client:
        assert client.get(f"{STORES}/a%2Fb").json()["code"] == 520049
    assert api.emulator.calls[-1].path == f"{api.root}/a%2Fb"


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_transport_serves_an_asynchronous_httpx_client(api, backend, library):
    async def use():
        async with library.AsyncClient(transport=api.emulator.transport(), auth=("user", "password")) as client:
            return await client.post(STORES, json={"displayName": "sandbox"})

    assert anyio.run(use, backend=backend).status_code == 202


def test_transport_cancelled_request_does_nothing(api):
    async def use():
        async with httpx.AsyncClient(transport=api.emulator.transport(), auth=("user", "password")) as client:
            task = asyncio.create_task(client.post(STORES, json={"displayName": "sandbox"}))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(use())
    assert api.emulator.calls == []


def test_transport_is_sync_and_async(api):
    transport = api.emulator.transport()
    assert isinstance(transport, EmulatorTransport)
    assert isinstance(transport, httpx.BaseTransport)
    assert isinstance(transport, httpx.AsyncBaseTransport)


def test_added_resources_are_ready_and_not_recorded_as_calls(new_api):
    api = new_api(operation_polls=5, write_lag=60, faults=[Fault.hang("CreateStore")])
    emulator = api.emulator
    before = api.send("POST", api.root, {"displayName": "asked"}).status
    store_id = emulator.add_store()
    mapping_id = emulator.add_data_mapping(store_id, is_enabled=False)
    profile_id = emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}})
    assert (before, len(emulator.calls)) == (0, 1)

    with emulator.client() as memory:
        assert memory.stores.fetch(store_id).status == "ACTIVE"
        mapping = memory.data_mappings.fetch(store_id, mapping_id)
        assert (mapping.display_name, mapping.is_enabled) == ("data-mapping-1", False)
        assert memory.profiles.fetch(store_id, profile_id).traits == {"Contact": {"email": "ada@example.com"}}
    assert emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}}) == profile_id
    assert emulator.add_data_mapping(store_id) != mapping_id


def test_added_resources_do_not_complete_pending_operations(api):
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    api.emulator.add_store()
    assert api.operation(accepted).json()["status"] == "RUNNING"


def test_added_resources_are_validated(api):
    emulator = api.emulator
    store_id = emulator.add_store("sandbox")
    for put, message in (
        (lambda: emulator.add_store("sandbox"), "display name"),
        (lambda: emulator.add_data_mapping(store_id, display_name=7), "/displayName"),
        (lambda: emulator.add_data_mapping("mem_store_00000000000000000000000000"), "store does not exist"),
        (lambda: emulator.add_data_mapping("no ID"), "identifier is invalid"),
        (lambda: emulator.add_profile(store_id, {"Contact": {"firstName": "Ada"}}), "promoted"),
    ):
        with pytest.raises(EmulatorError, match=message):
            put()
    assert emulator.calls == []


@pytest.mark.parametrize("name", ["operation_polls", "operation_seconds", "write_lag"])
@pytest.mark.parametrize("value", ["2", True, -1, float("nan")])
def test_timing_options_require_numbers(name, value):
    with pytest.raises(ValueError, match=f"{name}: expected"):
        Emulator(**{name: value})


def test_clock_option_requires_a_fake_clock():
    with pytest.raises(TypeError, match="clock: expected a FakeClock, got 5"):
        Emulator(clock=5)


def test_repr_of_emulator_shows_what_has_happened_and_what_is_to_come():
    faults = [Fault.error_response("ListStores", 503), Fault.error_response("FetchStore", 503)]
    with Emulator(faults=faults, accounts={"acme": {"SKacme": "hunter2"}}) as emulator:
        with emulator.client(max_attempts=1) as memory, pytest.raises(ServiceUnavailableError):
            memory.stores.list().first()
        emulator.clock.advance(61)
        shown = repr(emulator)
    assert shown == "<Emulator: 1 calls, 1 pending faults, <FakeClock at 2026-01-15T10:31:01+00:00>>"
    assert repr(emulator) == shown  # Closed.
    assert repr(emulator.transport()) == "<EmulatorTransport of an emulator, <FakeClock at 2026-01-15T10:31:01+00:00>>"


def test_repr_of_emulator_whose_arguments_were_refused_does_not_fail():
    emulator = Emulator.__new__(Emulator)
    assert "Emulator object at" in repr(emulator)


def test_repr_of_emulator_does_not_wait_for_a_lock():
    class Clock(FakeClock):
        """A subclass has its own name."""

    emulator = Emulator(clock=Clock())
    shown = []
    with emulator._lock, emulator.clock._lock:
        thread = threading.Thread(target=lambda: shown.append(repr(emulator)), daemon=True)
        thread.start()
        thread.join(timeout=60)
    assert shown == ["<Emulator: 0 calls, 0 pending faults, <Clock at 2026-01-15T10:30:00+00:00>>"]


def test_client_of_the_emulator_takes_credentials_from_a_function():
    with Emulator() as emulator:
        emulator.add_store()
        fetched = []
        with emulator.client(credentials=lambda: fetched.append(1) or ("SKmine", "secret")) as memory:
            assert len(list(memory.stores.list())) == 1
    assert fetched == [1]


@pytest.mark.parametrize(
    ("options", "client"), [(ClientOptions, MemoryClient), (AsyncClientOptions, AsyncMemoryClient)]
)
def test_client_options_are_those_of_the_clients(options, client):
    parameters = inspect.signature(client).parameters
    assert set(options.__annotations__) == set(parameters)
    for name, annotation in options.__annotations__.items():
        assert annotation.__forward_arg__ == parameters[name].annotation, name
