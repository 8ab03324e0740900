"""Trait groups on the emulator."""

import pytest

CONTACT = {
    "firstName": {"dataType": "STRING"},
    "lastName": {"dataType": "STRING"},
    "email": {"dataType": "STRING", "idTypePromotion": "email"},
    "phone": {"dataType": "STRING", "idTypePromotion": "phone"},
    "street": {"dataType": "STRING"},
    "city": {"dataType": "STRING"},
    "state": {"dataType": "STRING"},
    "postalCode": {"dataType": "STRING"},
    "country": {"dataType": "STRING"},
}
LOYALTY = {
    "displayName": "Loyalty",
    "description": "What the program knows.",
    "traits": {
        "tier": {"dataType": "STRING", "validationRule": {"ruleType": "STRING", "pattern": "^[a-z]+$"}},
        "points": {"dataType": "NUMBER"},
    },
}


@pytest.fixture
def store(api):
    return api.store()


@pytest.fixture
def groups(store):
    return f"{store}/TraitGroups"


@pytest.fixture
def loyalty(api, groups):
    """The path of a group of the tests' own."""
    api.done("POST", groups, LOYALTY)
    return f"{groups}/Loyalty"


def names(response):
    return [group["displayName"] for group in response.json()["traitGroups"]]


def test_trait_group_contact_exists_in_new_store(api, groups):
    assert api.get(groups).json() == {
        "traitGroups": [{"displayName": "Contact", "version": 1}],
        "meta": {"key": "traitGroups", "pageSize": 1},
    }
    assert api.get(f"{groups}/Contact").json() == {
        "traitGroup": {"displayName": "Contact", "version": 1, "traits": CONTACT},
        "meta": {"key": "traits", "pageSize": 9},
    }


def test_trait_group_appears_when_its_creation_ends(api, groups):
    accepted = api.send("POST", groups, LOYALTY)
    assert accepted.json()["message"] == "TraitGroup creation request accepted."
    api.operation(accepted)
    assert names(api.get(groups)) == ["Contact"]
    operation = api.operation(accepted).json()
    assert operation["result"]["id"] == "Loyalty"
    fetched = api.get(operation["resultUrl"].removeprefix("https://memory.twilio.com"))
    assert fetched.json()["traitGroup"] == LOYALTY | {"version": 1}
    assert fetched.header("ETag")
    assert names(api.get(groups)) == ["Loyalty", "Contact"]


def test_trait_group_include_traits_defaults(api, groups):
    assert api.get(groups, query="includeTraits=true").json()["traitGroups"][0]["traits"] == CONTACT
    bare = api.get(f"{groups}/Contact", query="includeTraits=false").json()
    assert bare == {"traitGroup": {"displayName": "Contact", "version": 1}, "meta": {"key": "traits", "pageSize": 0}}


def test_trait_group_traits_are_paged(api, groups):
    query = "pageSize=8&orderBy=ASC"
    first = api.get(f"{groups}/Contact", query=query)
    token = first.json()["meta"]["nextToken"]
    second = api.get(f"{groups}/Contact", query=f"{query}&pageToken={token}").json()
    assert list(first.json()["traitGroup"]["traits"]) == list(CONTACT)[:8]
    assert list(second["traitGroup"]["traits"]) == ["country"]
    assert second["traitGroup"]["displayName"] == "Contact"
    assert second["meta"].keys() == {"key", "pageSize", "previousToken"}


def test_trait_group_patch_adds_replaces_and_removes_traits(api, loyalty):
    before = api.get(loyalty)
    traits = {"points": {"dataType": ""}, "tier": {"dataType": "STRING"}, "badges": {"dataType": "ARRAY"}}
    accepted = api.send("PATCH", loyalty, {"traits": traits})
    assert api.get(loyalty).json() == before.json()
    api.emulator.complete_operations()
    assert api.get(loyalty).json()["traitGroup"] == {
        "displayName": "Loyalty",
        "description": "What the program knows.",
        "traits": {"tier": {"dataType": "STRING"}, "badges": {"dataType": "ARRAY"}},
        "version": 2,
    }
    assert api.get(loyalty).header("ETag") != before.header("ETag")
    assert api.operation(accepted).json()["result"]["id"] == "Loyalty"


