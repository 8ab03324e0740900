"""Observations and their revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from twilio_memory._async.batches import in_batches
from twilio_memory._async.pages import AsyncItems
from twilio_memory._async.resource import AsyncResource
from twilio_memory._endpoints import DATA_PLANE_PAGE, body_of, choice_of, or_unset, page_size_of, prepare
from twilio_memory._loading import api, models

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterable, Iterable

    from twilio_memory._batches import Batch
    from twilio_memory_api.fields import ObservationPatchFields
    from twilio_memory_api.models import (
        MessageAccepted,
        Observation,
        ObservationInput,
        ObservationList,
        ObservationPatch,
        ObservationRevisionList,
        OrderBy,
    )

_OBSERVATIONS_A_REQUEST = 10


class AsyncObservations(AsyncResource):
    """Observations about a customer: `memory.observations`."""

    async def create(
        self, store_id: str, profile_id: str, observations: Iterable[ObservationInput] | AsyncIterable[ObservationInput]
    ) -> tuple[Batch[MessageAccepted], ...]:
        """Add observations to a profile, in requests of up to 10, one after the other.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observations: What to add: `content`, 1 to 4096 characters; `occurred_at`, with a time zone; `source`, 1 to
                100 characters; and up to 10 `conversation_ids`. They are consumed lazily, one request's worth at a
                time.

        Returns:
            For each request which observations it had, by index, and Twilio's message.

        Raises:
            BatchError: A request was not accepted: it says which observations were, which were not and which may have
                been, and where to go on. The rest was not sent. Where the profile has become part of another, its
                `__cause__` is a `ProfileMergedError`.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """

        async def send(batch: list[ObservationInput]) -> MessageAccepted:
            body = models.CreateObservationsInput(observations=batch)
            return await self._read(api.observations.create_profile_observation, store_id, profile_id, body=body)

        return await in_batches("observations", observations, _OBSERVATIONS_A_REQUEST, send)

    def list(
        self,
        store_id: str,
        profile_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        source: str | None = None,
        created_after: dt.datetime | None = None,
        created_before: dt.datetime | None = None,
        conversation_id: str | None = None,
    ) -> AsyncItems[Observation, ObservationList]:
        """List the observations of a profile.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            page_size: How many observations to fetch at once, 1 to 1000; Twilio's default is 50.
            page_token: Where to start, from another list's page.
            order_by: By time of creation; Twilio's default is `OrderBy.DESC`, newest first.
            source: Only those of this source, 1 to 100 characters.
            created_after: Only those created at this time or later; with a time zone.
            created_before: Only those created before this time; with a time zone.
            conversation_id: Only those of this conversation.

        Returns:
            An iterable of observations; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. What iterating raises: see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        size, order = page_size_of(page_size, DATA_PLANE_PAGE), choice_of(models.OrderBy, "order_by", order_by)
        return AsyncItems(
            self._session,
            lambda token: prepare(
                api.observations.list_profile_observations,
                store_id,
                profile_id,
                page_size=size,
                page_token=token,
                order_by=order,
                source=or_unset(source),
                created_after=or_unset(created_after),
                created_before=or_unset(created_before),
                conversation_id=or_unset(conversation_id),
            ),
            lambda page: page.observations,
            page_token,
        )

    async def fetch(self, store_id: str, profile_id: str, observation_id: str) -> Observation:
        """Fetch an observation.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observation_id: The observation's ID.

        Returns:
            The observation.

        Raises:
            ObservationNotFoundError: The profile has no such observation.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        return await self._read(api.observations.fetch_profile_observation, store_id, profile_id, observation_id)

    @overload
    async def update(
        self, store_id: str, profile_id: str, observation_id: str, body: ObservationPatch
    ) -> MessageAccepted: ...
    @overload
    async def update(
        self,
        store_id: str,
        profile_id: str,
        observation_id: str,
        body: None = None,
        **fields: Unpack[ObservationPatchFields],
    ) -> MessageAccepted: ...
    async def update(
        self,
        store_id: str,
        profile_id: str,
        observation_id: str,
        body: ObservationPatch | None = None,
        **fields: Any,
    ) -> MessageAccepted:
        """Change an observation; what is not given stays as it is. The former state stays as a revision.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observation_id: The observation's ID.
            body: The changes; or give them as fields:
            fields: `content`, `occurred_at`, `source` and `conversation_ids`, as in `create`.

        Returns:
            Twilio's message.

        Raises:
            ObservationNotFoundError: The profile has no such observation.
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        body = body_of(models.ObservationPatch, body, fields)
        return await self._read(
            api.observations.patch_profile_observation, store_id, profile_id, observation_id, body=body
        )

    async def delete(self, store_id: str, profile_id: str, observation_id: str) -> MessageAccepted:
        """Delete an observation. This cannot be undone.

        It is retried after a failure that leaves open whether it was done, since the ID is never reused.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observation_id: The observation's ID.

        Returns:
            Twilio's message.

        Raises:
            ObservationNotFoundError: The profile has no such observation.
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        return await self._delete(api.observations.delete_profile_observation, store_id, profile_id, observation_id)

    def revisions(
        self,
        store_id: str,
        profile_id: str,
        observation_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> AsyncItems[Observation, ObservationRevisionList]:
        """List the states that an observation has had, the latest first.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observation_id: The observation's ID.
            page_size: How many states to fetch at once, 1 to 1000; Twilio's default is 50.
            page_token: Where to start, from another list's page.

        Returns:
            An iterable of observations with the same ID; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. What iterating raises: see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        size = page_size_of(page_size, DATA_PLANE_PAGE)
        return AsyncItems(
            self._session,
            lambda token: prepare(
                api.observations.list_observation_revisions,
                store_id,
                profile_id,
                observation_id,
                page_size=size,
                page_token=token,
            ),
            lambda page: page.revisions,
            page_token,
        )
