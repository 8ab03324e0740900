from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_items as _check_items
from ..types import check_types as _check_types
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="MappingFromIngress")

_new = object.__new__

_NAMES: dict[str, str] = {
    "type_": "type",
    "columns": "columns",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "columns": list,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class MappingFromIngress(_Model):
    """The source is what is sent in, by columns."""

    columns: list[str]
    """ The names of the columns. """
    type_: Literal["INGRESS"] = "INGRESS"
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        columns: list[str],
        type_: Literal["INGRESS"] = "INGRESS",
    ) -> None:
        self.columns = _required("columns", columns)
        self.type_ = _required("type_", type_)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["type"] = self.type_
        field_dict["columns"] = self.columns
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _type_ = src_dict["type"]
        columns = src_dict["columns"]
        if columns.__class__ is not list:
            _check_types(src_dict, _TYPES_BY_NAME)
        try:  # Joining is the fastest way to find out whether all of them are texts.
            "".join(columns)
        except TypeError:
            _check_items("columns", columns, str)
        if _type_ != "INGRESS":
            raise ValueError(f"type must match const 'INGRESS', got '{_type_}'")

        _self = _new(cls)
        _self.type_ = "INGRESS"
        _self.columns = columns
        if len(src_dict) > 2:
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
        return _self

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
