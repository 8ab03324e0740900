"""The handlers of conversation summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._filters import Filter
from ._handler_response import HandlerResponse
from ._handlers import handler
from ._memory_items import SUMMARIES, create_items, delete_item, get_item, list_items, update_item

if TYPE_CHECKING:
    from ._handlers import Context


@handler("CreateProfileConversationSummary")
def create_summaries(context: Context) -> HandlerResponse:
    """Add summaries to a profile."""
    return create_items(context, SUMMARIES, "Summaries creation accepted")


@handler("ListProfileConversationSummaries")
def list_summaries(context: Context) -> HandlerResponse:
    """List the summaries of a profile."""
    query = context.values.query
    where = [Filter("$.conversationId", "is", query["conversationId"])] if "conversationId" in query else []
    items, meta = list_items(context, SUMMARIES, where)
    return HandlerResponse(200, {"summaries": items, "meta": {"key": "summaries", **meta}})


@handler("FetchProfileConversationSummary")
def fetch_summary(context: Context) -> HandlerResponse:
    """Read a summary."""
    _, summary = get_item(context, SUMMARIES)
    return HandlerResponse(200, summary)


@handler("PatchProfileConversationSummary")
def patch_summary(context: Context) -> HandlerResponse:
    """Change a summary."""
    return update_item(context, SUMMARIES, "Conversation summary update accepted")


@handler("DeleteProfileConversationSummary")
def delete_summary(context: Context) -> HandlerResponse:
    """Delete a summary."""
    return delete_item(context, SUMMARIES, "Conversation summary deletion accepted")
