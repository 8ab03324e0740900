from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="RecallMeta")

_new = object.__new__

_NAMES: dict[str, str] = {
    "query_time": "queryTime",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "queryTime": int,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class RecallMeta(_Model):
    """How the recall went."""

    query_time: int
    """ How many milliseconds it took. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        query_time: int,
    ) -> None:
        self.query_time = _required("query_time", query_time)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["queryTime"] = self.query_time
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        query_time = src_dict["queryTime"]
        if query_time.__class__ is not int:
            _check_types(src_dict, _TYPES_BY_NAME)

        _self = _new(cls)
        _self.query_time = query_time
        if len(src_dict) > 1:
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
