"""Data mappings on the emulator."""

import pytest

ITEM = {"expression": "primary_email", "traitGroup": "Contact", "traitName": "email"}
MISSING = "mem_datamapping_00000000000000000000000000"


def test_data_mapping_appears_when_its_creation_ends(api, mapping_body):
    store = api.store()
    accepted = api.send("POST", f"{store}/DataMappings", mapping_body)
    api.operation(accepted)
    assert api.get(f"{store}/DataMappings").json()["dataMappings"] == []
    api.emulator.clock.advance(5)
    operation = api.operation(accepted).json()

    mapping = api.get(operation["resultUrl"].removeprefix("https://memory.twilio.com"))
    assert mapping.json() == {
        **mapping_body,
        "id": operation["result"]["id"],
        "isEnabled": True,
        "createdAt": "2026-01-15T10:30:05.000Z",
        "updatedAt": "2026-01-15T10:30:05.000Z",
        "version": 1,
    }
    assert mapping.header("ETag")


def test_data_mapping_patch_replaces_properties_and_updated_at(api):
    store = api.store()
    mapping = api.mapping(store, description="Contacts")
    before = api.get(mapping).json()
    api.emulator.clock.advance(60)
    api.done("PATCH", mapping, {"isEnabled": False})
    assert api.get(mapping).json() == before | {
        "isEnabled": False,
        "version": 2,
        "updatedAt": "2026-01-15T10:31:00.000Z",
    }


def test_data_mapping_can_be_read_until_its_deletion_ends(api, refused):
    mapping = api.mapping(api.store())
    accepted = api.send("DELETE", mapping)
    assert accepted.json()["message"] == "Data mapping deletion request accepted for processing."
    assert api.get(mapping).status == 200
    api.emulator.complete_operations()
    refused(api.get(mapping), 404, 520048)
    refused(api.send("DELETE", mapping), 404, 520048)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_missing_data_mapping_is_520048(api, refused, method):
    body = {"isEnabled": True} if method == "PATCH" else None
    refused(api.send(method, f"{api.store()}/DataMappings/{MISSING}", body), 404, 520048)


def test_data_mapping_of_another_store_is_missing(api, refused):
    first, second = api.store("first"), api.store("second")
    refused(api.get(api.mapping(first).replace(first, second)), 404, 520048)


def test_invalid_data_mapping_id_is_520046(api, refused):
    body = refused(api.get(f"{api.store()}/DataMappings/x"), 400, 520046)
    assert body["details"]["fields"][0]["field"] == "dataMappingId"


@pytest.mark.parametrize(("method", "status"), [("POST", 409), ("PATCH", 409), ("DELETE", 400)])
def test_data_mapping_write_into_inactive_store_is_520042(api, refused, mapping_body, method, status):
    api.send("POST", api.root, {"displayName": "sandbox"})
    [store_id] = api.get(api.root).json()["stores"]
    path = f"{api.root}/{store_id}/DataMappings"
    body = {"POST": mapping_body, "PATCH": {"isEnabled": True}, "DELETE": None}[method]
    refused(api.send(method, path if method == "POST" else f"{path}/{MISSING}", body), status, 520042)
    assert api.get(path).status == 200


def test_data_mapping_name_of_a_pending_one_is_520056(api, refused, mapping_body):
    store, other = api.store("first"), api.store("second")
    other_mapping = api.mapping(store, "other")
    api.send("POST", f"{store}/DataMappings", mapping_body)
    refused(api.send("POST", f"{store}/DataMappings", mapping_body), 409, 520056)
    assert api.done("PATCH", other_mapping, {"displayName": "crm-contacts"})["error"]["code"] == 520056
    assert api.get(other_mapping).json()["displayName"] == "other"
    assert api.send("POST", f"{other}/DataMappings", mapping_body).status == 202


def test_data_mapping_name_is_free_after_deletion(api):
    store = api.store()
    api.done("DELETE", api.mapping(store, "again"))
    assert api.get(api.mapping(store, "again")).status == 200


def test_data_mapping_ignores_undocumented_properties(api):
    mapping = api.get(api.mapping(api.store(), version=9, colour="red")).json()
    assert mapping["version"] == 1
    assert "colour" not in mapping


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"displayName": "1x"}, ("/displayName", "does not match")),
        ({"displayName": "x\n"}, ("/displayName", "does not match")),
        ({"isEnabled": "yes"}, ("/isEnabled", "boolean")),
        ({"description": None}, ("/description", "string")),
        ({"mappingFrom": {"type": "INGRESS", "columns": []}}, ("/mappingFrom/columns", "less than 1 item")),
        ({"mappingFrom": {"type": "DATASET_CLOUDAPP", "datasetId": "x"}}, ("/mappingFrom/datasetId", "does not match")),
        ({"mappingFrom": {"type": "INGRESS", "columns": ["a"], "extra": 1}}, ("/mappingFrom", "'extra'")),
        ({"mappingTo": {"type": "ELSEWHERE"}}, ("/mappingTo/type", "TRAITS")),
        ({"mappingTo": {"type": "TRAITS", "mappings": [ITEM | {"extra": 1}]}}, ("/mappingTo/mappings/0", "'extra'")),
    ],
)
def test_data_mapping_invalid_body_is_520046_and_names_the_field(api, refused, mapping_body, change, expected):
    response = api.send("POST", f"{api.store()}/DataMappings", mapping_body | change)
    [found] = refused(response, 400, 520046)["details"]["fields"]
    field, message = expected
    assert (found["in"], found["field"]) == ("body", field)
    assert message in found["message"]


def test_data_mapping_error_lists_all_fields_without_values(api, refused):
    response = api.send("POST", f"{api.store()}/DataMappings", {"displayName": "1-private", "isEnabled": 7})
    body = refused(response, 400, 520046)
    assert [found["field"] for found in body["details"]["fields"]].count("") == 2
    assert {found["field"] for found in body["details"]["fields"]} == {"", "/displayName", "/isEnabled"}
    assert b"private" not in response.body


def test_data_mapping_if_match_fails_while_a_change_is_pending(api, refused):
    mapping = api.mapping(api.store())
    tag = [("If-Match", api.get(mapping).header("ETag"))]
    assert api.send("PATCH", mapping, {"description": "first"}, headers=tag).status == 202
    assert api.get(mapping).header("ETag") == tag[0][1]
    refused(api.send("PATCH", mapping, {"description": "second"}, headers=tag), 412, 520043)
    assert api.send("PATCH", mapping, {"description": "third"}, headers=[("If-Match", "*")]).status == 202
    api.emulator.complete_operations()
    assert api.get(mapping).json()["description"] == "third"


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_data_mapping_from_dataset_requires_existing_traits(api, refused, mapping_body, method):
    store = api.store()
    source = {"type": "DATASET_CLOUDAPP", "datasetId": "tdi_dataset_01hv0000000000000000000000"}
    path = f"{store}/DataMappings" if method == "POST" else api.mapping(store, "other", mappingFrom=source)
    [item] = mapping_body["mappingTo"]["mappings"]

    def send(*items):
        to = {"type": "TRAITS", "mappings": [item | each for each in items]}
        return api.send(method, path, {**mapping_body, "mappingFrom": source, "mappingTo": to})

    refused(send({}, {"traitGroup": "Nothing"}), 404, 520047)
    [found] = refused(send({}, {"traitName": "nothing"}), 400, 520046)["details"]["fields"]
    assert found["field"] == "/mappingTo/mappings/1/traitName"
    assert send({}).status == 202
