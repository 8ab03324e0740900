"""Conversation summaries on the emulator."""

import pytest

MISSING = "mem_summary_00000000000000000000000000"
CONVERSATION = "conv_conversation_00000000000000000000000001"
OTHER_CONVERSATION = "conv_conversation_00000000000000000000000002"


def summary(content="Asked to move a delivery.", **other):
    return {"content": content, "conversationId": CONVERSATION, "occurredAt": "2026-01-10T08:00:00.000Z", **other}


@pytest.fixture
def summaries(api):
    return f"{api.profile()}/ConversationSummaries"


@pytest.fixture
def add(api, summaries):
    """Add summaries and return their paths in that order."""

    def send(*items):
        accepted = api.send("POST", summaries, {"summaries": list(items)})
        assert accepted.status == 202, accepted.body
        listed = api.get(summaries, query=f"pageSize={len(items)}").json()["summaries"]
        return [f"{summaries}/{found['id']}" for found in reversed(listed)]

    return send


def contents(response):
    return [found["content"] for found in response.json()["summaries"]]


def test_summary_has_the_time_of_its_creation(api, summaries):
    item = summary(source="customer_service")
    accepted = api.send("POST", summaries, {"summaries": [item]})
    assert (accepted.status, accepted.json()) == (202, {"message": "Summaries creation accepted"})

    page = api.get(summaries).json()
    [found] = page["summaries"]
    assert page["meta"] == {"key": "summaries", "pageSize": 1}
    assert found["id"].startswith("mem_summary_")
    now = "2026-01-15T10:30:00.000Z"
    assert found == {**item, "id": found["id"], "createdAt": now, "updatedAt": now}
    assert api.get(f"{summaries}/{found['id']}").json() == found


def test_summary_list_is_newest_first_paged_and_filtered(api, summaries, add, refused):
    add(summary("a"), summary("b", conversationId=OTHER_CONVERSATION), summary("c"))
    assert contents(api.get(summaries)) == ["c", "b", "a"]
    first = api.get(summaries, query="pageSize=2")
    assert contents(first) == ["c", "b"]
    token = first.json()["meta"]["nextToken"]
    assert contents(api.get(summaries, query=f"pageToken={token}")) == ["a"]
    assert contents(api.get(summaries, query=f"conversationId={CONVERSATION}")) == ["c", "a"]
    refused(api.get(summaries, query="orderBy=ASC"), 400, 520046)


def test_summary_patch_replaces_properties(api, add):
    [path] = add(summary())
    before = api.get(path).json()
    api.emulator.clock.advance(60)
    change = {"content": "Asked for something else.", "conversationId": OTHER_CONVERSATION}
    accepted = api.send("PATCH", path, change)
    assert (accepted.status, accepted.json()) == (202, {"message": "Conversation summary update accepted"})
    assert api.get(path).json() == before | change | {"updatedAt": "2026-01-15T10:31:00.000Z"}


def test_summary_deletion(api, summaries, add, refused):
    _, gone = add(summary("kept"), summary("gone"))
    accepted = api.send("DELETE", gone)
    assert (accepted.status, accepted.json()) == (202, {"message": "Conversation summary deletion accepted"})
    refused(api.get(gone), 404, 520037)
    assert contents(api.get(summaries)) == ["kept"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_missing_summary_is_520037(api, summaries, refused, method):
    body = {"content": "x"} if method == "PATCH" else None
    refused(api.send(method, f"{summaries}/{MISSING}", body), 404, 520037)


def test_summary_limit_is_500_per_profile(api, summaries, refused):
    observation = {"content": "x", "occurredAt": "2026-01-10T08:00:00Z", "source": "crm"}
    observations = summaries.replace("ConversationSummaries", "Observations")
    api.send("POST", observations, {"observations": [observation] * 10})
    for _ in range(50):
        assert api.send("POST", summaries, {"summaries": [summary()] * 10}).status == 202
    body = refused(api.send("POST", summaries, {"summaries": [summary()]}), 400, 520046)
    assert body["details"]["fields"][0]["field"] == "/summaries"


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"content": "x", "occurredAt": "2026-01-10T08:00:00Z"}, "/summaries/0"),
        (summary(conversationId="conv_1"), "/summaries/0/conversationId"),
        (summary(content=""), "/summaries/0/content"),
    ],
)
def test_invalid_summaries_are_520046(api, summaries, refused, item, field):
    [found] = refused(api.send("POST", summaries, {"summaries": [item]}), 400, 520046)["details"]["fields"]
    assert found["field"] == field
