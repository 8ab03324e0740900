from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import given as _given

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="TraitGroupPatch")

_new = object.__new__

_NAMES: dict[str, str] = {
    "description": "description",
    "traits": "traits",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class TraitGroupPatch(_Model):
    """Changes to a trait group; what is left out stays as it is, and so do traits that are not named."""

    description: str | None = None
    """ Free text. """
    traits: TraitDefinitions | None = None
    """ Traits by name. Names are turned into lowerCamelCase. """
    _extra: dict[str, Any] = _attrs_field(init=False, repr=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        description: str | Unset = UNSET,
        traits: TraitDefinitions | Unset = UNSET,
    ) -> None:
        self.description = _given("description", description)
        self.traits = _given("traits", traits)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self._extra}
        if self.description is not None:
            field_dict["description"] = self.description
        if self.traits is not None:
            field_dict["traits"] = self.traits.to_dict()
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        description = src_dict.get("description")
        _traits = src_dict.get("traits")
        traits: TraitDefinitions | None = None
        if _traits is not None:
            traits = TraitDefinitions.from_dict(_traits)

        _self = _new(cls)
        _self.description = description
        _self.traits = traits
        if len(src_dict) > 0 + (description is not None) + (traits is not None):
            _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
        return _self


from ..models.trait_definitions import TraitDefinitions
