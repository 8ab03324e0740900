"""Observations and their revisions on the emulator."""

import pytest

MISSING = "mem_observation_00000000000000000000000000"
CONVERSATION = "conv_conversation_00000000000000000000000001"
OTHER_CONVERSATION = "conv_conversation_00000000000000000000000002"


def observation(content="Prefers deliveries in the evening.", **other):
    return {"content": content, "occurredAt": "2026-01-10T08:00:00.000Z", "source": "customer_service", **other}


@pytest.fixture
def profile(api):
    return api.profile()


@pytest.fixture
def observations(profile):
    return f"{profile}/Observations"


@pytest.fixture
def add(api, observations):
    """Add observations, each with content of its own, and return their paths in that order."""

    def send(*items):
        accepted = api.send("POST", observations, {"observations": list(items)})
        assert accepted.status == 202, accepted.body
        listed = api.get(observations, query=f"pageSize={len(items)}").json()["observations"]
        return [f"{observations}/{found['id']}" for found in reversed(listed)]

    return send


def contents(response):
    return [found["content"] for found in response.json()["observations"]]


def test_observation_has_the_time_of_its_creation(api, observations):
    item = observation(conversationIds=[CONVERSATION])
    accepted = api.send("POST", observations, {"observations": [item]})
    assert (accepted.status, accepted.json()) == (202, {"message": "Observations creation accepted"})

    page = api.get(observations).json()
    [found] = page["observations"]
    assert page["meta"] == {"key": "observations", "pageSize": 1}
    assert found["id"].startswith("mem_observation_")
    now = "2026-01-15T10:30:00.000Z"
    assert found == {**item, "id": found["id"], "createdAt": now, "updatedAt": now}
    assert api.get(f"{observations}/{found['id']}").json() == found


def test_observation_list_is_newest_first_and_paged(api, observations, add):
    add(*(observation(f"o{number}") for number in range(1, 6)))
    assert contents(api.get(observations)) == ["o5", "o4", "o3", "o2", "o1"]
    first = api.get(observations, query="pageSize=3&orderBy=ASC")
    assert contents(first) == ["o1", "o2", "o3"]
    token = first.json()["meta"]["nextToken"]
    assert contents(api.get(observations, query=f"pageSize=3&orderBy=ASC&pageToken={token}")) == ["o4", "o5"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("source=crm%2Fcalls", ["c", "b"]),
        (f"conversationId={CONVERSATION}", ["c", "a"]),
        (f"conversationId={CONVERSATION}&source=crm/calls", ["c"]),
        (f"conversationId={OTHER_CONVERSATION}", ["c"]),
        ("createdAfter=2026-01-15T10:31:00Z", ["c", "b"]),
        ("createdBefore=2026-01-15T10:31:00Z", ["a"]),
        ("createdAfter=2026-01-15T10:31:00Z&createdBefore=2026-01-15T10:32:00Z", ["b"]),
        ("createdAfter=2026-01-15T11:31:00.000%2B01:00", ["c", "b"]),
        ("createdAfter=2026-01-15T10:31:00.0001Z", ["c"]),
        ("createdBefore=2026-01-15T10:31:00.0001Z", ["b", "a"]),
        ("createdBefore=2016-12-31t23:59:60z", []),
        ("createdAfter=0000-02-29T00:00:00Z", ["c", "b", "a"]),
        ("createdBefore=9999-12-31T23:59:59-23:59", ["c", "b", "a"]),
    ],
)
def test_observation_list_filters(api, observations, add, query, found):
    add(observation("a", conversationIds=[CONVERSATION]))
    api.emulator.clock.advance(60)
    add(observation("b", source="crm/calls"))
    api.emulator.clock.advance(60)
    add(observation("c", source="crm/calls", conversationIds=[OTHER_CONVERSATION, CONVERSATION]))
    assert contents(api.get(observations, query=query)) == found


@pytest.mark.parametrize(
    "query",
    ["createdAfter=2026-01-15", "createdBefore=2026-01-15T10:30:60Z", "source=a;b", "conversationId=x"],
)
def test_observation_list_rejects_invalid_filters(api, observations, refused, query):
    [found] = refused(api.get(observations, query=query), 400, 520046)["details"]["fields"]
    assert found["field"] == query.partition("=")[0]


def test_page_token_is_bound_to_its_filters(api, observations, add, refused):
    add(observation("a"), observation("b"))
    token = api.get(observations, query="pageSize=1").json()["meta"]["nextToken"]
    refused(api.get(observations, query=f"pageToken={token}&source=crm"), 400, 520046)


