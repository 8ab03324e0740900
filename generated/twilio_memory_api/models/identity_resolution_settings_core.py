from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentityResolutionSettingsCore")

_new = object.__new__

_KNOWN = frozenset(
    (
        "identifierConfigs",
        "matchingRules",
    )
)


_REQUIRED: dict[str, Any] = {
    "identifierConfigs": list,
    "matchingRules": list,
}
_TYPES = (
    list,
    list,
)


@_attrs_define(weakref_slot=False)
class IdentityResolutionSettingsCore(_Model):
    """The settings to put in the place of the old ones."""

    identifier_configs: list[IdentifierConfig]
    matching_rules: list[str]
    """ Identifier types in the order in which they are tried; one match is enough. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        identifier_configs = []
        for identifier_configs_item_data in self.identifier_configs:
            identifier_configs_item = identifier_configs_item_data.to_dict()
            identifier_configs.append(identifier_configs_item)

        matching_rules = self.matching_rules

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "identifierConfigs": identifier_configs,
                "matchingRules": matching_rules,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _identifier_configs = src_dict["identifierConfigs"]
        _matching_rules = src_dict["matchingRules"]
        if (
            _identifier_configs.__class__,
            _matching_rules.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        identifier_configs: list[IdentifierConfig]
        identifier_configs = []
        _read = IdentifierConfig.from_dict
        for _each in _taken(_identifier_configs):
            identifier_configs.append(_read(_each))

        matching_rules: list[str] = _matching_rules

        _self = _new(cls)
        _self.identifier_configs = identifier_configs
        _self.matching_rules = matching_rules
        if len(src_dict) > 2:
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


from ..models.identifier_config import IdentifierConfig
