"""Profiles and their traits on the emulator."""

import pytest

from twilio_memory.testing import Behavior
from twilio_memory.testing._traits import find_violation

MISSING = "mem_profile_00000000000000000000000000"
ADA = {"Contact": {"email": "ada@example.com", "firstName": "Ada"}}
TRAITS = {
    "name": {"dataType": "STRING", "validationRule": {"ruleType": "STRING", "pattern": "^[a-z]", "maxLength": 5}},
    "text": {"dataType": "STRING"},
    "points": {"dataType": "NUMBER", "validationRule": {"ruleType": "NUMBER", "min": 0, "max": 10}},
    "number": {"dataType": "NUMBER"},
    "optedIn": {"dataType": "BOOLEAN"},
    "badges": {"dataType": "ARRAY", "validationRule": {"ruleType": "ARRAY", "minItems": 1, "maxItems": 2}},
    "list": {"dataType": "ARRAY"},
}


@pytest.fixture
def store(api):
    """The path of a store with a group of the tests' own."""
    path = api.store()
    api.done("POST", f"{path}/TraitGroups", {"displayName": "Loyalty", "traits": TRAITS})
    return path


@pytest.fixture
def profiles(store):
    return f"/v1/Stores/{store.rpartition('/')[2]}/Profiles"


@pytest.fixture
def ada(api, profiles):
    """The path of a profile."""
    return f"{profiles}/{api.send('POST', profiles, {'traits': ADA}).json()['id']}"


def test_profile_can_be_read_with_its_traits(api, profiles):
    created = api.send("POST", profiles, {"traits": ADA})
    profile_id = created.json()["id"]
    assert created.status == 202
    assert created.json() == {"id": profile_id, "message": "Profile resolved and accepted for processing."}
    expected = {"id": profile_id, "createdAt": "2026-01-15T10:30:00.000Z", "traits": ADA}
    fetched = api.get(f"{profiles}/{profile_id}")
    assert fetched.json() == expected
    assert fetched.header("Canonical-Profile-Id") is None


@pytest.mark.parametrize(
    "body", [{}, {"traits": {}}, {"traits": {"Contact": {}}}, {"traits": {"Contact": {"firstName": "Ada"}}}]
)
def test_profile_without_identifier_is_520046(api, refused, profiles, body):
    assert refused(api.send("POST", profiles, body), 400, 520046)["details"]["fields"][0]["field"] == "/traits"
    assert api.get(profiles).json()["profiles"] == []


def test_profile_list_is_newest_first(api, profiles):
    made = [
        api.send("POST", profiles, {"traits": {"Contact": {"email": f"{name}@example.com"}}}).json()["id"]
        for name in "abc"
    ]
    first = api.get(profiles, query="pageSize=2").json()
    assert first["profiles"] == made[:0:-1]
    assert (first["meta"]["key"], first["meta"]["pageSize"]) == ("profiles", 2)
    second = api.get(profiles, query=f"pageSize=2&pageToken={first['meta']['nextToken']}").json()
    assert second["profiles"] == made[:1]
    assert api.get(profiles, query="orderBy=ASC&pageSize=1000").json()["profiles"] == made


def test_profile_patch_merges_traits_and_null_removes_one(api, ada):
    api.send(
        "PATCH", ada, {"traits": {"Contact": {"lastName": "King", "firstName": "Augusta"}, "Loyalty": {"points": 3}}}
    )
    patched = api.send("PATCH", ada, {"traits": {"Contact": {"firstName": None, "phone": None}}})
    assert (patched.status, patched.json()) == (202, {"message": "Trait modifications accepted for processing."})
    assert api.get(ada).json()["traits"] == {
        "Contact": {"email": "ada@example.com", "lastName": "King"},
        "Loyalty": {"points": 3},
    }


def test_profile_group_without_traits_is_removed(api, ada):
    api.send("PATCH", ada, {"traits": {"Loyalty": {"points": 3}}})
    api.send("PATCH", ada, {"traits": {"Loyalty": {"points": None}}})
    assert api.get(ada).json()["traits"] == ADA


