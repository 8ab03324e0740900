"""Observations about a customer.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core._sync.batching import send_in_batches
from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.arguments import build_body, unset_if_none, validate_enum, validate_page_size
from twilio_memory._core.call_options import check_names
from twilio_memory._core.loading import api, models
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    import builtins
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from typing import Unpack

    from twilio_memory._core._sync.pagination import Paginator
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._outcome import Batch
    from twilio_memory.params import ObservationInputParam
    from twilio_memory_api.models import (
        MessageAccepted,
        Observation,
        ObservationInput,
        ObservationList,
        ObservationRevisionList,
        OrderBy,
    )


class Observations(Resource):
    """Observations about a customer: `memory.observations`."""

    def create(
        self,
        store_id: str,
        profile_id: str,
        observations: Iterable[ObservationInput | ObservationInputParam],
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> tuple[Batch[MessageAccepted], ...]:
        """Add observations.

        Adds observations to a profile. They are sent in requests of up to 10, one after the other.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observations: What to add: `content`, 1 to 4096 characters; `occurred_at`, with a time zone; `source`, 1
                to 100 characters; and up to 10 `conversation_ids`. They are consumed lazily, one request's worth at a
                time.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of each request: see `CallOptions`.

        Returns:
            For each request which observations it had, by index, and Twilio's message.

        Raises:
            BatchError: A request was not accepted: it says which observations were, which were not and which may
                have been, and where to go on. The rest was not sent. Where the profile has become part of another, its
                `__cause__` is a `ProfileMergedError`.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        check_names("observations.create", options)
        endpoint = api.observations.create_profile_observation

        def send(batch: list[ObservationInput | ObservationInputParam]) -> MessageAccepted:
            body = build_body(models.CreateObservationsInput, extra_body, observations=batch)
            return self._request(options, endpoint, store_id, profile_id, body=body)

        return send_in_batches("observations", observations, endpoint.RECORD.batch_size, send)

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
        **options: Unpack[CallOptions],
    ) -> Paginator[Observation, ObservationList]:
        """List observations.

        Pages through the observations of a profile.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            page_size: How many items a page may have; 50 if not given; 1 to 1000.
            page_token: Where to start: the `next_token` of another list's pages.
            order_by: The order of a list by time of creation; Twilio's default is DESC, newest first; one of
                `OrderBy.ASC`, `OrderBy.DESC`.
            source: Only those of this source; 1 to 100 characters.
            created_after: Only what was created at this time or later; with a time zone.
            created_before: Only what was created before this time; with a time zone.
            conversation_id: Only those of this conversation.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of observations; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        return self._list(
            options,
            api.observations.list_profile_observations,
            lambda page: page.observations,
            store_id,
            profile_id,
            page_size=validate_page_size(page_size, 1000),
            page_token=unset_if_none(page_token),
            order_by=validate_enum(models.OrderBy, "order_by", order_by),
            source=unset_if_none(source),
            created_after=unset_if_none(created_after),
            created_before=unset_if_none(created_before),
            conversation_id=unset_if_none(conversation_id),
        )

    def fetch(self, store_id: str, profile_id: str, observation_id: str, **options: Unpack[CallOptions]) -> Observation:
        """Fetch an observation.

        A former state is among the `revisions`.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observation_id: The observation's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The observation.

        Raises:
            ObservationNotFoundError: The profile has no such observation: it was removed, or merged into another
                (520003).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        return self._request(options, api.observations.fetch_profile_observation, store_id, profile_id, observation_id)

    def update(
        self,
        store_id: str,
        profile_id: str,
        observation_id: str,
        *,
        content: str | Unset = UNSET,
        occurred_at: dt.datetime | Unset = UNSET,
        source: str | Unset = UNSET,
        conversation_ids: builtins.list[str] | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> MessageAccepted:
        """Update an observation.

        What is not given stays as it is. The former state stays as a revision.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observation_id: The observation's ID.
            content: What is to be remembered; 1 to 4096 characters.
            occurred_at: When it happened; with a time zone.
            source: Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and
                hyphens; 1 to 100 characters.
            conversation_ids: The conversations that an observation is from; up to 10 items.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The work is done soon after.

        Raises:
            ObservationNotFoundError: The profile has no such observation: it was removed, or merged into another
                (520003).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        body = build_body(
            models.ObservationPatch,
            extra_body,
            content=content,
            occurred_at=occurred_at,
            source=source,
            conversation_ids=conversation_ids,
        )
        return self._request(
            options, api.observations.patch_profile_observation, store_id, profile_id, observation_id, body=body
        )

    def delete(
        self, store_id: str, profile_id: str, observation_id: str, **options: Unpack[CallOptions]
    ) -> MessageAccepted:
        """Delete an observation.

        Removes an observation. This cannot be undone. It is retried after a failure that leaves open whether it was
        done, since the ID is never reused.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observation_id: The observation's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The work is done soon after.

        Raises:
            ObservationNotFoundError: The profile has no such observation: it was removed, or merged into another
                (520003).
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        return self._request_deletion(
            options, api.observations.delete_profile_observation, store_id, profile_id, observation_id
        )

    def revisions(
        self,
        store_id: str,
        profile_id: str,
        observation_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        **options: Unpack[CallOptions],
    ) -> Paginator[Observation, ObservationRevisionList]:
        """List the revisions of an observation.

        These are the states that it has had, the latest first.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            observation_id: The observation's ID.
            page_size: How many items a page may have; 50 if not given; 1 to 1000.
            page_token: Where to start: the `next_token` of another list's pages.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of the revisions of an observation; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Observations
        """
        return self._list(
            options,
            api.observations.list_observation_revisions,
            lambda page: page.revisions,
            store_id,
            profile_id,
            observation_id,
            page_size=validate_page_size(page_size, 1000),
            page_token=unset_if_none(page_token),
        )
