"""All errors of this library.

    TwilioMemoryError
    ├── InvalidArgumentError (a ValueError)      nothing was sent: an argument is invalid
    │   └── InvalidTTIDError
    ├── ClientClosedError                        nothing was sent: the client is closed
    ├── APIConnectionError                       no response has arrived
    │   └── APITimeoutError
    ├── APIStatusError                           Twilio has responded with an error
    │   ├── BadRequestError 400, AuthenticationError 401, PermissionDeniedError 403, NotFoundError 404,
    │   │   ConflictError 409, PreconditionFailedError 412, RateLimitError 429,
    │   │   InternalServerError 500, ServiceUnavailableError 503
    │   └── under these, a class for each of Twilio's codes that is of use in an `except`
    ├── UnexpectedResponseError                  a response that the API does not document
    ├── ProfileMergedError                       not done: the profile has become part of another
    ├── BatchError                               one request of several was not accepted
    └── OperationError                           accepted, but not completed
        ├── OperationFailedError                 the operation has failed
        ├── OperationCancelledError              the operation was cancelled
        ├── OperationTimeoutError                `wait` timed out; the operation may still be running
        └── OperationPollError                   the operation's status could no longer be read

Every one can be pickled and copied, and has all attributes of `TwilioMemoryError`; those that do not apply are None.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar, Final

from twilio_memory._error_codes import ERROR_CODES
from twilio_memory._outcome import Attempt, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from twilio_memory._outcome import Batch
    from twilio_memory_api.models import Operation, ProfileImport

__all__: list[str] = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "BatchError",
    "ClientClosedError",
    "ConflictError",
    "DataMappingAlreadyExistsError",
    "DataMappingNotFoundError",
    "IdentifierNotFoundError",
    "InternalServerError",
    "InvalidArgumentError",
    "InvalidOperationIDError",
    "InvalidRequestError",
    "InvalidStoreIDError",
    "InvalidTTIDError",
    "NotFoundError",
    "ObservationNotFoundError",
    "OperationCancelledError",
    "OperationError",
    "OperationFailedError",
    "OperationNotFoundError",
    "OperationPollError",
    "OperationTimeoutError",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "ProfileAlreadyExistsError",
    "ProfileMergedError",
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
    "TwilioMemoryError",
    "UnexpectedResponseError",
    "VersionConflictError",
]


class TwilioMemoryError(Exception):
    """The root of all errors of this library."""

    method: str | None = None
    """The method of the client that was called, e.g. `data_mappings.delete`."""
    operation_name: str | None = None
    """The operation's name in the API, e.g. `DeleteDataMapping`."""
    arguments: Mapping[str, str] = {}
    """The IDs and names in the path of the request, by argument."""
    outcome: Outcome = Outcome.NOT_SENT
    """Whether the request may have been carried out."""
    operation_id: str | None = None
    """The ID of the operation that carries out an accepted write, where it is known."""
    attempts: tuple[Attempt, ...] = ()
    """The attempts to send the request, in order."""
    status: int | None = None
    """The HTTP status."""
    code: int | None = None
    """Twilio's error code."""
    message: str | None = None
    """Twilio's message, with control characters escaped."""
    more_info: str | None = None
    """Twilio's page about the code."""
    details: Any = None
    """Further details from the error's body, as they came; `...` stands for what is nested deeper than 32 levels."""
    headers: Mapping[str, str] = {}
    """The response's headers, with lower-case names."""
    request_id: str | None = None
    """Twilio's ID of the request, for its support."""
    retry_after: float | None = None
    """The seconds to wait before the next request, from `Retry-After`."""

    def __init__(self, text: str, **attributes: Any) -> None:  # noqa: ANN401 - the attributes above
        super().__init__(text)
        self.__dict__.update(attributes)

    def __reduce__(self) -> tuple[Callable[..., TwilioMemoryError], tuple[Any, ...]]:
        """Pickle the text and the attributes without the cause."""
        return _unpickle, (type(self), self.args[0], self.__dict__)


class InvalidArgumentError(TwilioMemoryError, ValueError):
    """An invalid argument. Nothing was sent; an operation that is being waited for is not affected."""


class InvalidTTIDError(InvalidArgumentError):
    """An argument that is not a Twilio Type ID, or is one of the wrong kind. Nothing was sent."""


