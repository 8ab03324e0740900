"""Summaries: any number of them is added in batches."""

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
    from twilio_memory_api.models import ConversationSummaryInput, MessageAccepted


class SpecialSummaries(Resource):
    """To add many takes several requests."""

    def create(
        self,
        store_id: str,
        profile_id: str,
        summaries: Iterable[ConversationSummaryInput],
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> tuple[Batch[MessageAccepted], ...]:
        """Add summaries to a profile, in requests of up to 10, one after the other.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summaries: What to add: `content`, 1 to 4096 characters; `conversation_id`; `occurred_at`, with a time zone;
                and optionally `source`, up to 100 characters. They are consumed lazily, one request's worth at a time.
            extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
            **options: Options of each request: see `CallOptions`.

        Returns:
            For each request which summaries it had, by index, and Twilio's message.

        Raises:
            BatchError: A request was not accepted: it says which summaries were, which were not and which may have
                been, and where to go on. The rest was not sent. Where the profile has become part of another, its
                `__cause__` is a `ProfileMergedError`.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        check_names("summaries.create", options)
        endpoint = api.conversation_summaries.create_profile_conversation_summary

        def send(batch: list[ConversationSummaryInput]) -> MessageAccepted:
            body = build_body(models.CreateConversationSummariesInput, extra_body, summaries=batch)
            return self._request(options, endpoint, store_id, profile_id, body=body)

        return send_in_batches(
            "summaries",
            summaries,
            endpoint.RECORD.batch_size,
            send,
        )
