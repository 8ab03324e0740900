"""The fields of each request body, for `Unpack` where they are taken as keyword arguments."""

from typing import NotRequired, TypedDict

from .models.mapping_from_dataset_cloud_app import MappingFromDatasetCloudApp
from .models.mapping_from_dataset_warehouse import MappingFromDatasetWarehouse
from .models.mapping_from_ingress import MappingFromIngress
from .models.mapping_to_traits import MappingToTraits


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


__all__ = (
    "CreateDataMappingInputFields",
    "DataMappingCoreFields",
    "ServiceRequestFields",
    "StorePatchFields",
)