class ClientClosedError(TwilioMemoryError):
    """The client is closed, or the given `http_client` belongs to another process or event loop.

    Nothing was sent or, if it was closed between two attempts, no further attempt was made; see `attempts`.
    """


class APIConnectionError(TwilioMemoryError):
    """No response has arrived; `outcome` states whether the request was sent."""


class APITimeoutError(APIConnectionError):
    """No response has arrived in time; `outcome` states whether the request was sent."""


class UnexpectedResponseError(TwilioMemoryError):
    """A response that the API does not document, or one that was cut short."""


class ProfileMergedError(TwilioMemoryError):
    """The profile has been merged into another, so the write was not done.

    Call it again for `canonical_profile_id` if that is intended; but check `outcome` first.
    """

    canonical_profile_id: str | None = None
    """The ID of the profile that it is part of now."""


class BatchError(TwilioMemoryError):
    """One request of several was not accepted; those before it were, and those after it were not sent.

    The raised class is also a subclass of the class of the error that ended the batch, so that `except NotFoundError`
    catches it, too. The other attributes are those of that error, which is also the `__cause__`.
    """

    _ended_by: ClassVar[type[TwilioMemoryError]] = TwilioMemoryError

    accepted: tuple[Batch[Any], ...] = ()
    """The batches that were accepted."""
    start: int = 0
    """The index of the first item of the batch that was not accepted."""
    stop: int = 0
    """The index after its last item."""
    items: Sequence[Any] = ()
    """Its items. Those not yet taken from an iterator are still in it."""
    next_index: int = 0
    """The index of the item to resume with. If `outcome` is MAYBE_PROCESSED, check `items` first."""

    def __reduce__(self) -> tuple[Callable[..., TwilioMemoryError], tuple[Any, ...]]:
        """Pickle the key of the class, which is created at run time."""
        key = (self.status, self.code) if isinstance(self, APIStatusError) else self._ended_by
        return _unpickle_batch, (key, self.args[0], self.__dict__)


class OperationError(TwilioMemoryError):
    """An accepted write whose operation did not complete successfully."""

    outcome = Outcome.ACCEPTED
    last_state: Operation | ProfileImport | None = None
    """The operation, or the import, as it was last read; `...` stands for what is nested deeper than 32 levels."""


class OperationFailedError(OperationError):
    """The operation has ended as FAILED; `last_state.error` has the reason.

    What is raised is also of the class of its code, such as `StoreAlreadyExistsError`, as if it came in a response. Its
    `status` is None.
    """

    def __reduce__(self) -> tuple[Callable[..., TwilioMemoryError], tuple[Any, ...]]:
        """Pickle the key of a class that is created at run time."""
        return _unpickle_failed, (self.code, self.message, self.args[0], self.__dict__)


class OperationCancelledError(OperationError):
    """The operation has ended as CANCELLED."""


class OperationTimeoutError(OperationError):
    """The operation has not ended within the timeout of `wait`; it may continue at Twilio."""


class OperationPollError(OperationError):
    """The operation could not be polled; it may continue at Twilio.

    The other attributes are those of the error that the last poll raised, which is also the `__cause__`. It is not of
    that error's class: a 404 on an operation does not say that what it deletes was not there.
    """


class APIStatusError(TwilioMemoryError):
    """Twilio has responded with an error status."""

    status: int  # pyright: ignore[reportIncompatibleVariableOverride] - always set for this class
    expected_status: ClassVar[int | None] = None
    """The status that comes with this class; None where several may, or where it is not known."""

    def __reduce__(self) -> tuple[Callable[..., TwilioMemoryError], tuple[Any, ...]]:
        """Pickle the key of a class that is created at run time."""
        if globals().get(type(self).__name__) is type(self):
            return super().__reduce__()
        return _unpickle_status, (self.status, self.code, self.args[0], self.__dict__)


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


class PreconditionFailedError(APIStatusError):
    """412: the resource has changed since its ETag was read."""

    expected_status: ClassVar[int | None] = 412


class RateLimitError(APIStatusError):
    """429: too many requests; `retry_after` is the wait in seconds."""

    expected_status: ClassVar[int | None] = 429


class InternalServerError(APIStatusError):
    """500: an internal error at Twilio."""

    expected_status: ClassVar[int | None] = 500


