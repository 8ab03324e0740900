from __future__ import annotations

from sys import intern as _intern
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="MappingTraitItem")

_new = object.__new__

_NAMES: dict[str, str] = {
    "expression": "expression",
    "trait_group": "traitGroup",
    "trait_name": "traitName",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "expression": str,
    "traitGroup": str,
    "traitName": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class MappingTraitItem(_Model):
    """One source field and the trait that it feeds."""

    expression: str
    """ The field or column of the source. """
    trait_group: str
    trait_name: str
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        expression: str,
        trait_group: str,
        trait_name: str,
    ) -> None:
        self.expression = _required("expression", expression)
        self.trait_group = _required("trait_group", trait_group)
        self.trait_name = _required("trait_name", trait_name)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["expression"] = self.expression
        field_dict["traitGroup"] = self.trait_group
        field_dict["traitName"] = self.trait_name
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        return cls._from_dicts((src_dict,))[0]

    @classmethod
    def _from_dicts(cls: type[T], _iter: Iterable[Mapping[str, Any]]) -> list[T]:
        _list: list[T] = []
        for src_dict in _iter:
            expression = src_dict["expression"]
            trait_group = src_dict["traitGroup"]
            trait_name = src_dict["traitName"]
            if (
                expression.__class__,
                trait_group.__class__,
                trait_name.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)

            _self = _new(cls)
            _self.expression = expression
            _self.trait_group = _intern(trait_group)
            _self.trait_name = trait_name
            if len(src_dict) > 3:
                _self.additional_properties = {
                    name: value for name, value in src_dict.items() if name not in _KNOWN
                }
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
