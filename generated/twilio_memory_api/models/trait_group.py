from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="TraitGroup")

_new = object.__new__

_NAMES: dict[str, str] = {
    "display_name": "displayName",
    "description": "description",
    "traits": "traits",
    "version": "version",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "displayName": str,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class TraitGroup(_Model):
    """A trait group."""

    display_name: str
    """ A name, unique in the store, of ASCII letters, digits, underscores, hyphens and dots. """
    description: str | None = None
    """ Free text. """
    traits: TraitDefinitions | None = None
    """ Traits by name. Names are turned into lowerCamelCase. """
    version: int | None = None
    """ Incremented by each successful update. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        display_name: str,
        description: str | Unset = UNSET,
        traits: TraitDefinitions | Unset = UNSET,
        version: int | Unset = UNSET,
    ) -> None:
        self.display_name = _required("display_name", display_name)
        self.description = _given("description", description)
        self.traits = _given("traits", traits)
        self.version = _given("version", version)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["displayName"] = self.display_name
        if self.description is not None:
            field_dict["description"] = self.description
        if self.traits is not None:
            field_dict["traits"] = self.traits.to_dict()
        if self.version is not None:
            field_dict["version"] = self.version
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        return cls._from_dicts((src_dict,))[0]

    @classmethod
    def _from_dicts(cls: type[T], _iter: Iterable[Mapping[str, Any]]) -> list[T]:
        _list: list[T] = []
        for src_dict in _iter:
            display_name = src_dict["displayName"]
            if display_name.__class__ is not str:
                _check_types(src_dict, _TYPES_BY_NAME)
            description = src_dict.get("description")
            _traits = src_dict.get("traits")
            traits: TraitDefinitions | None = None
            if _traits is not None:
                traits = TraitDefinitions.from_dict(_traits)

            version = src_dict.get("version")

            _self = _new(cls)
            _self.display_name = display_name
            _self.description = description
            _self.traits = traits
            _self.version = version
            if len(src_dict) > 1 + (description is not None) + (traits is not None) + (
                version is not None
            ):
                _self.additional_properties = {
                    name: value for name, value in src_dict.items() if name not in _KNOWN
                }
                _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
            _list.append(_self)
        return _list

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


from ..models.trait_definitions import TraitDefinitions
