"""The emulator's choices where Twilio documents none: each switch, both ways."""

import dataclasses

import pytest

from twilio_memory.testing import Behavior, Emulator


def emulator_with(new_api, **switches):
    return new_api(behavior=Behavior(**switches), operation_polls=2)


def test_switch_defaults():
    on = {"hide_deleted_stores", "lock_identity_settings"}
    assert dataclasses.asdict(Behavior()) == {field.name: field.name in on for field in dataclasses.fields(Behavior)}
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
    api = emulator_with(new_api)
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


def test_bulk_without_its_invalid_profiles_is_accepted(new_api):
    api = emulator_with(new_api, reject_whole_bulk=False)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    assert api.send("PUT", f"{profiles}/Bulk", BULK).status == 202
    api.emulator.complete_operations()
    [profile] = api.get(profiles).json()["profiles"]
    assert api.get(f"{profiles}/{profile}").json()["traits"] == {"Contact": {"email": "a@example.com"}}
    bulk = [event.level for event in api.emulator.events if event.type == "traits.upserted.bulk"]
    assert bulk == ["ERROR", "INFO"]


SHARED = {"idType": "home", "enforceUnique": False}
FUZZY = {"idType": "name", "matchingAlgo": "fuzzy", "matchingThreshold": 90}


@pytest.mark.parametrize(("config", "setting"), [(SHARED, "enforceUnique"), (FUZZY, "matchingAlgo")])
def test_identity_settings_are_locked(new_api, refused, config, setting):
    body = {"identifierConfigs": [config], "matchingRules": [config["idType"]]}
    api = emulator_with(new_api, lock_identity_settings=True)
    path = f"{api.store()}/IdentityResolutionSettings"
    [found] = refused(api.send("PUT", path, body), 400, 520024)["details"]["fields"]
    assert found["field"] == f"/identifierConfigs/0/{setting}"
    threshold = {"idType": "name", "matchingThreshold": 90, "limitPolicy": "lifo", "limit": 1}
    assert api.send("PUT", path, {**body, "identifierConfigs": [threshold], "matchingRules": ["name"]}).status == 202

    api = emulator_with(new_api, lock_identity_settings=False)
    path = f"{api.store()}/IdentityResolutionSettings"
    api.done("PUT", path, body)
    assert config.items() <= api.get(path).json()["identifierConfigs"][0].items()


@pytest.mark.parametrize("seeded", [True, False])
def test_push_user_id_is_a_type_of_new_stores(new_api, seeded):
    api = emulator_with(new_api, push_user_id=seeded)
    settings = api.get(f"{api.store()}/IdentityResolutionSettings").json()
    assert ("pushUserID" in settings["matchingRules"]) is seeded
    assert settings["matchingRules"] == [config["idType"] for config in settings["identifierConfigs"]]


@pytest.mark.parametrize("at_once", [True, False])
def test_taken_names_are_refused_at_once_or_by_the_operation(new_api, refused, mapping_body, at_once):
    api = emulator_with(new_api, refuse_taken_names=at_once)
    store, other = api.store("first"), api.store("second")
    mapping = api.mapping(store, "renamed")
    api.mapping(store, mapping_body["displayName"])
    for method, path, name, code in (
        ("POST", api.root, "first", 520045),
        ("PATCH", other, "first", 520045),
        ("POST", f"{store}/TraitGroups", "Contact", 520055),
        ("PATCH", mapping, mapping_body["displayName"], 520056),
    ):
        response = api.send(method, path, {"displayName": name})
        if at_once:
            refused(response, 409 if code == 520056 else 400, code)
        else:
            assert response.status == 202
            api.emulator.complete_operations()
            assert api.operation(response).json()["error"]["code"] == code
    refused(api.send("POST", f"{store}/DataMappings", mapping_body), 409, 520056)


@pytest.mark.parametrize(("old", "code"), [(True, 20001), (False, 520045)])
def test_taken_store_name_has_the_old_or_the_new_code(new_api, refused, old, code):
    api = emulator_with(new_api, old_store_name_code=old)
    api.store("first")
    assert api.done("POST", api.root, {"displayName": "first"})["error"]["code"] == code
    api = emulator_with(new_api, old_store_name_code=old, refuse_taken_names=True)
    api.store("first")
    assert refused(api.send("POST", api.root, {"displayName": "first"}), 400, code)["message"].endswith(
        "already exists." if old else "exists already."
    )


@pytest.mark.parametrize("refuse", [True, False])
def test_overlapping_profiles_of_a_bulk_are_skipped_or_written_in_order(new_api, refuse):
    api = emulator_with(new_api, refuse_overlapping_profiles=refuse)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    people = [
        {"email": "a@example.com", "firstName": "A"},
        {"email": "b@example.com"},
        {"email": "a@example.com", "phone": "3175551234", "firstName": "C"},
        {"phone": "3175551234", "lastName": "D"},
    ]
    accepted = api.send("PUT", f"{profiles}/Bulk", {"profiles": [{"traits": {"Contact": each}} for each in people]})
    api.emulator.complete_operations()
    operation = accepted.json()["statusUrl"].removeprefix("https://memory.twilio.com")
    assert api.get(operation).json()["status"] == "COMPLETED"
    first, _ = api.get(profiles, query="orderBy=ASC").json()["profiles"]
    written = people[0] if refuse else {**people[0], **people[2], **people[3]}
    assert api.get(f"{profiles}/{first}").json()["traits"] == {"Contact": written}
    found = [
        (event.level, event.error_code, event.error_reason) for event in api.emulator.events if event.level != "INFO"
    ]
    if refuse:
        assert found == [
            ("ERROR", 520034, "item 2: /profiles/2 shares an identifier with item 0"),
            ("ERROR", 520034, "item 3: /profiles/3 shares an identifier with item 2"),
        ]
    else:
        assert found == [
            ("WARNING", 520034, "item 2: shares an identifier with item 0"),
            ("WARNING", 520034, "item 3: shares an identifier with item 2"),
        ]


@pytest.mark.parametrize("drop", [True, False])
def test_undeclared_traits_of_a_new_profile_are_dropped_or_refused(new_api, refused, drop):
    api = emulator_with(new_api, drop_undeclared_traits=drop)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    declared = {"Contact": {"email": "ada@example.com"}}
    undeclared = {"Contact": {**declared["Contact"], "nickname": "Ada"}, "Support": {"disposition": "resolved"}}
    created = api.send("POST", profiles, {"traits": undeclared})
    if drop:
        path = f"{profiles}/{created.json()['id']}"
        assert api.get(path).json()["traits"] == declared
        [event] = [each for each in api.emulator.events if each.level != "INFO"]
        assert (event.level, event.error_code) == ("ERROR", 520005)
        assert event.error_reason == (
            "Trait not registered for this service: Contact.nickname; Trait not registered for this service: Support"
        )
    else:
        fields = refused(created, 400, 520005)["details"]["fields"]
        assert [found["field"] for found in fields] == ["/traits/Contact/nickname", "/traits/Support"]
        path = f"{profiles}/{api.send('POST', profiles, {'traits': declared}).json()['id']}"
    # A change is refused either way.
    refused(api.send("PATCH", path, {"traits": {"Contact": {"nickname": "Ada"}}}), 400, 520005)
