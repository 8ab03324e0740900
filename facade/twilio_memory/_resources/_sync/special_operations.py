"""Operations: what is not generated."""

from __future__ import annotations

from typing import overload

from twilio_memory._core._sync.operations import PendingOperation
from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.accepted import Accepted
from twilio_memory.errors import InvalidArgumentError


class SpecialOperations(Resource):
    """To resume a write sends nothing."""

    @overload
    def resume(self, text: str) -> PendingOperation[str | None]: ...
    @overload
    def resume(self, *, operation_id: str) -> PendingOperation[str | None]: ...
    def resume(self, text: str | None = None, *, operation_id: str | None = None) -> PendingOperation[str | None]:
        """Take up an accepted write again, maybe one of another process. Nothing is sent.

        Args:
            text: What the handle's `to_text()` gave; or, where there is no such text:
            operation_id: The operation's ID, e.g. from an error's `operation_id`.

        Returns:
            The handle. Its `wait()` gives the new resource's ID where one is created; where only the operation's ID is
            known, the ID of the resource that the operation names, if it does.

        Raises:
            InvalidArgumentError: It is no such text, one of a client with another base URL, or no such ID.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        if (text is None) == (operation_id is None):
            raise InvalidArgumentError("resume: give either text or operation_id")
        if text is None:
            accepted = Accepted.of_operation(operation_id or "")
        else:
            accepted = Accepted.from_text(text, str(self._session.base))
        return PendingOperation(self._session, accepted)
