"""A recall whose response has items that cannot be read, and arguments that belong together."""

from __future__ import annotations

import copy
import pickle

import httpx
import pytest

from scripted import STORE
from twilio_memory import InvalidArgumentError, SkippedItem, UnexpectedResponseError

PROFILE = "mem_profile_01kpttrkrnfjgvwjwcwggqdk96"
TIMES = {"createdAt": "2026-01-20T00:00:00Z", "updatedAt": "2026-01-20T00:00:00Z"}
GOOD = {"id": "mem_observation_1", "content": "Prefers a window seat.", "source": "voice", **TIMES}
SUMMARY = {"id": "mem_summary_1", "content": "Asked about a refund.", **TIMES}


def without(item, name):
    return {key: value for key, value in item.items() if key != name}


def recalled(**lists):
    body = {"observations": [], "summaries": [], "communications": [], "meta": {"queryTime": 3}, **lists}
    return httpx.Response(200, json=body)


def test_malformed_items_are_left_out_and_listed(play):
    broken = without(GOOD, "source")
    lists = {"observations": [broken, GOOD, None], "summaries": [SUMMARY, {**SUMMARY, "createdAt": "yesterday"}]}
    response = recalled(**lists)
    result = play(response).profiles.recall(STORE, PROFILE)
    assert [each.content for each in result.observations] == ["Prefers a window seat."]
    assert [each.content for each in result.summaries] == ["Asked about a refund."]
    assert [(each.name, each.index) for each in result.skipped] == [
        ("observations", 0),
        ("observations", 2),
        ("summaries", 1),
    ]
    assert result.skipped[0] == SkippedItem("observations", 0, "the property 'source' is missing", broken)
    assert result.to_dict() == response.json()
    assert result.response.status == 200


def test_recall_without_malformed_items_has_skipped_none(play):
    result = play(recalled(observations=[GOOD])).profiles.recall(STORE, PROFILE)
    assert result.skipped == ()
    assert copy.deepcopy(result) == pickle.loads(pickle.dumps(result)) == result


def test_null_lists_of_a_recall_are_empty(play):
    response = recalled(observations=None, communications=None, summaries=[SUMMARY])
    result = play(response).profiles.recall(STORE, PROFILE)
    assert (result.observations, result.communications, len(result.summaries)) == ([], [], 1)
    assert result.skipped == ()


@pytest.mark.parametrize("body", [{"observations": 5}, {"meta": None}, {"observations": {"a": 1}}])
def test_recall_that_is_malformed_elsewhere_is_an_error(play, body):
    with pytest.raises(UnexpectedResponseError):
        play(recalled(**body)).profiles.recall(STORE, PROFILE)


@pytest.mark.parametrize("limit", [1, 5, 100])
def test_communications_limit_needs_a_conversation(play, limit):
    memory = play()
    with pytest.raises(InvalidArgumentError, match=r"^communications_limit: has no effect without conversation_id"):
        memory.profiles.recall(STORE, PROFILE, communications_limit=limit)
    assert memory.script.requests == []


def test_communications_limit_of_zero_and_with_a_conversation_is_sent(play):
    memory = play(recalled(), recalled())
    memory.profiles.recall(STORE, PROFILE, communications_limit=0)
    conversation = "conv_conversation_01kpttrkrnfjgvwjwcwggqdk96"
    memory.profiles.recall(STORE, PROFILE, communications_limit=5, conversation_id=conversation)
    assert memory.script.bodies() == [
        {"communicationsLimit": 0},
        {"communicationsLimit": 5, "conversationId": conversation},
    ]
