"""Observations: any number of them is added in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core._sync.batching import send_in_batches
from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.arguments import build_body
from twilio_memory._core.call_options import check_names
from twilio_memory_api import api, models

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Unpack

    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._outcome import Batch
    from twilio_memory_api.models import MessageAccepted, ObservationInput


class SpecialObservations(Resource):
    """To add many takes several requests."""

    def create(
        self,
        store_id: str,
        profile_id: str,
        observations: Iterable[ObservationInput],
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> tuple[Batch[MessageAccepted], ...]:
        """Add observations to a profile, in requests of up to 10, one after the other.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observations: What to add: `content`, 1 to 4096 characters; `occurred_at`, with a time zone; `source`, 1 to
                100 characters; and up to 10 `conversation_ids`. They are consumed lazily, one request's worth at a
                time.
            extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
            **options: Options of each request: see `CallOptions`.

        Returns:
            For each request which observations it had, by index, and Twilio's message.

        Raises:
            BatchError: A request was not accepted: it says which observations were, which were not and which may have
                been, and where to go on. The rest was not sent. Where the profile has become part of another, its
                `__cause__` is a `ProfileMergedError`.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        check_names("observations.create", options)
        endpoint = api.observations.create_profile_observation

        def send(batch: list[ObservationInput]) -> MessageAccepted:
            body = build_body(models.CreateObservationsInput, extra_body, observations=batch)
            return self._request(options, endpoint, store_id, profile_id, body=body)

        return send_in_batches("observations", observations, endpoint.RECORD.batch_size, send)
