"""Operations of accepted writes on the emulator."""

import pytest

from twilio_memory.testing import Emulator

WEEK = 7 * 24 * 60 * 60


def test_accepted_write_has_a_status_url(api):
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    operation_id = accepted.header("Operation-Id")
    url = f"https://memory.twilio.com/v1/ControlPlane/Operations/{operation_id}"

    assert accepted.status == 202
    assert accepted.json() == {"message": "Memory Store creation accepted for processing.", "statusUrl": url}
    assert (accepted.header("Location"), accepted.header("Retry-After")) == (url, "1")
    polled = api.operation(accepted)
    assert (polled.header("Operation-Id"), polled.header("Retry-After")) == (operation_id, "1")


@pytest.mark.parametrize(
    ("polls", "statuses"),
    [
        (0, ["COMPLETED", "COMPLETED"]),
        (1, ["COMPLETED", "COMPLETED"]),
        (2, ["RUNNING", "COMPLETED"]),
        (4, ["RUNNING", "RUNNING", "RUNNING", "COMPLETED", "COMPLETED"]),
    ],
)
def test_operation_ends_at_the_configured_poll(new_api, polls, statuses):
    api = new_api(operation_polls=polls)
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    assert [api.operation(accepted).json()["status"] for _ in statuses] == statuses


def test_operation_with_zero_polls_ends_before_the_response(new_api):
    api = new_api(operation_polls=0)
    api.send("POST", api.root, {"displayName": "sandbox"})
    [store_id] = api.get(api.root).json()["stores"]
    assert api.get(f"{api.root}/{store_id}").json()["status"] == "ACTIVE"


def test_operation_polls_are_counted_separately(api):
    store = api.store()
    first, second = (api.send("PATCH", store, {"description": text}) for text in ("first", "second"))
    assert [api.operation(which).json()["status"] for which in (first, second, first, second)] == [
        "RUNNING",
        "RUNNING",
        "COMPLETED",
        "COMPLETED",
    ]
    assert api.get(store).json()["description"] == "second"


def test_operation_ends_after_its_seconds(new_api):
    api = new_api(operation_seconds=10)
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    [store_id] = api.get(api.root).json()["stores"]
    assert [api.operation(accepted).json()["status"] for _ in range(5)] == ["RUNNING"] * 5
    api.emulator.clock.advance(9.5)
    assert api.get(f"{api.root}/{store_id}").json()["status"] == "PROVISIONING"
    api.emulator.clock.advance(100)
    assert api.get(f"{api.root}/{store_id}").json()["status"] == "ACTIVE"
    assert api.operation(accepted).json()["completedAt"] == "2026-01-15T10:30:10.000Z"


def test_operation_with_zero_seconds_ends_immediately(new_api):
    api = new_api(operation_seconds=0)
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    assert api.operation(accepted).json()["status"] == "COMPLETED"


@pytest.mark.parametrize(
    "options", [{"operation_polls": -1}, {"operation_seconds": -1.0}, {"operation_seconds": float("nan")}]
)
def test_invalid_timing_is_refused(options):
    with pytest.raises(ValueError, match="operation_"):
        Emulator(**options)


def test_completed_operation_has_result_and_end_time(api):
    store = api.store()
    mapping = api.mapping(store)
    accepted = api.send("PATCH", mapping, {"isEnabled": False})
    assert "result" not in api.operation(accepted).json()
    api.emulator.clock.advance(3)
    assert api.operation(accepted).json() == {
        "operationId": accepted.header("Operation-Id"),
        "status": "COMPLETED",
        "createdAt": "2026-01-15T10:30:00.000Z",
        "completedAt": "2026-01-15T10:30:03.000Z",
        "statusUrl": accepted.header("Location"),
        "result": {"type": "RESOURCE_ID", "id": mapping.rpartition("/")[2]},
        "resultUrl": f"https://memory.twilio.com{mapping}",
    }


