"""All errors of this library.

They are a tree::

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
        ├── ImportIncompleteError                the import is completed, but rows were refused
        ├── OperationCancelledError              the operation was cancelled
        ├── OperationTimeoutError                `wait` timed out; the operation may still be running
        └── OperationPollError                   the operation's status could no longer be read

Every one can be pickled and copied, and has all attributes of `TwilioMemoryError`; those that do not apply are None.
"""
# ruff: noqa: F405 - the classes of statuses and codes

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar, Final

from twilio_memory import _error_codes
from twilio_memory._error_base import CODES_WITH_A_PAGE, APIStatusError, TwilioMemoryError, combine
from twilio_memory._error_codes import *  # noqa: F403 - all of its classes are public
from twilio_memory._outcome import Attempt, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    "ImportIncompleteError",
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
CODES_WITH_A_PAGE.update(_error_codes.ERROR_CODES)


class InvalidArgumentError(TwilioMemoryError, ValueError):
    """An invalid argument. Nothing was sent; an operation that is being waited for is not affected."""

    item_index: int | None = None
    """The index of the invalid item, where a method takes several; in a `BatchError`, counted over all batches."""

    def __str__(self) -> str:
        """Return the text, which says all that there is to say."""
        return str(self.args[0])

    def __init__(self, text: str, **attributes: Any) -> None:  # noqa: ANN401 - the attributes of the base class
        super().__init__(text, **attributes)
        frame = None if self.method else sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - no call passes the name down
        while frame and not self.method:
            package, _, module = frame.f_globals.get("__name__", "").rpartition(".")
            _, name, *_ = *frame.f_code.co_qualname.split("."), ""  # Of a method, or of what is defined in it.
            if name and package.startswith("twilio_memory._resources."):
                outer = getattr(frame.f_locals.get("self"), "_method", None)
                self.__dict__["method"] = outer or f"{module}.{name}"
            frame = frame.f_back


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


class ImportIncompleteError(OperationError):
    """The import is COMPLETED, but rows were refused; `last_state` has the counts. The other rows are imported."""


class OperationCancelledError(OperationError):
    """The operation has ended as CANCELLED."""


class OperationTimeoutError(OperationError):
    """The operation has not ended within the timeout of `wait`; it may continue at Twilio."""


class OperationPollError(OperationError):
    """The operation could not be polled; it may continue at Twilio.

    The other attributes are those of the error that the last poll raised, which is also the `__cause__`. It is not of
    that error's class: a 404 on an operation does not say that what it deletes was not there.
    """


# Whatever module defines them, here they are public; so `typing.get_type_hints` looks their annotations up here, too.
_ANNOTATIONS: Final = (Attempt, ClassVar)
for _name in __all__:
    globals()[_name].__module__ = __name__


def error_class(status: int, code: int | None, message: str | None = None) -> type[APIStatusError]:
    """Return the class for a response: one that can be caught by its status, and by its code where that has a class."""
    by_status = _error_codes.STATUS_CLASSES.get(status, APIStatusError)
    by_code = _code_class(code, message)
    return combine(by_code, by_status) if by_code else by_status


def failed_operation_class(code: int | None, message: str | None) -> type[OperationFailedError]:
    """Return the class for an operation that has failed: one that can also be caught by its code."""
    by_code = _code_class(code, message)
    return combine(OperationFailedError, by_code) if by_code else OperationFailedError


def batch_error_class(error_type: type[TwilioMemoryError]) -> type[BatchError]:
    """Return the class for a batch that was ended by an error of this class."""
    return combine(BatchError, error_type)


def _code_class(code: int | None, message: str | None) -> type[APIStatusError] | None:
    # The code of a taken store name before it had its own; otherwise it means an invalid parameter.
    if code == 20001 and "already exists" in (message or ""):  # noqa: PLR2004
        return _error_codes.StoreAlreadyExistsError
    row = _error_codes.ERROR_CODES.get(code)
    return getattr(_error_codes, row.error) if row and row.error else None
