"""Identifiers and the lookup on the emulator."""

import pytest

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


def test_an_added_identifier_is_normalised_and_listed_by_type(api, ada, lookup):
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


def test_an_identifier_is_no_trait(api, ada):
    add(api, ada, "phone", "3175556789")
    assert api.get(ada).json()["traits"] == {"Contact": {"email": "ada@example.com"}}


def test_an_identifier_that_is_there_already_is_not_there_twice(api, ada):
    add(api, ada, "email", " ADA@example.com")
    assert emails(api, ada) == ["ada@example.com"]


def test_an_identifier_of_another_profile_merges_the_two(api, store, ada):
    byron = api.profile(store, "byron@example.com")
    assert add(api, byron, "email", "ada@example.com").status == 202
    assert api.get(byron).header("Location") == f"https://memory.twilio.com{ada}"
    assert emails(api, ada) == ["ada@example.com", "byron@example.com"]


@pytest.mark.parametrize(
    ("given", "field"),
    [(("passport", "1"), "/idType"), (("phone", "call me"), "/value"), (("email", " "), "/value")],
)
def test_what_can_be_no_identifier_is_520046(api, refused, ada, given, field):
    body = dict(zip(("idType", "value"), given, strict=True))
    for path in (f"{ada}/Identifiers", f"{ada.rpartition('/')[0]}/Lookup"):
        response = api.send("POST", path, body)
        assert refused(response, 400, 520046)["details"]["fields"][0]["field"] == field


def test_the_hundred_and_first_value_pushes_out_the_first(api, ada):
    for number in range(100):
        add(api, ada, "email", f"{number}@example.com")
    assert emails(api, ada) == [f"{number}@example.com" for number in range(100)]


def test_a_lookup_that_finds_nobody_is_empty(lookup):
    assert lookup("email", "Nobody@Example.com").json() == {"normalizedValue": "nobody@example.com", "profiles": []}


def test_a_lookup_stays_in_its_store(api, ada):
    path = f"/v1/Stores/{api.store('other').rpartition('/')[2]}/Profiles/Lookup"
    body = {"idType": "email", "value": "ada@example.com"}
    assert api.send("POST", path, body).json()["profiles"] == []
    assert api.send("POST", f"{ada.rpartition('/')[0]}/Lookup", body).json()["profiles"] == [ada.rpartition("/")[2]]


def test_a_lookup_in_no_store_is_520041(api, refused):
    path = "/v1/Stores/mem_store_00000000000000000000000000/Profiles/Lookup"
    refused(api.send("POST", path, {"idType": "email", "value": "x@example.com"}), 404, 520041)


def test_a_type_that_the_profile_has_no_value_of_is_520014(api, refused, ada):
    for id_type in ("phone", "passport"):
        refused(api.get(f"{ada}/Identifiers/{id_type}"), 404, 520014)


def test_a_swapped_identifier_leads_no_longer_to_the_profile_and_the_new_one_does(api, ada, lookup):
    add(api, ada, "email", "second@example.com")
    swapped = swap(api, ada, "ADA@example.com", "Lovelace@example.com")
    assert (swapped.status, swapped.json()) == (202, {"message": "Identifier update accepted."})
    assert emails(api, ada) == ["second@example.com", "lovelace@example.com"]
    assert lookup("email", "ada@example.com").json()["profiles"] == []
    assert lookup("email", "lovelace@example.com").json()["profiles"] == [ada.rpartition("/")[2]]


def test_an_identifier_may_be_swapped_for_itself_or_for_another_of_the_profile(api, ada):
    add(api, ada, "email", "second@example.com")
    swap(api, ada, "ada@example.com", "ADA@example.com")
    assert sorted(emails(api, ada)) == ["ada@example.com", "second@example.com"]
    swap(api, ada, "ada@example.com", "second@example.com")
    assert emails(api, ada) == ["second@example.com"]


