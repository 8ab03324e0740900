from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfilesBulkRequest")

_new = object.__new__

_NAMES: dict[str, str] = {
    "profiles": "profiles",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ProfilesBulkRequest(_Model):
    """Profiles to create or update."""

    profiles: list[ProfileData] | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        profiles: list[ProfileData] | Unset = UNSET,
    ) -> None:
        self.profiles = _given("profiles", profiles)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.profiles is not None:
            field_dict["profiles"] = [each.to_dict() for each in self.profiles]
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _profiles = src_dict.get("profiles")
        profiles: list[ProfileData] | None = None
        if _profiles is not None:
            if not isinstance(_profiles, list):
                _check_types(src_dict, {"profiles": list})
            profiles = ProfileData._from_dicts(_profiles)

        _self = _new(cls)
        _self.profiles = profiles
        if len(src_dict) > 0 + (profiles is not None):
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


from ..models.profile_data import ProfileData
