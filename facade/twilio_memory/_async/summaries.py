"""Conversation summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from twilio_memory._async.batches import in_batches
from twilio_memory._async.pages import AsyncItems
from twilio_memory._async.resource import AsyncResource
from twilio_memory._endpoints import DATA_PLANE_PAGE, body_of, or_unset, page_size_of, prepare
from twilio_memory._loading import api, models

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable

    from twilio_memory._batches import Batch
    from twilio_memory_api.fields import ConversationSummaryPatchFields
    from twilio_memory_api.models import (
        ConversationSummary,
        ConversationSummaryInput,
        ConversationSummaryList,
        ConversationSummaryPatch,
        MessageAccepted,
    )

_SUMMARIES_A_REQUEST = 10


class AsyncSummaries(AsyncResource):
    """Summaries of a customer's conversations: `memory.summaries`."""

    async def create(
        self,
        store_id: str,
        profile_id: str,
        summaries: Iterable[ConversationSummaryInput] | AsyncIterable[ConversationSummaryInput],
    ) -> tuple[Batch[MessageAccepted], ...]:
        """Add summaries to a profile, in requests of up to 10, one after the other.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summaries: What to add: `content`, 1 to 4096 characters; `conversation_id`; `occurred_at`, with a time zone;
                and optionally `source`, up to 100 characters. They are consumed lazily, one request's worth at a time.

        Returns:
            For each request which summaries it had, by index, and Twilio's message.

        Raises:
            BatchError: A request was not accepted: it says which summaries were, which were not and which may have
                been, and where to go on. The rest was not sent. Where the profile has become part of another, its
                `__cause__` is a `ProfileMergedError`.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """

        async def send(batch: list[ConversationSummaryInput]) -> MessageAccepted:
            body = models.CreateConversationSummariesInput(summaries=batch)
            return await self._read(
                api.conversation_summaries.create_profile_conversation_summary, store_id, profile_id, body=body
            )

        return await in_batches("summaries", summaries, _SUMMARIES_A_REQUEST, send)

    def list(
        self,
        store_id: str,
        profile_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        conversation_id: str | None = None,
    ) -> AsyncItems[ConversationSummary, ConversationSummaryList]:
        """List the summaries of a profile.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            page_size: How many summaries to fetch at once, 1 to 1000; Twilio's default is 50.
            page_token: Where to start, from another list's page.
            conversation_id: Only those of this conversation.

        Returns:
            An iterable of summaries; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. What iterating raises: see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        size = page_size_of(page_size, DATA_PLANE_PAGE)
        return AsyncItems(
            self._session,
            lambda token: prepare(
                api.conversation_summaries.list_profile_conversation_summaries,
                store_id,
                profile_id,
                page_size=size,
                page_token=token,
                conversation_id=or_unset(conversation_id),
            ),
            lambda page: page.summaries,
            page_token,
        )

    async def fetch(self, store_id: str, profile_id: str, summary_id: str) -> ConversationSummary:
        """Fetch a summary.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summary_id: The summary's ID.

        Returns:
            The summary.

        Raises:
            NotFoundError: The profile has no such summary.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        return await self._read(
            api.conversation_summaries.fetch_profile_conversation_summary, store_id, profile_id, summary_id
        )

    @overload
    async def update(
        self, store_id: str, profile_id: str, summary_id: str, body: ConversationSummaryPatch
    ) -> MessageAccepted: ...
    @overload
    async def update(
        self,
        store_id: str,
        profile_id: str,
        summary_id: str,
        body: None = None,
        **fields: Unpack[ConversationSummaryPatchFields],
    ) -> MessageAccepted: ...
    async def update(
        self,
        store_id: str,
        profile_id: str,
        summary_id: str,
        body: ConversationSummaryPatch | None = None,
        **fields: Any,
    ) -> MessageAccepted:
        """Change a summary; what is not given stays as it is.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summary_id: The summary's ID.
            body: The changes; or give them as fields:
            fields: `content`, `conversation_id`, `occurred_at` and `source`, as in `create`.

        Returns:
            Twilio's message.

        Raises:
            NotFoundError: The profile has no such summary.
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        body = body_of(models.ConversationSummaryPatch, body, fields)
        return await self._read(
            api.conversation_summaries.patch_profile_conversation_summary, store_id, profile_id, summary_id, body=body
        )

    async def delete(self, store_id: str, profile_id: str, summary_id: str) -> MessageAccepted:
        """Delete a summary. This cannot be undone.

        It is retried after a failure that leaves open whether it was done, since the ID is never reused.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            summary_id: The summary's ID.

        Returns:
            Twilio's message.

        Raises:
            NotFoundError: The profile has no such summary.
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/ConversationSummaries
        """
        return await self._delete(
            api.conversation_summaries.delete_profile_conversation_summary, store_id, profile_id, summary_id
        )
