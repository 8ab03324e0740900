"""Identifiers and the lookup on the emulator."""

import pytest

from twilio_memory.testing import Behavior

MISSING = "mem_profile_00000000000000000000000000"


@pytest.fixture
def store(api):
    return api.store()


@pytest.fixture
def ada(api, store):
    """The path of a profile with one email address."""
    return api.profile(store, "ada@example.com")


@pytest.fixture
def lookup(api, ada):
    """Look profiles up in ada's store."""
    path = f"{ada.rpartition('/')[0]}/Lookup"

    def look(id_type, value):
        return api.send("POST", path, {"idType": id_type, "value": value})

    return look


def add(api, profile, id_type, value):
    return api.send("POST", f"{profile}/Identifiers", {"idType": id_type, "value": value})


def swap(api, profile, old, new, id_type="email"):
    body = {"idType": id_type, "oldValue": old, "newValue": new}
    return api.send("PATCH", f"{profile}/Identifiers/{id_type}", body)


def emails(api, profile):
    return api.get(f"{profile}/Identifiers/email").json()["values"]


def test_identifier_is_normalized_and_listed_by_type(api, ada, lookup):
    added = add(api, ada, "phone", "(317) 555-6789")
    assert (added.status, added.json()) == (202, {"message": "Identifier accepted for processing."})
    assert add(api, ada, "email", "Ada.Second@Example.com").status == 202
    assert api.get(f"{ada}/Identifiers").json() == {
        "identifiers": [
            {"idType": "email", "values": ["ada@example.com", "ada.second@example.com"]},
            {"idType": "phone", "values": ["+13175556789"]},
        ]
    }
    assert api.get(f"{ada}/Identifiers/phone").json() == {"idType": "phone", "values": ["+13175556789"]}
    found = lookup("phone", "1-317-555-6789").json()
    assert found == {"normalizedValue": "+13175556789", "profiles": [ada.rpartition("/")[2]]}


def test_identifier_is_not_a_trait(api, ada):
    add(api, ada, "phone", "3175556789")
    assert api.get(ada).json()["traits"] == {"Contact": {"email": "ada@example.com"}}


def test_identifier_is_not_duplicated(api, ada):
    add(api, ada, "email", " ADA@example.com")
    assert emails(api, ada) == ["ada@example.com"]


def test_identifier_of_another_profile_merges_both(api, store, ada):
    byron = api.profile(store, "byron@example.com")
    assert add(api, byron, "email", "ada@example.com").status == 202
    assert api.get(byron).header("Location") == f"https://memory.twilio.com{ada}"
    assert emails(api, ada) == ["ada@example.com", "byron@example.com"]


@pytest.mark.parametrize(
    ("given", "field"),
    [(("passport", "1"), "/idType"), (("phone", "call me"), "/value"), (("email", " "), "/value")],
)
def test_identifier_with_invalid_value_is_520046(api, refused, ada, given, field):
    body = dict(zip(("idType", "value"), given, strict=True))
    for path in (f"{ada}/Identifiers", f"{ada.rpartition('/')[0]}/Lookup"):
        response = api.send("POST", path, body)
        assert refused(response, 400, 520046)["details"]["fields"][0]["field"] == field


def test_identifier_limit_evicts_the_first_of_101_values(api, ada):
    for number in range(100):
        add(api, ada, "email", f"{number}@example.com")
    assert emails(api, ada) == [f"{number}@example.com" for number in range(100)]


def test_identifier_chat_is_a_default_type(api, ada, lookup):
    assert add(api, ada, "chat", " user-17 ").status == 202
    assert lookup("chat", "user-17").json() == {"normalizedValue": "user-17", "profiles": [ada.rpartition("/")[2]]}


@pytest.mark.parametrize(
    "number", ["+49 (0)30 23125012", "491713920012.0", "33639980012.0", "5555550123.0", "0171 3920012", "1.5551E+10"]
)
def test_phone_number_that_would_become_another_is_refused(api, refused, ada, lookup, number):
    found = refused(add(api, ada, "phone", number), 400, 520046)["details"]["fields"][0]
    assert "is not a phone number" in found["message"]
    refused(lookup("phone", number), 400, 520046)
    profiles = ada.rpartition("/")[0]
    person = {"traits": {"Contact": {"email": "b@example.com", "phone": number}}}
    found = refused(api.send("POST", profiles, person), 400, 520005)["details"]["fields"][0]
    assert (found["field"], "is not a phone number" in found["message"]) == ("/traits/Contact/phone", True)
    refused(api.send("PATCH", ada, person), 400, 520005)
    assert api.get(profiles).json()["profiles"] == [ada.rpartition("/")[2]]


