from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.trait_data_type import TraitDataType
from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="TraitDefinition")

_KNOWN = frozenset(
    (
        "dataType",
        "description",
        "validationRule",
        "idTypePromotion",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class TraitDefinition:
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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        data_type = TraitDataType(src_dict["dataType"])

        description = src_dict.get("description", UNSET)

        def _parse_validation_rule(
            data: object,
        ) -> (
            Unset
            | ValidationRuleArray
            | ValidationRuleBoolean
            | ValidationRuleNumber
            | ValidationRuleOther
            | ValidationRuleString
        ):
            if isinstance(data, Unset):
                return data
            if isinstance(data, dict) and data.get("ruleType") == "STRING":
                componentsschemas_validation_rule_type_0 = ValidationRuleString.from_dict(data)

                return componentsschemas_validation_rule_type_0
            if isinstance(data, dict) and data.get("ruleType") == "NUMBER":
                componentsschemas_validation_rule_type_1 = ValidationRuleNumber.from_dict(data)

                return componentsschemas_validation_rule_type_1
            if isinstance(data, dict) and data.get("ruleType") == "BOOLEAN":
                componentsschemas_validation_rule_type_2 = ValidationRuleBoolean.from_dict(data)

                return componentsschemas_validation_rule_type_2
            if isinstance(data, dict) and data.get("ruleType") == "ARRAY":
                componentsschemas_validation_rule_type_3 = ValidationRuleArray.from_dict(data)

                return componentsschemas_validation_rule_type_3
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_validation_rule_type_4 = ValidationRuleOther.from_dict(data)

            return componentsschemas_validation_rule_type_4

        validation_rule = _parse_validation_rule(src_dict.get("validationRule", UNSET))

        def _parse_id_type_promotion(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        id_type_promotion = _parse_id_type_promotion(src_dict.get("idTypePromotion", UNSET))

        trait_definition = cls.__new__(cls)
        trait_definition.data_type = data_type
        trait_definition.description = description
        trait_definition.validation_rule = validation_rule
        trait_definition.id_type_promotion = id_type_promotion

        if len(src_dict) > 1 and not _KNOWN.issuperset(src_dict):
            trait_definition.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
        return trait_definition

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
