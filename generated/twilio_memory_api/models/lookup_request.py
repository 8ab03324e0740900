from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import required as _required

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="LookupRequest")

_new = object.__new__

_NAMES: dict[str, str] = {
    "id_type": "idType",
    "value": "value",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "idType": str,
    "value": str,
}
_TYPES = (
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class LookupRequest(_Model):
    """The identifier to look for."""

    id_type: str
    """ The kind of identifier, e.g. `email`. """
    value: str
    """ The value, which Twilio normalises. """
    _extra: dict[str, Any] = _attrs_field(init=False, repr=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id_type: str,
        value: str,
    ) -> None:
        self.id_type = _required("id_type", id_type)
        self.value = _required("value", value)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self._extra}
        field_dict["idType"] = self.id_type
        field_dict["value"] = self.value
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        id_type = src_dict["idType"]
        value = src_dict["value"]
        if (
            id_type.__class__,
            value.__class__,
        ) != _TYPES:
            _check_types(src_dict, _TYPES_BY_NAME)

        _self = _new(cls)
        _self.id_type = id_type
        _self.value = value
        return _self
