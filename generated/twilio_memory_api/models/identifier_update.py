from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import required as _required

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentifierUpdate")

_new = object.__new__

_NAMES: dict[str, str] = {
    "id_type": "idType",
    "old_value": "oldValue",
    "new_value": "newValue",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "idType": str,
    "oldValue": str,
    "newValue": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class IdentifierUpdate(_Model):
    """A stored identifier value and what to put in its place."""

    id_type: str
    """ The kind of identifier, e.g. `email`. """
    old_value: str
    """ The value, which Twilio normalises. """
    new_value: str
    """ The value, which Twilio normalises. """
    _extra: dict[str, Any] = _attrs_field(init=False, repr=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id_type: str,
        old_value: str,
        new_value: str,
    ) -> None:
        self.id_type = _required("id_type", id_type)
        self.old_value = _required("old_value", old_value)
        self.new_value = _required("new_value", new_value)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self._extra}
        field_dict["idType"] = self.id_type
        field_dict["oldValue"] = self.old_value
        field_dict["newValue"] = self.new_value
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
            _check_types(src_dict, _TYPES_BY_NAME)

        _self = _new(cls)
        _self.id_type = id_type
        _self.old_value = old_value
        _self.new_value = new_value
        return _self
