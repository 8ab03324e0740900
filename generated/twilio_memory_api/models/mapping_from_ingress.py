from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="MappingFromIngress")


@_attrs_define
class MappingFromIngress:
    """The source is what is sent in, by columns."""

    columns: list[str]
    """ The names of the columns. """
    type_: Literal["INGRESS"] = "INGRESS"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

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
        d = dict(src_dict)
        type_ = cast("Literal['INGRESS']", d.pop("type"))
        if type_ != "INGRESS":
            raise ValueError(f"type must match const 'INGRESS', got '{type_}'")

        columns = cast("list[str]", d.pop("columns"))

        mapping_from_ingress = cls(
            type_=type_,
            columns=columns,
        )

        mapping_from_ingress.additional_properties = d
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