def test_lookup_without_a_match_is_empty(lookup):
    assert lookup("email", "Unknown@Example.com").json() == {"normalizedValue": "unknown@example.com", "profiles": []}


def test_lookup_stays_in_its_store(api, ada):
    path = f"/v1/Stores/{api.store('other').rpartition('/')[2]}/Profiles/Lookup"
    body = {"idType": "email", "value": "ada@example.com"}
    assert api.send("POST", path, body).json()["profiles"] == []
    assert api.send("POST", f"{ada.rpartition('/')[0]}/Lookup", body).json()["profiles"] == [ada.rpartition("/")[2]]


def test_lookup_in_missing_store_is_520041(api, refused):
    path = "/v1/Stores/mem_store_00000000000000000000000000/Profiles/Lookup"
    refused(api.send("POST", path, {"idType": "email", "value": "x@example.com"}), 404, 520041)


def test_identifier_type_without_values_is_520014(api, refused, ada):
    for id_type in ("phone", "passport"):
        refused(api.get(f"{ada}/Identifiers/{id_type}"), 404, 520014)


def test_identifier_swap_changes_the_lookup(api, ada, lookup):
    add(api, ada, "email", "second@example.com")
    swapped = swap(api, ada, "ADA@example.com", "Lovelace@example.com")
    assert (swapped.status, swapped.json()) == (202, {"message": "Identifier update accepted."})
    assert emails(api, ada) == ["second@example.com", "lovelace@example.com"]
    assert lookup("email", "ada@example.com").json()["profiles"] == []
    assert lookup("email", "lovelace@example.com").json()["profiles"] == [ada.rpartition("/")[2]]


def test_identifier_swap_to_own_value(api, ada):
    add(api, ada, "email", "second@example.com")
    swap(api, ada, "ada@example.com", "ADA@example.com")
    assert sorted(emails(api, ada)) == ["ada@example.com", "second@example.com"]
    swap(api, ada, "ada@example.com", "second@example.com")
    assert emails(api, ada) == ["second@example.com"]


def test_identifier_swap_of_missing_value_is_520014(api, refused, ada):
    refused(swap(api, ada, "other@example.com", "new@example.com"), 404, 520014)
    refused(swap(api, ada, "3175556789", "3175556780", "phone"), 404, 520014)
    refused(swap(api, ada, "x", "y", "passport"), 404, 520014)


def test_identifier_swap_to_value_of_another_profile_merges_both(api, store, ada):
    byron = api.profile(store, "byron@example.com")
    add(api, byron, "email", "lord@example.com")
    assert swap(api, byron, "byron@example.com", "Ada@example.com").status == 202
    assert api.get(byron).header("Location") == f"https://memory.twilio.com{ada}"
    assert emails(api, ada) == ["ada@example.com", "lord@example.com"]


def test_identifier_swap_to_value_of_another_profile_is_a_conflict_beyond_the_limits(api, refused, store, ada):
    byron = api.profile(store, "byron@example.com")
    add(api, byron, "phone", "3175556789")
    add(api, ada, "phone", "3175556780")
    body = {"identifierConfigs": [{"idType": "phone", "limit": 1}], "matchingRules": ["phone", "email"]}
    api.done("PUT", f"{store}/IdentityResolutionSettings", body)
    refused(swap(api, byron, "byron@example.com", "Ada@example.com"), 409, 520004)
    refused(add(api, byron, "email", "Ada@example.com"), 400, 520004)
    assert emails(api, byron) == ["byron@example.com"]
    assert emails(api, ada) == ["ada@example.com"]


def test_identifier_swap_to_shared_value(new_api):
    api = new_api(behavior=Behavior(lock_identity_settings=False))
    store = api.store()
    configs = [{"idType": "email", "normalization": "email", "enforceUnique": False}]
    body = {"identifierConfigs": configs, "matchingRules": ["email"]}
    api.done("PUT", f"{store}/IdentityResolutionSettings", body)
    ada = api.profile(store, "ada@example.com")
    byron = api.profile(store, "byron@example.com")
    assert swap(api, byron, "byron@example.com", "ada@example.com").status == 202
    assert emails(api, byron) == emails(api, ada) == ["ada@example.com"]


def test_identifier_type_in_body_must_equal_the_path(api, refused, ada):
    body = {"idType": "phone", "oldValue": "ada@example.com", "newValue": "x@example.com"}
    refused(api.send("PATCH", f"{ada}/Identifiers/email", body), 400, 520046)


