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

T = TypeVar("T", bound="ValidationRuleNumber")

_new = object.__new__

_NAMES: dict[str, str] = {
    "rule_type": "ruleType",
    "min_": "min",
    "max_": "max",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ValidationRuleNumber(_Model):
    """What a number must be like."""

    rule_type: Literal["NUMBER"] = "NUMBER"
    min_: float | None = None
    max_: float | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        rule_type: Literal["NUMBER"] = "NUMBER",
        min_: float | Unset = UNSET,
        max_: float | Unset = UNSET,
    ) -> None:
        self.rule_type = _required("rule_type", rule_type)
        self.min_ = _given("min_", min_)
        self.max_ = _given("max_", max_)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["ruleType"] = self.rule_type
        if self.min_ is not None:
            field_dict["min"] = self.min_
        if self.max_ is not None:
            field_dict["max"] = self.max_
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _rule_type = src_dict["ruleType"]
        if _rule_type != "NUMBER":
            raise ValueError(f"ruleType must match const 'NUMBER', got '{_rule_type}'")

        min_ = src_dict.get("min")
        max_ = src_dict.get("max")

        _self = _new(cls)
        _self.rule_type = "NUMBER"
        _self.min_ = min_
        _self.max_ = max_
        if len(src_dict) > 1 + (min_ is not None) + (max_ is not None):
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
