from __future__ import annotations

import datetime
from sys import intern as _intern
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="Trait")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "name": "name",
    "trait_group": "traitGroup",
    "value": "value",
    "timestamp": "timestamp",
    "source": "source",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "name": str,
    "traitGroup": str,
}
_TYPES = (
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class Trait(_Model):
    """One trait of a profile."""

    name: str
    trait_group: str
    value: bool | float | int | list[bool | float | int | str] | None | str = None
    """ The value of a trait; a scalar or an array of scalars. """
    timestamp: datetime.datetime | None = None
    source: str | None = None
    """ Where the value is from, in the form company/product/version and so on; the company twilio is reserved. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES
    _nullable = frozenset(("value",))

    def __init__(
        self,
        *,
        name: str,
        trait_group: str,
        value: bool | float | int | list[bool | float | int | str] | None | str | Unset = UNSET,
        timestamp: datetime.datetime | Unset = UNSET,
        source: str | Unset = UNSET,
    ) -> None:
        self.name = _required("name", name)
        self.trait_group = _required("trait_group", trait_group)
        self.value = None if isinstance(value, Unset) else value
        self.timestamp = _given("timestamp", timestamp)
        self.source = _given("source", source)
        nullable = {
            "value": value,
        }
        self._nulls = frozenset(name for name in nullable if nullable[name] is None)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["name"] = self.name
        field_dict["traitGroup"] = self.trait_group
        if self.value is not None:
            field_dict["value"] = self.value
        if self.timestamp is not None:
            field_dict["timestamp"] = _time_to_json(self.timestamp)
        if self.source is not None:
            field_dict["source"] = self.source
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        return cls._from_dicts((src_dict,))[0]

    @classmethod
    def _from_dicts(cls: type[T], _iter: Iterable[Mapping[str, Any]]) -> list[T]:
        _list: list[T] = []
        for src_dict in _iter:
            name = src_dict["name"]
            trait_group = src_dict["traitGroup"]
            if (
                name.__class__,
                trait_group.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)
            value = src_dict.get("value")
            _timestamp = src_dict.get("timestamp")
            timestamp: datetime.datetime | None = None
            if _timestamp is not None:
                timestamp = _moment(_timestamp)

            source = src_dict.get("source")

            _self = _new(cls)
            _self.name = name
            _self.trait_group = _intern(trait_group)
            _self.value = value
            _self.timestamp = timestamp
            _self.source = source
            if len(src_dict) > 2 + (value is not None) + (timestamp is not None) + (
                source is not None
            ):
                _self.additional_properties = {
                    name: value for name, value in src_dict.items() if name not in _KNOWN
                }
                _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
            _list.append(_self)
        return _list

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
