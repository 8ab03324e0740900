from __future__ import annotations

import datetime
from sys import intern as _intern
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Trait")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "name",
        "traitGroup",
        "value",
        "timestamp",
    )
)

_OPTIONAL = (
    "value",
    "timestamp",
)


_REQUIRED: dict[str, Any] = {
    "name": str,
    "traitGroup": str,
}
_TYPES = (
    str,
    str,
)


@_attrs_define(weakref_slot=False)
class Trait(_Model):
    """One trait of a profile."""

    name: str
    trait_group: str
    value: bool | float | int | list[bool | float | int | str] | None | str | Unset = UNSET
    """ The value of a trait; a scalar or an array of scalars. """
    timestamp: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        trait_group = self.trait_group

        value: bool | float | int | list[bool | float | int | str] | None | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        elif isinstance(self.value, list):
            value = []
            for componentsschemas_trait_value_type_4_item_data in self.value:
                componentsschemas_trait_value_type_4_item: bool | float | int | str
                componentsschemas_trait_value_type_4_item = (
                    componentsschemas_trait_value_type_4_item_data
                )
                value.append(componentsschemas_trait_value_type_4_item)

        else:
            value = self.value

        timestamp: str | Unset = UNSET
        if not isinstance(self.timestamp, Unset):
            timestamp = self.timestamp.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "traitGroup": trait_group,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        name = src_dict["name"]
        trait_group = src_dict["traitGroup"]
        if (
            name.__class__,
            trait_group.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        value: bool | float | int | list[bool | float | int | str] | None | str | Unset = (
            src_dict.get("value", UNSET)
        )

        _timestamp = UNSET if (given := src_dict.get("timestamp")) is None else given
        timestamp: datetime.datetime | Unset
        if isinstance(_timestamp, Unset):
            timestamp = UNSET
        else:
            timestamp = _moment(_timestamp)

        _self = _new(cls)
        _self.name = name
        _self.trait_group = _intern(trait_group)
        _self.value = value
        _self.timestamp = timestamp
        if len(src_dict) > 2 + (value is not UNSET) + (timestamp is not UNSET):
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