def test_pending_change_of_deleted_resource_fails(api):
    mapping = api.mapping(api.store())
    deleting, changing = api.send("DELETE", mapping), api.send("PATCH", mapping, {"isEnabled": False})
    for accepted in (deleting, deleting, changing, changing):
        operation = api.operation(accepted).json()
    assert operation["status"] == "FAILED"
    assert operation["error"]["code"] == 520048
    assert operation["error"]["type"] == "https://www.twilio.com/docs/api/errors/520048"
    assert operation["completedAt"]
    assert "result" not in operation


def test_pending_operation_in_deleted_store_fails(api, mapping_body):
    store = api.store()
    mapping = api.mapping(store, "there-already")
    pending = [
        api.send("POST", f"{store}/DataMappings", mapping_body),
        api.send("PATCH", mapping, {"isEnabled": False}),
        api.send("PATCH", store, {"description": "x"}),
    ]
    api.send("DELETE", store)
    api.emulator.complete_operations()
    operations = [api.operation(accepted).json() for accepted in pending]
    assert [operation["status"] for operation in operations] == ["FAILED"] * 3
    assert [operation["error"]["code"] for operation in operations] == [520041] * 3


def test_pending_creation_of_deleted_store_fails(api):
    creating = api.send("POST", api.root, {"displayName": "sandbox"})
    [store_id] = api.get(api.root).json()["stores"]
    api.send("DELETE", f"{api.root}/{store_id}")
    api.emulator.complete_operations()
    assert api.operation(creating).json()["error"]["code"] == 520041


def test_second_pending_deletion_completes(api):
    mapping = api.mapping(api.store())
    deletions = [api.send("DELETE", mapping) for _ in range(2)]
    api.emulator.complete_operations()
    assert [api.operation(accepted).json()["status"] for accepted in deletions] == ["COMPLETED"] * 2


@pytest.mark.parametrize("operation_id", ["x", "proc_job_8" + 25 * "0", "PROC_JOB_" + 26 * "0", "proc_job_" + 25 * "0"])
def test_invalid_operation_id_is_520051(api, refused, operation_id):
    refused(api.get(f"/v1/ControlPlane/Operations/{operation_id}"), 400, 520051)


def test_missing_operation_is_520052(api, refused):
    refused(api.get(f"/v1/ControlPlane/Operations/proc_job_{26 * '0'}"), 404, 520052)


def test_operation_is_readable_for_seven_days(api, refused):
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    api.emulator.clock.advance(2 * WEEK)
    api.operation(accepted)
    assert api.operation(accepted).json()["status"] == "COMPLETED"
    api.emulator.clock.advance(WEEK)
    assert api.operation(accepted).status == 200
    api.emulator.clock.advance(1)
    refused(api.operation(accepted), 404, 520052)


@pytest.mark.parametrize("prefix", ["mem_store", "mem_profile", "conv_conversation", "tdi_dataset"])
def test_operation_id_of_another_resource_type_is_refused(api, refused, prefix):
    path = "/v1/ControlPlane/Operations"
    refused(api.get(f"{path}/{prefix}_00000000000000000000000000"), 400, 520051)
    refused(api.get(f"{path}/other_operation_00000000000000000000000000"), 404, 520052)


@pytest.mark.parametrize("pace", [{"operation_polls": 2}, {"operation_polls": 1}, {"operation_seconds": 5}])
def test_operations_on_one_resource_run_in_order(new_api, pace):
    api = new_api(**pace)
    store, other = api.store(), api.store("other")
    elsewhere = api.send("PATCH", other, {"description": "pending"})
    first, second = (api.send("PATCH", store, {"description": text}) for text in ("first", "second"))
    for _ in range(2):
        api.operation(second)
    if "operation_seconds" in pace:
        api.emulator.clock.advance(5)
    else:
        assert "description" not in api.get(other).json()
    for accepted in (second, first):
        assert api.operation(accepted).json()["status"] == "COMPLETED"
    assert api.get(store).json()["description"] == "second"
    assert [api.operation(elsewhere).json()["status"] for _ in range(2)][-1] == "COMPLETED"
