from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentifierList")

_new = object.__new__

_KNOWN = frozenset(("identifiers",))

_OPTIONAL = ("identifiers",)


@_attrs_define(weakref_slot=False)
class IdentifierList(_Model):
    """All identifiers of a profile."""

    identifiers: list[IdentifierSet] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        identifiers: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.identifiers, Unset):
            identifiers = []
            for identifiers_item_data in self.identifiers:
                identifiers_item = identifiers_item_data.to_dict()
                identifiers.append(identifiers_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if identifiers is not UNSET:
            field_dict["identifiers"] = identifiers
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _identifiers = UNSET if (given := src_dict.get("identifiers")) is None else given
        identifiers: list[IdentifierSet] | Unset
        if _identifiers is UNSET:
            identifiers = UNSET
        elif not isinstance(_identifiers, list):
            raise TypeError()
        else:
            identifiers = []
            _read = IdentifierSet.from_dict
            for _each in _taken(_identifiers):
                identifiers.append(_read(_each))

        _self = _new(cls)
        _self.identifiers = identifiers
        if len(src_dict) > 0 + (identifiers is not UNSET):
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


from ..models.identifier_set import IdentifierSet
