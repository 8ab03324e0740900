"""Recall on the emulator."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twilio_memory.testing import EmulatorError

CONVERSATION = "conv_conversation_00000000000000000000000001"
OTHER_CONVERSATION = "conv_conversation_00000000000000000000000002"
STORE_ID = "mem_store_00000000000000000000000000"
ASSISTANT = {
    "id": "conv_participant_00000000000000000000000001",
    "name": "Assistant",
    "address": "+13175550101",
    "channel": "CHAT",
    "type": "AI_AGENT",
}
CUSTOMER = {**ASSISTANT, "id": "conv_participant_00000000000000000000000002", "name": "Ada", "type": "CUSTOMER"}


class Memory:
    """A profile that remembers things."""

    def __init__(self, api, store=None):
        self.api = api
        self.path = api.profile(store)

    def observe(self, *contents, day=10, **other):
        items = [
            {"content": content, "occurredAt": f"2026-01-{day}T08:00:00Z", "source": "crm", **other}
            for content in contents
        ]
        assert self.api.send("POST", f"{self.path}/Observations", {"observations": items}).status == 202

    def summarize(self, *contents, day=10, conversation=CONVERSATION):
        items = [
            {"content": content, "occurredAt": f"2026-01-{day}T08:00:00Z", "conversationId": conversation}
            for content in contents
        ]
        assert self.api.send("POST", f"{self.path}/ConversationSummaries", {"summaries": items}).status == 202

    def ask(self, **body):
        return self.api.send("POST", f"{self.path}/Recall", body)

    def recall(self, **body):
        response = self.ask(**body)
        assert response.status == 200, response.body
        return response.json()


@pytest.fixture
def memory(api):
    return Memory(api)


def contents(items):
    return [item["content"] for item in items]


def test_recall_without_query_is_newest_first_without_scores(memory):
    memory.observe("middle", day=12)
    memory.observe("oldest", day=11)
    memory.observe("newest", "newest, and added last", day=13)
    memory.summarize("older", day=11)
    memory.summarize("newer", day=12)
    for body in ({}, {"query": ""}, {"query": " \n"}, {"relevanceThreshold": 1}):
        found = memory.recall(**body)
        assert contents(found["observations"]) == ["newest, and added last", "newest", "middle", "oldest"]
        assert contents(found["summaries"]) == ["newer", "older"]
        assert not any("score" in item for item in (*found["observations"], *found["summaries"]))
        assert found["communications"] == []
        assert found["meta"] == {"queryTime": 0}


def test_recall_of_empty_profile_is_empty(memory):
    nothing = {"observations": [], "summaries": [], "communications": [], "meta": {"queryTime": 0}}
    assert memory.recall() == memory.recall(query="anything") == nothing


def test_recall_default_limits(memory):
    for _ in range(3):
        memory.observe(*(f"o{number}" for number in range(10)))
    memory.summarize(*(f"s{number}" for number in range(10)))
    memory.api.emulator.add_communication(*ids_of(memory), "Hello")

    def counts(**body):
        found = memory.recall(**body)
        return tuple(len(found[key]) for key in ("observations", "summaries", "communications"))

    assert counts() == (20, 5, 0)
    most = {"observationsLimit": 100, "summariesLimit": 100}
    assert counts(**most) == (30, 10, 0)
    assert counts(**most, conversationId=CONVERSATION) == (30, 10, 0)
    assert counts(**most, communicationsLimit=100, conversationId=CONVERSATION) == (30, 10, 1)
    assert counts(observationsLimit=0, summariesLimit=1, communicationsLimit=0) == (0, 1, 0)
    assert counts(query="o1 s1", observationsLimit=2) == (2, 5, 0)


def test_recall_query_ranks_by_words(memory):
    memory.observe("Has two dogs and a cat.", day=14)
    memory.observe("Wants every delivery in the evening.", day=11)
    memory.observe("Prefers deliveries before noon, to the office on the far side of the river.", day=13)
    memory.summarize("Asked about an invoice.", "Moved a delivery to the evening.")
    found = memory.recall(query="evening DELIVERIES?")
    assert contents(found["observations"]) == [
        "Wants every delivery in the evening.",
        "Prefers deliveries before noon, to the office on the far side of the river.",
        "Has two dogs and a cat.",
    ]
    assert contents(found["summaries"]) == ["Moved a delivery to the evening.", "Asked about an invoice."]
    scores = [item["score"] for item in (*found["summaries"], *found["observations"])]
    assert max(scores) == scores[0] < 1.0
    first, second, third = (item["score"] for item in found["observations"])
    assert first > second > third == 0
    assert memory.recall(query="evening DELIVERIES?") == found


def test_recall_equal_scores_are_newest_first(memory):
    for day in (11, 13, 12):
        memory.observe(f"Likes tea since day {day}.", day=day)
    found = memory.recall(query="tea")["observations"]
    assert contents(found) == [f"Likes tea since day {day}." for day in (13, 12, 11)]
    assert [item["score"] for item in found] == [0.6] * 3


def test_recall_threshold_filters_by_score(memory):
    memory.observe("tea with milk", "coffee", "water", "tea", "juice")
    found = memory.recall(query="tea milk")["observations"]
    assert contents(found) == ["tea with milk", "tea", "juice", "water", "coffee"]
    assert [item["score"] for item in found[2:]] == [0, 0, 0]
    assert contents(memory.recall(query="tea milk", relevanceThreshold=0.0001)["observations"]) == [
        "tea with milk",
        "tea",
    ]
    between = sum(item["score"] for item in found) / 2
    assert contents(memory.recall(query="tea milk", relevanceThreshold=between)["observations"]) == ["tea with milk"]
    assert contents(memory.recall(query="tea milk", relevanceThreshold=found[1]["score"])["observations"]) == [
        "tea with milk",
        "tea",
    ]


def test_recall_scores_ignore_other_profiles(memory):
    memory.observe("tea with milk", "tea", "water")
    alone = memory.recall(query="tea milk")
    other = Memory(memory.api, memory.path.partition("/Profiles")[0])
    other.observe(*["milk"] * 10)
    assert memory.recall(query="tea milk") == alone


@pytest.mark.parametrize(
    ("body", "days"),
    [
        ({"beginDate": "2026-01-12T08:00:00Z"}, [13, 12]),
        ({"endDate": "2026-01-12T08:00:00Z"}, [11]),
        ({"beginDate": "2026-01-12T09:00:00+01:00", "endDate": "2026-01-13T08:00:00Z"}, [12]),
        ({"beginDate": "2026-01-13T00:00:00Z", "endDate": "2026-01-12T00:00:00Z"}, []),
        ({"query": "day", "endDate": "2026-01-13T08:00:00Z"}, [12, 11]),
    ],
)
def test_recall_date_range_is_half_open(memory, body, days):
    for day in (11, 12, 13):
        memory.observe(f"day {day}", day=day)
        memory.summarize(f"day {day}", day=day)
    found = memory.recall(**body)
    assert contents(found["observations"]) == contents(found["summaries"]) == [f"day {day}" for day in days]


def test_recall_compares_times_across_offsets(memory):
    for content, time in (("later", "2026-01-10T08:00:00-05:00"), ("earlier", "2026-01-10T09:00:00+05:00")):
        memory.observe(content, occurredAt=time)
    found = memory.recall()["observations"]
    assert contents(found) == ["later", "earlier"]
    assert found[0]["occurredAt"] == "2026-01-10T13:00:00.000Z"


def test_recall_without_query_puts_the_conversation_first(memory):
    memory.observe("of it, older", day=11, conversationIds=[OTHER_CONVERSATION, CONVERSATION])
    memory.observe("of it, newer", day=12, conversationIds=[CONVERSATION])
    memory.observe("of none", day=13)
    memory.summarize("of it", day=11)
    memory.summarize("of another", day=12, conversation=OTHER_CONVERSATION)
    found = memory.recall(conversationId=CONVERSATION)
    assert contents(found["observations"]) == ["of it, newer", "of it, older", "of none"]
    assert contents(found["summaries"]) == ["of it", "of another"]
    assert not any("score" in item for item in found["observations"])


def test_recall_finds_the_current_content(memory):
    memory.observe("tea")
    [found] = memory.recall()["observations"]
    memory.api.send("PATCH", f"{memory.path}/Observations/{found['id']}", {"content": "coffee"})
    assert memory.recall(query="tea", relevanceThreshold=0.5)["observations"] == []
    assert contents(memory.recall(query="coffee", relevanceThreshold=0.5)["observations"]) == ["coffee"]


@pytest.mark.parametrize(
    "query",
    ['"', 'tea"', "NEAR(tea)", "tea*", "text:tea", "-tea", "NOT tea", "^tea", "tea\0tea", "(", "{tea}", "a+tea"],
)
def test_recall_query_has_no_syntax(memory, query):
    memory.observe("coffee", "tea")
    found = contents(memory.recall(query=query, relevanceThreshold=0.3)["observations"])
    assert found == (["tea"] if "tea" in re.split(r"\W", query) else [])


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_recall_accepts_any_text(memory, query):
    for content in (query, f"tea {query}"):
        if content:
            memory.observe(content)
    response = memory.ask(query=query)
    assert response.status == 200
    assert all(0 <= item.get("score", 1) <= 1 for item in response.json()["observations"])
    [last_id, *_] = memory.recall()["observations"]
    memory.api.send("DELETE", f"{memory.path}/Observations/{last_id['id']}")


@pytest.mark.parametrize(
    "body",
    [
        {"query": 1025 * "x"},
        {"query": "\ud800"},
        {"observationsLimit": 101},
        {"summariesLimit": -1},
        {"communicationsLimit": "1"},
        {"relevanceThreshold": 1.1},
        {"conversationId": "x"},
        {"beginDate": "2026-01-15"},
    ],
)
def test_invalid_recall_is_520046(memory, refused, body):
    [found] = refused(memory.ask(**body), 400, 520046)["details"]["fields"]
    assert found["field"] in {f"/{next(iter(body))}", ""}


def test_recall_requires_a_profile(memory, refused):
    memory.path = f"{memory.path.rpartition('/')[0]}/mem_profile_{26 * '0'}"
    refused(memory.ask(), 404, 520009)


def ids_of(memory):
    """Return the IDs of the store and of the profile."""
    _, _, _, store_id, _, profile_id = memory.path.split("/")
    return store_id, profile_id


def test_recall_returns_added_communications(memory):
    emulator = memory.api.emulator
    hello = emulator.add_communication(*ids_of(memory), "Hello")
    emulator.clock.advance(60)
    reply = emulator.add_communication(*ids_of(memory), "Good evening", author=ASSISTANT, recipients=[CUSTOMER])
    of_it = {"communicationsLimit": 10, "conversationId": CONVERSATION}
    second, first = memory.recall(**of_it)["communications"]
    assert (first["id"], second["id"]) == (reply, hello)
    assert (first["content"], first["createdAt"]) == ({"text": "Good evening"}, "2026-01-15T10:31:00.000Z")
    assert (first["author"], first["recipients"]) == (ASSISTANT, [CUSTOMER])
    assert second["author"]["type"] == "CUSTOMER"
    assert second["recipients"] == []
    assert "conversationId" not in first
    [latest] = memory.recall(communicationsLimit=1, conversationId=CONVERSATION)["communications"]
    assert latest["id"] == reply
    later = memory.recall(**of_it, beginDate="2026-01-15T10:31:00Z")["communications"]
    assert [item["id"] for item in later] == [reply]


def test_added_communication_is_validated(memory):
    emulator = memory.api.emulator
    with pytest.raises(EmulatorError, match="no profile"):
        emulator.add_communication(STORE_ID, ids_of(memory)[1], "Hello")
    for wrong in ({"author": {**CUSTOMER, "channel": "PIGEON"}}, {"created_at": "now"}, {"colour": "red"}):
        with pytest.raises(EmulatorError, match="invalid communication"):
            emulator.add_communication(*ids_of(memory), "Hello", **wrong)
    with pytest.raises(EmulatorError, match="invalid conversation ID"):
        emulator.add_communication(*ids_of(memory), "Hello", conversation_id="1")
    with pytest.raises(EmulatorError, match="surrogate"):
        emulator.add_communication(*ids_of(memory), "\ud800")
    assert memory.recall(communicationsLimit=10, conversationId=CONVERSATION)["communications"] == []


def test_recalled_communications_are_of_the_conversation_alone(memory):
    emulator = memory.api.emulator
    here = emulator.add_communication(*ids_of(memory), "Hello", conversation_id=CONVERSATION)
    there = emulator.add_communication(*ids_of(memory), "Goodbye", conversation_id=OTHER_CONVERSATION)
    for conversation, expected in ((CONVERSATION, here), (OTHER_CONVERSATION, there)):
        found = memory.recall(communicationsLimit=10, conversationId=conversation)["communications"]
        assert [item["id"] for item in found] == [expected]


def test_recalled_communications_without_conversation_are_520046(memory, refused):
    [found] = refused(memory.ask(communicationsLimit=1), 400, 520046)["details"]["fields"]
    assert found == {
        "in": "body",
        "field": "/communicationsLimit",
        "message": "conversation_id is required when communications_limit is greater than 0",
    }
    assert memory.recall(communicationsLimit=0)["communications"] == []


def test_recall_infers_query_from_the_last_ten_communications(memory):
    emulator = memory.api.emulator
    memory.observe("Has a dog.", day=13)
    memory.observe("Wants deliveries in the evening.", day=11)
    emulator.add_communication(*ids_of(memory), "My dog is ill.")
    for _ in range(9):
        emulator.add_communication(*ids_of(memory), "Hm.")
    emulator.add_communication(*ids_of(memory), "A delivery in the evening, please.")
    emulator.add_communication(*ids_of(memory), "My dog again.", conversation_id=OTHER_CONVERSATION)
    delivery, dog = memory.recall(conversationId=CONVERSATION)["observations"]
    assert (delivery["content"], dog["content"]) == ("Wants deliveries in the evening.", "Has a dog.")
    assert delivery["score"] > dog["score"] == 0
    assert memory.recall(conversationId=OTHER_CONVERSATION)["observations"][0]["content"] == "Has a dog."
    asked = memory.recall(conversationId=CONVERSATION, query="dog")["observations"]
    assert asked[0]["content"] == "Has a dog."
    assert not any("score" in item for item in memory.recall()["observations"])


def test_recall_score_is_1_for_the_same_words_alone(memory):
    memory.observe("Prefers tea with milk.")
    for query, is_same in (("prefers TEA, with milk", True), ("tea", False), ("Milk with tea prefers", False)):
        [found] = memory.recall(query=query)["observations"]
        assert (found["score"] == 1.0) is is_same


def test_recall_score_ignores_stop_words_and_other_memories(memory):
    memory.observe("She is on the way to the office.")
    [found] = memory.recall(query="What is she to do on the weekend?")["observations"]
    assert found["score"] == 0

    def score():
        [found] = memory.recall(query="office", endDate="2026-01-11T00:00:00Z")["summaries"]
        return found["score"]

    memory.summarize("Found the office near the river.")
    alone = score()
    memory.observe("office", "tea", day=11)
    assert score() == alone > 0.3


def test_recall_with_ranker_of_ones_own(new_api):
    asked = []

    def longest(query, texts):
        asked.append((query, list(texts)))
        return [len(text) for text in texts]

    memory = Memory(new_api(ranker=longest))
    memory.observe("a")
    memory.summarize("longer")
    found = memory.recall(query="which?")
    assert asked == [("which?", ["a", "longer"])]
    assert [item["score"] for item in (*found["observations"], *found["summaries"])] == [1.0, 1.0]


@pytest.mark.parametrize("scores", [[], [0.5, 0.5], [float("nan")]])
def test_recall_refuses_scores_that_fit_no_text(new_api, scores):
    memory = Memory(new_api(ranker=lambda _, texts: scores if texts else []))
    memory.observe("a")
    with pytest.raises(EmulatorError, match="the ranker returned"):
        memory.ask(query="x")


def test_recall_ranker_must_be_callable(new_api):
    with pytest.raises(TypeError, match="ranker: expected a function"):
        new_api(ranker="words")


def test_recall_lags_behind_lists(new_api):
    memory = Memory(new_api(write_lag=1, recall_lag=30))
    memory.api.emulator.clock.advance(1)
    memory.observe("tea")
    memory.api.emulator.clock.advance(1)
    assert len(memory.api.get(f"{memory.path}/Observations").json()["observations"]) == 1
    assert memory.recall()["observations"] == memory.recall(query="tea")["observations"] == []
    memory.api.emulator.clock.advance(28.5)
    assert memory.recall()["observations"] == []
    memory.api.emulator.clock.advance(0.5)
    assert contents(memory.recall(query="tea")["observations"]) == ["tea"]
