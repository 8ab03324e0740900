"""The handler of Recall: the memories of a profile that are relevant to a query, or else the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._communications import CONVERSATION
from ._communications import KIND as COMMUNICATIONS
from ._errors import APIProblem, ValidationError
from ._handler_response import HandlerResponse
from ._handlers import handler
from ._memory_items import OBSERVATIONS, SUMMARIES
from ._operations import timestamp
from ._profiles import inside, require_profile
from ._ranking import score_all
from ._timestamps import instant

if TYPE_CHECKING:
    from ._handlers import Context
    from ._state import JsonObject

_OBSERVATIONS = 20
_SUMMARIES = 5
_COMMUNICATIONS = 0
# So many communications of a conversation make a query.
_INFERRED_FROM = 10


@handler("CreateFetchProfileMemory")
def recall(context: Context) -> HandlerResponse:
    """Recall the memories of a profile.

    Without a query, the last communications of the conversation are the query. If there are none, nothing is scored,
    and the memories of that conversation come first.

    Raises:
        APIProblem: 520046, communications are asked for, but no conversation is named.
    """
    require_profile(context)
    body = context.values.body
    # 5.0 is an integer to JSON Schema, but not to a slice.
    limit = int(body.get("communicationsLimit", _COMMUNICATIONS))
    if limit and "conversationId" not in body:
        reason = "conversation_id is required when communications_limit is greater than 0"
        raise APIProblem(520046, [ValidationError("body", "/communicationsLimit", reason)])
    communications = _communications(context)
    observations, summaries = (_settled(context, kind.name) for kind in (OBSERVATIONS, SUMMARIES))
    query = body.get("query", "").strip() or "\n".join(
        item["content"]["text"] for item in communications[-_INFERRED_FROM:]
    )
    if query.strip():
        # Ranked together, so that scores are comparable.
        ranked = _ranked(context, query, [*observations, *summaries])
        observations, summaries = (
            [item for item in ranked if item["id"] in ids]
            for ids in ({item["id"] for item in items} for items in (observations, summaries))
        )
    elif "conversationId" in body:
        for items in (observations, summaries):
            # Sorting keeps the order of what is equal.
            items.sort(key=lambda item: not _is_of(item, body["conversationId"]))
    recalled = _within_dates(context, communications, "createdAt")
    return HandlerResponse(
        200,
        {
            "observations": observations[: int(body.get("observationsLimit", _OBSERVATIONS))],
            "summaries": summaries[: int(body.get("summariesLimit", _SUMMARIES))],
            "communications": recalled[len(recalled) - min(limit, len(recalled)) :],
            # On the emulator's clock a request takes no time, and the same calls get the same responses.
            "meta": {"queryTime": 0},
        },
    )


def _communications(context: Context) -> list[JsonObject]:
    """Return the communications of the conversation of the request, oldest first; none without a conversation."""
    conversation_id = context.values.body.get("conversationId")
    found = [
        {name: value for name, value in item.items() if name != CONVERSATION}
        for item in context.state.all(inside(context, COMMUNICATIONS))
        if item[CONVERSATION] == conversation_id
    ]
    return sorted(found, key=lambda item: instant(item["createdAt"]))


def _settled(context: Context, kind: str) -> list[JsonObject]:
    """Return the memories that can be recalled by now, newest first; of the same time, what came in last is first."""
    latest = timestamp(context.at - context.operations.recall_delay)
    items = [item for item in reversed(context.state.all(inside(context, kind))) if item["createdAt"] <= latest]
    chosen = _within_dates(context, items, "occurredAt")
    return sorted(chosen, key=lambda item: instant(item["occurredAt"]), reverse=True)


def _within_dates(context: Context, items: list[JsonObject], time: str) -> list[JsonObject]:
    body = context.values.body
    begin = instant(body["beginDate"]) if "beginDate" in body else float("-inf")
    end = instant(body["endDate"]) if "endDate" in body else float("inf")
    return [item for item in items if begin <= instant(item[time]) < end]


def _ranked(context: Context, query: str, items: list[JsonObject]) -> list[JsonObject]:
    """Return the items that are relevant enough to a query, with their scores, best first."""
    scores = score_all(context.ranker, query, [item["content"] for item in items])
    threshold = context.values.body.get("relevanceThreshold", 0.0)
    scored = [{**item, "score": score} for item, score in zip(items, scores, strict=True) if score >= threshold]
    return sorted(scored, key=lambda item: item["score"], reverse=True)


def _is_of(item: JsonObject, conversation_id: str) -> bool:
    return conversation_id == item.get("conversationId") or conversation_id in item.get("conversationIds", ())