@pytest.mark.parametrize("body", [{}, {"traits": {}}])
def test_profile_empty_patch_changes_nothing(api, ada, body):
    assert api.send("PATCH", ada, body).status == 202
    assert api.get(ada).json()["traits"] == ADA


def test_profile_patch_of_promoted_trait_adds_an_identifier(api, ada):
    api.send("PATCH", ada, {"traits": {"Contact": {"email": "Ada.King@example.com", "phone": "3175551234"}}})
    api.send("PATCH", ada, {"traits": {"Contact": {"phone": None}}})
    assert api.get(f"{ada}/Identifiers").json()["identifiers"] == [
        {"idType": "email", "values": ["ada@example.com", "ada.king@example.com"]},
        {"idType": "phone", "values": ["+13175551234"]},
    ]
    assert api.get(ada).json()["traits"]["Contact"]["email"] == "Ada.King@example.com"


def test_profile_patch_of_promoted_trait_can_merge(api, store, ada):
    byron = api.profile(store, "byron@example.com")
    api.emulator.clock.advance(1)
    api.send("PATCH", byron, {"traits": {"Contact": {"email": "ada@example.com", "lastName": "Byron"}}})
    assert api.get(byron).header("Location") == f"https://memory.twilio.com{ada}"
    assert api.get(ada).json()["traits"]["Contact"] == {**ADA["Contact"], "lastName": "Byron"}


@pytest.mark.parametrize(
    "traits",
    [
        {"name": "abcde", "text": 1024 * "x", "points": 0.5, "number": 2**31 - 1, "optedIn": False},
        {"badges": ["a", 1], "list": [], "number": -(2**31), "text": ""},
        {"list": [1024 * "x", -1.5, True, 2**31 - 1], "badges": [False]},
        {"list": 100 * ["x"], "points": 10},
    ],
)
def test_trait_values_round_trip(api, ada, traits):
    assert api.send("PATCH", ada, {"traits": {"Loyalty": traits}}).status == 202
    assert api.get(ada).json()["traits"]["Loyalty"] == traits


@pytest.mark.parametrize(
    "trait",
    [
        ("name", "Abc"),
        ("name", "abcdef"),
        ("name", 1),
        ("points", -1),
        ("points", 10.5),
        ("points", "1"),
        ("points", True),
        ("number", 2**31),
        ("number", -(2**31) - 1),
        ("optedIn", 1),
        ("optedIn", "true"),
        ("badges", []),
        ("badges", ["a", "b", "c"]),
        ("badges", "a"),
        ("list", [2**31]),
        ("list", [1025 * "x"]),
        ("other", 1),
    ],
)
def test_invalid_trait_values_are_520005_and_not_written(api, refused, profiles, ada, trait):
    name, value = trait
    traits = {"Contact": {"email": "new@example.com"}, "Loyalty": {name: value}}
    for method, path in (("POST", profiles), ("PATCH", ada)):
        [found] = refused(api.send(method, path, {"traits": traits}), 400, 520005)["details"]["fields"]
        assert found["field"] == f"/traits/Loyalty/{name}"
    assert api.get(ada).json()["traits"] == ADA
    assert len(api.get(profiles).json()["profiles"]) == 1


@pytest.mark.parametrize(
    ("data_type", "most", "value"), [("STRING", 1024, "x"), ("ARRAY", 100, ["x"]), ("ARRAY", 1024, "x")]
)
def test_trait_limits_hold_without_request_validation(data_type, most, value):
    def made(count):
        return [count * value] if (data_type, value) == ("ARRAY", "x") else count * value

    # A rule can make a limit narrower, never wider.
    for rule in ({}, {"maxLength": 5000, "maxItems": 5000}):
        definition = {"dataType": data_type, "validationRule": {"ruleType": data_type, **rule}}
        assert find_violation(definition, made(most)) is None
        assert find_violation(definition, made(most + 1)) is not None


@pytest.mark.parametrize("value", [1025 * "x", 101 * ["x"], [["x"]], {"street": "Main"}, [None], [{}]])
def test_impossible_trait_values_are_520046(api, refused, ada, value):
    refused(api.send("PATCH", ada, {"traits": {"Loyalty": {"list": value}}}), 400, 520046)


