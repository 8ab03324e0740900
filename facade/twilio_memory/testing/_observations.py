"""The handlers of observations and of what they have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._handlers import Answer, handles
from ._memories import OBSERVATIONS, add, browse, find, forget, revise, revisions
from ._state import Condition
from ._times import bound

if TYPE_CHECKING:
    from ._handlers import Context


@handles("CreateProfileObservation")
def create_observations(context: Context) -> Answer:
    """Add observations to a profile."""
    return add(context, OBSERVATIONS, "Observations creation accepted")


@handles("ListProfileObservations")
def list_observations(context: Context) -> Answer:
    """List the observations of a profile."""
    query = context.values.query
    where: list[Condition] = []
    if "source" in query:
        where.append(Condition("$.source", "is", query["source"]))
    if "createdAfter" in query:
        where.append(Condition("$.createdAt", "from", bound(query["createdAfter"])))
    if "createdBefore" in query:
        where.append(Condition("$.createdAt", "before", bound(query["createdBefore"])))
    if "conversationId" in query:
        where.append(Condition("$.conversationIds", "holds", query["conversationId"]))
    items, meta = browse(context, OBSERVATIONS, where)
    return Answer(200, {"observations": items, "meta": {"key": "observations", **meta}})


@handles("FetchProfileObservation")
def fetch_observation(context: Context) -> Answer:
    """Read an observation."""
    _, observation = find(context, OBSERVATIONS)
    return Answer(200, observation)


@handles("PatchProfileObservation")
def patch_observation(context: Context) -> Answer:
    """Change an observation; what it was stays among its revisions."""
    return revise(context, OBSERVATIONS, "Observation update accepted")


@handles("DeleteProfileObservation")
def delete_observation(context: Context) -> Answer:
    """Delete an observation with its revisions."""
    return forget(context, OBSERVATIONS, "Observation deletion accepted")


@handles("ListObservationRevisions")
def list_revisions(context: Context) -> Answer:
    """List the states that an observation has had, the present one first."""
    place, observation = find(context, OBSERVATIONS)
    items, meta = context.page(revisions(place, observation["id"]))
    return Answer(200, {"revisions": items, "meta": {"key": "revisions", **meta}})
