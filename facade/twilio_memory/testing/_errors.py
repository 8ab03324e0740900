"""What the emulator answers when a request cannot be served, and what it raises when it is itself at fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_PAGES = "https://www.twilio.com/docs/api/errors/"
_LONGEST_DETAIL = 1024


class EmulatorError(Exception):
    """The emulator was used wrongly, or has a bug such as an answer that the API's description does not know."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One of Twilio's error codes: the statuses it may come with, the preferred one first, and its text."""

    statuses: tuple[int, ...]
    message: str


# Twilio publishes the codes without their statuses. Where two fit, the first that the operation documents is taken.
FAULTS = {
    20003: Fault((401,), "Authentication is needed: HTTP Basic with an API key's SID and secret."),
    20404: Fault((404,), "The requested resource was not found."),
    520003: Fault((404,), "The observation does not exist on this profile."),
    520004: Fault((409, 400), "The identifier belongs to another profile."),
    520005: Fault((400,), "The traits do not fit their definitions."),
    520009: Fault((404,), "The profile does not exist in this memory store."),
    520010: Fault((400,), "The batch of profiles cannot be processed."),
    520014: Fault((404,), "The profile has no such identifier."),
    520017: Fault((404,), "The profile has no such identifier that could be deleted."),
    520020: Fault((400,), "The trait group is not defined in this memory store."),
    520024: Fault((400,), "The identity resolution settings do not fit together."),
    520037: Fault((404,), "The conversation summary does not exist on this profile."),
    520041: Fault((404,), "The memory store does not exist on this account or has been marked deleted."),
    520042: Fault((409, 400), "The memory store exists but its status is not ACTIVE."),
    520043: Fault((412,), "The resource has changed since the given ETag was read."),
    520044: Fault((400,), "The account has as many memory stores as it may have."),
    520045: Fault((409, 400), "A memory store of this display name exists already."),
    520046: Fault((400,), "The request is invalid."),
    520047: Fault((404,), "The trait group does not exist in this memory store."),
    520048: Fault((404,), "The data mapping does not exist in this memory store."),
    520049: Fault((400,), "The memory store identifier is invalid."),
    520050: Fault((409, 400), "The trait or trait group is protected."),
    520051: Fault((400,), "The operation identifier is invalid."),
    520052: Fault((404,), "The operation does not exist, or ended too long ago."),
    520053: Fault((400,), "The memory store has as many trait groups as it may have."),
    520054: Fault((400,), "The trait group has as many traits as it may have, or would have more."),
    520055: Fault((409, 400), "A trait group of this display name exists already in this memory store."),
    520056: Fault((409, 400), "A data mapping of this display name exists already in this memory store."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one part of a request."""

    location: str
    """One of `path`, `query`, `header` and `body`."""
    field: str
    """The name of the parameter, or the JSON Pointer into the body."""
    message: str


class Moved(Exception):  # noqa: N818 - not an error of the emulator but an answer on its way out
    """Ends the handling of a request whose profile has been merged into another."""

    def __init__(self, canonical_id: str) -> None:
        super().__init__(canonical_id)
        self.canonical_id = canonical_id


class Problem(Exception):  # noqa: N818 - not an error of the emulator but an answer on its way out
    """Ends the handling of a request, or the work of an operation, with one of the codes of `FAULTS`."""

    def __init__(self, code: int, findings: Sequence[Finding] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.findings = tuple(findings)

    def status(self, documented: Collection[int]) -> int:
        """Return the HTTP status that fits the code best among those that an operation documents."""
        candidates = FAULTS[self.code].statuses
        return next((status for status in candidates if status in documented), candidates[0])

    def body(self, status: int) -> dict[str, Any]:
        """Return Twilio's error body."""
        body: dict[str, Any] = {
            "code": self.code,
            "message": FAULTS[self.code].message,
            "more_info": f"{_PAGES}{self.code}",
            "status": status,
        }
        if self.findings:
            body["details"] = {
                "fields": [
                    {"in": finding.location, "field": finding.field, "message": finding.message}
                    for finding in self.findings
                ]
            }
        return body

    def operation_error(self) -> dict[str, Any]:
        """Return the `error` of an operation that failed for this."""
        fault = FAULTS[self.code]
        error = {"type": f"{_PAGES}{self.code}", "title": fault.message, "code": self.code}
        if self.findings:
            error["detail"] = "; ".join(finding.message for finding in self.findings)[:_LONGEST_DETAIL]
        return error