class ServiceUnavailableError(APIStatusError):
    """503: Twilio is temporarily unavailable."""

    expected_status: ClassVar[int | None] = 503


# Subclasses for individual Twilio codes. The class of a code with a certain status derives from that of the status; any
# other derives from APIStatusError, and the raised class derives from both it and that of the status.


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


class StoreAlreadyExistsError(APIStatusError):
    """520045: the account has a store of this name."""


class TraitGroupAlreadyExistsError(APIStatusError):
    """520055: the store has a trait group of this name."""


class TraitGroupNotFoundError(APIStatusError):
    """520047 and 520020: the store has no such trait group."""


class ProfileAlreadyExistsError(APIStatusError):
    """520004: the identifier belongs to another profile."""


class ProtectedTraitError(APIStatusError):
    """520050: a trait or trait group of the system cannot be changed or removed."""


class QuotaExceededError(APIStatusError):
    """520044, 520053, 520054, 520060 and 520065: a quota of the account, the store or the trait group is used up."""


_BY_STATUS: Final[dict[int | None, type[APIStatusError]]] = {
    status_class.expected_status: status_class
    for status_class in (
        BadRequestError,
        AuthenticationError,
        PermissionDeniedError,
        NotFoundError,
        ConflictError,
        PreconditionFailedError,
        RateLimitError,
        InternalServerError,
        ServiceUnavailableError,
    )
}


def error_class(status: int, code: int | None, message: str | None = None) -> type[APIStatusError]:
    """Return the class for a response: one that can be caught by its status, and by its code where that has a class."""
    name = _class_name(code, message)
    return _combined_class(status, name) if name else _BY_STATUS.get(status, APIStatusError)


def failed_operation_class(code: int | None, message: str | None) -> type[OperationFailedError]:
    """Return the class for an operation that has failed: one that can also be caught by its code."""
    name = _class_name(code, message)
    return _failed_class(name) if name else OperationFailedError


def _class_name(code: int | None, message: str | None) -> str | None:
    # The code of a taken store name before it had its own; otherwise it means an invalid parameter.
    if code == 20001 and "already exists" in (message or ""):  # noqa: PLR2004
        return StoreAlreadyExistsError.__name__
    row = ERROR_CODES.get(code)
    return row.error if row else None


@functools.cache
def _failed_class(name: str) -> type[OperationFailedError]:
    bases = (OperationFailedError, globals()[name])
    return type(OperationFailedError.__name__, bases, {"__doc__": OperationFailedError.__doc__})


@functools.cache
def _combined_class(status: int, name: str) -> type[APIStatusError]:
    by_status = _BY_STATUS.get(status, APIStatusError)
    by_code: type[APIStatusError] = globals()[name]
    if issubclass(by_code, by_status):
        return by_code
    return type(by_code.__name__, (by_code, by_status), {"__doc__": by_code.__doc__})


_BATCH_CLASSES: dict[type[TwilioMemoryError], type[BatchError]] = {}


def batch_error_class(error_type: type[TwilioMemoryError]) -> type[BatchError]:
    """Return the class for a batch that was ended by an error of this class."""
    if error_type not in _BATCH_CLASSES:
        contents = {"__doc__": BatchError.__doc__, "_ended_by": error_type}
        _BATCH_CLASSES[error_type] = type(BatchError.__name__, (BatchError, error_type), contents)
    return _BATCH_CLASSES[error_type]


def _unpickle_batch(
    key: tuple[int, int | None] | type[TwilioMemoryError], text: str, attributes: dict[str, Any]
) -> TwilioMemoryError:
    if isinstance(key, tuple):
        key = error_class(*key, attributes.get("message"))
    return batch_error_class(key)(text, **attributes)


def _unpickle(error_type: type[TwilioMemoryError], text: str, attributes: dict[str, Any]) -> TwilioMemoryError:
    return error_type(text, **attributes)


def _unpickle_status(status: int, code: int | None, text: str, attributes: dict[str, Any]) -> TwilioMemoryError:
    return error_class(status, code, attributes.get("message"))(text, **attributes)


def _unpickle_failed(code: int | None, message: str | None, text: str, attributes: dict[str, Any]) -> TwilioMemoryError:
    return failed_operation_class(code, message)(text, **attributes)
