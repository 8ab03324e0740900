from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Profile")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "id",
        "createdAt",
        "traits",
    )
)

_OPTIONAL = (
    "id",
    "createdAt",
    "traits",
)


@_attrs_define(weakref_slot=False)
class Profile(_Model):
    """A profile."""

    id: str | Unset = UNSET
    """ A profile ID. """
    created_at: datetime.datetime | Unset = UNSET
    traits: Any = UNSET
    """ Traits by group and name. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        traits = self.traits

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if traits is not UNSET:
            field_dict["traits"] = traits
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        id = UNSET if (given := src_dict.get("id")) is None else given

        _created_at = UNSET if (given := src_dict.get("createdAt")) is None else given
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = _moment(_created_at)

        traits = src_dict.get("traits", UNSET)

        _self = _new(cls)
        _self.id = id
        _self.created_at = created_at
        _self.traits = traits
        if len(src_dict) > 0 + (id is not UNSET) + (created_at is not UNSET) + (
            traits is not UNSET
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
