"""The handlers of observations and their revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._filters import Filter
from ._handler_response import HandlerResponse
from ._handlers import handler
from ._memory_items import OBSERVATIONS, create_items, delete_item, get_item, list_items, revisions, update_item
from ._timestamps import bound

if TYPE_CHECKING:
    from ._handlers import Context


@handler("CreateProfileObservation")
def create_observations(context: Context) -> HandlerResponse:
    """Add observations to a profile."""
    return create_items(context, OBSERVATIONS, "Observations creation accepted")


@handler("ListProfileObservations")
def list_observations(context: Context) -> HandlerResponse:
    """List the observations of a profile."""
    query = context.values.query
    where: list[Filter] = []
    if "source" in query:
        where.append(Filter("$.source", "is", query["source"]))
    if "createdAfter" in query:
        where.append(Filter("$.createdAt", "from", bound(query["createdAfter"])))
    if "createdBefore" in query:
        where.append(Filter("$.createdAt", "before", bound(query["createdBefore"])))
    if "conversationId" in query:
        where.append(Filter("$.conversationIds", "holds", query["conversationId"]))
    items, meta = list_items(context, OBSERVATIONS, where)
    return HandlerResponse(200, {"observations": items, "meta": {"key": "observations", **meta}})


@handler("FetchProfileObservation")
def fetch_observation(context: Context) -> HandlerResponse:
    """Read an observation."""
    _, observation = get_item(context, OBSERVATIONS)
    return HandlerResponse(200, observation)


@handler("PatchProfileObservation")
def patch_observation(context: Context) -> HandlerResponse:
    """Change an observation, and keep a revision of it."""
    return update_item(context, OBSERVATIONS, "Observation update accepted")


@handler("DeleteProfileObservation")
def delete_observation(context: Context) -> HandlerResponse:
    """Delete an observation with its revisions."""
    return delete_item(context, OBSERVATIONS, "Observation deletion accepted")


@handler("ListObservationRevisions")
def list_revisions(context: Context) -> HandlerResponse:
    """List the revisions of an observation, the current one first."""
    collection, observation = get_item(context, OBSERVATIONS)
    items, meta = context.page(revisions(collection, observation["id"]))
    return HandlerResponse(200, {"revisions": items, "meta": {"key": "revisions", **meta}})