def test_trait_null_is_only_allowed_in_patches(api, refused, profiles):
    refused(api.send("POST", profiles, {"traits": {"Contact": {"email": "a@example.com", "phone": None}}}), 400, 520046)


def test_unknown_trait_group_is_520020_with_all_errors(api, refused, profiles, ada):
    traits = {"Contact": {"email": "", "nickName": "A"}, "Unknown": {"x": 1}}
    for method, path in (("POST", profiles), ("PATCH", ada)):
        body = refused(api.send(method, path, {"traits": {"Unknown": {"x": 1}}}), 400, 520020)
        assert [found["field"] for found in body["details"]["fields"]] == ["/traits/Unknown"]
        body = refused(api.send(method, path, {"traits": traits}), 400, 520005)
        assert [found["field"] for found in body["details"]["fields"]] == [
            "/traits/Contact/email",
            "/traits/Contact/nickName",
            "/traits/Unknown",
        ]


def test_promoted_value_without_normal_form_is_520005(api, refused, profiles):
    traits = {"Contact": {"email": "a@example.com", "phone": "call me"}}
    [found] = refused(api.send("POST", profiles, {"traits": traits}), 400, 520005)["details"]["fields"]
    assert found["field"] == "/traits/Contact/phone"
    assert "call me" not in found["message"]


def test_profile_can_be_read_by_trait_groups(api, ada):
    api.send("PATCH", ada, {"traits": {"Loyalty": {"points": 3}}})
    for query, groups in (("Loyalty", {"Loyalty"}), ("Contact,%20Loyalty", {"Contact", "Loyalty"}), ("Other", set())):
        assert api.get(ada, query=f"traitGroups={query}").json()["traits"].keys() == groups


def test_trait_list_is_latest_first(api, ada):
    api.emulator.clock.advance(60)
    api.send("PATCH", ada, {"traits": {"Contact": {"email": "ada@example.com"}, "Loyalty": {"badges": ["a"]}}})
    listed = api.get(f"{ada}/Traits").json()
    assert listed == {
        "traits": [
            {"name": "badges", "value": ["a"], "traitGroup": "Loyalty", "timestamp": "2026-01-15T10:31:00.000Z"},
            {
                "name": "email",
                "value": "ada@example.com",
                "traitGroup": "Contact",
                "timestamp": "2026-01-15T10:31:00.000Z",
            },
            {"name": "firstName", "value": "Ada", "traitGroup": "Contact", "timestamp": "2026-01-15T10:30:00.000Z"},
        ],
        "meta": {"key": "traits", "pageSize": 3},
    }


def test_trait_list_filters_by_group_and_is_paged(api, ada, refused):
    api.send("PATCH", ada, {"traits": {"Loyalty": {"points": 3, "optedIn": True}}})

    def names(query):
        page = api.get(f"{ada}/Traits", query=query).json()
        return [trait["name"] for trait in page["traits"]], page["meta"].get("nextToken")

    assert names("traitGroups=Loyalty") == (["optedIn", "points"], None)
    assert names("traitGroups=Contact,Loyalty&orderBy=ASC")[0] == ["email", "firstName", "points", "optedIn"]
    assert names("traitGroups=Other") == ([], None)
    first, token = names("traitGroups=Loyalty&pageSize=1")
    assert (first, names(f"traitGroups=Loyalty&pageToken={token}")[0]) == (["optedIn"], ["points"])
    refused(api.get(f"{ada}/Traits", query=f"traitGroups=Contact&pageToken={token}"), 400, 520046)


