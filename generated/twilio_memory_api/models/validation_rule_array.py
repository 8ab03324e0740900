from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import given as _given
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ValidationRuleArray")

_new = object.__new__

_NAMES: dict[str, str] = {
    "rule_type": "ruleType",
    "min_items": "minItems",
    "max_items": "maxItems",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ValidationRuleArray(_Model):
    """What an array must be like."""

    rule_type: Literal["ARRAY"] = "ARRAY"
    min_items: int | None = None
    max_items: int | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        rule_type: Literal["ARRAY"] = "ARRAY",
        min_items: int | Unset = UNSET,
        max_items: int | Unset = UNSET,
    ) -> None:
        self.rule_type = _required("rule_type", rule_type)
        self.min_items = _given("min_items", min_items)
        self.max_items = _given("max_items", max_items)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["ruleType"] = self.rule_type
        if self.min_items is not None:
            field_dict["minItems"] = self.min_items
        if self.max_items is not None:
            field_dict["maxItems"] = self.max_items
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _rule_type = src_dict["ruleType"]
        if _rule_type != "ARRAY":
            raise ValueError(f"ruleType must match const 'ARRAY', got '{_rule_type}'")

        min_items = src_dict.get("minItems")
        max_items = src_dict.get("maxItems")

        _self = _new(cls)
        _self.rule_type = "ARRAY"
        _self.min_items = min_items
        _self.max_items = max_items
        if len(src_dict) > 1 + (min_items is not None) + (max_items is not None):
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
