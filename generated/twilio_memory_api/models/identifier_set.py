from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_items as _check_items
from ..types import check_types as _check_types
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="IdentifierSet")

_new = object.__new__

_NAMES: dict[str, str] = {
    "id_type": "idType",
    "values": "values",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "idType": str,
    "values": list,
}
_TYPES = (
    str,
    list,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class IdentifierSet(_Model):
    """The values of one identifier type."""

    id_type: str
    """ The kind of identifier, e.g. `email`. """
    values: list[str]
    """ The normalised values in order of time. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id_type: str,
        values: list[str],
    ) -> None:
        self.id_type = _required("id_type", id_type)
        self.values = _required("values", values)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["idType"] = self.id_type
        field_dict["values"] = self.values
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        return cls._from_dicts((src_dict,))[0]

    @classmethod
    def _from_dicts(cls: type[T], _iter: Iterable[Mapping[str, Any]]) -> list[T]:
        _list: list[T] = []
        for src_dict in _iter:
            id_type = src_dict["idType"]
            values = src_dict["values"]
            if (
                id_type.__class__,
                values.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)
            try:  # Joining is the fastest way to find out whether all of them are texts.
                "".join(values)
            except TypeError:
                _check_items("values", values, str)

            _self = _new(cls)
            _self.id_type = id_type
            _self.values = values
            if len(src_dict) > 2:
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