def test_profile_deletion_deletes_its_contents(api, refused, profiles, ada):
    item = {"content": "Likes tea.", "occurredAt": "2026-01-15T10:30:00Z", "source": "x"}
    api.send("POST", f"{ada}/Observations", {"observations": [item]})
    deleted = api.send("DELETE", ada)
    assert (deleted.status, deleted.json()) == (202, {"message": "Profile accepted for deletion."})
    for path in ("", "/Traits", "/Identifiers", "/Observations", "/ConversationSummaries"):
        refused(api.get(f"{ada}{path}"), 404, 520009)
    refused(api.send("DELETE", ada), 404, 520009)
    refused(api.send("PATCH", ada, {"traits": {}}), 404, 520009)
    assert api.get(profiles).json()["profiles"] == []
    lookup = api.send("POST", f"{profiles}/Lookup", {"idType": "email", "value": "ada@example.com"})
    assert lookup.json()["profiles"] == []
    assert api.send("POST", profiles, {"traits": ADA}).json()["id"] != ada.rpartition("/")[2]


@pytest.mark.parametrize("request_", ["GET", "PATCH", "DELETE", "GET /Traits"])
def test_missing_profile_is_520009(api, refused, profiles, ada, request_):
    method, _, below = request_.partition(" ")
    body = {"traits": {}} if method == "PATCH" else None
    elsewhere = f"/v1/Stores/{api.store('other').rpartition('/')[2]}/Profiles/{ada.rpartition('/')[2]}"
    for path in (f"{profiles}/{MISSING}", elsewhere):
        refused(api.send(method, f"{path}{below}", body), 404, 520009)


def test_profiles_of_missing_or_inactive_store_are_refused(api, refused, store, profiles, ada):
    api.send("POST", api.root, {"displayName": "new"})
    queued = api.get(api.root).json()["stores"][0]
    for method, below in (("POST", ""), ("PUT", "/Bulk")):
        body = {"profiles": [{"traits": ADA}]} if below else {"traits": ADA}
        refused(api.send(method, f"/v1/Stores/{queued}/Profiles{below}", body), 400, 520042)
    assert api.get(f"/v1/Stores/{queued}/Profiles").json()["profiles"] == []
    api.done("DELETE", store)
    for path in (profiles, ada, f"{ada}/Traits"):
        refused(api.get(path), 404, 520041)


def test_twilio_example_add_contact_works(api, profiles):
    contact = {
        "email": "Alyssa.Mock@example.com",
        "phone": "+13175551234",
        "lastName": "Mock",
        "firstName": "Alyssa",
        "street": "123 Main St",
        "city": "San Francisco",
        "state": "CA",
        "postalCode": "94107",
        "country": "US",
    }
    created = api.send("POST", profiles, {"traits": {"Contact": contact}})
    assert created.status == 202, created.body
    path = f"{profiles}/{created.json()['id']}"
    assert api.get(path).json()["traits"] == {"Contact": contact}
    identifiers = [
        {"idType": "email", "values": ["alyssa.mock@example.com"]},
        {"idType": "phone", "values": ["+13175551234"]},
    ]
    assert api.get(f"{path}/Identifiers").json() == {"identifiers": identifiers}


def test_bulk_creates_updates_and_merges_profiles(api, profiles, ada):
    rows = [
        {"traits": {"Contact": {"email": "ADA@example.com", "lastName": "King"}}},
        {"traits": {"Contact": {"email": "byron@example.com"}}},
        {"traits": {"Contact": {"phone": "3175551234", "email": "byron@example.com"}}},
        {"traits": {"Contact": {"phone": "3175551234", "email": "ada@example.com"}, "Loyalty": {"points": 3}}},
        {"traits": {"Contact": {"email": "charles@example.com"}}},
    ]
    accepted = api.send("PUT", f"{profiles}/Bulk", {"profiles": rows})
    body = accepted.json()
    assert accepted.status == 202
    assert body == {
        "message": "Profile batch accepted for processing.",
        "operationId": body["operationId"],
        "createdAt": "2026-01-15T10:30:00.000Z",
        "statusUrl": f"https://memory.twilio.com/v1/ControlPlane/Operations/{body['operationId']}",
    }
    assert accepted.header("Operation-Id") is None
    status = body["statusUrl"].removeprefix("https://memory.twilio.com")
    assert api.get(status).json()["status"] == "RUNNING"
    assert len(api.get(profiles).json()["profiles"]) == 1
    assert api.get(status).json()["status"] == "COMPLETED"
    assert len(api.get(profiles).json()["profiles"]) == 2
    assert api.get(ada).json()["traits"] == {
        "Contact": {"email": "ada@example.com", "firstName": "Ada", "lastName": "King", "phone": "3175551234"},
        "Loyalty": {"points": 3},
    }


