"""Summaries of a customer's conversations.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core._sync.batching import send_in_batches
from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.arguments import build_body, unset_if_none, validate_page_size
from twilio_memory._core.call_options import check_names
from twilio_memory._core.loading import api, models
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from typing import Unpack

    from twilio_memory._core._sync.pagination import Paginator
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._outcome import Batch
    from twilio_memory.params import ConversationSummaryInputParam
    from twilio_memory_api.models import (
        ConversationSummary,
        ConversationSummaryInput,
        ConversationSummaryList,
        MessageAccepted,
    )


class Summaries(Resource):
    """Summaries of a customer's conversations: `memory.summaries`."""

    def create(
        self,
        store_id: str,
        profile_id: str,
        summaries: Iterable[ConversationSummaryInput | ConversationSummaryInputParam],
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> tuple[Batch[MessageAccepted], ...]:
        """Add conversation summaries.

        Adds conversation summaries to a profile. They are sent in requests of up to 10, one after the other.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summaries: What to add: `content`, 1 to 4096 characters; `conversation_id`; `occurred_at`, with a time
                zone; and optionally `source`, up to 100 characters. They are consumed lazily, one request's worth at a
                time.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
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

        def send(batch: list[ConversationSummaryInput | ConversationSummaryInputParam]) -> MessageAccepted:
            body = build_body(models.CreateConversationSummariesInput, extra_body, summaries=batch)
            return self._request(options, endpoint, store_id, profile_id, body=body)

        return send_in_batches("summaries", summaries, endpoint.RECORD.batch_size, send)

    def list(
        self,
        store_id: str,
        profile_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        conversation_id: str | None = None,
        **options: Unpack[CallOptions],
    ) -> Paginator[ConversationSummary, ConversationSummaryList]:
        """List conversation summaries.

        Pages through the conversation summaries of a profile.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            page_size: How many items a page may have; 50 if not given; 1 to 1000.
            page_token: Where to start: the `next_token` of another list's pages.
            conversation_id: Only those of this conversation.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of conversation summaries; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        return self._list(
            options,
            api.conversation_summaries.list_profile_conversation_summaries,
            lambda page: page.summaries,
            store_id,
            profile_id,
            page_size=validate_page_size(page_size, 1000),
            page_token=unset_if_none(page_token),
            conversation_id=unset_if_none(conversation_id),
        )

    def fetch(
        self, store_id: str, profile_id: str, summary_id: str, **options: Unpack[CallOptions]
    ) -> ConversationSummary:
        """Fetch a conversation summary.

        Reads the summary of one conversation.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summary_id: The summary's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The conversation summary.

        Raises:
            NotFoundError: The resource does not exist (20404).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        return self._request(
            options, api.conversation_summaries.fetch_profile_conversation_summary, store_id, profile_id, summary_id
        )

    def update(
        self,
        store_id: str,
        profile_id: str,
        summary_id: str,
        *,
        content: str | Unset = UNSET,
        conversation_id: str | Unset = UNSET,
        occurred_at: dt.datetime | Unset = UNSET,
        source: str | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> MessageAccepted:
        """Update a conversation summary.

        What is not given stays as it is.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summary_id: The summary's ID.
            content: What is to be remembered; 1 to 4096 characters.
            conversation_id: A conversation ID.
            occurred_at: When it happened; with a time zone.
            source: Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and
                hyphens; 1 to 100 characters.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The work is done soon after.

        Raises:
            NotFoundError: The resource does not exist (20404).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        body = build_body(
            models.ConversationSummaryPatch,
            extra_body,
            content=content,
            conversation_id=conversation_id,
            occurred_at=occurred_at,
            source=source,
        )
        return self._request(
            options,
            api.conversation_summaries.patch_profile_conversation_summary,
            store_id,
            profile_id,
            summary_id,
            body=body,
        )

    def delete(
        self, store_id: str, profile_id: str, summary_id: str, **options: Unpack[CallOptions]
    ) -> MessageAccepted:
        """Delete a conversation summary.

        This cannot be undone. It is retried after a failure that leaves open whether it was done, since the ID is never
        reused.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summary_id: The summary's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The work is done soon after.

        Raises:
            NotFoundError: The resource does not exist (20404).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        return self._request_deletion(
            options, api.conversation_summaries.delete_profile_conversation_summary, store_id, profile_id, summary_id
        )