def test_identifier_swap_to_invalid_value_is_520046(api, refused, ada):
    refused(swap(api, ada, "ada@example.com", " "), 400, 520046)


@pytest.mark.parametrize(
    ("policy", "left"), [("fifo", ["b@example.com", "c@example.com"]), ("lifo", ["ada@example.com", "b@example.com"])]
)
def test_identifier_deletion_follows_the_limit_policy(api, store, ada, policy, left):
    for name in "bc":
        add(api, ada, "email", f"{name}@example.com")
    body = {"identifierConfigs": [{"idType": "email", "limitPolicy": policy}], "matchingRules": ["email"]}
    api.done("PUT", f"{store}/IdentityResolutionSettings", body)
    deleted = api.send("DELETE", f"{ada}/Identifiers/email")
    assert (deleted.status, deleted.json()) == (202, {"message": "Identifier removal accepted."})
    assert emails(api, ada) == left


def test_identifier_deletion_of_all_values_of_a_type(api, refused, ada, lookup):
    add(api, ada, "email", "b@example.com")
    add(api, ada, "phone", "3175556789")
    assert api.send("DELETE", f"{ada}/Identifiers/email", query="removeAll=true").status == 202
    assert [each["idType"] for each in api.get(f"{ada}/Identifiers").json()["identifiers"]] == ["phone"]
    assert lookup("email", "b@example.com").json()["profiles"] == []
    refused(api.send("DELETE", f"{ada}/Identifiers/email"), 404, 520017)


@pytest.mark.parametrize(
    "request_",
    [
        ("GET", "", None),
        ("POST", "", {"idType": "email", "value": "x@example.com"}),
        ("GET", "/email", None),
        ("PATCH", "/email", {"idType": "email", "oldValue": "a", "newValue": "b"}),
        ("DELETE", "/email", None),
    ],
)
def test_identifiers_of_missing_profile_are_520009(api, refused, ada, request_):
    method, below, body = request_
    path = f"{ada.rpartition('/')[0]}/{MISSING}/Identifiers{below}"
    refused(api.send(method, path, body), 404, 520009)


def test_identifiers_change_after_the_write_lag(new_api):
    api = new_api(write_lag=5)
    ada = api.profile(email="ada@example.com")
    api.emulator.clock.advance(5)
    add(api, ada, "email", "b@example.com")
    swap(api, ada, "ada@example.com", "c@example.com")
    assert emails(api, ada) == ["ada@example.com"]
    api.emulator.clock.advance(5)
    assert emails(api, ada) == ["b@example.com", "c@example.com"]
    api.send("DELETE", f"{ada}/Identifiers/email")
    assert len(emails(api, ada)) == 2
    api.emulator.complete_operations()
    assert emails(api, ada) == ["c@example.com"]


def test_pending_identifier_change_of_deleted_profile_does_nothing(new_api, refused):
    api = new_api(write_lag=5)
    ada = api.profile(email="ada@example.com")
    api.emulator.clock.advance(5)
    api.send("DELETE", ada)
    assert add(api, ada, "email", "b@example.com").status == 202
    api.emulator.clock.advance(5)
    refused(api.get(ada), 404, 520009)
    found = api.send("POST", f"{ada.rpartition('/')[0]}/Lookup", {"idType": "email", "value": "b@example.com"})
    assert found.json()["profiles"] == []


def test_pending_identifier_change_follows_a_merge(new_api):
    api = new_api(write_lag=5)
    store = api.store()
    ada, byron = api.profile(store, "ada@example.com"), api.profile(store, "byron@example.com")
    api.emulator.clock.advance(5)
    add(api, byron, "email", "ada@example.com")
    add(api, byron, "email", "third@example.com")
    item = {"content": "Likes tea.", "occurredAt": "2026-01-15T10:30:00Z", "source": "x"}
    assert api.send("POST", f"{byron}/Observations", {"observations": [item]}).status == 202
    api.emulator.clock.advance(5)
    assert emails(api, ada) == ["ada@example.com", "byron@example.com", "third@example.com"]
    assert len(api.get(f"{ada}/Observations").json()["observations"]) == 1


def test_pending_identifier_deletions_each_delete_a_current_value(new_api):
    api = new_api(write_lag=5)
    ada = api.profile(email="ada@example.com")
    add(api, ada, "email", "b@example.com")
    add(api, ada, "email", "c@example.com")
    api.emulator.clock.advance(5)
    for _ in range(2):
        assert api.send("DELETE", f"{ada}/Identifiers/email").status == 202
    api.emulator.clock.advance(5)
    assert len(emails(api, ada)) == 1
