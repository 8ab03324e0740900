"""What became of a request, and the account of how it was tried."""

from __future__ import annotations

import enum

import attrs


class Outcome(enum.StrEnum):
    """What is known to have become of a request when its call ends in an error."""

    NOT_SENT = "not sent"
    """Nothing has reached Twilio."""

    NOT_PROCESSED = "not processed"
    """Twilio has responded that it did not do it."""

    MAYBE_PROCESSED = "maybe processed"
    """Twilio may have done it: the response was lost, or is ambiguous. Check before you retry."""

    ACCEPTED = "accepted"
    """Twilio has accepted it; only its response could not be read, or what it started has failed."""


@attrs.frozen
class Attempt:
    """One attempt to send a request."""

    status: int | None
    """The HTTP status of the response, or None if none has arrived."""

    failure: str | None
    """The name of the failure if no status has arrived, e.g. `ReadTimeout`."""

    waited: float
    """The wait before this attempt, in seconds."""

    request_id: str | None
    """Twilio's ID of the request, for its support."""
