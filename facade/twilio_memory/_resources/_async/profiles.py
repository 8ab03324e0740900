"""The profiles of a store.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._core._async.batching import send_in_batches
from twilio_memory._core._async.operations import AsyncPendingOperation, astart_operation
from twilio_memory._core._async.resource import AsyncResource
from twilio_memory._core.arguments import (
    build_body,
    join_names,
    require_together,
    unset_if_none,
    validate_enum,
    validate_page_size,
)
from twilio_memory._core.call_options import check_names
from twilio_memory._core.loading import api, loading, models
from twilio_memory._core.traits import profile_items, validate_traits
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import AsyncIterable, Callable, Iterable, Mapping, Sequence
    from typing import Unpack

    from twilio_memory._concurrent._async.bulk import AsyncUpsertBatches
    from twilio_memory._concurrent.snapshots import FoundProfile, ProfileSnapshot, RecallOptions
    from twilio_memory._core._async.pagination import AsyncPaginator
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.traits import TraitChanges, Traits
    from twilio_memory._outcome import Batch
    from twilio_memory_api.models import (
        LookupResult,
        MessageAccepted,
        OrderBy,
        Profile,
        ProfileAccepted,
        ProfileList,
        RecallResult,
    )


class AsyncProfiles(AsyncResource):
    """The profiles of a store: `memory.profiles`.

    A profile may be merged into another. Reads are then sent once more for that one; writes raise `ProfileMergedError`.
    """

    async def create(
        self,
        store_id: str,
        traits: Traits,
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> ProfileAccepted:
        """Create a profile.

        Finds the profile that the identifiers among the traits lead to, or creates one. At least one is needed.

        Args:
            store_id: The store's ID.
            traits: Values by group and name, e.g. `{"Contact": {"email": "ada@example.com"}}`; at least one of them
                promoted to an identifier, at most 50 groups of 99 traits.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The profile's `id`, and a `message`. The traits are written soon after.

        Raises:
            APIStatusError: The profile does not fit the store's traits, or two writes have met (520005).
            TraitGroupNotFoundError: The memory store has no such trait group (520020).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/profile/create-profile
        """
        body = build_body(models.ProfileData, extra_body, traits=validate_traits(traits))
        return await self._request(options, api.profile.create_profile, store_id, body=body)

    def list(
        self,
        store_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[str, ProfileList]:
        """List profile IDs.

        Pages through the IDs of a store's profiles, newest first.

        Args:
            store_id: The store's ID.
            page_size: How many items a page may have; 50 if not given; 1 to 1000.
            page_token: Where to start: the `next_token` of another list's pages.
            order_by: The order of a list by time of creation; Twilio's default is DESC, newest first; one of
                `OrderBy.ASC`, `OrderBy.DESC`.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of profile IDs; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        return self._list(
            options,
            api.profile.list_profiles,
            lambda page: page.profiles,
            store_id,
            page_size=validate_page_size(page_size, 1000),
            page_token=unset_if_none(page_token),
            order_by=validate_enum(models.OrderBy, "order_by", order_by),
        )

    async def fetch(
        self,
        store_id: str,
        profile_id: str,
        *,
        trait_groups: Sequence[str] | None = None,
        **options: Unpack[CallOptions],
    ) -> Profile:
        """Fetch a profile.

        Reads one profile with its traits.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            trait_groups: Only the traits of these groups, by name.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The profile; its `traits` are plain dictionaries, by group and name. Where the profile was merged, it is the
            one that it is part of now, as its `id` tells.

        Raises:
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        found = await self._request(
            options,
            api.profile.fetch_profile,
            store_id,
            profile_id,
            trait_groups=join_names("trait_groups", trait_groups),
        )
        found.traits = found.traits or {}
        return found

    async def update(
        self,
        store_id: str,
        profile_id: str,
        traits: TraitChanges,
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> MessageAccepted:
        """Update the traits of a profile.

        Merges traits into a profile. Groups and traits must be defined in the store; null removes a trait.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            traits: Values by group and name; None removes a trait.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The traits are written soon after.

        Raises:
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            APIStatusError: The profile does not fit the store's traits, or two writes have met (520005).
            TraitGroupNotFoundError: The memory store has no such trait group (520020).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/profile/patch-profile-traits
        """
        body = build_body(models.ProfilePatch, extra_body, traits=validate_traits(traits))
        return await self._request(options, api.profile.patch_profile_traits, store_id, profile_id, body=body)

    async def delete(self, store_id: str, profile_id: str, **options: Unpack[CallOptions]) -> MessageAccepted:
        """Delete a profile.

        Erases its identifiers and traits, too. This cannot be undone. It is retried after a failure that leaves open
        whether it was done, since the ID is never reused.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The work is done soon after.

        Raises:
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            ProfileMergedError: The profile has become part of another.
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        return await self._request_deletion(options, api.profile.delete_profile, store_id, profile_id)

    async def bulk_upsert(
        self,
        store_id: str,
        profiles: Iterable[Traits] | AsyncIterable[Traits],
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> tuple[Batch[AsyncPendingOperation[None]], ...]:
        """Create or update many profiles.

        Creates or updates profiles. Traits that exist are overwritten, others are added. They are sent in requests of
        up to 1000, one after the other.

        Args:
            store_id: The store's ID.
            profiles: The traits of each profile, as in `create`. They are consumed lazily, one request's worth at a
                time.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of each request: see `CallOptions`.

        Returns:
            For each request which profiles it had, by index, and the accepted write. `wait()` polls the same endpoint
            as for other writes; Twilio does not document one for bulk writes.

        Raises:
            BatchError: A request was not accepted: it says which profiles were, which were not and which may have
                been, and where to go on. The rest was not sent.

        See https://www.twilio.com/docs/api/memory/v1/profile/update-profiles-bulk
        """
        check_names("profiles.bulk_upsert", options)
        endpoint = api.profile.update_profiles_bulk

        async def send(batch: list[Traits]) -> AsyncPendingOperation[None]:
            body = build_body(models.ProfilesBulkRequest, extra_body, profiles=profile_items(batch))
            return await astart_operation(self._executor, options, endpoint, store_id, body=body)

        return await send_in_batches("profiles", profiles, endpoint.RECORD.batch_size, send)

    async def lookup(
        self,
        store_id: str,
        *,
        id_type: str,
        value: str,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> LookupResult:
        """Look up profiles.

        Finds the profiles that hold an identifier value. It changes nothing, and is retried like other reads.

        Args:
            store_id: The store's ID.
            id_type: The kind of identifier, e.g. `email`; 2 to 30 characters.
            value: The value, which Twilio normalises; up to 255 characters.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The `normalized_value` and the IDs of the `profiles`: a list, which is empty where there are none.

        Raises:
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/retrieval
        """
        body = build_body(models.LookupRequest, extra_body, id_type=id_type, value=value)
        found = await self._request(options, api.retrieval.create_profiles_lookup, store_id, body=body)
        found.profiles = found.profiles or []
        return found

    async def recall(
        self,
        store_id: str,
        profile_id: str,
        *,
        conversation_id: str | Unset = UNSET,
        query: str | Unset = UNSET,
        begin_date: dt.datetime | Unset = UNSET,
        end_date: dt.datetime | Unset = UNSET,
        communications_limit: int | Unset = UNSET,
        observations_limit: int | Unset = UNSET,
        summaries_limit: int | Unset = UNSET,
        relevance_threshold: float | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> RecallResult:
        """Recall memories of a profile.

        Retrieves what is relevant of a profile's memory. Without a query, Twilio makes one from the last communications
        of the conversation, which takes it seconds: give a query where someone waits. Without both, the newest come
        first, without scores. Communications come only with a conversation. Each successful recall is billed: one whose
        response was lost, and that is retried, may be billed twice; `max_attempts=1` prevents that. It changes nothing,
        and is retried like other reads.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            conversation_id: The conversation whose communications are meant.
            query: What to search for; up to 1024 characters.
            begin_date: Only what is from this time or later; with a time zone.
            end_date: Only what is from before this time; with a time zone.
            communications_limit: How many communications to recall; Twilio's default is 0; 0 to 100.
            observations_limit: How many observations to recall; Twilio's default is 20; 0 to 100.
            summaries_limit: How many summaries to recall; Twilio's default is 5; 0 to 100.
            relevance_threshold: The minimum relevance score; ignored unless results are ranked by relevance. The
                server's default is 0; 0 to 1.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The `observations`, `summaries` and `communications`. An item that cannot be read is left out of them, and
            listed in `skipped`.

        Raises:
            ProfileNotFoundError: The memory store has no such profile, or it was purged (520009).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/retrieval
        """
        require_together("communications_limit", communications_limit, "conversation_id", conversation_id)
        body = build_body(
            models.RecallRequest,
            extra_body,
            conversation_id=conversation_id,
            query=query,
            begin_date=begin_date,
            end_date=end_date,
            communications_limit=communications_limit,
            observations_limit=observations_limit,
            summaries_limit=summaries_limit,
            relevance_threshold=relevance_threshold,
        )
        return await self._request(options, api.retrieval.create_fetch_profile_memory, store_id, profile_id, body=body)

    async def find(
        self, store_id: str, candidates: Iterable[tuple[str, str]], **options: Unpack[CallOptions]
    ) -> FoundProfile | None:
        """Find the profile of the first of several identifiers that has one.

        Looks every candidate up, one after the other, and merges nothing.

        Args:
            store_id: The store's ID.
            candidates: Types and values of identifiers, the preferred one first, e.g.
                `[("phone", "+15550100"), ("whatsapp", "whatsapp:+15550100")]`.
            **options: Options of each request: see `CallOptions`.

        Returns:
            The `id` of the profile, and by which candidate it was found; `others` has the IDs of further profiles that
            the candidates belong to. None if there is none.

        Raises:
            InvalidArgumentError: There is no candidate, or one is not a pair of texts.
            TwilioMemoryError: A lookup has failed.

        See https://www.twilio.com/docs/api/memory/retrieval
        """
        check_names("profiles.find", options)
        with loading():
            from twilio_memory._concurrent._async.profiles import find
        return await find(self._within("profiles.find"), store_id, candidates, **options)

    async def snapshot(
        self,
        store_id: str,
        candidates: Iterable[tuple[str, str]] | str,
        *,
        timeout: float = 1.5,
        **recall: Unpack[RecallOptions],
    ) -> ProfileSnapshot:
        """Fetch a profile and recall its memories side by side, within one deadline.

        A failure does not raise: what is late or has failed is in `missing`, so that a conversation can go on with the
        rest; it is logged as a warning. The synchronous client sends the two calls from two threads, which end within
        the timeout.

        Args:
            store_id: The store's ID.
            candidates: Identifiers as for `find`, or the ID of the profile.
            timeout: The longest time for all of it, in seconds; more than 0.
            **recall: The arguments of `recall`, such as `query` and `observations_limit`; `max_attempts` and
                `extra_headers` are those of each request.

        Returns:
            The `profile`, the `recall`, and why one of them is `missing`.

        Raises:
            InvalidArgumentError: An argument is invalid. Nothing was sent.
            ClientClosedError: The client is closed.

        See https://www.twilio.com/docs/api/memory/retrieval
        """
        with loading():
            from twilio_memory._concurrent._async.profiles import snapshot
        return await snapshot(
            self._within("profiles.snapshot"), self._executor.clock, store_id, candidates, timeout=timeout, **recall
        )

    def upsert_batches(
        self,
        store_id: str,
        items: Iterable[Traits] | AsyncIterable[Traits],
        *,
        identifiers: Iterable[str] = ("Contact.email", "Contact.phone"),
        start: int = 0,
        max_in_flight: int = 1,
        retry_unknown: bool = False,
        progress: Callable[[int], object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncUpsertBatches:
        """Create or update many profiles, request by request as you iterate.

        A profile that shares an identifier with one before it begins another request, which is sent after the response
        to the earlier one: their order is kept. A request has up to 1000 profiles.

        Args:
            store_id: The store's ID.
            items: The traits of each profile, as in `create`. They are consumed lazily.
            identifiers: The traits that are promoted to identifiers in this store, as `group.trait`. Values that differ
                only in case, spaces and punctuation count as the same.
            start: How many profiles to skip: the `next_index` of a `BatchError`, or the `stop` of the last batch.
            max_in_flight: How many requests to send at once, 1 or more; the synchronous client uses threads for more
                than 1.
            retry_unknown: Whether a request is sent again, up to twice, if it may have been processed, which writes the
                same values again. Not if another program writes these profiles at the same time.
            progress: Called with the number of profiles after each accepted request, those before `start` included;
                it may be a coroutine function.
            extra_body: Properties of each body that this method has no parameter for, by their names in the API.
            **options: Options of each request: see `CallOptions`.

        Returns:
            An iterable of accepted requests, as of `bulk_upsert`; `memory.wait_all` waits for their handles.

        Raises:
            InvalidArgumentError: An argument is invalid. Nothing was sent.
            BatchError: While iterating: a request was not accepted. Go on with its `next_index`.

        See https://www.twilio.com/docs/api/memory/v1/profile/update-profiles-bulk
        """
        check_names("profiles.upsert_batches", options)
        with loading():
            from twilio_memory._concurrent._async.profiles import upsert_batches
        return upsert_batches(
            self._within("profiles.upsert_batches"),
            self._executor,
            store_id,
            items,
            identifiers=identifiers,
            start=start,
            max_in_flight=max_in_flight,
            retry_unknown=retry_unknown,
            progress=progress,
            extra_body=extra_body,
            **options,
        )
