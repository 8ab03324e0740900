from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="DataMappingCore")

_new = object.__new__

_KNOWN = frozenset(
    (
        "displayName",
        "description",
        "isEnabled",
        "mappingTo",
    )
)

_OPTIONAL = (
    "displayName",
    "description",
    "isEnabled",
    "mappingTo",
)


@_attrs_define(weakref_slot=False)
class DataMappingCore(_Model):
    """Changes to a data mapping; what is left out stays as it is."""

    display_name: str | Unset = UNSET
    """ A name, unique in the store, that starts with a letter; then letters, digits, hyphens and dots. """
    description: str | Unset = UNSET
    """ Free text. """
    is_enabled: bool | Unset = UNSET
    """ Whether the mapping takes data in. """
    mapping_to: MappingToTraits | Unset = UNSET
    """ The data goes into traits. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

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
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        display_name = UNSET if (given := src_dict.get("displayName")) is None else given
        description = UNSET if (given := src_dict.get("description")) is None else given
        is_enabled = UNSET if (given := src_dict.get("isEnabled")) is None else given

        _mapping_to = UNSET if (given := src_dict.get("mappingTo")) is None else given
        mapping_to: MappingToTraits | Unset
        if isinstance(_mapping_to, Unset):
            mapping_to = UNSET
        else:
            mapping_to = MappingToTraits.from_dict(_mapping_to)

        _self = _new(cls)
        _self.display_name = display_name
        _self.description = description
        _self.is_enabled = is_enabled
        _self.mapping_to = mapping_to
        if len(src_dict) > 0 + (display_name is not UNSET) + (description is not UNSET) + (
            is_enabled is not UNSET
        ) + (mapping_to is not UNSET):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
            _self._nulls = _nulls_of(src_dict, _OPTIONAL)
        return _self

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


from ..models.mapping_to_traits import MappingToTraits
