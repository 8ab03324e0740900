"""Identity resolution on the emulator: the settings, and their effect on profiles."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twilio_memory.testing import Behavior
from twilio_memory.testing._spec import load

FIRST = {
    "identifierConfigs": [
        {
            "idType": id_type,
            "matchingAlgo": "exact",
            "limit": 100,
            "limitPolicy": "fifo",
            "enforceUnique": True,
            "normalization": normalization,
        }
        for id_type, normalization in (("email", "email"), ("whatsapp", "trim"), ("phone", "phone"), ("chat", "trim"))
    ],
    "matchingRules": ["email", "whatsapp", "phone", "chat"],
    "version": 1,
}


class Store:
    """A store with the steps that these tests are made of."""

    def __init__(self, api, path):
        self.api = api
        self.path = path
        self.settings = f"{self.path}/IdentityResolutionSettings"
        self.profiles = f"/v1/Stores/{self.path.rpartition('/')[2]}/Profiles"

    def set(self, *configs, rules):
        self.api.done("PUT", self.settings, {"identifierConfigs": configs, "matchingRules": rules})

    def define(self, group, **promoted):
        """Define a group of traits, each promoted to an identifier type."""
        traits = {name: {"dataType": "STRING", "idTypePromotion": id_type} for name, id_type in promoted.items()}
        self.api.done("POST", f"{self.path}/TraitGroups", {"displayName": group, "traits": traits})

    def create(self, group="Contact", **traits):
        """Create a profile a second later and return its ID."""
        self.api.emulator.clock.advance(1)
        created = self.api.send("POST", self.profiles, {"traits": {group: traits}})
        assert created.status == 202, created.body
        return created.json()["id"]

    def fetch(self, profile_id, below=""):
        return self.api.get(f"{self.profiles}/{profile_id}{below}").json()

    def identifiers(self, profile_id):
        found = self.fetch(profile_id, "/Identifiers")["identifiers"]
        return {each["idType"]: each["values"] for each in found}

    def lookup(self, id_type, value):
        found = self.api.send("POST", f"{self.profiles}/Lookup", {"idType": id_type, "value": value})
        assert found.status == 200, found.body
        return found.json()["profiles"]

    def all(self):
        return self.api.get(self.profiles, query="orderBy=ASC").json()["profiles"]


@pytest.fixture
def store(api):
    return Store(api, api.store())


def test_identity_settings_of_a_new_store(api, store):
    fetched = api.get(store.settings)
    assert fetched.json() == FIRST
    assert fetched.header("ETag") != api.get(store.path).header("ETag")


def test_identity_settings_are_replaced_and_filled_with_defaults(api, store):
    body = {
        "identifierConfigs": [
            {"idType": "member_no", "limit": 3, "limitPolicy": "lifo"},
            {"idType": "email", "matchingThreshold": 80},
        ],
        "matchingRules": ["member_no"],
    }
    accepted = api.send("PUT", store.settings, body)
    assert accepted.json()["message"] == "Identity Resolution Settings accepted for processing."
    assert api.get(store.settings).json() == FIRST
    api.emulator.complete_operations()
    defaults = {"matchingAlgo": "exact", "limit": 100, "limitPolicy": "fifo", "enforceUnique": True}
    assert api.get(store.settings).json() == {
        "identifierConfigs": [
            {**defaults, "normalization": "trim", **body["identifierConfigs"][0]},
            {**defaults, "normalization": "email", **body["identifierConfigs"][1]},
            *FIRST["identifierConfigs"][1:],
        ],
        "matchingRules": ["member_no", "whatsapp", "phone", "chat"],
        "version": 2,
    }


@pytest.mark.parametrize("id_type", ["email", "whatsapp", "phone", "chat"])
def test_identity_settings_of_default_type_keep_its_normalization(api, store, refused, id_type):
    body = {"identifierConfigs": [{"idType": id_type, "normalization": "none"}], "matchingRules": [id_type]}
    [found] = refused(api.send("PUT", store.settings, body), 400, 520024)["details"]["fields"]
    assert found["field"] == "/identifierConfigs/0/normalization"


def test_identity_settings_have_fifteen_types_with_the_default_ones(api, store, refused):
    configs = [{"idType": f"type{number}"} for number in range(12)]
    body = {"identifierConfigs": configs, "matchingRules": ["type0"]}
    assert refused(api.send("PUT", store.settings, body), 400, 520024)["details"]["fields"][0]["field"] == (
        "/identifierConfigs"
    )
    store.set(*configs[:11], rules=["type0"])
    assert len(api.get(store.settings).json()["identifierConfigs"]) == 15


def test_identity_settings_with_stale_etag_are_520043(api, store, refused):
    body = {key: FIRST[key] for key in ("identifierConfigs", "matchingRules")}
    stale = api.get(store.settings).header("ETag")
    assert api.send("PUT", store.settings, body, headers=[("If-Match", stale)]).status == 202
    api.emulator.complete_operations()
    refused(api.send("PUT", store.settings, body, headers=[("If-Match", stale)]), 412, 520043)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((["email"], ["passport"]), "/matchingRules/0"),
        ((["email"], ["email", "email"]), "/matchingRules/0"),
        ((["email", "email"], ["email"]), "/identifierConfigs/0/idType"),
        ((["e mail"], ["e mail"]), "/identifierConfigs/0/idType"),
    ],
)
def test_inconsistent_identity_settings_are_520024(api, store, refused, given, field):
    types, rules = given
    body = {"identifierConfigs": [{"idType": id_type} for id_type in types], "matchingRules": rules}
    assert refused(api.send("PUT", store.settings, body), 400, 520024)["details"]["fields"][0]["field"] == field


@pytest.mark.parametrize(
    "body",
    [
        {"identifierConfigs": [], "matchingRules": ["email"]},
        {"identifierConfigs": [{"idType": "email", "limit": 101}], "matchingRules": ["email"]},
        {"identifierConfigs": [{"idType": f"type{n}"} for n in range(16)], "matchingRules": ["type0"]},
        {"identifierConfigs": [{"idType": "email", "version": 1}], "matchingRules": ["email"]},
        {"identifierConfigs": [{"idType": "email"}]},
    ],
)
def test_invalid_identity_settings_are_520046(api, store, refused, body):
    refused(api.send("PUT", store.settings, body), 400, 520046)


def test_identity_settings_of_missing_store_are_520041(api, store, refused):
    api.done("DELETE", store.path)
    refused(api.get(store.settings), 404, 520041)


def test_identity_match_normalizes_identifiers(store):
    ada = store.create(email="Ada.Lovelace@Example.com", phone="(317) 555-1234")
    assert store.create(email=" ada.lovelace@example.COM ") == ada
    assert store.create(phone="+1 317 555 1234") == ada
    assert store.create(phone="3175551235") != ada
    assert store.identifiers(ada) == {"email": ["ada.lovelace@example.com"], "phone": ["+13175551234"]}


def test_identity_match_updates_traits_and_adds_identifiers(store):
    ada = store.create(email="ada@example.com", firstName="Ada")
    assert store.create(email="ada@example.com", phone="3175551234", firstName="Augusta") == ada
    assert store.fetch(ada)["traits"] == {
        "Contact": {"email": "ada@example.com", "firstName": "Augusta", "phone": "3175551234"}
    }
    assert store.create(phone="3175551234") == ada
    assert store.all() == [ada]


def test_merge_keeps_the_oldest_profile(api, store):
    old = store.create(email="ada@example.com", firstName="Ada", lastName="Byron")
    new = store.create(phone="3175551234", lastName="King")
    for profile_id in (old, new):
        for kind, body in (
            ("Observations", {"observations": [ITEM]}),
            ("ConversationSummaries", {"summaries": [TALK]}),
        ):
            assert api.send("POST", f"{store.profiles}/{profile_id}/{kind}", body).status == 202
    before = store.fetch(old)

    assert store.create(email="ada@example.com", phone="3175551234") == old
    assert store.all() == [old]
    assert store.fetch(old) == {
        "id": old,
        "createdAt": before["createdAt"],
        "traits": {
            "Contact": {"firstName": "Ada", "lastName": "King", "email": "ada@example.com", "phone": "3175551234"}
        },
    }
    assert store.identifiers(old) == {"email": ["ada@example.com"], "phone": ["+13175551234"]}
    assert store.lookup("phone", "3175551234") == [old]
    assert len(store.fetch(old, "/Observations")["observations"]) == 2
    assert len(store.fetch(old, "/ConversationSummaries")["summaries"]) == 2


def test_merge_keeps_the_latest_trait_value(api, store):
    old = store.create(email="ada@example.com", lastName="Byron")
    store.create(phone="3175551234", lastName="King")
    api.emulator.clock.advance(1)
    api.send("PATCH", f"{store.profiles}/{old}", {"traits": {"Contact": {"lastName": "Lovelace"}}})
    store.create(email="ada@example.com", phone="3175551234")
    assert store.fetch(old)["traits"]["Contact"]["lastName"] == "Lovelace"


@pytest.fixture
def chain(api, store):
    """Three profiles, of which the youngest was merged into the second, and that into the oldest."""
    first, second, third = (store.create(email=f"{name}@example.com") for name in "abc")
    for younger, older in ((third, second), (second, first)):
        value = store.identifiers(older)["email"][0]
        body = {"idType": "email", "value": value}
        assert api.send("POST", f"{store.profiles}/{younger}/Identifiers", body).status == 202
    return first, second, third


OBSERVATION = f"mem_observation_{26 * '0'}"
SUMMARY = f"mem_summary_{26 * '0'}"
CONVERSATION = f"conv_conversation_{26 * '0'}"
ITEM = {"content": "Likes tea.", "occurredAt": "2026-01-15T10:30:00Z", "source": "x"}
TALK = {"content": "About tea.", "occurredAt": "2026-01-15T10:30:00Z", "conversationId": CONVERSATION}
# What can be asked about a profile, by operation: the method, what follows the profile's path, and the body.
READS = {
    "FetchProfile": ("GET", "", None),
    "ListProfileTraits": ("GET", "/Traits", None),
    "ListProfileIdentifiers": ("GET", "/Identifiers", None),
    "FetchProfileIdentifier": ("GET", "/Identifiers/email", None),
    "ListProfileObservations": ("GET", "/Observations", None),
    "ListProfileConversationSummaries": ("GET", "/ConversationSummaries", None),
}
WRITES = {
    "PatchProfileTraits": ("PATCH", "", {"traits": {}}),
    "DeleteProfile": ("DELETE", "", None),
    "CreateProfileIdentifier": ("POST", "/Identifiers", {"idType": "email", "value": "x@example.com"}),
    "PatchProfileIdentifier": (
        "PATCH",
        "/Identifiers/email",
        {"idType": "email", "oldValue": "c@example.com", "newValue": "x@example.com"},
    ),
    "DeleteProfileIdentifier": ("DELETE", "/Identifiers/email", None),
    "CreateProfileObservation": ("POST", "/Observations", {"observations": [ITEM]}),
    "PatchProfileObservation": ("PATCH", f"/Observations/{OBSERVATION}", {"content": "x"}),
    "DeleteProfileObservation": ("DELETE", f"/Observations/{OBSERVATION}", None),
    "CreateProfileConversationSummary": ("POST", "/ConversationSummaries", {"summaries": [TALK]}),
    "PatchProfileConversationSummary": ("PATCH", f"/ConversationSummaries/{SUMMARY}", {"content": "x"}),
    "DeleteProfileConversationSummary": ("DELETE", f"/ConversationSummaries/{SUMMARY}", None),
    "CreateFetchProfileMemory": ("POST", "/Recall", {}),
}


@pytest.mark.parametrize(("status", "requests"), [(301, READS), (308, WRITES)])
def test_redirect_cases_cover_all_documented_operations(status, requests):
    documented = {name for name, operation in load().operations.items() if status in operation.responses}
    assert documented == set(requests)


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_merged_profile_redirects_to_the_canonical_profile(api, store, chain, name):
    method, below, body = READS.get(name) or WRITES[name]
    canonical, *merged = chain
    for profile_id in merged:
        moved = api.send(method, f"{store.profiles}/{profile_id}{below}", body)
        url = f"https://memory.twilio.com{store.profiles}/{canonical}{below}"
        assert moved.status == (301 if name in READS else 308)
        assert moved.json() == {"message": "This resource has moved.", "uri": url}
        assert moved.header("Canonical-Profile-Id") == canonical
        assert moved.header("Location") == url
    assert store.all() == [canonical]
    assert store.identifiers(canonical) == {"email": [f"{name}@example.com" for name in "abc"]}


def test_redirect_keeps_the_query(api, store, chain):
    moved = api.send("DELETE", f"{store.profiles}/{chain[1]}/Identifiers/email", query="removeAll=true")
    assert moved.header("Location").endswith(f"/{chain[0]}/Identifiers/email?removeAll=true")


@pytest.fixture
def remembering(api, store):
    """A profile that was merged into another, the other, and what could be read where no redirect is documented."""
    old, new = store.create(email="a@example.com"), store.create(phone="3175551234")
    api.send("POST", f"{store.profiles}/{new}/Observations", {"observations": [ITEM]})
    api.send("POST", f"{store.profiles}/{new}/ConversationSummaries", {"summaries": [TALK]})
    observation = store.fetch(new, "/Observations")["observations"][0]["id"]
    summary = store.fetch(new, "/ConversationSummaries")["summaries"][0]["id"]
    below = [
        f"/Observations/{observation}",
        f"/Observations/{observation}/Revisions",
        f"/ConversationSummaries/{summary}",
    ]
    before = {path: store.fetch(new, path) for path in below}
    assert store.create(email="a@example.com", phone="3175551234") == old
    return new, old, before


def test_operation_without_redirect_responds_for_the_canonical_profile(api, store, remembering):
    merged, canonical, before = remembering
    for path, body in before.items():
        for profile_id, message in ((merged, canonical), (canonical, None)):
            fetched = api.get(f"{store.profiles}/{profile_id}{path}")
            assert (fetched.status, fetched.json()) == (200, body)
            assert fetched.header("Canonical-Profile-Id") == message


def test_merged_profile_redirects_after_deletion_of_the_canonical_one(api, store, chain, refused):
    canonical, _, third = chain
    api.send("DELETE", f"{store.profiles}/{canonical}")
    moved = api.get(f"{store.profiles}/{third}")
    assert (moved.status, moved.header("Canonical-Profile-Id")) == (301, canonical)
    refused(api.get(moved.header("Location").removeprefix("https://memory.twilio.com")), 404, 520009)


def test_merged_profile_redirects_only_in_its_store(api, chain, refused):
    refused(api.get(f"{Store(api, api.store('other')).profiles}/{chain[1]}"), 404, 520009)


def test_merge_enforces_identifier_limits(store):
    store.set(
        {"idType": "email", "limit": 2}, {"idType": "crm", "limit": 2, "limitPolicy": "lifo"}, rules=["email", "crm"]
    )
    store.define("Crm", crm="crm")
    profile = store.create(email="a@example.com")
    for value in ("b@example.com", "c@example.com"):
        store.api.send("PATCH", f"{store.profiles}/{profile}", {"traits": {"Contact": {"email": value}}})
    assert store.identifiers(profile) == {"email": ["b@example.com", "c@example.com"]}

    other = store.create("Crm", crm="1")
    for value in ("2", "3"):
        store.api.send("PATCH", f"{store.profiles}/{other}", {"traits": {"Crm": {"crm": value}}})
    assert store.identifiers(other) == {"crm": ["1", "2"]}


def test_merge_beyond_identifier_limits_is_not_done(store, refused):
    store.set({"idType": "email", "limit": 2}, rules=["email", "phone"])
    profile, third = store.create(email="a@example.com"), store.create(email="d@example.com")
    store.api.send("PATCH", f"{store.profiles}/{profile}", {"traits": {"Contact": {"email": "b@example.com"}}})
    identifier = {"idType": "email", "value": "b@example.com"}
    refused(store.api.send("POST", f"{store.profiles}/{third}/Identifiers", identifier), 400, 520004)
    store.api.send("PATCH", f"{store.profiles}/{third}", {"traits": {"Contact": {"email": "b@example.com"}}})
    assert store.all() == [profile, third]
    assert store.identifiers(profile) == {"email": ["a@example.com", "b@example.com"]}
    assert store.identifiers(third) == {"email": ["d@example.com"]}


def test_limit_of_higher_priority_keeps_people_apart(store):
    store.set({"idType": "user_id", "limit": 1}, rules=["user_id", "email"])
    store.define("User", id="user_id", email="email")
    first = store.create("User", id="u1", email="a@example.com")
    second = store.create("User", id="u2", email="a@example.com")
    assert store.all() == [first, second]
    assert store.identifiers(first) == {"user_id": ["u1"], "email": ["a@example.com"]}
    assert store.identifiers(second) == {"user_id": ["u2"]}
    [event] = [each for each in store.api.emulator.events if each.level != "INFO"]
    assert event.error_reason == "the identifier of the type email stays with another profile"
    assert (event.level, event.error_code, event.body["profile_id"]) == ("WARNING", 520034, second)
    # The data go to the match of the highest priority.
    assert store.create("User", id="u2", email="a@example.com") == second
    assert store.create("User", email="a@example.com") == first
    assert store.all() == [first, second]


def test_limit_policy_applies_to_profile_found_by_the_same_type(store):
    store.set({"idType": "email", "limit": 1}, {"idType": "crm"}, rules=["email", "crm"])
    store.define("Many", crm="crm")
    emails = {"emails": {"dataType": "ARRAY", "idTypePromotion": "email"}}
    store.api.done("POST", f"{store.path}/TraitGroups", {"displayName": "Mails", "traits": emails})
    ada = store.create("Many", crm="1")
    store.api.send("PATCH", f"{store.profiles}/{ada}", {"traits": {"Contact": {"email": "a@example.com"}}})
    assert store.create("Mails", emails=["a@example.com", "b@example.com"]) == ada
    assert store.identifiers(ada)["email"] == ["b@example.com"]


@pytest.fixture
def unlocked(new_api):
    api = new_api(behavior=Behavior(lock_identity_settings=False))
    return Store(api, api.store())


def test_shared_identifiers_match_only_together(unlocked):
    store = unlocked
    shared = ({"idType": "home", "enforceUnique": False}, {"idType": "family", "enforceUnique": False})
    store.set(*shared, rules=["home", "family", "email"])
    store.define("Household", home="home", email="email", family="family")
    ada = store.create("Household", email="ada@example.com", home="Main Street", family="Byron")
    byron = store.create("Household", email="byron@example.com")
    store.api.send("PATCH", f"{store.profiles}/{byron}", {"traits": {"Household": {"home": "Main Street"}}})
    assert store.lookup("home", "Main Street") == [ada, byron]
    third = store.create("Household", home="Main Street")
    assert third not in {ada, byron}
    assert store.create("Household", home="Main Street", email="byron@example.com") == byron
    assert store.create("Household", home="Main Street", family="Byron") == ada
    assert store.all() == [ada, byron, third]


def test_unique_identifier_without_rule_has_one_owner(store, refused):
    store.set({"idType": "email"}, {"idType": "passport"}, rules=["email"])
    store.define("Papers", passport="passport", email="email")
    ada = store.create("Papers", email="ada@example.com", passport="P1")
    byron = store.create("Papers", email="byron@example.com")
    taken = {"traits": {"Papers": {"email": "new@example.com", "passport": "P1"}}}
    refused(store.api.send("POST", store.profiles, taken), 400, 520004)
    refused(store.api.send("PATCH", f"{store.profiles}/{byron}", taken), 400, 520004)
    identifier = {"idType": "passport", "value": "P1"}
    refused(store.api.send("POST", f"{store.profiles}/{byron}/Identifiers", identifier), 400, 520004)
    assert store.all() == [ada, byron]
    assert store.create("Papers", email="ada@example.com", passport="P1") == ada


def test_unique_identifier_of_a_merged_owner_is_no_conflict(store):
    store.set({"idType": "email"}, {"idType": "passport"}, rules=["email"])
    store.define("Papers", passport="passport", email="email")
    ada = store.create("Papers", email="ada@example.com", passport="P1")
    byron = store.create("Papers", email="byron@example.com")
    both = {"traits": {"Papers": {"email": "ada@example.com", "passport": "P1"}}}
    assert store.api.send("PATCH", f"{store.profiles}/{byron}", both).status == 202
    assert store.all() == [ada]
    assert store.identifiers(ada) == {"email": ["ada@example.com", "byron@example.com"], "passport": ["P1"]}


def test_unique_identifier_of_the_matched_owner_is_no_conflict(store):
    store.set({"idType": "home"}, {"idType": "passport"}, rules=["home"])
    store.define("Papers", passport="passport", home="home")
    ada = store.create("Papers", home="Main Street", passport="P1")
    assert store.create("Papers", home="Main Street", passport="P1") == ada
    assert store.identifiers(ada) == {"home": ["Main Street"], "passport": ["P1"]}


def groups(people):
    """Say who is who: sets of identifiers of the same person, in the order in which their first one was known."""
    found = []
    for person in people:
        same = [group for group in found if group & person]
        if same:
            same[0].update(person, *same[1:])
            found = [group for group in found if group not in same[1:]]
        else:
            found.append(set(person))
    return found


people = st.lists(
    st.tuples(
        st.sampled_from(["", "a@example.com", "b@example.com", "c@example.com"]), st.sampled_from(["", "1", "2", "3"])
    )
    .filter(any)
    .map(
        lambda pair: {
            **({"email": pair[0]} if pair[0] else {}),
            **({"phone": f"317555123{pair[1]}"} if pair[1] else {}),
        }
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people, st.booleans())
def test_identity_property_shared_identifiers_mean_one_profile(new_api, people, bulk):
    api = new_api(operation_polls=0)
    store = Store(api, api.store())
    created = []
    if bulk:
        rows = [{"traits": {"Contact": person}} for person in people]
        if rows:
            assert api.send("PUT", f"{store.profiles}/Bulk", {"profiles": rows}).status == 202
    else:
        created = [store.create(**person) for person in people]

    expected = groups([{*person.values()} for person in people])
    found = store.all()
    known = [
        {value.removeprefix("+1") for values in store.identifiers(each).values() for value in values} for each in found
    ]
    assert known == expected
    for profile_id, person in zip(created, people, strict=not bulk):
        owner = api.get(f"{store.profiles}/{profile_id}").header("Canonical-Profile-Id") or profile_id
        assert {*person.values()} <= expected[found.index(owner)]


def test_promotion_to_unconfigured_type_is_ignored(store, refused):
    store.set({"idType": "crm", "normalization": "phone"}, rules=["crm"])
    traits = {"number": {"dataType": "STRING", "idTypePromotion": "crm"}, "mail": {"dataType": "STRING"}}
    traits["mail"]["idTypePromotion"] = "email"
    store.api.done("POST", f"{store.path}/TraitGroups", {"displayName": "Crm", "traits": traits})
    store.set({"idType": "other"}, rules=["other"])
    only_number = {"traits": {"Crm": {"number": "3175551234"}}}
    refused(store.api.send("POST", store.profiles, only_number), 400, 520046)
    ada = store.create("Crm", mail="ada@example.com", number="not checked")
    assert store.identifiers(ada) == {"email": ["ada@example.com"]}


def test_identifier_array_adds_each_value(store):
    traits = {"emails": {"dataType": "ARRAY", "idTypePromotion": "email"}, "vip": {"dataType": "BOOLEAN"}}
    store.api.done("POST", f"{store.path}/TraitGroups", {"displayName": "Many", "traits": traits})
    ada = store.create("Many", emails=["a@example.com", "b@example.com"])
    assert store.identifiers(ada) == {"email": ["a@example.com", "b@example.com"]}


def test_database_file_keeps_identities(new_api, tmp_path):
    api = new_api(database=tmp_path / "memory.sqlite")
    first = Store(api, api.store())
    old, new = first.create(email="ada@example.com"), first.create(phone="3175551234")
    first.create(email="ada@example.com", phone="3175551234")
    before = first.fetch(old)
    first.api.emulator.close()

    second = Store(new_api(database=tmp_path / "memory.sqlite"), first.path)
    assert second.fetch(old) == before
    assert second.api.get(f"{second.profiles}/{new}").header("Canonical-Profile-Id") == old
    assert second.create(phone="3175551234") == old
