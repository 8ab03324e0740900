from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import made_when_asked_for as _made_when_asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="MappingFromIngress")

_KNOWN = frozenset(
    (
        "type",
        "columns",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class MappingFromIngress:
    """The source is what is sent in, by columns."""

    columns: list[str]
    """ The names of the columns. """
    type_: Literal["INGRESS"] = "INGRESS"
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        columns = self.columns

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "columns": columns,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        type_ = src_dict["type"]
        if type_ != "INGRESS":
            raise ValueError(f"type must match const 'INGRESS', got '{type_}'")
        type_ = "INGRESS"

        columns = cast("list[str]", src_dict["columns"])

        mapping_from_ingress = cls.__new__(cls)
        mapping_from_ingress.type_ = type_
        mapping_from_ingress.columns = columns

        if len(src_dict) > 2 and not _KNOWN.issuperset(src_dict):
            mapping_from_ingress.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
        return mapping_from_ingress

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
