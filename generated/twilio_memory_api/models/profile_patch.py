from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfilePatch")

_new = object.__new__


@_attrs_define(weakref_slot=False)
class ProfilePatch:
    """Traits to merge into a profile; what is left out stays as it is, and null removes a trait."""

    traits: Any = UNSET
    """ Traits by group and name. """

    def to_dict(self) -> dict[str, Any]:
        traits = self.traits

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if traits is not UNSET:
            field_dict["traits"] = traits

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)
        _self.traits = src_dict.get("traits", UNSET)

        return _self
