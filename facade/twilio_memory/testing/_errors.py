"""The API's errors as the emulator sends them, and the error that the emulator itself raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_PAGES = "https://www.twilio.com/docs/api/errors/"
_MAX_DETAIL_LENGTH = 1024
_INJECTED = "This error was injected by a Fault."


class EmulatorError(Exception):
    """The emulator was used wrongly, or has a bug such as an undocumented response."""


@dataclass(frozen=True, slots=True)
class ErrorCodeSpec:
    """One of Twilio's error codes: the statuses it may come with, the preferred one first, and its text."""

    statuses: tuple[int, ...]
    message: str


# Twilio publishes the codes without their statuses. Where two fit, the first that the operation documents is taken.
CODES = {
    403: ErrorCodeSpec((403,), "These credentials may not do this."),
    20003: ErrorCodeSpec((401,), "Authentication is needed: HTTP Basic with an API key's SID and secret."),
    20404: ErrorCodeSpec((404,), "The requested resource was not found."),
    20409: ErrorCodeSpec((409,), "The request conflicts with what exists."),
    20412: ErrorCodeSpec((412,), "The resource has changed since the given ETag was read."),
    20429: ErrorCodeSpec((429,), "There were too many requests."),
    20500: ErrorCodeSpec((500,), "The server failed."),
    20503: ErrorCodeSpec((503,), "The service is not available."),
    520003: ErrorCodeSpec((404,), "The observation does not exist on this profile."),
    520004: ErrorCodeSpec((409, 400), "The identifier belongs to another profile."),
    520005: ErrorCodeSpec((400,), "The traits do not fit their definitions."),
    520009: ErrorCodeSpec((404,), "The profile does not exist in this memory store."),
    520010: ErrorCodeSpec((400,), "The batch of profiles cannot be processed."),
    520014: ErrorCodeSpec((404,), "The profile has no such identifier."),
    520017: ErrorCodeSpec((404,), "The profile has no such identifier that could be deleted."),
    520020: ErrorCodeSpec((400,), "The trait group is not defined in this memory store."),
    520024: ErrorCodeSpec((400,), "The identity resolution settings do not fit together."),
    520037: ErrorCodeSpec((404,), "The conversation summary does not exist on this profile."),
    520041: ErrorCodeSpec((404,), "The memory store does not exist on this account or has been marked deleted."),
    520042: ErrorCodeSpec((409, 400), "The memory store exists but its status is not ACTIVE."),
    520043: ErrorCodeSpec((412,), "The resource has changed since the given ETag was read."),
    520044: ErrorCodeSpec((400,), "The account has as many memory stores as it may have."),
    520045: ErrorCodeSpec((409, 400), "A memory store of this display name exists already."),
    520046: ErrorCodeSpec((400,), "The request is invalid."),
    520047: ErrorCodeSpec((404,), "The trait group does not exist in this memory store."),
    520048: ErrorCodeSpec((404,), "The data mapping does not exist in this memory store."),
    520049: ErrorCodeSpec((400,), "The memory store identifier is invalid."),
    520050: ErrorCodeSpec((409, 400), "The trait or trait group is protected."),
    520051: ErrorCodeSpec((400,), "The operation identifier is invalid."),
    520052: ErrorCodeSpec((404,), "The operation does not exist, or ended too long ago."),
    520053: ErrorCodeSpec((400,), "The memory store has as many trait groups as it may have."),
    520054: ErrorCodeSpec((400,), "The trait group has as many traits as it may have, or would have more."),
    520055: ErrorCodeSpec((409, 400), "A trait group of this display name exists already in this memory store."),
    520056: ErrorCodeSpec((409,), "A data mapping of this display name exists already in this memory store."),
}

# What Twilio sent for 520045 before there were codes of the product; users have seen it.
_OLD_CODES = {20001: ErrorCodeSpec((400,), "A memory store of this display name already exists.")}
_ALL_CODES = CODES | _OLD_CODES

# Twilio's general codes; a status without one comes from something in front of the API, as HTML.
GENERAL_CODES = {
    400: 400,
    401: 20003,
    403: 403,
    404: 20404,
    409: 20409,
    412: 20412,
    429: 20429,
    500: 20500,
    503: 20503,
}


@dataclass(frozen=True, slots=True)
class ValidationError:
    """An error in one part of a request."""

    location: str
    """One of `path`, `query`, `header` and `body`."""
    field: str
    """The name of the parameter, or the JSON Pointer into the body."""
    message: str


class ProfileMerged(Exception):  # noqa: N818 - becomes a response
    """Ends the handling of a request whose profile has been merged into another."""

    def __init__(self, canonical_id: str) -> None:
        super().__init__(canonical_id)
        self.canonical_id = canonical_id


class APIProblem(Exception):  # noqa: N818 - becomes a response
    """Ends the handling of a request, or the work of an operation, with one of the codes of `CODES`."""

    def __init__(self, code: int, errors: Sequence[ValidationError] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.message = _ALL_CODES[code].message if code in _ALL_CODES else _INJECTED
        self.errors = tuple(errors)

    def status(self, documented: Collection[int]) -> int:
        """Return the HTTP status that fits the code best among those that an operation documents."""
        candidates = _ALL_CODES[self.code].statuses
        return next((status for status in candidates if status in documented), candidates[0])

    def body(self, status: int) -> dict[str, Any]:
        """Return Twilio's error body."""
        body: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "more_info": f"{_PAGES}{self.code}",
            "status": status,
        }
        if self.errors:
            body["details"] = {
                "fields": [
                    {"in": error.location, "field": error.field, "message": error.message} for error in self.errors
                ]
            }
        return body

    def operation_error(self) -> dict[str, Any]:
        """Return the `error` of an operation that failed for this."""
        error = {"type": f"{_PAGES}{self.code}", "title": self.message, "code": self.code}
        if self.errors:
            errors = (f"{error.field} {error.message}".strip() for error in self.errors)
            error["detail"] = "; ".join(errors)[:_MAX_DETAIL_LENGTH]
        return error
