"""The handlers of conversation summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._handlers import Answer, handles
from ._memories import SUMMARIES, add, browse, find, forget, revise
from ._state import Condition

if TYPE_CHECKING:
    from ._handlers import Context


@handles("CreateProfileConversationSummary")
def create_summaries(context: Context) -> Answer:
    """Add summaries to a profile."""
    return add(context, SUMMARIES, "Summaries creation accepted")


@handles("ListProfileConversationSummaries")
def list_summaries(context: Context) -> Answer:
    """List the summaries of a profile."""
    query = context.values.query
    where = [Condition("$.conversationId", "is", query["conversationId"])] if "conversationId" in query else []
    items, meta = browse(context, SUMMARIES, where)
    return Answer(200, {"summaries": items, "meta": {"key": "summaries", **meta}})


@handles("FetchProfileConversationSummary")
def fetch_summary(context: Context) -> Answer:
    """Read a summary."""
    _, summary = find(context, SUMMARIES)
    return Answer(200, summary)


@handles("PatchProfileConversationSummary")
def patch_summary(context: Context) -> Answer:
    """Change a summary."""
    return revise(context, SUMMARIES, "Conversation summary update accepted")


@handles("DeleteProfileConversationSummary")
def delete_summary(context: Context) -> Answer:
    """Delete a summary."""
    return forget(context, SUMMARIES, "Conversation summary deletion accepted")
