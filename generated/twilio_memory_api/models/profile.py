from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

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


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class Profile:
    """A profile."""

    id: str | Unset = UNSET
    """ A profile ID. """
    created_at: datetime.datetime | Unset = UNSET
    traits: Any = UNSET
    """ Traits by group and name. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)
        _self.id = UNSET if (given := src_dict.get("id")) is None else given

        _created_at = UNSET if (given := src_dict.get("createdAt")) is None else given
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = _moment(_created_at)

        _self.created_at = created_at
        _self.traits = src_dict.get("traits", UNSET)

        if len(src_dict) > 0 + (_self.id is not UNSET) + (_self.created_at is not UNSET) + (
            _self.traits is not UNSET
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