def test_swapping_what_is_not_there_is_520014(api, refused, ada):
    refused(swap(api, ada, "other@example.com", "new@example.com"), 404, 520014)
    refused(swap(api, ada, "3175556789", "3175556780", "phone"), 404, 520014)
    refused(swap(api, ada, "x", "y", "passport"), 404, 520014)


def test_swapping_for_what_belongs_to_another_profile_is_a_conflict_and_no_merge(api, refused, store, ada):
    byron = api.profile(store, "byron@example.com")
    refused(swap(api, byron, "byron@example.com", "Ada@example.com"), 409, 520004)
    assert emails(api, byron) == ["byron@example.com"]
    assert emails(api, ada) == ["ada@example.com"]


def test_what_may_be_shared_can_be_swapped_for_what_another_profile_has(api, store, ada):
    configs = [{"idType": "email", "normalization": "email", "enforceUnique": False}]
    body = {"identifierConfigs": configs, "matchingRules": ["email"]}
    api.done("PUT", f"{store}/IdentityResolutionSettings", body)
    byron = api.profile(store, "byron@example.com")
    assert swap(api, byron, "byron@example.com", "ada@example.com").status == 202
    assert emails(api, byron) == emails(api, ada) == ["ada@example.com"]


def test_the_type_in_the_body_repeats_the_path(api, refused, ada):
    body = {"idType": "phone", "oldValue": "ada@example.com", "newValue": "x@example.com"}
    refused(api.send("PATCH", f"{ada}/Identifiers/email", body), 400, 520046)


def test_a_new_value_that_can_be_no_identifier_is_520046(api, refused, ada):
    refused(swap(api, ada, "ada@example.com", " "), 400, 520046)


@pytest.mark.parametrize(
    ("policy", "left"), [("fifo", ["b@example.com", "c@example.com"]), ("lifo", ["ada@example.com", "b@example.com"])]
)
def test_the_limit_policy_chooses_which_one_is_deleted(api, store, ada, policy, left):
    for name in "bc":
        add(api, ada, "email", f"{name}@example.com")
    body = {"identifierConfigs": [{"idType": "email", "limitPolicy": policy}], "matchingRules": ["email"]}
    api.done("PUT", f"{store}/IdentityResolutionSettings", body)
    deleted = api.send("DELETE", f"{ada}/Identifiers/email")
    assert (deleted.status, deleted.json()) == (202, {"message": "Identifier removal accepted."})
    assert emails(api, ada) == left


def test_all_of_a_type_can_be_deleted_and_others_stay(api, refused, ada, lookup):
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
def test_identifiers_of_no_profile_are_520009(api, refused, ada, request_):
    method, below, body = request_
    path = f"{ada.rpartition('/')[0]}/{MISSING}/Identifiers{below}"
    refused(api.send(method, path, body), 404, 520009)


def test_with_a_lag_identifiers_change_later(new_api):
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


def test_what_was_accepted_for_a_profile_that_is_gone_by_then_changes_nothing(new_api, refused):
    api = new_api(write_lag=5)
    ada = api.profile(email="ada@example.com")
    api.emulator.clock.advance(5)
    api.send("DELETE", ada)
    assert add(api, ada, "email", "b@example.com").status == 202
    api.emulator.clock.advance(5)
    refused(api.get(ada), 404, 520009)
    found = api.send("POST", f"{ada.rpartition('/')[0]}/Lookup", {"idType": "email", "value": "b@example.com"})
    assert found.json()["profiles"] == []


def test_what_was_accepted_for_a_profile_that_is_merged_meanwhile_reaches_the_canonical_one(new_api):
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


def test_with_a_lag_each_deletion_takes_one_that_is_there_by_then(new_api):
    api = new_api(write_lag=5)
    ada = api.profile(email="ada@example.com")
    add(api, ada, "email", "b@example.com")
    add(api, ada, "email", "c@example.com")
    api.emulator.clock.advance(5)
    for _ in range(2):
        assert api.send("DELETE", f"{ada}/Identifiers/email").status == 202
    api.emulator.clock.advance(5)
    assert len(emails(api, ada)) == 1
