"""The operations that carry out accepted writes.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core.loading import api
from twilio_memory._resources._sync.special_operations import SpecialOperations

if TYPE_CHECKING:
    from typing import Unpack

    from twilio_memory._core.call_options import CallOptions
    from twilio_memory_api.models import Operation


class Operations(SpecialOperations):
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
