from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.trait_data_type import TraitDataType
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="TraitDefinition")

_new = object.__new__

_KNOWN = frozenset(
    (
        "dataType",
        "description",
        "validationRule",
        "idTypePromotion",
    )
)

_OPTIONAL = (
    "description",
    "validationRule",
    "idTypePromotion",
)


_REQUIRED: dict[str, Any] = {
    "dataType": str,
}


@_attrs_define(weakref_slot=False)
class TraitDefinition(_Model):
    """What a trait is."""

    data_type: TraitDataType
    """ What kind of value a trait has; the empty string removes the trait and makes sense only in an update. """
    description: str | Unset = UNSET
    """ Free text. """
    validation_rule: (
        Unset
        | ValidationRuleArray
        | ValidationRuleBoolean
        | ValidationRuleNumber
        | ValidationRuleOther
        | ValidationRuleString
    ) = UNSET
    """ What the values of a trait must be like. """
    id_type_promotion: None | str | Unset = UNSET
    """ The identifier type that the trait feeds; it must exist in the identity resolution settings. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        data_type = self.data_type.value

        description = self.description

        validation_rule: dict[str, Any] | Unset
        if isinstance(self.validation_rule, Unset):
            validation_rule = UNSET
        elif isinstance(self.validation_rule, ValidationRuleString):
            validation_rule = self.validation_rule.to_dict()
        elif isinstance(self.validation_rule, ValidationRuleNumber):
            validation_rule = self.validation_rule.to_dict()
        elif isinstance(self.validation_rule, ValidationRuleBoolean):
            validation_rule = self.validation_rule.to_dict()
        elif isinstance(self.validation_rule, ValidationRuleArray):
            validation_rule = self.validation_rule.to_dict()
        else:
            validation_rule = self.validation_rule.to_dict()

        id_type_promotion: None | str | Unset
        if isinstance(self.id_type_promotion, Unset):
            id_type_promotion = UNSET
        else:
            id_type_promotion = self.id_type_promotion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "dataType": data_type,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if validation_rule is not UNSET:
            field_dict["validationRule"] = validation_rule
        if id_type_promotion is not UNSET:
            field_dict["idTypePromotion"] = id_type_promotion
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _data_type = src_dict["dataType"]
        if _data_type.__class__ is not str:
            _check_types(src_dict, _REQUIRED)

        data_type = TraitDataType(_data_type)

        description = UNSET if (given := src_dict.get("description")) is None else given

        _validation_rule = UNSET if (given := src_dict.get("validationRule")) is None else given
        validation_rule: (
            Unset
            | ValidationRuleArray
            | ValidationRuleBoolean
            | ValidationRuleNumber
            | ValidationRuleOther
            | ValidationRuleString
        )
        if _validation_rule is UNSET:
            validation_rule = UNSET
        elif _validation_rule.get("ruleType") == "STRING":
            validation_rule = ValidationRuleString.from_dict(_validation_rule)
        elif _validation_rule.get("ruleType") == "NUMBER":
            validation_rule = ValidationRuleNumber.from_dict(_validation_rule)
        elif _validation_rule.get("ruleType") == "BOOLEAN":
            validation_rule = ValidationRuleBoolean.from_dict(_validation_rule)
        elif _validation_rule.get("ruleType") == "ARRAY":
            validation_rule = ValidationRuleArray.from_dict(_validation_rule)
        else:
            validation_rule = ValidationRuleOther.from_dict(_validation_rule)

        id_type_promotion: None | str | Unset = src_dict.get("idTypePromotion", UNSET)

        _self = _new(cls)
        _self.data_type = data_type
        _self.description = description
        _self.validation_rule = validation_rule
        _self.id_type_promotion = id_type_promotion
        if len(src_dict) > 1 + (description is not UNSET) + (validation_rule is not UNSET) + (
            id_type_promotion is not UNSET
        ):
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


from ..models.validation_rule_array import ValidationRuleArray
from ..models.validation_rule_boolean import ValidationRuleBoolean
from ..models.validation_rule_number import ValidationRuleNumber
from ..models.validation_rule_other import ValidationRuleOther
from ..models.validation_rule_string import ValidationRuleString
