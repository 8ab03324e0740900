from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="MappingToTraits")

_new = object.__new__

_NAMES: dict[str, str] = {
    "type_": "type",
    "mappings": "mappings",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "mappings": list,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class MappingToTraits(_Model):
    """The data goes into traits."""

    mappings: list[MappingTraitItem]
    type_: Literal["TRAITS"] = "TRAITS"
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        mappings: list[MappingTraitItem],
        type_: Literal["TRAITS"] = "TRAITS",
    ) -> None:
        self.mappings = _required("mappings", mappings)
        self.type_ = _required("type_", type_)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["type"] = self.type_
        field_dict["mappings"] = [each.to_dict() for each in self.mappings]
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _type_ = src_dict["type"]
        _mappings = src_dict["mappings"]
        if _mappings.__class__ is not list:
            _check_types(src_dict, _TYPES_BY_NAME)
        if _type_ != "TRAITS":
            raise ValueError(f"type must match const 'TRAITS', got '{_type_}'")

        mappings: list[MappingTraitItem]
        mappings = MappingTraitItem._from_dicts(_mappings)

        _self = _new(cls)
        _self.type_ = "TRAITS"
        _self.mappings = mappings
        if len(src_dict) > 2:
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
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


from ..models.mapping_trait_item import MappingTraitItem
