"""The product events of identity resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._identity_resolution import Resolution
    from ._state import State

_CLASH = 520034


def log_resolution(state: State, store_id: str, resolution: Resolution, now: str, *, request: str = "") -> None:
    """Log which profile was created, what was merged, and which identifiers were added and which stay elsewhere."""
    home = {"store_id": store_id, "profile_id": resolution.profile_id}
    events = state.events
    if resolution.created:
        events.add("profile.created", now, home, request=request)
    log_merge(state, store_id, resolution, now, request=request)
    for identifier in resolution.added:
        events.add("identity.added", now, {**home, "id_type": identifier.id_type}, request=request)


def log_merge(state: State, store_id: str, resolution: Resolution, now: str, *, request: str = "") -> None:
    """Log which profiles have become part of another."""
    absorbed = [each for each in resolution.merged if each != resolution.profile_id]
    if absorbed:
        body = {"store_id": store_id, "profile_id": resolution.profile_id, "absorbed_profile_ids": absorbed}
        state.events.add("profiles.merged", now, body, request=request)


def log_skipped(state: State, store_id: str, resolution: Resolution, now: str) -> None:
    """Log the identifiers that were not moved to a profile, because they stay with another."""
    if resolution.skipped:
        state.events.add_problem(
            "identity.added",
            now,
            {"store_id": store_id, "profile_id": resolution.profile_id},
            level="WARNING",
            code=_CLASH,
            reasons=[f"the identifier of the type {each} stays with another profile" for each, _ in resolution.skipped],
        )
