from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import given as _given
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="DataMappingCore")

_new = object.__new__

_NAMES: dict[str, str] = {
    "display_name": "displayName",
    "description": "description",
    "is_enabled": "isEnabled",
    "mapping_to": "mappingTo",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class DataMappingCore(_Model):
    """Changes to a data mapping; what is left out stays as it is."""

    display_name: str | None = None
    """ A name, unique in the store, that starts with a letter; then letters, digits, hyphens and dots. """
    description: str | None = None
    """ Free text. """
    is_enabled: bool | None = None
    """ Whether the mapping takes data in. """
    mapping_to: MappingToTraits | None = None
    """ The data goes into traits. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        display_name: str | Unset = UNSET,
        description: str | Unset = UNSET,
        is_enabled: bool | Unset = UNSET,
        mapping_to: MappingToTraits | Unset = UNSET,
    ) -> None:
        self.display_name = _given("display_name", display_name)
        self.description = _given("description", description)
        self.is_enabled = _given("is_enabled", is_enabled)
        self.mapping_to = _given("mapping_to", mapping_to)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.display_name is not None:
            field_dict["displayName"] = self.display_name
        if self.description is not None:
            field_dict["description"] = self.description
        if self.is_enabled is not None:
            field_dict["isEnabled"] = self.is_enabled
        if self.mapping_to is not None:
            field_dict["mappingTo"] = self.mapping_to.to_dict()
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        display_name = src_dict.get("displayName")
        description = src_dict.get("description")
        is_enabled = src_dict.get("isEnabled")
        _mapping_to = src_dict.get("mappingTo")
        mapping_to: MappingToTraits | None = None
        if _mapping_to is not None:
            mapping_to = MappingToTraits.from_dict(_mapping_to)

        _self = _new(cls)
        _self.display_name = display_name
        _self.description = description
        _self.is_enabled = is_enabled
        _self.mapping_to = mapping_to
        if len(src_dict) > 0 + (display_name is not None) + (description is not None) + (
            is_enabled is not None
        ) + (mapping_to is not None):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
            _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
        return _self

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        try:
            return self.additional_properties[key]
        except KeyError:
            raise _unknown_property(self, key) from None

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


from ..models.mapping_to_traits import MappingToTraits