def test_bulk_skips_invalid_profiles_with_an_event_each(api, profiles):
    many = {f"G{number}": {} for number in range(51)}
    rows = [
        {"traits": ADA},
        {},
        {"traits": {"Contact": {"email": "a@example.com"}, "Unknown": {}, "Loyalty": {"points": "1"}}},
        {"traits": {"Contact": {"email": "b@example.com", "firstName": {"nested": 1}}}},
        {"traits": {"Contact": {"email": "c@example.com", "phone": "5555550123.0"}}},
        {"traits": many},
        {"traits": "text"},
        {"traits": {"Contact": {"email": "d@example.com"}}},
    ]
    accepted = api.send("PUT", f"{profiles}/Bulk", {"profiles": rows})
    assert accepted.status == 202
    api.emulator.complete_operations()
    operation = api.get(accepted.json()["statusUrl"].removeprefix("https://memory.twilio.com")).json()
    assert operation["status"] == "COMPLETED"
    ids = api.get(profiles, query="orderBy=ASC").json()["profiles"]
    assert [api.get(f"{profiles}/{each}").json()["traits"] for each in ids] == [ADA, rows[-1]["traits"]]
    found = [event for event in api.emulator.events if event.event_type == "com.twilio.memory.traits.upserted.bulk"]
    *refused, last = found
    written = [event for event in api.emulator.events if event.type in {"profile.created", "traits.upserted"}]
    assert [event.type for event in written] == ["profile.created", "traits.upserted"] * 2
    assert {event.request_id for event in [*found, *written]} == {last.request_id}
    assert [(event.level, event.error_code, event.body["item"]) for event in refused] == [
        ("ERROR", 520010, item) for item in range(1, 7)
    ]
    assert [error["description"] for error in refused[1].body["error_list"]] == [
        "item 2: /profiles/2/traits/Unknown is not a group of this store",
        "item 2: /profiles/2/traits/Loyalty/points is no NUMBER",
    ]
    assert (last.level, last.body["items"]) == ("INFO", 2)


@pytest.mark.parametrize("polls", [0, 2])
def test_bulk_without_a_valid_profile_fails(new_api, polls):
    api = new_api(operation_polls=polls)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    rows = [{"traits": {"Contact": {"email": "bounced@"}}}, {}]
    accepted = api.send("PUT", f"{profiles}/Bulk", {"profiles": rows})
    assert accepted.status == 202
    api.emulator.complete_operations()
    operation = api.get(accepted.json()["statusUrl"].removeprefix("https://memory.twilio.com")).json()
    assert (operation["status"], operation["error"]["code"]) == ("FAILED", 520010)
    assert "/profiles/0/traits/Contact/email is not one email address" in operation["error"]["detail"]
    assert "/profiles/1 has no trait" in operation["error"]["detail"]


def test_bulk_with_invalid_profiles_is_refused_and_names_each(new_api, refused):
    api = new_api(behavior=Behavior(reject_whole_bulk=True))
    store = api.store()
    api.done("POST", f"{store}/TraitGroups", {"displayName": "Loyalty", "traits": TRAITS})
    profiles = f"/v1/Stores/{store.rpartition('/')[2]}/Profiles"
    rows = [
        {"traits": ADA},
        {},
        {"traits": {"Contact": {"email": "a@example.com"}, "Unknown": {}, "Loyalty": {"points": "1"}}},
    ]
    body = refused(api.send("PUT", f"{profiles}/Bulk", {"profiles": rows}), 400, 520010)
    assert [found["field"] for found in body["details"]["fields"]] == [
        "/profiles/1",
        "/profiles/2/traits/Unknown",
        "/profiles/2/traits/Loyalty/points",
    ]
    api.emulator.complete_operations()
    assert api.get(profiles).json()["profiles"] == []


