"""How accepted writes end on the emulator."""

import pytest

from twilio_memory.testing import Emulator

WEEK = 7 * 24 * 60 * 60


def test_a_write_is_accepted_with_the_way_to_its_operation(api):
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
def test_an_operation_ends_at_the_given_poll(new_api, polls, statuses):
    api = new_api(operation_polls=polls)
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    assert [api.operation(accepted).json()["status"] for _ in statuses] == statuses


def test_without_polls_the_work_is_done_before_the_answer(new_api):
    api = new_api(operation_polls=0)
    api.send("POST", api.root, {"displayName": "sandbox"})
    [store_id] = api.get(api.root).json()["stores"]
    assert api.get(f"{api.root}/{store_id}").json()["status"] == "ACTIVE"


def test_polls_of_one_operation_do_not_count_for_another(api):
    store = api.store()
    first, second = (api.send("PATCH", store, {"description": text}) for text in ("first", "second"))
    assert [api.operation(which).json()["status"] for which in (first, second, first, second)] == [
        "RUNNING",
        "RUNNING",
        "COMPLETED",
        "COMPLETED",
    ]
    assert api.get(store).json()["description"] == "second"


def test_an_operation_ends_when_its_seconds_have_passed_whoever_asks(new_api):
    api = new_api(operation_seconds=10)
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    [store_id] = api.get(api.root).json()["stores"]
    assert [api.operation(accepted).json()["status"] for _ in range(5)] == ["RUNNING"] * 5
    api.emulator.clock.advance(9.5)
    assert api.get(f"{api.root}/{store_id}").json()["status"] == "PROVISIONING"
    api.emulator.clock.advance(100)
    assert api.get(f"{api.root}/{store_id}").json()["status"] == "ACTIVE"
    assert api.operation(accepted).json()["completedAt"] == "2026-01-15T10:30:10.000Z"


def test_zero_seconds_are_at_once(new_api):
    api = new_api(operation_seconds=0)
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    assert api.operation(accepted).json()["status"] == "COMPLETED"


@pytest.mark.parametrize(
    "options", [{"operation_polls": -1}, {"operation_seconds": -1.0}, {"operation_seconds": float("nan")}]
)
def test_a_pace_that_cannot_be_is_refused(options):
    with pytest.raises(ValueError, match="operation_"):
        Emulator(**options)


def test_a_completed_operation_tells_its_result_and_when_it_ended(api):
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


def test_a_change_of_what_was_deleted_meanwhile_fails(api):
    mapping = api.mapping(api.store())
    deleting, changing = api.send("DELETE", mapping), api.send("PATCH", mapping, {"isEnabled": False})
    for accepted in (deleting, deleting, changing, changing):
        operation = api.operation(accepted).json()
    assert operation["status"] == "FAILED"
    assert operation["error"]["code"] == 520048
    assert operation["error"]["type"] == "https://www.twilio.com/docs/api/errors/520048"
    assert operation["completedAt"]
    assert "result" not in operation


def test_work_in_a_store_that_was_deleted_meanwhile_fails(api, mapping_body):
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


def test_the_creation_of_a_store_that_was_deleted_meanwhile_fails(api):
    creating = api.send("POST", api.root, {"displayName": "sandbox"})
    [store_id] = api.get(api.root).json()["stores"]
    api.send("DELETE", f"{api.root}/{store_id}")
    api.emulator.complete_operations()
    assert api.operation(creating).json()["error"]["code"] == 520041


def test_a_second_deletion_of_the_same_thing_completes_because_it_is_gone(api):
    mapping = api.mapping(api.store())
    deletions = [api.send("DELETE", mapping) for _ in range(2)]
    api.emulator.complete_operations()
    assert [api.operation(accepted).json()["status"] for accepted in deletions] == ["COMPLETED"] * 2


@pytest.mark.parametrize("operation_id", ["x", "proc_job_8" + 25 * "0", "PROC_JOB_" + 26 * "0", "proc_job_" + 25 * "0"])
def test_what_is_no_operation_id_is_520051(api, refused, operation_id):
    refused(api.get(f"/v1/ControlPlane/Operations/{operation_id}"), 400, 520051)


def test_an_operation_that_does_not_exist_is_520052(api, refused):
    refused(api.get(f"/v1/ControlPlane/Operations/proc_job_{26 * '0'}"), 404, 520052)


def test_an_operation_can_be_read_for_seven_days_after_its_end(api, refused):
    accepted = api.send("POST", api.root, {"displayName": "sandbox"})
    api.emulator.clock.advance(2 * WEEK)
    api.operation(accepted)
    assert api.operation(accepted).json()["status"] == "COMPLETED"
    api.emulator.clock.advance(WEEK)
    assert api.operation(accepted).status == 200
    api.emulator.clock.advance(1)
    refused(api.operation(accepted), 404, 520052)


@pytest.mark.parametrize("prefix", ["mem_store", "mem_profile", "conv_conversation", "tdi_dataset"])
def test_the_id_of_something_else_is_no_operation_id(api, refused, prefix):
    path = "/v1/ControlPlane/Operations"
    refused(api.get(f"{path}/{prefix}_00000000000000000000000000"), 400, 520051)
    refused(api.get(f"{path}/other_operation_00000000000000000000000000"), 404, 520052)


@pytest.mark.parametrize("pace", [{"operation_polls": 2}, {"operation_polls": 1}, {"operation_seconds": 5}])
def test_what_is_accepted_first_is_done_first_whichever_is_polled(new_api, pace):
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
