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

T = TypeVar("T", bound="ResourceMoved")

_new = object.__new__

_NAMES: dict[str, str] = {
    "message": "message",
    "uri": "uri",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "message": str,
    "uri": str,
}
_TYPES = (
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ResourceMoved(_Model):
    """Where a resource is since its profile was merged into another."""

    message: str
    uri: str
    """ The address of the resource under the canonical profile. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        message: str,
        uri: str,
    ) -> None:
        self.message = _required("message", message)
        self.uri = _required("uri", uri)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["message"] = self.message
        field_dict["uri"] = self.uri
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        message = src_dict["message"]
        uri = src_dict["uri"]
        if (
            message.__class__,
            uri.__class__,
        ) != _TYPES:
            _check_types(src_dict, _TYPES_BY_NAME)

        _self = _new(cls)
        _self.message = message
        _self.uri = uri
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
