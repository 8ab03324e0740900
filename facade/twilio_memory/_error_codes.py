"""Twilio's error codes: their meanings, hints, and classes.

Generated from openapi/error_codes.toml by openapi/generate_errors.py; not edited by hand.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from twilio_memory._error_base import APIStatusError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "DataMappingAlreadyExistsError",
    "DataMappingNotFoundError",
    "IdentifierNotFoundError",
    "InternalServerError",
    "InvalidOperationIDError",
    "InvalidRequestError",
    "InvalidStoreIDError",
    "NotFoundError",
    "ObservationNotFoundError",
    "OperationNotFoundError",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "ProfileAlreadyExistsError",
    "ProfileNotFoundError",
    "ProtectedTraitError",
    "QuotaExceededError",
    "RateLimitError",
    "ServiceUnavailableError",
    "StoreAlreadyExistsError",
    "StoreNotActiveError",
    "StoreNotFoundError",
    "TraitGroupAlreadyExistsError",
    "TraitGroupNotFoundError",
    "VersionConflictError",
]


class ErrorCode(NamedTuple):
    """The meaning of a code, a hint what to do next, and the class of its errors."""

    code: int
    status: int | None
    """The HTTP status that comes with it, if that is certain."""
    meaning: str
    hint: str
    error: str | None = None
    """The name of its class; None for that of the status."""


class BadRequestError(APIStatusError):
    """400: the request does not fit the API."""

    expected_status: ClassVar[int | None] = 400


class AuthenticationError(APIStatusError):
    """401: the credentials are missing or wrong."""

    expected_status: ClassVar[int | None] = 401


class PermissionDeniedError(APIStatusError):
    """403: the credentials are valid, but lack the permission."""

    expected_status: ClassVar[int | None] = 403


class NotFoundError(APIStatusError):
    """404: the resource does not exist."""

    expected_status: ClassVar[int | None] = 404


class ConflictError(APIStatusError):
    """409: the request conflicts with what exists."""

    expected_status: ClassVar[int | None] = 409
    is_conflict = True


class PreconditionFailedError(APIStatusError):
    """412: the resource has changed since its ETag was read."""

    expected_status: ClassVar[int | None] = 412
    is_conflict = True


class RateLimitError(APIStatusError):
    """429: too many requests; `retry_after` is the wait in seconds."""

    expected_status: ClassVar[int | None] = 429


class InternalServerError(APIStatusError):
    """500: an internal error at Twilio."""

    expected_status: ClassVar[int | None] = 500


class ServiceUnavailableError(APIStatusError):
    """503: Twilio is temporarily unavailable."""

    expected_status: ClassVar[int | None] = 503


class InvalidRequestError(BadRequestError):
    """520046: the body or a parameter does not fit; `details` may name the fields."""


class InvalidStoreIDError(BadRequestError):
    """520049: the value is not a store ID."""


class InvalidOperationIDError(BadRequestError):
    """520051: the value is not an operation ID."""


class StoreNotFoundError(NotFoundError):
    """520041: the account has no such store, or it has been marked deleted."""


class DataMappingNotFoundError(NotFoundError):
    """520048: the store has no such data mapping."""

    is_conflict = True


class OperationNotFoundError(NotFoundError):
    """520052: the operation does not exist, or ended more than 7 days ago."""


class ProfileNotFoundError(NotFoundError):
    """520009: the store has no such profile."""


class ObservationNotFoundError(NotFoundError):
    """520003: the profile has no such observation."""


class IdentifierNotFoundError(NotFoundError):
    """520014 and 520017: the profile does not have this identifier value."""


class VersionConflictError(PreconditionFailedError):
    """520043: the resource has changed since its ETag was read."""


class DataMappingAlreadyExistsError(ConflictError):
    """520056: the store has a data mapping of this name."""


class StoreNotActiveError(APIStatusError):
    """520042: the store is still being provisioned, or that has failed."""

    is_conflict = True


class StoreAlreadyExistsError(APIStatusError):
    """520045: the account has a store of this name."""

    is_conflict = True


class TraitGroupAlreadyExistsError(APIStatusError):
    """520055: the store has a trait group of this name."""

    is_conflict = True


class TraitGroupNotFoundError(APIStatusError):
    """520047 and 520020: the store has no such trait group."""

    is_conflict = True


class ProfileAlreadyExistsError(APIStatusError):
    """520004: the identifier belongs to another profile."""

    is_conflict = True


class ProtectedTraitError(APIStatusError):
    """520050: a trait or trait group of the system cannot be changed or removed."""


class QuotaExceededError(APIStatusError):
    """520044, 520053, 520054, 520060 and 520065: a quota of the account, the store or the trait group is used up."""


STATUS_CLASSES: Final[Mapping[int | None, type[APIStatusError]]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    412: PreconditionFailedError,
    429: RateLimitError,
    500: InternalServerError,
    503: ServiceUnavailableError,
}
_GENERAL: Final = (
    ErrorCode(400, 400, "the request does not fit the API", "Check the arguments against the API's limits."),
    ErrorCode(403, 403, "these credentials may not do this", "Use a key of this account that has permission."),
    ErrorCode(
        20003,
        401,
        "the credentials are missing or wrong",
        "Check the API key's SID and secret, and that they are of this account and region.",
    ),
    ErrorCode(20404, 404, "the resource does not exist", "Check the IDs, and that they are of this account."),
    ErrorCode(20409, 409, "the request conflicts with what exists", "Read the resource, then decide again."),
    ErrorCode(
        20412,
        412,
        "the resource has changed since its ETag was read",
        "Fetch it again, apply the change to what is there now, and send that with the new ETag.",
    ),
    ErrorCode(20429, 429, "there were too many requests", "Wait as long as retry_after says, then go on more slowly."),
    ErrorCode(20500, 500, "Twilio has failed", "Try again later; if it persists, contact Twilio's support."),
    ErrorCode(20503, 503, "Twilio cannot serve at the moment", "Try again later."),
)
_OTHERS: Final = (
    ErrorCode(
        520041,
        404,
        "the account has no such memory store, or it has been marked deleted",
        "List the stores to find its ID, or create one.",
        "StoreNotFoundError",
    ),
    ErrorCode(
        520042,
        None,
        "the memory store is not ACTIVE: it is still being provisioned, or that has failed",
        "Fetch the store until it is ACTIVE; if its status is FAILED, delete it and create another.",
        "StoreNotActiveError",
    ),
    ErrorCode(
        520043,
        412,
        "the resource has changed since its ETag was read",
        "Fetch it again, apply the change to what is there now, and send that with the new ETag.",
        "VersionConflictError",
    ),
    ErrorCode(
        520044,
        None,
        "the account has as many memory stores as it may have",
        "Delete a store that is not needed.",
        "QuotaExceededError",
    ),
    ErrorCode(
        520045,
        None,
        "the account has a memory store of this name",
        "Choose another display name, or update that store.",
        "StoreAlreadyExistsError",
    ),
    ErrorCode(
        520046,
        400,
        "the request does not fit the API",
        "Correct the fields that the error's details name.",
        "InvalidRequestError",
    ),
    ErrorCode(
        520047,
        404,
        "the memory store has no such trait group",
        "List the store's trait groups to find its name.",
        "TraitGroupNotFoundError",
    ),
    ErrorCode(
        520048,
        404,
        "the memory store has no such data mapping: it has been deleted, or the ID is of another store",
        "List the store's data mappings to find its ID.",
        "DataMappingNotFoundError",
    ),
    ErrorCode(
        520049, 400, "this is no store ID", "Use the ID of a store; it starts with mem_store_.", "InvalidStoreIDError"
    ),
    ErrorCode(
        520050,
        None,
        "this trait or trait group belongs to the system and cannot be changed or removed",
        "Add a trait or a group of your own.",
        "ProtectedTraitError",
    ),
    ErrorCode(
        520051,
        400,
        "this is no operation ID",
        "Use the operation ID that came with the accepted write.",
        "InvalidOperationIDError",
    ),
    ErrorCode(
        520052,
        404,
        "the operation does not exist, or ended more than 7 days ago",
        "Check the ID; read the resource itself to see what became of it.",
        "OperationNotFoundError",
    ),
    ErrorCode(
        520053,
        None,
        "the memory store has as many trait groups as it may have",
        "Delete a group that is not needed.",
        "QuotaExceededError",
    ),
    ErrorCode(
        520054,
        None,
        "the trait group has, or would have, more traits than it may",
        "Remove traits, or spread them over several groups.",
        "QuotaExceededError",
    ),
    ErrorCode(
        520055,
        None,
        "the memory store has a trait group of this name",
        "Choose another display name, or update that group.",
        "TraitGroupAlreadyExistsError",
    ),
    ErrorCode(
        520056,
        409,
        "the memory store has a data mapping of this name",
        "Choose another display name, or update that mapping.",
        "DataMappingAlreadyExistsError",
    ),
    ErrorCode(520057, 400, "this is no ID of a suggested mapping", "Use the ID that came with the suggestion."),
    ErrorCode(
        520058,
        404,
        "the memory store has no such suggested mapping, or it is older than 7 days",
        "List the suggestions, or have them made again.",
        "NotFoundError",
    ),
    ErrorCode(520059, None, "there is a trait extraction strategy of this name", "Choose another display name."),
    ErrorCode(
        520060,
        None,
        "the account has as many trait extraction strategies as it may have",
        "Delete one that is not needed.",
        "QuotaExceededError",
    ),
    ErrorCode(520061, None, "the account has no such trait extraction strategy", "List them to find its ID."),
    ErrorCode(520062, None, "this is no ID of a trait extraction strategy", "List them to find its ID."),
    ErrorCode(
        520063,
        None,
        "a trait that the strategy names is not registered in the memory store",
        "Add the trait to a trait group first.",
    ),
    ErrorCode(520064, None, "there is an observation extraction strategy of this name", "Choose another display name."),
    ErrorCode(
        520065,
        None,
        "the account has as many observation extraction strategies as it may have",
        "Delete one that is not needed.",
        "QuotaExceededError",
    ),
    ErrorCode(520066, None, "the account has no such observation extraction strategy", "List them to find its ID."),
    ErrorCode(520067, None, "this is no ID of an observation extraction strategy", "List them to find its ID."),
    ErrorCode(
        520002,
        None,
        "the observation was not updated: the work was interrupted, or the ID is wrong",
        "Check the ID and the observation, then try again.",
    ),
    ErrorCode(
        520003,
        404,
        "the profile has no such observation: it was removed, or merged into another",
        "Check the IDs of the profile and of the observation.",
        "ObservationNotFoundError",
    ),
    ErrorCode(
        520004,
        None,
        "the identifier belongs to another profile",
        "Look the profile up by the identifier before you create one.",
        "ProfileAlreadyExistsError",
    ),
    ErrorCode(
        520005,
        None,
        "the profile does not fit the store's traits, or two writes have met",
        "Check it against the trait groups; do not write the same profile twice at once.",
    ),
    ErrorCode(
        520008,
        None,
        "the profile is not there, or these credentials may not read it",
        "Check the ID and the key's permissions.",
    ),
    ErrorCode(
        520009,
        404,
        "the memory store has no such profile, or it was purged",
        "Fetch or look up the profile before you act on it.",
        "ProfileNotFoundError",
    ),
    ErrorCode(
        520010,
        None,
        "the profiles were not written: wrong types, duplicates, no known trait, or no identifier",
        "Check the batch against the trait groups, and register missing traits.",
    ),
    ErrorCode(
        520014,
        404,
        "the profile does not have the identifier value that is to be changed",
        "List the profile's identifiers.",
        "IdentifierNotFoundError",
    ),
    ErrorCode(
        520017,
        404,
        "the profile does not have the identifier value that is to be removed",
        "List the profile's identifiers.",
        "IdentifierNotFoundError",
    ),
    ErrorCode(
        520020,
        None,
        "the memory store has no such trait group",
        "List the store's trait groups to find its name.",
        "TraitGroupNotFoundError",
    ),
    ErrorCode(
        520022,
        None,
        "the memory store was not created: its configuration is wrong, or the network has failed",
        "Check that nothing is left out, then try again.",
    ),
    ErrorCode(
        520024,
        None,
        "the identity resolution settings do not fit",
        "Check the identifier configurations and the matching rules.",
    ),
    ErrorCode(
        520034,
        None,
        "some identifiers of the batch were skipped: they belong to other profiles",
        "Correct those rows and send them again.",
    ),
    ErrorCode(
        520037,
        None,
        "the summary could not be read: it is not there, or these credentials may not read it",
        "Check the IDs and the key's permissions.",
    ),
    ErrorCode(520038, None, "the summary was not updated: its content or its ID is wrong", "Check both."),
    ErrorCode(
        520039,
        None,
        "the summary was not deleted: it is gone already, or these credentials may not delete it",
        "Fetch it to see which.",
    ),
)

ERROR_CODES: Final[Mapping[int | None, ErrorCode]] = MappingProxyType({row.code: row for row in (*_GENERAL, *_OTHERS)})

#: The rows for responses whose code is missing or not in the table.
BY_STATUS: Final[Mapping[int | None, ErrorCode]] = MappingProxyType({row.status: row for row in _GENERAL})
