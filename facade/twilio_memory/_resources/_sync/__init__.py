"""The resources of a client, each loaded when it is first used.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core.loading import cached_property

if TYPE_CHECKING:
    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._resources._sync.data_mappings import DataMappings
    from twilio_memory._resources._sync.identifiers import Identifiers
    from twilio_memory._resources._sync.identity_resolution_settings import IdentityResolutionSettings
    from twilio_memory._resources._sync.imports import Imports
    from twilio_memory._resources._sync.observations import Observations
    from twilio_memory._resources._sync.operations import Operations
    from twilio_memory._resources._sync.profiles import Profiles
    from twilio_memory._resources._sync.stores import Stores
    from twilio_memory._resources._sync.summaries import Summaries
    from twilio_memory._resources._sync.trait_groups import TraitGroups
    from twilio_memory._resources._sync.traits import Traits


class Resources:
    """What a client has an attribute for."""

    _executor: Executor

    @cached_property
    def stores(self) -> Stores:
        """The account's stores."""
        from twilio_memory._resources._sync.stores import Stores

        return Stores(self._executor)

    @cached_property
    def trait_groups(self) -> TraitGroups:
        """The trait groups of a store, addressed by name."""
        from twilio_memory._resources._sync.trait_groups import TraitGroups

        return TraitGroups(self._executor)

    @cached_property
    def identity_resolution_settings(self) -> IdentityResolutionSettings:
        """How a store matches and merges profiles."""
        from twilio_memory._resources._sync.identity_resolution_settings import IdentityResolutionSettings

        return IdentityResolutionSettings(self._executor)

    @cached_property
    def data_mappings(self) -> DataMappings:
        """The data mappings of a store."""
        from twilio_memory._resources._sync.data_mappings import DataMappings

        return DataMappings(self._executor)

    @cached_property
    def operations(self) -> Operations:
        """The operations that carry out accepted writes."""
        from twilio_memory._resources._sync.operations import Operations

        return Operations(self._executor)

    @cached_property
    def profiles(self) -> Profiles:
        """The profiles of a store."""
        from twilio_memory._resources._sync.profiles import Profiles

        return Profiles(self._executor)

    @cached_property
    def imports(self) -> Imports:
        """Imports of profiles from CSV files."""
        from twilio_memory._resources._sync.imports import Imports

        return Imports(self._executor)

    @cached_property
    def identifiers(self) -> Identifiers:
        """The identifiers of a profile, such as e-mail addresses and phone numbers."""
        from twilio_memory._resources._sync.identifiers import Identifiers

        return Identifiers(self._executor)

    @cached_property
    def traits(self) -> Traits:
        """The traits of a profile, as a flat list. They are written through `memory.profiles`."""
        from twilio_memory._resources._sync.traits import Traits

        return Traits(self._executor)

    @cached_property
    def observations(self) -> Observations:
        """Observations about a customer."""
        from twilio_memory._resources._sync.observations import Observations

        return Observations(self._executor)

    @cached_property
    def summaries(self) -> Summaries:
        """Summaries of a customer's conversations."""
        from twilio_memory._resources._sync.summaries import Summaries

        return Summaries(self._executor)
