from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentifierUpdate")

_new = object.__new__


@_attrs_define(weakref_slot=False)
class IdentifierUpdate:
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
        _self = _new(cls)
        _self.id_type = src_dict["idType"]
        _self.old_value = src_dict["oldValue"]
        _self.new_value = src_dict["newValue"]

        return _self
