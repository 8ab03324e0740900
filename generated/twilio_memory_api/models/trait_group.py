from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="TraitGroup")

_new = object.__new__

_KNOWN = frozenset(
    (
        "displayName",
        "version",
        "description",
        "traits",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class TraitGroup:
    """A trait group."""

    display_name: str
    """ A name, unique in the store, of ASCII letters, digits, underscores, hyphens and dots. """
    version: int
    """ Incremented by each successful update. """
    description: str | Unset = UNSET
    """ Free text. """
    traits: TraitDefinitions | Unset = UNSET
    """ Traits by name. Names are turned into lowerCamelCase. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        display_name = self.display_name

        version = self.version

        description = self.description

        traits: dict[str, Any] | Unset = UNSET
        if not isinstance(self.traits, Unset):
            traits = self.traits.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "displayName": display_name,
                "version": version,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if traits is not UNSET:
            field_dict["traits"] = traits

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)
        _self.display_name = src_dict["displayName"]
        _self.version = src_dict["version"]
        _self.description = UNSET if (given := src_dict.get("description")) is None else given

        _traits = UNSET if (given := src_dict.get("traits")) is None else given
        traits: TraitDefinitions | Unset
        if isinstance(_traits, Unset):
            traits = UNSET
        else:
            traits = TraitDefinitions.from_dict(_traits)

        _self.traits = traits

        if len(src_dict) > 2 + (_self.description is not UNSET) + (_self.traits is not UNSET):
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


from ..models.trait_definitions import TraitDefinitions
