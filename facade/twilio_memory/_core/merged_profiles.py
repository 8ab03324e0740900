"""Redirects to the profile into which another one has been merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from twilio_memory._core.request import with_profile_id
from twilio_memory._core.responses import unexpected_response_error
from twilio_memory._outcome import Outcome
from twilio_memory.errors import InvalidArgumentError, ProfileMergedError
from twilio_memory.ids import validate_path_value
from twilio_memory_api.types import RetrySafety

if TYPE_CHECKING:
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.json_response import RawResponse
    from twilio_memory._outcome import Attempt

T = TypeVar("T")

REDIRECTS = frozenset({301, 308})


def merged_profile_redirect(
    call: Call[T], response: RawResponse, attempts: tuple[Attempt, ...], outcome: Outcome
) -> Call[T] | None:
    """Return the read for the canonical profile, once for a call; None if the redirect is not about a profile."""
    if "profile_id" not in call.arguments:
        return None
    header = response.headers.get("canonical-profile-id")
    try:
        profile_id = validate_path_value("profile_id", header, call.record.path_parameters["profile_id"])
    except InvalidArgumentError as error:
        reason = "the profile was merged, but the canonical profile is not named"
        raise unexpected_response_error(response, call, reason, attempts=attempts) from error
    merged = call.arguments["profile_id"]
    if call.record.retry is RetrySafety.SAFE and call.merged_profile_id is None:
        return with_profile_id(call, profile_id)._replace(merged_profile_id=merged)
    unknown = outcome is Outcome.MAYBE_PROCESSED
    state = "may have been done by an earlier attempt, whose response was lost" if unknown else "was not done"
    raise ProfileMergedError(
        f"{call.record.client_method} {state}: profile {merged} has been merged into {profile_id}. "
        f"{'Check that profile before you send' if unknown else 'Send'} it again for that profile, if it is meant "
        "for it.",
        **call.error_attributes(),
        outcome=outcome if unknown else Outcome.NOT_PROCESSED,
        attempts=attempts,
        **response.error_attributes(),
        canonical_profile_id=profile_id,
    )
