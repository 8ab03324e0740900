from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfilePatch")

_new = object.__new__


_OPTIONAL = ("traits",)


@_attrs_define(weakref_slot=False)
class ProfilePatch(_Model):
    """Traits to merge into a profile; what is left out stays as it is, and null removes a trait."""

    traits: Any = UNSET
    """ Traits by group and name. """
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        traits = self.traits

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if traits is not UNSET:
            field_dict["traits"] = traits
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        traits = src_dict.get("traits", UNSET)

        _self = _new(cls)
        _self.traits = traits
        if len(src_dict) > 0 + (traits is not UNSET):
            _self._nulls = _nulls_of(src_dict, _OPTIONAL)
        return _self
