"""The operations that carry out accepted writes.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.loading import api, loading

if TYPE_CHECKING:
    from typing import Unpack

    from twilio_memory._core._sync.operations import PendingOperation
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory_api.models import Operation


class Operations(Resource):
    """The operations that carry out accepted writes: `memory.operations`."""

    def fetch(self, operation_id: str, **options: Unpack[CallOptions]) -> Operation:
        """Fetch an operation.

        It stays readable for 7 days after its end.

        Args:
            operation_id: The operation's ID, from the handle that the write returned.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The operation as it is now.

        Raises:
            OperationNotFoundError: The operation does not exist, or ended more than 7 days ago (520052).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        return self._request(options, api.operations.fetch_operation, operation_id)

    @overload
    def resume(self, token: str) -> PendingOperation[str | None]: ...
    @overload
    def resume(self, *, operation_id: str) -> PendingOperation[str | None]: ...
    def resume(self, token: str | None = None, *, operation_id: str | None = None) -> PendingOperation[str | None]:
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
        with loading():
            from twilio_memory._waiting._sync.operations import resume
        function: Any = resume
        result: PendingOperation[str | None] = function(self._executor, token, operation_id=operation_id)
        return result
