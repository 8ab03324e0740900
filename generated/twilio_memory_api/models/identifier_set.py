from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import made_when_asked_for as _made_when_asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentifierSet")

_KNOWN = frozenset(
    (
        "idType",
        "values",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class IdentifierSet:
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

        values = cast("list[str]", src_dict["values"])

        identifier_set = cls.__new__(cls)
        identifier_set.id_type = id_type
        identifier_set.values = values

        if len(src_dict) > 2 and not _KNOWN.issuperset(src_dict):
            identifier_set.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
        return identifier_set

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
