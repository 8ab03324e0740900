"""The fields of each request body, for `Unpack` where they are taken as keyword arguments."""

import datetime
from typing import Any, NotRequired, TypedDict

from .models.column_mapping_item import ColumnMappingItem
from .models.conversation_summary_input import ConversationSummaryInput
from .models.identifier_config import IdentifierConfig
from .models.mapping_from_dataset_cloud_app import MappingFromDatasetCloudApp
from .models.mapping_from_dataset_warehouse import MappingFromDatasetWarehouse
from .models.mapping_from_ingress import MappingFromIngress
from .models.mapping_to_traits import MappingToTraits
from .models.observation_input import ObservationInput
from .models.profile_data import ProfileData
from .models.trait_definitions import TraitDefinitions


class ConversationSummaryPatchFields(TypedDict):
    """Changes to a conversation summary; what is left out stays as it is."""

    content: NotRequired[str]
    """ What is to be remembered. """
    conversation_id: NotRequired[str]
    """ A conversation ID. """
    occurred_at: NotRequired[datetime.datetime]
    """ When it happened. """
    source: NotRequired[str]
    """ Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and hyphens. """


class CreateConversationSummariesInputFields(TypedDict):
    """Conversation summaries to add."""

    summaries: list[ConversationSummaryInput]


class CreateDataMappingInputFields(TypedDict):
    """A data mapping to create."""

    display_name: str
    """ A name, unique in the store, that starts with a letter; then letters, digits, hyphens and dots. """
    mapping_to: MappingToTraits
    """ The data goes into traits. """
    mapping_from: MappingFromDatasetCloudApp | MappingFromDatasetWarehouse | MappingFromIngress
    """ Where the data comes from. """
    description: NotRequired[str]
    """ Free text. """
    is_enabled: NotRequired[bool]
    """ Whether the mapping takes data in; the server's default is true. """


class CreateObservationsInputFields(TypedDict):
    """Observations to add."""

    observations: list[ObservationInput]


class DataMappingCoreFields(TypedDict):
    """Changes to a data mapping; what is left out stays as it is."""

    display_name: NotRequired[str]
    """ A name, unique in the store, that starts with a letter; then letters, digits, hyphens and dots. """
    description: NotRequired[str]
    """ Free text. """
    is_enabled: NotRequired[bool]
    """ Whether the mapping takes data in. """
    mapping_to: NotRequired[MappingToTraits]
    """ The data goes into traits. """


class IdentifierFields(TypedDict):
    """An identifier value to add."""

    id_type: str
    """ An identifier type. """
    value: str
    """ The value of an identifier. """


class IdentifierUpdateFields(TypedDict):
    """A stored identifier value and what to put in its place."""

    id_type: str
    """ An identifier type. """
    old_value: str
    """ The value of an identifier. """
    new_value: str
    """ The value of an identifier. """


class IdentityResolutionSettingsCoreFields(TypedDict):
    """The settings to put in the place of the old ones."""

    identifier_configs: list[IdentifierConfig]
    matching_rules: list[str]
    """ Identifier types in the order in which they are tried; one match is enough. """


class LookupRequestFields(TypedDict):
    """The identifier to look for."""

    id_type: str
    """ An identifier type. """
    value: str
    """ The value of an identifier. """


class ObservationPatchFields(TypedDict):
    """Changes to an observation; what is left out stays as it is."""

    content: NotRequired[str]
    """ What is to be remembered. """
    occurred_at: NotRequired[datetime.datetime]
    """ When it happened. """
    source: NotRequired[str]
    """ Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and hyphens. """
    conversation_ids: NotRequired[list[str]]
    """ The conversations that an observation is from. """


class ProfileDataFields(TypedDict):
    """What is known of a profile, in at most 50 groups of at most 99 traits."""

    traits: NotRequired[dict[str, dict[str, Any]]]
    """ Traits by group and name. """


class ProfileImportRequestFields(TypedDict):
    """An import to open."""

    filename: str
    """ The name of the file. """
    file_size: int
    """ The size of the file in bytes, 100 MiB at most. """
    column_mappings: list[ColumnMappingItem]


class ProfilePatchFields(TypedDict):
    """Traits to merge into a profile; what is left out stays as it is, and null removes a trait."""

    traits: NotRequired[dict[str, dict[str, Any]]]
    """ Traits by group and name. """


class ProfilesBulkRequestFields(TypedDict):
    """Profiles to create or update."""

    profiles: NotRequired[list[ProfileData]]


class RecallRequestFields(TypedDict):
    """What to recall."""

    conversation_id: NotRequired[str]
    """ A conversation ID. """
    query: NotRequired[str]
    """ What to search for; if not given, the last 10 communications of the conversation say it. """
    begin_date: NotRequired[datetime.datetime]
    """ Only what is from this time or later. """
    end_date: NotRequired[datetime.datetime]
    """ Only what is from before this time. """
    communications_limit: NotRequired[int]
    """ How many communications to recall; the server's default is 0. """
    observations_limit: NotRequired[int]
    """ How many observations to recall; the server's default is 20. """
    summaries_limit: NotRequired[int]
    """ How many summaries to recall; the server's default is 5. """
    relevance_threshold: NotRequired[float]
    """ The minimum relevance score; ignored unless results are ranked by relevance. The server's default is 0. """


class ServiceRequestFields(TypedDict):
    """A store to create."""

    display_name: str
    """ A name, unique in the account, of ASCII letters, digits and hyphens. """
    description: NotRequired[str]
    """ Free text. """


class StorePatchFields(TypedDict):
    """Changes to a store; what is left out stays as it is."""

    display_name: NotRequired[str]
    """ A name, unique in the account, of ASCII letters, digits and hyphens. """
    description: NotRequired[str]
    """ Free text. """


class TraitGroupPatchFields(TypedDict):
    """Changes to a trait group; what is left out stays as it is, and so do traits that are not named."""

    description: NotRequired[str]
    """ Free text. """
    traits: NotRequired[TraitDefinitions]
    """ Traits by name. Names are turned into lowerCamelCase. """


class TraitGroupRequestFields(TypedDict):
    """A trait group to create."""

    display_name: str
    """ A name, unique in the store, of ASCII letters, digits, underscores, hyphens and dots. """
    description: NotRequired[str]
    """ Free text. """
    traits: NotRequired[TraitDefinitions]
    """ Traits by name. Names are turned into lowerCamelCase. """


__all__ = (
    "ConversationSummaryPatchFields",
    "CreateConversationSummariesInputFields",
    "CreateDataMappingInputFields",
    "CreateObservationsInputFields",
    "DataMappingCoreFields",
    "IdentifierFields",
    "IdentifierUpdateFields",
    "IdentityResolutionSettingsCoreFields",
    "LookupRequestFields",
    "ObservationPatchFields",
    "ProfileDataFields",
    "ProfileImportRequestFields",
    "ProfilePatchFields",
    "ProfilesBulkRequestFields",
    "RecallRequestFields",
    "ServiceRequestFields",
    "StorePatchFields",
    "TraitGroupPatchFields",
    "TraitGroupRequestFields",
)