def test_observation_patch_keeps_a_revision(api, add):
    [path] = add(observation(conversationIds=[CONVERSATION]))
    states = [api.get(path).json()]
    for change in ({"content": "Prefers mornings."}, {"source": "crm", "conversationIds": []}):
        api.emulator.clock.advance(60)
        accepted = api.send("PATCH", path, change)
        assert (accepted.status, accepted.json()) == (202, {"message": "Observation update accepted"})
        states.append(states[-1] | change | {"updatedAt": f"2026-01-15T10:3{len(states)}:00.000Z"})

    assert api.get(path).json() == states[-1]
    page = api.get(f"{path}/Revisions").json()
    assert page == {"revisions": states[::-1], "meta": {"key": "revisions", "pageSize": 3}}
    first = api.get(f"{path}/Revisions", query="pageSize=2").json()
    second = api.get(f"{path}/Revisions", query=f"pageToken={first['meta']['nextToken']}").json()
    assert first["revisions"] + second["revisions"] == states[::-1]


def test_observation_keeps_its_position_when_changed(api, observations, add):
    first, _ = add(observation("a"), observation("b"))
    api.send("PATCH", first, {"content": "changed"})
    assert contents(api.get(observations)) == ["b", "changed"]


def test_observation_empty_patch_changes_nothing(api, add):
    [path] = add(observation())
    before = api.get(path).json()
    api.emulator.clock.advance(60)
    assert api.send("PATCH", path, {"colour": "red"}).status == 202
    assert api.get(path).json() == before
    assert api.get(f"{path}/Revisions").json()["revisions"] == [before]


def test_observation_deletion_deletes_revisions(api, observations, add, refused):
    kept, gone = add(observation("kept"), observation("gone"))
    api.send("PATCH", gone, {"content": "changed"})
    accepted = api.send("DELETE", gone)
    assert (accepted.status, accepted.json()) == (202, {"message": "Observation deletion accepted"})
    for response in (api.get(gone), api.get(f"{gone}/Revisions"), api.send("DELETE", gone)):
        refused(response, 404, 520003)
    assert contents(api.get(observations)) == ["kept"]
    assert len(api.get(f"{kept}/Revisions").json()["revisions"]) == 1


@pytest.mark.parametrize(("method", "below"), [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/Revisions")])
def test_missing_observation_is_520003(api, observations, refused, method, below):
    body = {"content": "x"} if method == "PATCH" else None
    refused(api.send(method, f"{observations}/{MISSING}{below}", body), 404, 520003)


def test_observation_of_another_profile_is_missing(api, profile, add, refused):
    [path] = add(observation())
    other = api.profile(profile.partition("/Profiles/")[0])
    refused(api.get(path.replace(profile, other)), 404, 520003)


@pytest.mark.parametrize(("method", "below"), [("POST", ""), ("GET", ""), ("GET", f"/{MISSING}")])
def test_observations_require_a_profile(api, profile, refused, method, below):
    body = {"observations": [observation()]} if method == "POST" else None
    missing = f"{profile.rpartition('/')[0]}/mem_profile_{26 * '0'}"
    refused(api.send(method, f"{missing}/Observations{below}", body), 404, 520009)


def test_profile_deletion_deletes_observations(api, profile, add, refused):
    [path] = add(observation())
    assert api.send("DELETE", profile).status == 202
    refused(api.get(path), 404, 520009)


def count_of(api, observations):
    """Count the observations on all pages."""
    count, token = 0, ""
    while token is not None:
        page = api.get(observations, query=f"pageSize=1000{token and f'&pageToken={token}'}").json()
        assert len(page["observations"]) == page["meta"]["pageSize"] <= 50
        count += len(page["observations"])
        token = page["meta"].get("nextToken")
    return count


def test_observation_limit_is_500_per_profile(api, observations, refused):
    full = {"observations": [observation()] * 10}
    for _ in range(49):
        api.send("POST", observations, full)
    api.send("POST", observations, {"observations": [observation()] * 9})
    body = refused(api.send("POST", observations, {"observations": [observation()] * 2}), 400, 520046)
    assert body["details"]["fields"] == [
        {"in": "body", "field": "/observations", "message": "the profile would have more than 500"}
    ]
    assert api.send("POST", observations, {"observations": [observation()]}).status == 202
    assert count_of(api, observations) == 500
    refused(api.send("POST", observations, {"observations": [observation()]}), 400, 520046)


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([], "/observations"),
        ([observation()] * 11, "/observations"),
        ([observation(content="")], "/observations/0/content"),
        ([observation(content=4097 * "x")], "/observations/0/content"),
        ([observation(content="x\ud800")], ""),
        ([observation(source="a;b")], "/observations/0/source"),
        ([observation(occurredAt="yesterday")], "/observations/0/occurredAt"),
        ([observation(conversationIds=[CONVERSATION] * 11)], "/observations/0/conversationIds"),
        ([observation(), {"content": "x", "source": "x"}], "/observations/1"),
    ],
)
def test_invalid_observations_are_520046_and_none_is_added(api, observations, refused, items, field):
    [found] = refused(api.send("POST", observations, {"observations": items}), 400, 520046)["details"]["fields"]
    assert found["field"] == field
    assert contents(api.get(observations)) == []


