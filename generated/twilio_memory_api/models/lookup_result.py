from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_items as _check_items
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="LookupResult")

_new = object.__new__
_STR = frozenset((str,))

_NAMES: dict[str, str] = {
    "normalized_value": "normalizedValue",
    "profiles": "profiles",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class LookupResult(_Model):
    """The profiles that hold an identifier."""

    normalized_value: str | None = None
    """ The value as it was looked for. """
    profiles: list[str] | None = None
    """ The canonical profiles. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES
    _nullable = frozenset(("profiles",))

    def __init__(
        self,
        *,
        normalized_value: str | Unset = UNSET,
        profiles: list[str] | None | Unset = UNSET,
    ) -> None:
        self.normalized_value = _given("normalized_value", normalized_value)
        self.profiles = None if isinstance(profiles, Unset) else profiles
        nullable = {
            "profiles": profiles,
        }
        self._nulls = frozenset(name for name in nullable if nullable[name] is None)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.normalized_value is not None:
            field_dict["normalizedValue"] = self.normalized_value
        if self.profiles is not None:
            field_dict["profiles"] = self.profiles
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        normalized_value = src_dict.get("normalizedValue")
        profiles = src_dict.get("profiles")
        if profiles is not None:
            if not isinstance(profiles, list):
                _check_types(src_dict, {"profiles": list})
            if not _STR.issuperset(map(type, profiles)):
                _check_items("profiles", profiles, str)

        _self = _new(cls)
        _self.normalized_value = normalized_value
        _self.profiles = profiles
        if len(src_dict) > 0 + (normalized_value is not None) + (profiles is not None):
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
