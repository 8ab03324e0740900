"""`operations.resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from twilio_memory._core._sync.operations import PendingOperation
from twilio_memory._core.accepted import AcceptedOperation
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from twilio_memory._core._sync.executor import Executor


@overload
def resume(executor: Executor, token: str) -> PendingOperation[str | None]: ...
@overload
def resume(executor: Executor, *, operation_id: str) -> PendingOperation[str | None]: ...
def resume(
    executor: Executor, token: str | None = None, *, operation_id: str | None = None
) -> PendingOperation[str | None]:
    """Resume an accepted write, maybe one of another process. Nothing is sent.

    Args:
        token: The handle's `to_token()`. If there is none:
        operation_id: The operation's ID, e.g. from an error's `operation_id`.

    Returns:
        The handle. Its `wait()` gives the new resource's ID where one is created; where only the operation's ID is
        known, the ID of the resource that the operation names, if it does.

    Raises:
        InvalidArgumentError: The token or the ID is invalid, or the token is one of a client with another base URL.

    See https://www.twilio.com/docs/api/memory/v1/Operations
    """
    if (token is None) == (operation_id is None):
        raise InvalidArgumentError("operations.resume: give either token or operation_id")
    if token is None:
        accepted = AcceptedOperation.from_id(operation_id)
    else:
        accepted = AcceptedOperation.from_token(token, str(executor.base))
    return PendingOperation(executor, accepted)