def test_trait_group_patch_of_description_keeps_traits(api, loyalty):
    api.done("PATCH", loyalty, {"description": "New"})
    assert api.get(loyalty).json()["traitGroup"] == LOYALTY | {"description": "New", "version": 2}


def test_trait_group_change_shows_when_its_operation_ends(api, loyalty):
    accepted = api.send("PATCH", loyalty, {"description": "New"})
    api.operation(accepted)
    assert api.get(loyalty).json()["traitGroup"]["version"] == 1
    api.operation(accepted)
    assert api.get(loyalty).json()["traitGroup"]["version"] == 2


def test_trait_group_removal_of_missing_trait(api, loyalty):
    api.done("PATCH", loyalty, {"traits": {"nothing": {"dataType": ""}}})
    assert api.get(loyalty).json()["traitGroup"] == LOYALTY | {"version": 2}


def test_trait_group_change_with_stale_etag_is_520043(api, refused, loyalty):
    stale = api.get(loyalty).header("ETag")
    assert api.send("PATCH", loyalty, {"description": "1"}, headers=[("If-Match", stale)]).status == 202
    api.emulator.complete_operations()
    refused(api.send("PATCH", loyalty, {"description": "2"}, headers=[("If-Match", stale)]), 412, 520043)


def test_trait_group_etags_differ_between_stores(api, groups):
    other = api.store("other")
    assert api.get(f"{groups}/Contact").header("ETag") != api.get(f"{other}/TraitGroups/Contact").header("ETag")


def test_trait_group_can_be_read_until_its_deletion_ends(api, refused, groups, loyalty):
    accepted = api.send("DELETE", loyalty)
    assert accepted.json()["message"] == "TraitGroup deletion request accepted."
    assert api.get(loyalty).status == 200
    api.emulator.complete_operations()
    for method, body in (("GET", None), ("DELETE", None), ("PATCH", {"description": "x"})):
        refused(api.send(method, loyalty, body), 404, 520047)
    api.done("POST", groups, {"displayName": "Loyalty"})
    assert api.get(loyalty).json()["traitGroup"] == {"displayName": "Loyalty", "traits": {}, "version": 1}


def test_trait_group_name_of_a_pending_one_fails_the_operation_with_520055(api, groups):
    pending = api.send("POST", groups, LOYALTY)
    accepted = [api.send("POST", groups, {"displayName": name}) for name in ("Loyalty", "Contact")]
    assert [response.status for response in accepted] == [202, 202]
    api.emulator.complete_operations()
    assert api.operation(pending).json()["status"] == "COMPLETED"
    for response in accepted:
        operation = api.operation(response).json()
        assert (operation["status"], operation["error"]["code"]) == ("FAILED", 520055)
    assert api.get(f"{groups}/Loyalty").json()["traitGroup"] == LOYALTY | {"version": 1}
    assert api.get(f"{groups}/Contact").json()["traitGroup"]["traits"] == CONTACT
    assert api.send("POST", f"{api.store('other')}/TraitGroups", LOYALTY).status == 202


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Mine"},
        {"traits": {"email": {"dataType": ""}}},
        {"traits": {"email": {"dataType": "STRING"}, "mine": {"dataType": "STRING"}}},
    ],
)
def test_trait_group_contact_defaults_are_protected(api, refused, groups, change):
    refused(api.send("PATCH", f"{groups}/Contact", change), 400, 520050)
    refused(api.send("DELETE", f"{groups}/Contact"), 409, 520050)


