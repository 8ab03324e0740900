from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="TraitGroupPatch")

_new = object.__new__


@_attrs_define(weakref_slot=False)
class TraitGroupPatch:
    """Changes to a trait group; what is left out stays as it is, and so do traits that are not named."""

    description: str | Unset = UNSET
    """ Free text. """
    traits: TraitDefinitions | Unset = UNSET
    """ Traits by name. Names are turned into lowerCamelCase. """

    def to_dict(self) -> dict[str, Any]:
        description = self.description

        traits: dict[str, Any] | Unset = UNSET
        if not isinstance(self.traits, Unset):
            traits = self.traits.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if description is not UNSET:
            field_dict["description"] = description
        if traits is not UNSET:
            field_dict["traits"] = traits

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)
        _self.description = UNSET if (given := src_dict.get("description")) is None else given

        _traits = UNSET if (given := src_dict.get("traits")) is None else given
        traits: TraitDefinitions | Unset
        if isinstance(_traits, Unset):
            traits = UNSET
        else:
            traits = TraitDefinitions.from_dict(_traits)

        _self.traits = traits

        return _self


from ..models.trait_definitions import TraitDefinitions
