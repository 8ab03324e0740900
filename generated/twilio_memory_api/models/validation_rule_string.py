from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ValidationRuleString")

_new = object.__new__

_KNOWN = frozenset(
    (
        "ruleType",
        "pattern",
        "minLength",
        "maxLength",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class ValidationRuleString:
    """What a string must be like."""

    rule_type: Literal["STRING"] = "STRING"
    pattern: str | Unset = UNSET
    """ A regular expression that the value must match. """
    min_length: int | Unset = UNSET
    max_length: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        rule_type = self.rule_type

        pattern = self.pattern

        min_length = self.min_length

        max_length = self.max_length

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ruleType": rule_type,
            }
        )
        if pattern is not UNSET:
            field_dict["pattern"] = pattern
        if min_length is not UNSET:
            field_dict["minLength"] = min_length
        if max_length is not UNSET:
            field_dict["maxLength"] = max_length

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)

        rule_type = src_dict["ruleType"]
        if rule_type != "STRING":
            raise ValueError(f"ruleType must match const 'STRING', got '{rule_type}'")
        rule_type = "STRING"

        _self.rule_type = rule_type
        _self.pattern = UNSET if (given := src_dict.get("pattern")) is None else given
        _self.min_length = UNSET if (given := src_dict.get("minLength")) is None else given
        _self.max_length = UNSET if (given := src_dict.get("maxLength")) is None else given

        if len(src_dict) > 1 + (_self.pattern is not UNSET) + (_self.min_length is not UNSET) + (
            _self.max_length is not UNSET
        ):
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
