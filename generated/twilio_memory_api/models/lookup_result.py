from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="LookupResult")

_new = object.__new__

_KNOWN = frozenset(
    (
        "normalizedValue",
        "profiles",
    )
)

_OPTIONAL = (
    "normalizedValue",
    "profiles",
)


@_attrs_define(weakref_slot=False)
class LookupResult(_Model):
    """The profiles that hold an identifier."""

    normalized_value: str | Unset = UNSET
    """ The value as it was looked for. """
    profiles: list[str] | None | Unset = UNSET
    """ The canonical profiles. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        normalized_value = self.normalized_value

        profiles: list[str] | None | Unset
        if isinstance(self.profiles, Unset):
            profiles = UNSET
        elif isinstance(self.profiles, list):
            profiles = self.profiles

        else:
            profiles = self.profiles

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if normalized_value is not UNSET:
            field_dict["normalizedValue"] = normalized_value
        if profiles is not UNSET:
            field_dict["profiles"] = profiles
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        normalized_value = UNSET if (given := src_dict.get("normalizedValue")) is None else given

        profiles: list[str] | None | Unset = src_dict.get("profiles", UNSET)

        _self = _new(cls)
        _self.normalized_value = normalized_value
        _self.profiles = profiles
        if len(src_dict) > 0 + (normalized_value is not UNSET) + (profiles is not UNSET):
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
