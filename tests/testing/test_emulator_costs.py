"""The costs of the emulator, counted and not timed: they stay flat as data grows."""

import contextlib
import functools
import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import pytest

from operation_cases import COLUMNS_JSON
from twilio_memory.testing import Request, _core, serve
from twilio_memory.testing._state import Collection


@contextlib.contextmanager
def counted_steps(emulator):
    """Count the steps that the database of an emulator takes."""
    steps = [0]

    def count():
        steps[0] += 1

    connection = emulator._core.database.connection
    connection.set_progress_handler(count, 1)
    try:
        yield steps
    finally:
        connection.set_progress_handler(None, 0)


def steps_of(api, call):
    call()  # It may also do what was left to do.
    with counted_steps(api.emulator) as steps:
        call()
    return steps[0]


def grow(emulator, kind, scope, count):
    """Add documents behind the emulator's back."""
    emulator._core.database.connection.executemany(
        "INSERT INTO documents (kind, scope, id, body) VALUES (?, ?, ?, ?)",
        (
            (kind, scope, f"mem_{kind}_{index:026d}", f'{{"id": "mem_{kind}_{index:026d}", "createdAt": "x"}}')
            for index in range(count)
        ),
    )


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize("page", ["first", "next", "previous"])
def test_page_of_profiles_costs_the_same_with_more_profiles(new_api, order, page):
    costs = []
    for count in (200, 5000):
        api = new_api()
        store_id = api.store().rpartition("/")[2]
        grow(api.emulator, "profile", store_id, count)
        query = f"orderBy={order}&pageSize=20"
        path = f"/v1/Stores/{store_id}/Profiles"
        if page != "first":
            query += f"&pageToken={api.get(path, query=query).json()['meta']['nextToken']}"
        if page == "previous":
            query = query.rpartition("=")[0] + "=" + api.get(path, query=query).json()["meta"]["previousToken"]
        assert len(api.get(path, query=query).json()["profiles"]) == 20
        costs.append(steps_of(api, functools.partial(api.get, path, query=query)))
    assert costs[1] <= costs[0] + 10


@pytest.mark.parametrize("options", [{}, {"operation_seconds": 3600}, {"operation_polls": 0, "write_lag": 3600}])
def test_call_costs_the_same_with_more_pending_operations(new_api, options):
    api = new_api(**options)
    store = api.store()
    profile = api.profile(store)
    mapping = api.mapping(store)
    patch = {"displayName": "other"}
    etag = api.get(mapping).header("ETag")

    def call():
        api.get(f"{profile}/Observations", query="pageSize=1")
        api.send("PATCH", mapping, patch, headers=[("If-Match", etag)])
        return api.get(mapping)

    def write(count):
        observation = {"content": "x", "occurredAt": "2026-01-10T08:00:00Z", "source": "crm"}
        for index in range(count):
            api.send("POST", f"{profile}/Observations", {"observations": [observation]})
            api.send("PATCH", store, {"description": f"{index}"})

    write(3)
    before = steps_of(api, call)
    write(150)
    assert steps_of(api, call) <= before * 1.1 + 20


def test_merge_costs_the_same_with_more_pending_operations(new_api):
    def cost(count):
        api = new_api(write_lag=3600)
        store = api.store()
        emulator = api.emulator
        connection = emulator._core.database.connection
        connection.executemany(
            "INSERT INTO operations (status, action, kind, scope, target, payload, due_at, created_at) "
            "VALUES ('PENDING', 'remove', 'profile', ?, ?, '{}', 9e9, 0)",
            ((f"elsewhere{index}", "x") for index in range(count)),
        )
        store_id = store.rpartition("/")[2]
        emulator.add_profile(store_id, {"Contact": {"email": "a@example.com"}})
        emulator.add_profile(store_id, {"Contact": {"phone": "+13175550100"}})
        with counted_steps(emulator) as steps:
            emulator.add_profile(store_id, {"Contact": {"email": "a@example.com", "phone": "+13175550100"}})
        return steps[0]

    assert cost(2000) <= cost(20) * 1.1


class Import:
    """An import of many rows."""

    def __init__(self, api, rows):
        self.api = api
        self.store = api.store()
        lines = ["email,firstName", *(f"p{number}@example.com,Ada" for number in range(rows))]
        self.content = "\n".join(lines).encode()
        self.path = f"/v1/Stores/{self.store.rpartition('/')[2]}/Profiles"
        body = {"filename": "a.csv", "fileSize": len(self.content), "columnMappings": COLUMNS_JSON}
        opened = api.send("POST", f"{self.path}/Imports", body).json()
        self.url, self.operation = opened["url"], f"/v1/ControlPlane/Operations/{opened['operationId']}"

    def upload(self):
        url = urlsplit(self.url)
        response = self.api.emulator.handle(Request("PUT", url.path, url.query, (), self.content))
        assert response.status == 200

    def status(self):
        return self.api.get(self.operation).json()["status"]


def test_import_takes_few_statements_per_row(new_api):
    api = new_api(operation_polls=0)
    big = Import(api, 1000)
    statements = []
    api.emulator._core.database.connection.set_trace_callback(statements.append)
    big.upload()
    # 4,000 documents, of the profile, its identifier and two traits, are inserted 200 at a time.
    assert 20 <= len(statements) <= 100
    assert len(api.get(big.path, query="pageSize=1000").json()["profiles"]) == 1000


