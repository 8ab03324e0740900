from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="TraitGroupRequest")

_new = object.__new__


_OPTIONAL = (
    "description",
    "traits",
)


_REQUIRED: dict[str, Any] = {
    "displayName": str,
}


@_attrs_define(weakref_slot=False)
class TraitGroupRequest(_Model):
    """A trait group to create."""

    display_name: str
    """ A name, unique in the store, of ASCII letters, digits, underscores, hyphens and dots. """
    description: str | Unset = UNSET
    """ Free text. """
    traits: TraitDefinitions | Unset = UNSET
    """ Traits by name. Names are turned into lowerCamelCase. """
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        display_name = self.display_name

        description = self.description

        traits: dict[str, Any] | Unset = UNSET
        if not isinstance(self.traits, Unset):
            traits = self.traits.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "displayName": display_name,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if traits is not UNSET:
            field_dict["traits"] = traits
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        display_name = src_dict["displayName"]
        if display_name.__class__ is not str:
            _check_types(src_dict, _REQUIRED)
        description = UNSET if (given := src_dict.get("description")) is None else given

        _traits = UNSET if (given := src_dict.get("traits")) is None else given
        traits: TraitDefinitions | Unset
        if isinstance(_traits, Unset):
            traits = UNSET
        else:
            traits = TraitDefinitions.from_dict(_traits)

        _self = _new(cls)
        _self.display_name = display_name
        _self.description = description
        _self.traits = traits
        if len(src_dict) > 1 + (description is not UNSET) + (traits is not UNSET):
            _self._nulls = _nulls_of(src_dict, _OPTIONAL)
        return _self


from ..models.trait_definitions import TraitDefinitions
