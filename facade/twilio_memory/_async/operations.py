"""Operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._async.pending import AsyncPendingOperation
from twilio_memory._async.resource import AsyncResource
from twilio_memory._pending import Accepted, resumed
from twilio_memory_api import api

if TYPE_CHECKING:
    from twilio_memory_api.models import Operation


class AsyncOperations(AsyncResource):
    """The operations that carry out accepted writes: `memory.operations`."""

    async def fetch(self, operation_id: str) -> Operation:
        """Fetch an operation. It stays readable for 7 days after its end.

        Args:
            operation_id: The operation's ID, from the handle that the write has returned.

        Returns:
            The operation as it is now.

        Raises:
            OperationNotFoundError: There is no such operation, or not any more.
            TwilioMemoryError: Another of its subclasses.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        return await self._read(api.operations.fetch_operation, operation_id)

    def resume(self, text: str) -> AsyncPendingOperation[str | None]:
        """Take up a pending operation that was written to a text, maybe by another process. Nothing is sent.

        Args:
            text: What the handle's `to_text()` gave.

        Returns:
            The handle; its `wait()` gives the new resource's ID where one is created, else None.

        Raises:
            InvalidArgumentError: It is no such text, or one of a client with another base URL.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        accepted = Accepted.from_text(text, str(self._session.transport.base))
        return AsyncPendingOperation(self._session, accepted, resumed)
