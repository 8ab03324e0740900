from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..models.mapping_to_traits import MappingToTraits


T = TypeVar("T", bound="DataMappingCore")


@_attrs_define
class DataMappingCore:
    """Changes to a data mapping; what is left out stays as it is."""

    display_name: str | Unset = UNSET
    """ A name, unique in the store, that starts with a letter; then letters, digits, hyphens and dots. """
    description: str | Unset = UNSET
    """ Free text. """
    is_enabled: bool | Unset = UNSET
    """ Whether the mapping takes data in. """
    mapping_to: MappingToTraits | Unset = UNSET
    """ The data goes into traits. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        display_name = self.display_name

        description = self.description

        is_enabled = self.is_enabled

        mapping_to: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mapping_to, Unset):
            mapping_to = self.mapping_to.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if display_name is not UNSET:
            field_dict["displayName"] = display_name
        if description is not UNSET:
            field_dict["description"] = description
        if is_enabled is not UNSET:
            field_dict["isEnabled"] = is_enabled
        if mapping_to is not UNSET:
            field_dict["mappingTo"] = mapping_to

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.mapping_to_traits import MappingToTraits  # noqa: PLC0415

        d = dict(src_dict)
        display_name = d.pop("displayName", UNSET)

        description = d.pop("description", UNSET)

        is_enabled = d.pop("isEnabled", UNSET)

        _mapping_to = d.pop("mappingTo", UNSET)
        mapping_to: MappingToTraits | Unset
        if isinstance(_mapping_to, Unset):
            mapping_to = UNSET
        else:
            mapping_to = MappingToTraits.from_dict(_mapping_to)

        data_mapping_core = cls(
            display_name=display_name,
            description=description,
            is_enabled=is_enabled,
            mapping_to=mapping_to,
        )

        data_mapping_core.additional_properties = d
        return data_mapping_core

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
