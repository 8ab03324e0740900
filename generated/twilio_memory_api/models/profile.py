from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import given as _given
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Profile")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "id": "id",
    "created_at": "createdAt",
    "traits": "traits",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class Profile(_Model):
    """A profile."""

    id: str | None = None
    """ A profile ID. """
    created_at: datetime.datetime | None = None
    traits: dict[str, dict[str, Any]] | None = None
    """ Traits by group and name. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id: str | Unset = UNSET,
        created_at: datetime.datetime | Unset = UNSET,
        traits: dict[str, dict[str, Any]] | Unset = UNSET,
    ) -> None:
        self.id = _given("id", id)
        self.created_at = _given("created_at", created_at)
        self.traits = _given("traits", traits)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.id is not None:
            field_dict["id"] = self.id
        if self.created_at is not None:
            field_dict["createdAt"] = _time_to_json(self.created_at)
        if self.traits is not None:
            field_dict["traits"] = self.traits
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        id = src_dict.get("id")
        _created_at = src_dict.get("createdAt")
        created_at: datetime.datetime | None = None
        if _created_at is not None:
            created_at = _moment(_created_at)

        traits = src_dict.get("traits")

        _self = _new(cls)
        _self.id = id
        _self.created_at = created_at
        _self.traits = traits
        if len(src_dict) > 0 + (id is not None) + (created_at is not None) + (traits is not None):
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