@pytest.mark.parametrize("name", ["whatsapp", "chat"])
def test_trait_with_a_reserved_name_is_520050(api, refused, groups, loyalty, name):
    traits = {name: {"dataType": "STRING"}}
    [found] = refused(api.send("PATCH", loyalty, {"traits": traits}), 400, 520050)["details"]["fields"]
    assert found["field"] == f"/traits/{name}"
    refused(api.send("PATCH", f"{groups}/Contact", {"traits": traits}), 400, 520050)
    refused(api.send("POST", groups, {"displayName": "Mine", "traits": traits}), 400, 520050)
    promoted = {f"{name}Id": {"dataType": "STRING", "idTypePromotion": name}, "email": {"dataType": "STRING"}}
    api.done("POST", groups, {"displayName": "Mine", "traits": promoted})


def test_trait_group_contact_accepts_additional_traits(api, groups):
    api.done("PATCH", f"{groups}/Contact", {"traits": {"nickName": {"dataType": "STRING"}}})
    assert api.get(f"{groups}/Contact").json()["traitGroup"]["traits"] == CONTACT | {"nickName": {"dataType": "STRING"}}
    api.done("PATCH", f"{groups}/Contact", {"traits": {"nickName": {"dataType": ""}}})
    assert api.get(f"{groups}/Contact").json()["traitGroup"]["traits"] == CONTACT


def test_fifty_first_trait_group_is_520053(api, refused, groups):
    for number in range(49):
        api.done("POST", groups, {"displayName": f"g{number}"})
    refused(api.send("POST", groups, {"displayName": "one-more"}), 400, 520053)
    api.done("DELETE", f"{groups}/g0")
    # Two are accepted while there is room for one.
    accepted = [api.send("POST", groups, {"displayName": name}) for name in ("last", "too-many")]
    api.emulator.complete_operations()
    first, second = (api.operation(response).json() for response in accepted)
    assert (first["status"], second["status"], second["error"]["code"]) == ("COMPLETED", "FAILED", 520053)


def test_ninety_sixth_trait_is_520054(api, refused, groups):
    many = {f"t{number}": {"dataType": "STRING"} for number in range(95)}
    group = f"{groups}/{api.done('POST', groups, {'displayName': 'Many', 'traits': many})['result']['id']}"
    one_more = {"another": {"dataType": "STRING"}}
    refused(api.send("PATCH", group, {"traits": one_more}), 400, 520054)
    api.done("PATCH", group, {"traits": {"t0": {"dataType": ""}, **one_more}})
    assert len(api.get(group, query="pageSize=100").json()["traitGroup"]["traits"]) == 95
    refused(api.send("POST", groups, {"displayName": "More", "traits": many | one_more}), 400, 520046)


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        ({"dataType": "STRING", "validationRule": {"ruleType": "NUMBER"}}, "/validationRule/ruleType"),
        ({"dataType": "STRING", "validationRule": {"ruleType": "STRING", "pattern": "("}}, "/validationRule/pattern"),
        ({"dataType": "STRING", "idTypePromotion": "passport"}, "/idTypePromotion"),
        ({"dataType": "STRING", "idTypePromotion": None}, "/idTypePromotion"),
        ({"dataType": "DATE"}, "/dataType"),
        ({"dataType": "STRING", "displayName": "x"}, ""),
    ],
)
def test_invalid_trait_definition_is_520046_and_names_the_field(api, refused, groups, definition, field):
    bodies = {"POST": {"displayName": "Odd", "traits": {"a/b": definition}}, "PATCH": {"traits": {"a/b": definition}}}
    for method, body in bodies.items():
        path = groups if method == "POST" else f"{groups}/Contact"
        found = refused(api.send(method, path, body), 400, 520046)["details"]["fields"]
        assert f"/traits/a~1b{field}" in [each["field"] for each in found]


def test_trait_removal_is_refused_in_a_creation(api, refused, groups):
    response = api.send("POST", groups, {"displayName": "Odd", "traits": {"a": {"dataType": ""}}})
    assert refused(response, 400, 520046)["details"]["fields"][0]["field"] == "/traits/a/dataType"


@pytest.mark.parametrize("name", ["", 65 * "x"])
def test_trait_name_has_1_to_64_characters(api, refused, groups, name):
    refused(api.send("POST", groups, {"displayName": "Odd", "traits": {name: {"dataType": "STRING"}}}), 400, 520046)


