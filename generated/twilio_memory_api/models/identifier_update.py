from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import Model as _Model
from ..types import check_types as _check_types

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentifierUpdate")

_new = object.__new__


_REQUIRED: dict[str, Any] = {
    "idType": str,
    "oldValue": str,
    "newValue": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False)
class IdentifierUpdate(_Model):
    """A stored identifier value and what to put in its place."""

    id_type: str
    """ An identifier type. """
    old_value: str
    """ The value of an identifier. """
    new_value: str
    """ The value of an identifier. """

    def to_dict(self) -> dict[str, Any]:
        id_type = self.id_type

        old_value = self.old_value

        new_value = self.new_value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "idType": id_type,
                "oldValue": old_value,
                "newValue": new_value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        id_type = src_dict["idType"]
        old_value = src_dict["oldValue"]
        new_value = src_dict["newValue"]
        if (
            id_type.__class__,
            old_value.__class__,
            new_value.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        _self = _new(cls)
        _self.id_type = id_type
        _self.old_value = old_value
        _self.new_value = new_value
        return _self
