"""Stores on the emulator."""

import pytest

MISSING = "mem_store_00000000000000000000000000"


def test_store_is_queued_then_provisioning_then_active(api):
    accepted = api.send("POST", api.root, {"displayName": "sandbox", "description": "Customers"})
    [store_id] = api.get(api.root).json()["stores"]
    seen = [api.get(f"{api.root}/{store_id}").json()]
    for _ in range(2):
        api.operation(accepted)
        seen.append(api.get(f"{api.root}/{store_id}").json())

    assert [store["status"] for store in seen] == ["QUEUED", "PROVISIONING", "ACTIVE"]
    assert {key: seen[2][key] for key in ("id", "displayName", "description", "version")} == {
        "id": store_id,
        "displayName": "sandbox",
        "description": "Customers",
        "version": 1,
    }
    assert seen[0]["intelligenceServiceId"] is None
    assert seen[2]["intelligenceServiceId"].startswith("intelligence_service_")


def test_store_patch_keeps_other_properties_and_increments_version(api):
    store = api.store()
    api.done("PATCH", store, {"description": "New"})
    before = api.get(store)
    api.done("PATCH", store, {"displayName": "production"})
    after = api.get(store)

    assert before.json() | {"displayName": "production", "version": 3} == after.json()
    assert after.json()["description"] == "New"
    assert before.header("ETag") != after.header("ETag")


def test_store_change_shows_when_its_operation_ends(api):
    store = api.store()
    accepted = api.send("PATCH", store, {"displayName": "production"})
    api.operation(accepted)
    assert api.get(store).json()["displayName"] == "sandbox"
    api.operation(accepted)
    assert api.get(store).json()["displayName"] == "production"


def test_store_deletion_hides_its_contents_immediately(api, refused):
    store = api.store()
    mapping = api.mapping(store)
    accepted = api.send("DELETE", store)

    for path in (store, mapping, f"{store}/DataMappings"):
        refused(api.get(path), 404, 520041)
    assert api.get(api.root).json()["stores"] == []
    refused(api.send("DELETE", store), 404, 520041)
    refused(api.send("PATCH", store, {"description": "x"}), 404, 520041)

    api.operation(accepted)
    operation = api.operation(accepted).json()
    assert operation["status"] == "COMPLETED"
    assert operation["result"] == {"type": "RESOURCE_ID", "id": store.removeprefix(f"{api.root}/")}
    assert "resultUrl" not in operation
    refused(api.get(mapping), 404, 520041)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_missing_store_is_520041(api, refused, method):
    body = {"description": "x"} if method == "PATCH" else None
    refused(api.send(method, f"{api.root}/{MISSING}", body), 404, 520041)
    refused(api.get(f"{api.root}/{MISSING}/DataMappings"), 404, 520041)


@pytest.mark.parametrize("store_id", ["x", "MEM_STORE_00000000000000000000000000", f"{MISSING}0", "mem_store_%C3%28"])
def test_invalid_store_id_is_520049(api, refused, store_id):
    body = refused(api.get(f"{api.root}/{store_id}"), 400, 520049)
    assert body["details"]["fields"][0]["field"] == "storeId"


def test_store_id_may_have_the_old_prefix(api, refused):
    refused(api.get(f"{api.root}/mem_service_00000000000000000000000000"), 404, 520041)


def test_sixteenth_store_is_520044(api, refused):
    stores = [api.store(f"store-{number}") for number in range(15)]
    refused(api.send("POST", api.root, {"displayName": "one-more"}), 400, 520044)
    api.send("DELETE", stores[0])
    refused(api.send("POST", api.root, {"displayName": "one-more"}), 400, 520044)
    api.emulator.complete_operations()
    api.store("one-more")


def test_store_name_of_a_pending_one_fails_the_operation_with_520045(api):
    api.send("POST", api.root, {"displayName": "pending"})
    stores = api.get(api.root).json()["stores"]
    accepted = api.send("POST", api.root, {"displayName": "pending"})
    assert (accepted.status, accepted.json()["message"]) == (202, "Memory Store creation accepted for processing.")
    assert [api.operation(accepted).json()["status"] for _ in range(2)] == ["RUNNING", "FAILED"]
    operation = api.operation(accepted).json()
    assert operation["error"] == {
        "type": "https://www.twilio.com/docs/api/errors/520045",
        "title": "A memory store of this display name exists already.",
        "code": 520045,
    }
    assert "result" not in operation
    assert api.get(api.root).json()["stores"] == stores
    store = api.store("sandbox")
    assert api.done("PATCH", store, {"displayName": "pending"})["error"]["code"] == 520045
    assert api.get(store).json()["displayName"] == "sandbox"


def test_store_rename_reserves_the_name_immediately(api):
    store = api.store("old")
    renaming = api.send("PATCH", store, {"displayName": "new"})
    failing = [api.send("POST", api.root, {"displayName": name}) for name in ("old", "new")]
    for accepted in failing:
        assert [api.operation(accepted).json()["status"] for _ in range(2)] == ["RUNNING", "FAILED"]
    api.operation(renaming)
    api.operation(renaming)
    assert api.get(store).json()["displayName"] == "new"
    api.store("old")


def test_store_may_keep_its_own_name(api):
    store = api.store("sandbox")
    api.done("PATCH", store, {"displayName": "sandbox"})
    assert api.get(store).json()["version"] == 2


@pytest.mark.parametrize("form", ["{}", "*", "bare", '"other", {}'])
def test_store_change_with_current_etag_is_accepted(api, form):
    store = api.store()
    tag = api.get(store).header("ETag")
    value = tag.strip('"') if form == "bare" else form.format(tag)
    assert api.send("PATCH", store, {"description": "x"}, headers=[("if-match", value)]).status == 202


@pytest.mark.parametrize("kind", ["store", "mapping"])
def test_store_change_with_stale_etag_is_520043(api, refused, kind):
    store = api.store()
    path = store if kind == "store" else api.mapping(store)
    stale = api.get(path).header("ETag")
    api.done("PATCH", path, {"description": "first"})
    refused(api.send("PATCH", path, {"description": "second"}, headers=[("If-Match", stale)]), 412, 520043)
    assert api.get(path).json()["description"] == "first"


def test_etag_is_short_enough_for_if_match(api):
    tag = api.get(api.store()).header("ETag")
    assert tag[0] == tag[-1] == '"'
    assert len(tag) <= 100


def test_store_has_data_as_of(api):
    store = api.store()
    before = api.get(store)
    api.emulator.clock.advance(60)
    api.mapping(store)
    assert api.get(store).json()["dataAsOf"] == before.json()["dataAsOf"]
    api.emulator.clock.advance(60)
    api.profile(store, "ada@example.com")
    after = api.get(store)
    assert after.json() == before.json() | {"dataAsOf": "2026-01-15T10:32:00.000Z"}
    assert after.header("ETag") == before.header("ETag")
