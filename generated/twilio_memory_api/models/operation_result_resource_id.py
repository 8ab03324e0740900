from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="OperationResultResourceId")


@_attrs_define
class OperationResultResourceId:
    """The operation made a resource, or touched one."""

    id: str
    """ The ID of the resource. """
    type_: Literal["RESOURCE_ID"] = "RESOURCE_ID"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        id = self.id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "id": id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast("Literal['RESOURCE_ID']", d.pop("type"))
        if type_ != "RESOURCE_ID":
            raise ValueError(f"type must match const 'RESOURCE_ID', got '{type_}'")

        id = d.pop("id")

        operation_result_resource_id = cls(
            type_=type_,
            id=id,
        )

        operation_result_resource_id.additional_properties = d
        return operation_result_resource_id

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
