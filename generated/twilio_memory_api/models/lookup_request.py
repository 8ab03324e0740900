from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import Model as _Model
from ..types import check_types as _check_types

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="LookupRequest")

_new = object.__new__


_REQUIRED: dict[str, Any] = {
    "idType": str,
    "value": str,
}
_TYPES = (
    str,
    str,
)


@_attrs_define(weakref_slot=False)
class LookupRequest(_Model):
    """The identifier to look for."""

    id_type: str
    """ An identifier type. """
    value: str
    """ The value of an identifier. """

    def to_dict(self) -> dict[str, Any]:
        id_type = self.id_type

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "idType": id_type,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        id_type = src_dict["idType"]
        value = src_dict["value"]
        if (
            id_type.__class__,
            value.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        _self = _new(cls)
        _self.id_type = id_type
        _self.value = value
        return _self
