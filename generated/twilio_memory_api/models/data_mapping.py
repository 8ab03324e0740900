from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="DataMapping")

_KNOWN = frozenset(
    (
        "id",
        "displayName",
        "mappingTo",
        "mappingFrom",
        "createdAt",
        "updatedAt",
        "version",
        "description",
        "isEnabled",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class DataMapping:
    """A data mapping."""

    id: str
    """ A data mapping ID. """
    display_name: str
    """ A name, unique in the store, that starts with a letter; then letters, digits, hyphens and dots. """
    mapping_to: MappingToOther | MappingToTraits
    """ Where the data goes. """
    mapping_from: (
        MappingFromDatasetCloudApp
        | MappingFromDatasetWarehouse
        | MappingFromIngress
        | MappingFromOther
    )
    """ Where the data comes from. """
    created_at: datetime.datetime
    updated_at: datetime.datetime
    version: int
    """ Grows by each successful update. """
    description: str | Unset = UNSET
    """ Free text. """
    is_enabled: bool | Unset = UNSET
    """ Whether the mapping takes data in. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        display_name = self.display_name

        mapping_to: dict[str, Any]
        if isinstance(self.mapping_to, MappingToTraits):
            mapping_to = self.mapping_to.to_dict()
        else:
            mapping_to = self.mapping_to.to_dict()

        mapping_from: dict[str, Any]
        if isinstance(self.mapping_from, MappingFromIngress):
            mapping_from = self.mapping_from.to_dict()
        elif isinstance(self.mapping_from, MappingFromDatasetCloudApp):
            mapping_from = self.mapping_from.to_dict()
        elif isinstance(self.mapping_from, MappingFromDatasetWarehouse):
            mapping_from = self.mapping_from.to_dict()
        else:
            mapping_from = self.mapping_from.to_dict()

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        version = self.version

        description = self.description

        is_enabled = self.is_enabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "displayName": display_name,
                "mappingTo": mapping_to,
                "mappingFrom": mapping_from,
                "createdAt": created_at,
                "updatedAt": updated_at,
                "version": version,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if is_enabled is not UNSET:
            field_dict["isEnabled"] = is_enabled

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        id = src_dict["id"]

        display_name = src_dict["displayName"]

        def _parse_mapping_to(data: object) -> MappingToOther | MappingToTraits:
            if isinstance(data, dict) and data.get("type") == "TRAITS":
                componentsschemas_mapping_to_type_0 = MappingToTraits.from_dict(data)

                return componentsschemas_mapping_to_type_0
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_mapping_to_type_1 = MappingToOther.from_dict(data)

            return componentsschemas_mapping_to_type_1

        mapping_to = _parse_mapping_to(src_dict["mappingTo"])

        def _parse_mapping_from(
            data: object,
        ) -> (
            MappingFromDatasetCloudApp
            | MappingFromDatasetWarehouse
            | MappingFromIngress
            | MappingFromOther
        ):
            if isinstance(data, dict) and data.get("type") == "INGRESS":
                componentsschemas_mapping_from_type_0 = MappingFromIngress.from_dict(data)

                return componentsschemas_mapping_from_type_0
            if isinstance(data, dict) and data.get("type") == "DATASET_CLOUDAPP":
                componentsschemas_mapping_from_type_1 = MappingFromDatasetCloudApp.from_dict(data)

                return componentsschemas_mapping_from_type_1
            if isinstance(data, dict) and data.get("type") == "DATASET_WAREHOUSE":
                componentsschemas_mapping_from_type_2 = MappingFromDatasetWarehouse.from_dict(data)

                return componentsschemas_mapping_from_type_2
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_mapping_from_type_3 = MappingFromOther.from_dict(data)

            return componentsschemas_mapping_from_type_3

        mapping_from = _parse_mapping_from(src_dict["mappingFrom"])

        created_at = datetime.datetime.fromisoformat(src_dict["createdAt"])

        updated_at = datetime.datetime.fromisoformat(src_dict["updatedAt"])

        version = src_dict["version"]

        description = src_dict.get("description", UNSET)

        is_enabled = src_dict.get("isEnabled", UNSET)

        data_mapping = cls.__new__(cls)
        data_mapping.id = id
        data_mapping.display_name = display_name
        data_mapping.mapping_to = mapping_to
        data_mapping.mapping_from = mapping_from
        data_mapping.created_at = created_at
        data_mapping.updated_at = updated_at
        data_mapping.version = version
        data_mapping.description = description
        data_mapping.is_enabled = is_enabled

        if len(src_dict) > 7 and not _KNOWN.issuperset(src_dict):
            data_mapping.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
        return data_mapping

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


from ..models.mapping_from_dataset_cloud_app import MappingFromDatasetCloudApp
from ..models.mapping_from_dataset_warehouse import MappingFromDatasetWarehouse
from ..models.mapping_from_ingress import MappingFromIngress
from ..models.mapping_from_other import MappingFromOther
from ..models.mapping_to_other import MappingToOther
from ..models.mapping_to_traits import MappingToTraits