@pytest.mark.parametrize(
    "body", [{}, {"profiles": []}, {"profiles": 1001 * [{"traits": ADA}]}, {"profiles": [{"id": "x"}]}]
)
def test_bulk_of_invalid_size_is_520046(api, refused, profiles, body):
    refused(api.send("PUT", f"{profiles}/Bulk", body), 400, 520046)


def test_pending_bulk_in_deleted_store_fails(api, store, profiles):
    accepted = api.send("PUT", f"{profiles}/Bulk", {"profiles": [{"traits": ADA}]})
    api.send("DELETE", store)
    api.emulator.complete_operations()
    operation = api.get(accepted.json()["statusUrl"].removeprefix("https://memory.twilio.com")).json()
    assert (operation["status"], operation["error"]["code"]) == ("FAILED", 520041)


def test_bulk_skips_conflicting_identifiers(api, store, profiles):
    configs = [{"idType": "email"}, {"idType": "phone", "normalization": "phone"}]
    settings = {"identifierConfigs": configs, "matchingRules": ["email"]}
    api.done("PUT", f"{store}/IdentityResolutionSettings", settings)
    rows = [{"traits": {"Contact": {"email": f"{name}@example.com", "phone": "3175551234"}}} for name in "ab"]
    api.send("PUT", f"{profiles}/Bulk", {"profiles": rows})
    api.emulator.complete_operations()
    first, second = api.get(profiles, query="orderBy=ASC").json()["profiles"]
    types = [
        [each["idType"] for each in api.get(f"{profiles}/{profile}/Identifiers").json()["identifiers"]]
        for profile in (first, second)
    ]
    assert types == [["email", "phone"], ["email"]]
    [clash] = [event for event in api.emulator.events if event.level == "WARNING"]
    assert (clash.error_code, clash.body["item"]) == (520034, 1)
    assert "the identifier of the type phone stays with another profile" in clash.error_reason


def test_profile_has_its_id_before_the_write_lag_ends(new_api, refused):
    api = new_api(write_lag=5)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    profile_id = api.send("POST", profiles, {"traits": ADA}).json()["id"]
    path = f"{profiles}/{profile_id}"
    lookup = {"idType": "email", "value": "ada@example.com"}

    refused(api.get(path), 404, 520009)
    assert api.get(profiles).json()["profiles"] == []
    assert api.send("POST", f"{profiles}/Lookup", lookup).json()["profiles"] == []
    assert api.send("POST", profiles, {"traits": {"Contact": {"email": "ada@example.com"}}}).json()["id"] == profile_id
    assert api.send("PATCH", path, {"traits": {"Contact": {"lastName": "King"}}}).status == 202

    api.emulator.clock.advance(5)
    assert api.get(path).json() == {
        "id": profile_id,
        "createdAt": "2026-01-15T10:30:00.000Z",
        "traits": {"Contact": {**ADA["Contact"], "lastName": "King"}},
    }
    assert api.send("POST", f"{profiles}/Lookup", lookup).json()["profiles"] == [profile_id]


def test_profile_changes_after_the_write_lag(new_api, refused):
    api = new_api(write_lag=5)
    ada = api.profile(email="ada@example.com")
    api.emulator.clock.advance(5)
    api.send("PATCH", ada, {"traits": {"Contact": {"lastName": "King"}}})
    assert "lastName" not in api.get(ada).json()["traits"]["Contact"]
    api.emulator.clock.advance(5)
    assert api.get(ada).json()["traits"]["Contact"]["lastName"] == "King"
    api.send("DELETE", ada)
    assert api.send("PATCH", ada, {"traits": {"Contact": {"lastName": "Lovelace"}}}).status == 202
    assert api.get(ada).status == 200
    api.emulator.clock.advance(5)
    refused(api.get(ada), 404, 520009)


def test_unreadable_profiles_are_merged_within_the_write_lag(new_api):
    api = new_api(write_lag=5)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    people = [
        {"email": "a@example.com"},
        {"phone": "3175551234", "lastName": "King"},
        {"email": "a@example.com", "phone": "3175551234"},
    ]
    first, second, third = (
        api.send("POST", profiles, {"traits": {"Contact": person}}).json()["id"] for person in people
    )
    assert first == third != second
    assert api.get(f"{profiles}/{second}").header("Canonical-Profile-Id") == first
    assert api.get(f"{profiles}/{first}").status == 404
    api.emulator.clock.advance(5)
    assert api.get(f"{profiles}/{first}").json()["traits"]["Contact"] == people[1] | people[2]
    assert api.get(profiles).json()["profiles"] == [first]