def test_trait_name_is_kept_unchanged(api, groups):
    traits = {"First Name": {"dataType": "STRING"}}
    api.done("POST", groups, {"displayName": "Odd", "traits": traits})
    assert api.get(f"{groups}/Odd").json()["traitGroup"]["traits"] == traits


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_trait_group_write_into_inactive_store_is_520042(api, refused, method):
    api.send("POST", api.root, {"displayName": "sandbox"})
    [store_id] = api.get(api.root).json()["stores"]
    path = f"{api.root}/{store_id}/TraitGroups"
    body = {"POST": LOYALTY, "PATCH": {"description": "x"}, "DELETE": None}[method]
    response = api.send(method, path if method == "POST" else f"{path}/Contact", body)
    refused(response, 409 if method == "DELETE" else 400, 520042)


def test_trait_group_is_deleted_with_its_store(api, refused, store, loyalty):
    pending = api.send("PATCH", loyalty, {"description": "x"})
    api.done("DELETE", store)
    refused(api.get(loyalty), 404, 520041)
    assert api.operation(pending).json()["error"]["code"] == 520041


def test_pending_trait_group_of_deleted_store_is_dropped(api, store, groups):
    pending = api.send("POST", groups, LOYALTY)
    api.send("DELETE", store)
    api.emulator.complete_operations()
    assert api.operation(pending).json()["error"]["code"] == 520041


def test_trait_deletion_deletes_values_in_profiles(api, loyalty):
    profile = api.profile(loyalty.removesuffix("/TraitGroups/Loyalty"), "ada@example.com")
    api.send("PATCH", profile, {"traits": {"Loyalty": {"tier": "gold", "points": 5}}})
    api.done("PATCH", loyalty, {"traits": {"tier": {"dataType": ""}}})
    assert api.get(profile).json()["traits"] == {"Contact": {"email": "ada@example.com"}, "Loyalty": {"points": 5}}
    api.done("DELETE", loyalty)
    assert api.get(profile).json()["traits"] == {"Contact": {"email": "ada@example.com"}}


def test_trait_group_named_like_a_profile_deletes_none_of_it(api, store, groups):
    profile = api.profile(store, "ada@example.com")
    name = profile.rpartition("/")[2]
    api.done("POST", groups, {"displayName": name})
    api.done("DELETE", f"{groups}/{name}")
    assert api.get(profile).json()["traits"] == {"Contact": {"email": "ada@example.com"}}


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [(r"^\p{Lu}\d+$", "Ä7", "a7"), ("^(a+)+$", 40 * "a", 40 * "a" + "!"), ("^(a|aa)+$", 60 * "a", 60 * "a" + "!")],
)
def test_trait_patterns_are_json_schema_and_linear(api, groups, pattern, good, bad):
    rule = {"ruleType": "STRING", "pattern": pattern}
    api.done("POST", groups, {"displayName": "Odd", "traits": {"code": {"dataType": "STRING", "validationRule": rule}}})
    profile = api.profile(groups.removesuffix("/TraitGroups"), "ada@example.com")
    assert api.send("PATCH", profile, {"traits": {"Odd": {"code": good}}}).status == 202
    assert api.send("PATCH", profile, {"traits": {"Odd": {"code": bad}}}).status == 400


def test_pending_change_does_not_affect_later_group_of_the_name(api, groups, loyalty):
    first, second = (api.send("DELETE", loyalty) for _ in range(2))
    update = api.send("PATCH", loyalty, {"description": "of the one before"})
    for _ in range(2):
        api.operation(first)
    api.send("POST", groups, {"displayName": "Loyalty", "description": "later"})
    api.emulator.complete_operations()
    assert api.get(loyalty).json()["traitGroup"]["description"] == "later"
    assert api.operation(second).json()["status"] == "COMPLETED"
    assert api.operation(update).json()["error"]["code"] == 520047
