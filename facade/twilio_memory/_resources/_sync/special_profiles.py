"""Profiles: dictionaries of traits, batches, and results without None."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core._sync.batching import send_in_batches
from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.arguments import build_body, join_names
from twilio_memory._core.call_options import check_names
from twilio_memory._core.loading import api, models
from twilio_memory._core.traits import validate_traits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Unpack

    from twilio_memory._core._sync.operations import PendingOperation
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.traits import TraitChanges, Traits
    from twilio_memory._outcome import Batch
    from twilio_memory_api.models import LookupResult, MessageAccepted, Profile, ProfileAccepted


class SpecialProfiles(Resource):
    """Traits are plain dictionaries: by group, then by name."""

    def create(
        self,
        store_id: str,
        traits: Traits,
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> ProfileAccepted:
        """Find the profile that matches the identifiers among the traits, or create one.

        Args:
            store_id: The store's ID.
            traits: Values by group and name, e.g. `{"Contact": {"email": "ada@example.com"}}`; at least one of them
                promoted to an identifier, at most 50 groups of 99 traits.
            extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The profile's `id`, and a `message`. The traits are written soon after.

        Raises:
            BadRequestError: No trait is an identifier, or a group or trait is not known.
            StoreNotFoundError: The store does not exist.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/profile/create-profile
        """
        return self._request(
            options,
            api.profile.create_profile,
            store_id,
            body=build_body(models.ProfileData, extra_body, traits=validate_traits(traits)),
        )

    def fetch(
        self,
        store_id: str,
        profile_id: str,
        *,
        trait_groups: Sequence[str] | None = None,
        **options: Unpack[CallOptions],
    ) -> Profile:
        """Fetch a profile with its traits.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            trait_groups: Only the traits of these groups, by name.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The profile; its `traits` are plain dictionaries, by group and name. Where the profile was merged, it is the
            one that it is part of now, as its `id` tells.

        Raises:
            ProfileNotFoundError: The store has no such profile.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        groups = join_names("trait_groups", trait_groups)
        profile = self._request(options, api.profile.fetch_profile, store_id, profile_id, trait_groups=groups)
        profile.traits = profile.traits or {}
        return profile

    def update(
        self,
        store_id: str,
        profile_id: str,
        traits: TraitChanges,
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> MessageAccepted:
        """Merge traits into a profile; what is not given stays as it is.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            traits: Values by group and name; None removes a trait.
            extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            Twilio's message. The traits are written soon after.

        Raises:
            ProfileMergedError: The profile has become part of another.
            ProfileNotFoundError: The store has no such profile.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/profile/patch-profile-traits
        """
        return self._request(
            options,
            api.profile.patch_profile_traits,
            store_id,
            profile_id,
            body=build_body(models.ProfilePatch, extra_body, traits=validate_traits(traits)),
        )

    def bulk_upsert(
        self,
        store_id: str,
        profiles: Iterable[Traits],
        *,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> tuple[Batch[PendingOperation[None]], ...]:
        """Create or update many profiles, in requests of up to 1000, one after the other.

        Args:
            store_id: The store's ID.
            profiles: The traits of each profile, as in `create`. They are consumed lazily, one request's worth at a
                time.
            extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
            **options: Options of each request: see `CallOptions`.

        Returns:
            For each request which profiles it had, by index, and the accepted write. `wait()` polls the same
            endpoint as for other writes; Twilio does not document one for bulk writes.

        Raises:
            BatchError: A request was not accepted: it says which profiles were, which were not and which may have been,
                and where to go on. The rest was not sent.

        See https://www.twilio.com/docs/api/memory/v1/profile/update-profiles-bulk
        """
        check_names("profiles.bulk_upsert", options)
        endpoint = api.profile.update_profiles_bulk

        def send(batch: list[Traits]) -> PendingOperation[None]:
            checked = [validate_traits(traits, item) for item, traits in enumerate(batch)]
            items = [models.ProfileData(traits=traits) for traits in checked]
            body = build_body(models.ProfilesBulkRequest, extra_body, profiles=items)
            return self._start_operation(options, endpoint, store_id, body=body)

        return send_in_batches("profiles", profiles, endpoint.RECORD.batch_size, send)

    def lookup(
        self,
        store_id: str,
        *,
        id_type: str,
        value: str,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> LookupResult:
        """Find the profiles that hold an identifier value.

        Args:
            store_id: The store's ID.
            id_type: The kind of identifier, e.g. `email`; 2 to 30 characters.
            value: The value, up to 255 characters; Twilio normalises it.
            extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The `normalized_value` and the IDs of the `profiles`: a list, which is empty where there are none.

        Raises:
            StoreNotFoundError: The store does not exist.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/retrieval
        """
        found = self._request(
            options,
            api.retrieval.create_profiles_lookup,
            store_id,
            body=build_body(models.LookupRequest, extra_body, id_type=id_type, value=value),
        )
        found.profiles = found.profiles or []
        return found