def test_observation_ignores_undocumented_properties(api, add):
    [path] = add(observation(id="mine", colour="red"))
    found = api.get(path).json()
    assert "colour" not in found
    assert found["id"] != "mine"


def test_observation_is_dated_at_the_end_of_the_write_lag(new_api):
    api = new_api(write_lag=5)
    observations = f"{api.profile()}/Observations"
    api.emulator.clock.advance(5)
    api.send("POST", observations, {"observations": [observation("a")]})
    assert contents(api.get(observations)) == []
    api.emulator.clock.advance(5)
    [found] = api.get(observations).json()["observations"]
    assert found["createdAt"] == "2026-01-15T10:30:10.000Z"

    path = f"{observations}/{found['id']}"
    api.send("PATCH", path, {"content": "b"})
    api.send("DELETE", path)
    assert api.get(path).json() == found
    api.emulator.clock.advance(5)
    assert api.get(path).status == 404


def test_pending_observation_of_deleted_profile_is_dropped(new_api, refused):
    api = new_api(write_lag=5)
    profile = api.profile()
    api.emulator.clock.advance(5)
    api.send("DELETE", profile)
    api.send("POST", f"{profile}/Observations", {"observations": [observation()]})
    api.emulator.clock.advance(5)
    refused(api.get(f"{profile}/Observations"), 404, 520009)


def test_pending_observation_of_full_profile_is_dropped(new_api):
    api = new_api(write_lag=5)
    observations = f"{api.profile()}/Observations"
    for _ in range(51):
        assert api.send("POST", observations, {"observations": [observation()] * 10}).status == 202
    api.emulator.clock.advance(5)
    assert count_of(api, observations) == 500


def test_database_file_keeps_observations_and_revisions(new_api, tmp_path):
    file = tmp_path / "memory.sqlite3"
    api = new_api(database=file)
    observations = f"{api.profile()}/Observations"
    api.send("POST", observations, {"observations": [observation()]})
    [found] = api.get(observations).json()["observations"]
    path = f"{observations}/{found['id']}"
    api.send("PATCH", path, {"content": "changed"})
    states = api.get(f"{path}/Revisions").json()
    api.emulator.close()

    assert new_api(database=file).get(f"{path}/Revisions").json() == states
    assert len(states["revisions"]) == 2


def test_observations_of_merged_profile_redirect(api):
    profile = api.profile(email="ada@example.com")
    merged = api.profile(profile.partition("/Profiles/")[0], email="lovelace@example.com")
    api.send("POST", f"{profile}/Observations", {"observations": [observation("before")]})
    api.send("POST", f"{merged}/Observations", {"observations": [observation("old")]})
    [found] = api.get(f"{merged}/Observations").json()["observations"]
    api.send("PATCH", f"{merged}/Observations/{found['id']}", {"content": "new"})
    api.send("POST", f"{merged}/Identifiers", {"idType": "email", "value": "ada@example.com"})

    canonical_id = profile.rpartition("/")[2]
    one = f"/Observations/{found['id']}"
    asked = [
        ("GET", "/Observations", None, 301),
        ("POST", "/Observations", {"observations": [observation()]}, 308),
        ("PATCH", one, {"content": "x"}, 308),
        ("DELETE", one, None, 308),
        ("GET", "/ConversationSummaries", None, 301),
        ("POST", "/Recall", {}, 308),
    ]
    for method, below, body, status in asked:
        moved = api.send(method, merged + below, body)
        assert moved.status == status
        assert moved.json()["uri"] == moved.header("Location") == f"https://memory.twilio.com{profile}{below}"
        assert moved.header("Canonical-Profile-Id") == canonical_id
    for below in (one, f"{one}/Revisions"):
        there = api.get(merged + below)
        assert (there.status, there.header("Canonical-Profile-Id")) == (200, canonical_id)
        assert there.json() == api.get(profile + below).json()
    assert contents(api.get(f"{profile}/Observations")) == ["new", "before"]
    assert len(api.get(f"{profile}{one}/Revisions").json()["revisions"]) == 2
