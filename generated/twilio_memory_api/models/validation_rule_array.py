from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ValidationRuleArray")

_new = object.__new__

_KNOWN = frozenset(
    (
        "ruleType",
        "minItems",
        "maxItems",
    )
)

_OPTIONAL = (
    "minItems",
    "maxItems",
)


@_attrs_define(weakref_slot=False)
class ValidationRuleArray(_Model):
    """What an array must be like."""

    rule_type: Literal["ARRAY"] = "ARRAY"
    min_items: int | Unset = UNSET
    max_items: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

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
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _rule_type = src_dict["ruleType"]

        if _rule_type != "ARRAY":
            raise ValueError(f"ruleType must match const 'ARRAY', got '{_rule_type}'")
        rule_type: Literal["ARRAY"] = "ARRAY"

        min_items = UNSET if (given := src_dict.get("minItems")) is None else given
        max_items = UNSET if (given := src_dict.get("maxItems")) is None else given

        _self = _new(cls)
        _self.rule_type = rule_type
        _self.min_items = min_items
        _self.max_items = max_items
        if len(src_dict) > 1 + (min_items is not UNSET) + (max_items is not UNSET):
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
