from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_items as _check_items
from ..types import check_types as _check_types
from ..types import required as _required
from ..types import taken as _taken
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentityResolutionSettings")

_new = object.__new__

_NAMES: dict[str, str] = {
    "identifier_configs": "identifierConfigs",
    "matching_rules": "matchingRules",
    "version": "version",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "identifierConfigs": list,
    "matchingRules": list,
    "version": int,
}
_TYPES = (
    list,
    list,
    int,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class IdentityResolutionSettings(_Model):
    """How profiles are distinguished and merged."""

    identifier_configs: list[IdentifierConfig]
    matching_rules: list[str]
    """ Identifier types in the order in which they are tried; one match is enough. """
    version: int
    """ Incremented by each successful update. """
    etag: str | None = _attrs_field(default=None)
    """ The version that was fetched, for `if_match`. It is no part of the JSON. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        identifier_configs: list[IdentifierConfig],
        matching_rules: list[str],
        version: int,
        etag: str | None = None,
    ) -> None:
        self.identifier_configs = _required("identifier_configs", identifier_configs)
        self.matching_rules = _required("matching_rules", matching_rules)
        self.version = _required("version", version)
        if etag is not None:
            self.etag = etag

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["identifierConfigs"] = [each.to_dict() for each in self.identifier_configs]
        field_dict["matchingRules"] = self.matching_rules
        field_dict["version"] = self.version
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _identifier_configs = src_dict["identifierConfigs"]
        matching_rules = src_dict["matchingRules"]
        version = src_dict["version"]
        if (
            _identifier_configs.__class__,
            matching_rules.__class__,
            version.__class__,
        ) != _TYPES:
            _check_types(src_dict, _TYPES_BY_NAME)
        try:  # Joining is the fastest way to find out whether all of them are texts.
            "".join(matching_rules)
        except TypeError:
            _check_items("matchingRules", matching_rules, str)
        identifier_configs: list[IdentifierConfig]
        identifier_configs = IdentifierConfig._from_dicts(_taken(_identifier_configs))

        _self = _new(cls)
        _self.identifier_configs = identifier_configs
        _self.matching_rules = matching_rules
        _self.version = version
        if len(src_dict) > 3:
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
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


from ..models.identifier_config import IdentifierConfig