def test_readable_profile_stays_readable_after_merge(new_api):
    api = new_api(write_lag=5, operation_polls=0)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    hidden = api.send("POST", profiles, {"traits": ADA}).json()["id"]
    rows = [{"traits": {"Contact": {"phone": "3175551234"}}}]
    api.send("PUT", f"{profiles}/Bulk", {"profiles": rows})
    assert hidden not in api.get(profiles).json()["profiles"]
    both = {"email": "ada@example.com", "phone": "3175551234"}
    assert api.send("POST", profiles, {"traits": {"Contact": both}}).json()["id"] == hidden
    assert api.get(profiles).json()["profiles"] == [hidden]
    assert api.get(f"{profiles}/{hidden}").json()["traits"] == {"Contact": {"phone": "3175551234"}}


def test_completed_writes_leave_no_rows(api, ada):
    def pending():
        return api.emulator._core.database.connection.execute("SELECT count(*) FROM operations").fetchone()[0]

    before = pending()
    assert api.send("PATCH", ada, {"traits": ADA}).status == 202
    assert pending() == before


def test_pending_trait_without_definition_is_dropped(new_api):
    api = new_api(write_lag=5)
    store = api.store()
    api.done("POST", f"{store}/TraitGroups", {"displayName": "Loyalty", "traits": {"points": {"dataType": "NUMBER"}}})
    ada = api.profile(store, "ada@example.com")
    api.send("PATCH", ada, {"traits": {"Loyalty": {"points": 1}}})
    accepted = api.send("DELETE", f"{store}/TraitGroups/Loyalty")
    for _ in range(2):
        api.operation(accepted)
    api.emulator.clock.advance(5)
    assert api.get(ada).json()["traits"] == {"Contact": {"email": "ada@example.com"}}


def test_invalid_write_lag_is_refused(new_api):
    for lag in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="write_lag"):
            new_api(write_lag=lag)


def test_database_file_keeps_unreadable_writes(new_api, tmp_path):
    first = new_api(write_lag=5, database=tmp_path / "memory.sqlite")
    ada = first.profile(email="ada@example.com")
    assert first.get(ada).status == 404
    first.emulator.close()
    second = new_api(database=tmp_path / "memory.sqlite")
    second.emulator.clock.advance(5)
    assert second.get(ada).json()["traits"] == {"Contact": {"email": "ada@example.com"}}


def test_pending_profile_deletion_survives_identifier_changes(new_api):
    api = new_api(write_lag=5)
    profiles = f"/v1/Stores/{api.store().rpartition('/')[2]}/Profiles"
    gone = api.send("POST", profiles, {"traits": {"Contact": {"phone": "3175551234"}}}).json()["id"]
    api.emulator.clock.advance(5)
    assert api.send("DELETE", f"{profiles}/{gone}").status == 202
    both = {"email": "ada@example.com", "phone": "3175551234"}
    other = api.send("POST", profiles, {"traits": {"Contact": both}}).json()["id"]
    api.emulator.clock.advance(5)
    assert other != gone
    assert api.get(f"{profiles}/{gone}").status == 404
    assert api.get(profiles).json()["profiles"] == [other]


def test_trait_number_is_equal_in_any_notation(api, store):
    api.done("POST", f"{store}/TraitGroups", {"displayName": "Other", "traits": {"points": {"dataType": "NUMBER"}}})
    profile = api.profile(store)
    for points, status in ((2147483648.0, 400), (-2147483649.0, 400), (0.5, 202), (5.0, 202)):
        assert api.send("PATCH", profile, {"traits": {"Other": {"points": points}}}).status == status, points
    api.emulator.complete_operations()
    assert api.get(profile).body.count(b'"points":5}') == 1
