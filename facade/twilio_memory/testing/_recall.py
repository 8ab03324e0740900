"""The handler of Recall: the memories of a profile that fit a query, or else the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._communications import KIND as COMMUNICATIONS
from ._handler_response import HandlerResponse
from ._handlers import handler
from ._memory_items import OBSERVATIONS, SUMMARIES
from ._profiles import inside, require_profile
from ._ranking import rank
from ._timestamps import instant

if TYPE_CHECKING:
    from ._handlers import Context
    from ._state import JsonObject

_OBSERVATIONS = 20
_SUMMARIES = 5
_COMMUNICATIONS = 0


@handler("CreateFetchProfileMemory")
def recall(context: Context) -> HandlerResponse:
    """Recall what a profile is remembered by.

    If no query is given, Twilio makes one out of the last communications of the conversation. Here `conversationId`
    derives nothing: without a query, what is of that conversation comes first. Communications belong to a conversation,
    so that without one none are recalled. The API does not document of which: here they are of all.
    """
    require_profile(context)
    body = context.values.body
    observations = _newest_first(context, OBSERVATIONS.name, "occurredAt")
    summaries = _newest_first(context, SUMMARIES.name, "occurredAt")
    if query := body.get("query", "").strip():
        # Ranked together, so that scores are comparable.
        ranked = _ranked(query, [*observations, *summaries], body.get("relevanceThreshold", 0.0))
        observations, summaries = (
            [item for item in ranked if item["id"] in ids]
            for ids in ({item["id"] for item in items} for items in (observations, summaries))
        )
    elif "conversationId" in body:
        for items in (observations, summaries):
            # Sorting keeps the order of what is equal.
            items.sort(key=lambda item: not _is_of(item, body["conversationId"]))
    communications = _newest_first(context, COMMUNICATIONS, "createdAt") if "conversationId" in body else []
    # 5.0 is an integer to JSON Schema, but not to a slice.
    return HandlerResponse(
        200,
        {
            "observations": observations[: int(body.get("observationsLimit", _OBSERVATIONS))],
            "summaries": summaries[: int(body.get("summariesLimit", _SUMMARIES))],
            "communications": communications[: int(body.get("communicationsLimit", _COMMUNICATIONS))],
            # On the emulator's clock a request takes no time, and the same calls get the same responses.
            "meta": {"queryTime": 0},
        },
    )


def _newest_first(context: Context, kind: str, time: str) -> list[JsonObject]:
    """Return what lies within the dates of the request; of the same time, what came in last is first."""
    body = context.values.body
    begin = instant(body["beginDate"]) if "beginDate" in body else float("-inf")
    end = instant(body["endDate"]) if "endDate" in body else float("inf")
    timed = [(instant(item[time]), item) for item in reversed(context.state.all(inside(context, kind)))]
    chosen = [(at, item) for at, item in timed if begin <= at < end]
    return [item for _, item in sorted(chosen, key=lambda pair: pair[0], reverse=True)]


def _ranked(query: str, items: list[JsonObject], threshold: float) -> list[JsonObject]:
    """Return the items that fit a query, with their scores, best first. What has no word of it has the score 0."""
    scores = rank(query, [item["content"] for item in items])
    scored = [{**item, "score": scores.get(index, 0.0)} for index, item in enumerate(items)]
    fitting = [item for item in scored if item["score"] >= threshold]
    return sorted(fitting, key=lambda item: item["score"], reverse=True)


def _is_of(item: JsonObject, conversation_id: str) -> bool:
    return conversation_id == item.get("conversationId") or conversation_id in item.get("conversationIds", ())
