from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentifierSet")

_new = object.__new__

_KNOWN = frozenset(
    (
        "idType",
        "values",
    )
)


_REQUIRED: dict[str, Any] = {
    "idType": str,
    "values": list,
}
_TYPES = (
    str,
    list,
)


@_attrs_define(weakref_slot=False)
class IdentifierSet(_Model):
    """The values of one identifier type."""

    id_type: str
    """ An identifier type. """
    values: list[str]
    """ The normalised values in order of time. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        id_type = self.id_type

        values = self.values

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "idType": id_type,
                "values": values,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        id_type = src_dict["idType"]
        _values = src_dict["values"]
        if (
            id_type.__class__,
            _values.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        values: list[str] = _values

        _self = _new(cls)
        _self.id_type = id_type
        _self.values = values
        if len(src_dict) > 2:
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
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
