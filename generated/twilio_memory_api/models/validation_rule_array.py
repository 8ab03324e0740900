from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ValidationRuleArray")


@_attrs_define
class ValidationRuleArray:
    """What an array must be like."""

    rule_type: Literal["ARRAY"] = "ARRAY"
    min_items: int | Unset = UNSET
    max_items: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rule_type = self.rule_type

        min_items = self.min_items

        max_items = self.max_items

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ruleType": rule_type,
            }
        )
        if min_items is not UNSET:
            field_dict["minItems"] = min_items
        if max_items is not UNSET:
            field_dict["maxItems"] = max_items

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rule_type = cast("Literal['ARRAY']", d.pop("ruleType"))
        if rule_type != "ARRAY":
            raise ValueError(f"ruleType must match const 'ARRAY', got '{rule_type}'")

        min_items = d.pop("minItems", UNSET)

        max_items = d.pop("maxItems", UNSET)

        validation_rule_array = cls(
            rule_type=rule_type,
            min_items=min_items,
            max_items=max_items,
        )

        validation_rule_array.additional_properties = d
        return validation_rule_array

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
