"""The emulator's choices where Twilio documents none: each switch, both ways."""

import dataclasses

import pytest

from twilio_memory.testing import Behavior, Emulator


def emulator_with(new_api, **switches):
    return new_api(behavior=Behavior(**switches), operation_polls=2)


def test_every_switch_is_on_by_default():
    assert all(dataclasses.asdict(Behavior()).values())
    with Emulator() as emulator:
        assert emulator.behavior == Behavior()


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Behavior)])
@pytest.mark.parametrize("value", [None, 1, "no"])
def test_switch_is_true_or_false(name, value):
    with pytest.raises(TypeError, match=f"{name}: expected True or False"):
        Behavior(**{name: value})


def test_emulator_refuses_options_that_are_no_behavior():
    with pytest.raises(TypeError, match="behavior: expected a Behavior"):
        Emulator(behavior={"strict": False})


def test_strict_refuses_undocumented_query_parameters(new_api, refused):
    api = emulator_with(new_api, strict=True)
    refused(api.get(api.root, query="pagesize=1"), 400, 520046)


def test_lenient_ignores_undocumented_query_parameters(new_api, refused):
    api = emulator_with(new_api, strict=False)
    api.store("first")
    api.store("second")
    assert len(api.get(api.root, query="pagesize=1").json()["stores"]) == 2
    refused(api.get(api.root, query="pageSize=none"), 400, 520046)


def test_deleted_store_is_hidden_immediately(new_api, refused):
    api = emulator_with(new_api, hide_deleted_stores=True)
    store = api.store()
    assert api.send("DELETE", store).status == 202
    refused(api.get(store), 404, 520041)


def test_deleted_store_can_be_read_until_its_operation_ends(new_api, refused):
    api = emulator_with(new_api, hide_deleted_stores=False)
    store = api.store()
    accepted = api.send("DELETE", store)
    assert api.get(store).status == 200
    assert [api.operation(accepted).json()["status"] for _ in range(2)] == ["RUNNING", "COMPLETED"]
    refused(api.get(store), 404, 520041)


BULK = {"profiles": [{"traits": {"Contact": {"email": "a@example.com"}}}, {"traits": {"Contact": {"firstName": "B"}}}]}


def test_bulk_with_an_invalid_profile_is_refused(new_api, refused):
    api = emulator_with(new_api, reject_whole_bulk=True)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    refused(api.send("PUT", f"{profiles}/Bulk", BULK), 400, 520010)
    assert api.get(profiles).json()["profiles"] == []


def test_bulk_without_its_invalid_profiles_is_accepted(new_api, refused):
    api = emulator_with(new_api, reject_whole_bulk=False)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    assert api.send("PUT", f"{profiles}/Bulk", BULK).status == 202
    api.emulator.complete_operations()
    [profile] = api.get(profiles).json()["profiles"]
    assert api.get(f"{profiles}/{profile}").json()["traits"] == {"Contact": {"email": "a@example.com"}}
    refused(api.send("PUT", f"{profiles}/Bulk", {"profiles": BULK["profiles"][1:]}), 400, 520010)
