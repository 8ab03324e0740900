"""The resources of a client, each loaded when it is first used.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core.loading import cached_property

if TYPE_CHECKING:
    from twilio_memory._core._async.executor import AsyncExecutor
    from twilio_memory._resources._async.data_mappings import AsyncDataMappings
    from twilio_memory._resources._async.identifiers import AsyncIdentifiers
    from twilio_memory._resources._async.identity_resolution_settings import AsyncIdentityResolutionSettings
    from twilio_memory._resources._async.imports import AsyncImports
    from twilio_memory._resources._async.observations import AsyncObservations
    from twilio_memory._resources._async.operations import AsyncOperations
    from twilio_memory._resources._async.profiles import AsyncProfiles
    from twilio_memory._resources._async.stores import AsyncStores
    from twilio_memory._resources._async.summaries import AsyncSummaries
    from twilio_memory._resources._async.trait_groups import AsyncTraitGroups
    from twilio_memory._resources._async.traits import AsyncTraits


class AsyncResources:
    """What a client has an attribute for."""

    _executor: AsyncExecutor

    @cached_property
    def stores(self) -> AsyncStores:
        """The account's stores."""
        from twilio_memory._resources._async.stores import AsyncStores

        return AsyncStores(self._executor)

    @cached_property
    def trait_groups(self) -> AsyncTraitGroups:
        """The trait groups of a store, addressed by name."""
        from twilio_memory._resources._async.trait_groups import AsyncTraitGroups

        return AsyncTraitGroups(self._executor)

    @cached_property
    def identity_resolution_settings(self) -> AsyncIdentityResolutionSettings:
        """How a store matches and merges profiles."""
        from twilio_memory._resources._async.identity_resolution_settings import AsyncIdentityResolutionSettings

        return AsyncIdentityResolutionSettings(self._executor)

    @cached_property
    def data_mappings(self) -> AsyncDataMappings:
        """The data mappings of a store."""
        from twilio_memory._resources._async.data_mappings import AsyncDataMappings

        return AsyncDataMappings(self._executor)

    @cached_property
    def operations(self) -> AsyncOperations:
        """The operations that carry out accepted writes."""
        from twilio_memory._resources._async.operations import AsyncOperations

        return AsyncOperations(self._executor)

    @cached_property
    def profiles(self) -> AsyncProfiles:
        """The profiles of a store."""
        from twilio_memory._resources._async.profiles import AsyncProfiles

        return AsyncProfiles(self._executor)

    @cached_property
    def imports(self) -> AsyncImports:
        """Imports of profiles from CSV files."""
        from twilio_memory._resources._async.imports import AsyncImports

        return AsyncImports(self._executor)

    @cached_property
    def identifiers(self) -> AsyncIdentifiers:
        """The identifiers of a profile, such as e-mail addresses and phone numbers."""
        from twilio_memory._resources._async.identifiers import AsyncIdentifiers

        return AsyncIdentifiers(self._executor)

    @cached_property
    def traits(self) -> AsyncTraits:
        """The traits of a profile, as a flat list. They are written through `memory.profiles`."""
        from twilio_memory._resources._async.traits import AsyncTraits

        return AsyncTraits(self._executor)

    @cached_property
    def observations(self) -> AsyncObservations:
        """Observations about a customer."""
        from twilio_memory._resources._async.observations import AsyncObservations

        return AsyncObservations(self._executor)

    @cached_property
    def summaries(self) -> AsyncSummaries:
        """Summaries of a customer's conversations."""
        from twilio_memory._resources._async.summaries import AsyncSummaries

        return AsyncSummaries(self._executor)
