from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.trait_data_type import TraitDataType
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="TraitDefinition")

_new = object.__new__

_NAMES: dict[str, str] = {
    "data_type": "dataType",
    "description": "description",
    "validation_rule": "validationRule",
    "id_type_promotion": "idTypePromotion",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "dataType": str,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class TraitDefinition(_Model):
    """What a trait is."""

    data_type: TraitDataType
    """ What kind of value a trait has; the empty string removes the trait and makes sense only in an update. """
    description: str | None = None
    """ Free text. """
    validation_rule: (
        ValidationRuleArray
        | ValidationRuleBoolean
        | ValidationRuleNumber
        | ValidationRuleOther
        | ValidationRuleString
        | None
    ) = None
    """ What the values of a trait must be like. """
    id_type_promotion: None | str = None
    """ The identifier type that the trait feeds; it must exist in the identity resolution settings. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES
    _nullable = frozenset(("id_type_promotion",))

    def __init__(
        self,
        *,
        data_type: TraitDataType,
        description: str | Unset = UNSET,
        validation_rule: ValidationRuleArray
        | ValidationRuleBoolean
        | ValidationRuleNumber
        | ValidationRuleOther
        | ValidationRuleString
        | Unset = UNSET,
        id_type_promotion: None | str | Unset = UNSET,
    ) -> None:
        self.data_type = _required("data_type", data_type)
        self.description = _given("description", description)
        self.validation_rule = _given("validation_rule", validation_rule)
        self.id_type_promotion = None if isinstance(id_type_promotion, Unset) else id_type_promotion
        nullable = {
            "idTypePromotion": id_type_promotion,
        }
        self._nulls = frozenset(name for name in nullable if nullable[name] is None)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["dataType"] = self.data_type.value
        if self.description is not None:
            field_dict["description"] = self.description
        if self.validation_rule is not None:
            field_dict["validationRule"] = self.validation_rule.to_dict()
        if self.id_type_promotion is not None:
            field_dict["idTypePromotion"] = self.id_type_promotion
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _data_type = src_dict["dataType"]
        if _data_type.__class__ is not str:
            _check_types(src_dict, _TYPES_BY_NAME)
        data_type = TraitDataType(_data_type)

        description = src_dict.get("description")
        _validation_rule = src_dict.get("validationRule")
        validation_rule: (
            ValidationRuleArray
            | ValidationRuleBoolean
            | ValidationRuleNumber
            | ValidationRuleOther
            | ValidationRuleString
            | None
        ) = None
        if _validation_rule is not None:
            if _validation_rule["ruleType"] == "STRING":
                validation_rule = ValidationRuleString.from_dict(_validation_rule)
            elif _validation_rule["ruleType"] == "NUMBER":
                validation_rule = ValidationRuleNumber.from_dict(_validation_rule)
            elif _validation_rule["ruleType"] == "BOOLEAN":
                validation_rule = ValidationRuleBoolean.from_dict(_validation_rule)
            elif _validation_rule["ruleType"] == "ARRAY":
                validation_rule = ValidationRuleArray.from_dict(_validation_rule)
            else:
                validation_rule = ValidationRuleOther.from_dict(_validation_rule)

        id_type_promotion = src_dict.get("idTypePromotion")

        _self = _new(cls)
        _self.data_type = data_type
        _self.description = description
        _self.validation_rule = validation_rule
        _self.id_type_promotion = id_type_promotion
        if len(src_dict) > 1 + (description is not None) + (validation_rule is not None) + (
            id_type_promotion is not None
        ):
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


from ..models.validation_rule_array import ValidationRuleArray
from ..models.validation_rule_boolean import ValidationRuleBoolean
from ..models.validation_rule_number import ValidationRuleNumber
from ..models.validation_rule_other import ValidationRuleOther
from ..models.validation_rule_string import ValidationRuleString