def test_import_in_background_lets_other_calls_in(new_api):
    api = new_api(operation_polls=0)
    big = Import(api, 1000)
    core = api.emulator._core
    core.operations.in_background = True
    big.upload()
    seen = []
    while core.step():
        seen.append(core.state.count(Collection("profile", big.store.rpartition("/")[2])))
    assert seen == [250, 500, 750, 1000]
    assert big.status() == "COMPLETED"
    assert not core.operations.is_busy


def test_import_inserts_profiles_in_the_order_of_their_ids(new_api):
    api = new_api(operation_polls=0)
    big = Import(api, 600)
    big.upload()
    listed = api.get(big.path, query="pageSize=1000&orderBy=ASC").json()["profiles"]
    assert len(listed) == len(set(listed)) == 600
    assert listed == sorted(listed)


def test_check_of_an_import_in_background_lets_other_calls_in(new_api):
    api = new_api(operation_polls=0)
    big = Import(api, 2500)
    core = api.emulator._core
    core.operations.in_background = True
    big.upload()
    seen = []
    while core.step():
        seen.append(core.state.count(Collection("profile", big.store.rpartition("/")[2])))
    # The upload has checked 1,000 rows; the second step has checked the last ones.
    assert seen == [0, 0, *range(250, 2501, 250)]
    assert big.status() == "COMPLETED"


def test_import_in_background_goes_on_with_each_call(new_api):
    api = new_api(operation_polls=1)
    big = Import(api, 1000)
    api.emulator._core.operations.in_background = True
    big.upload()
    assert [big.status() for _ in range(4)] == ["RUNNING", "RUNNING", "COMPLETED", "COMPLETED"]


def test_complete_operations_finishes_an_import_in_background(new_api):
    api = new_api(operation_polls=0)
    big = Import(api, 1000)
    api.emulator._core.operations.in_background = True
    big.upload()
    api.emulator.complete_operations()
    assert big.status() == "COMPLETED"


def test_import_in_background_begins_again_after_a_snapshot_is_restored(new_api):
    api = new_api(operation_polls=0)
    big = Import(api, 1000)
    core = api.emulator._core
    core.operations.in_background = True
    big.upload()
    core.step()
    snapshot = api.emulator.snapshot()
    api.emulator.complete_operations()
    api.emulator.restore(snapshot)
    assert big.status() == "RUNNING"
    api.emulator.complete_operations()
    assert big.status() == "COMPLETED"
    assert core.state.count(Collection("profile", big.store.rpartition("/")[2])) == 1000


def test_import_in_background_fails_if_its_store_is_deleted(new_api):
    api = new_api(operation_polls=0)
    big = Import(api, 1000)
    core = api.emulator._core
    core.operations.in_background = True
    big.upload()
    api.send("DELETE", big.store)
    while core.step():
        pass
    failed = api.get(big.operation).json()
    assert (failed["status"], failed["error"]["code"]) == ("FAILED", 520041)


def test_server_responds_while_an_import_is_running(new_api):
    api = new_api(operation_polls=0)
    big = Import(api, 5000)
    with serve(api.emulator) as base_url, httpx.Client(base_url=base_url, auth=("SKtest", "secret")) as web:
        body = {"filename": "a.csv", "fileSize": len(big.content), "columnMappings": COLUMNS_JSON}
        opened = web.post(f"{big.path}/Imports", json=body).json()
        httpx.put(opened["url"], content=big.content)
        statuses = set()
        while "COMPLETED" not in statuses:
            statuses.add(web.get(f"/v1/ControlPlane/Operations/{opened['operationId']}").json()["status"])
        assert statuses == {"RUNNING", "COMPLETED"}
    assert not api.emulator._core.operations.in_background


def test_recorded_calls_are_bounded(new_api, monkeypatch):
    monkeypatch.setattr(_core, "_MAX_CALLS", 30)
    monkeypatch.setattr(_core, "_CALLS_WITH_BODY", 10)
    monkeypatch.setattr(_core, "_MAX_OLD_BODY_SIZE", 100)
    emulator = new_api().emulator
    calls = emulator.calls
    for number in range(40):
        emulator.handle(Request("POST", f"/{number}", body=b"x" * (101 if number % 2 else 100)))
    assert [call.path for call in calls] == [f"/{number}" for number in range(10, 40)]
    assert [len(call.body) for call in calls] == [100, 0] * 10 + [100, 101] * 5
    assert emulator.calls is calls


@pytest.mark.needs("resource")
def test_snapshot_takes_no_more_memory_than_its_size():
    code = """
import resource
from twilio_memory.testing import Emulator

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

with Emulator() as emulator:
    emulator.snapshot()
    connection = emulator._core.database.connection
    connection.executemany(
        "INSERT INTO documents (kind, scope, id, body) VALUES ('trait', '', ?, ?)",
        ((f"{number}", "x" * 1000) for number in range(64_000)),
    )
    before = peak()
    size = len(emulator.snapshot())
    print(size, peak() - before)
"""
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    size, more = map(int, printed.split())
    assert size > 2**26
    assert more < 1.5 * size
