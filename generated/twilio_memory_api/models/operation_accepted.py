from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="OperationAccepted")

_new = object.__new__

_KNOWN = frozenset(
    (
        "message",
        "statusUrl",
    )
)

_OPTIONAL = (
    "message",
    "statusUrl",
)


@_attrs_define(weakref_slot=False)
class OperationAccepted(_Model):
    """The answer to a write that an operation carries out."""

    message: str | Unset = UNSET
    status_url: str | Unset = UNSET
    """ Where the operation can be read. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        status_url = self.status_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if message is not UNSET:
            field_dict["message"] = message
        if status_url is not UNSET:
            field_dict["statusUrl"] = status_url
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        message = UNSET if (given := src_dict.get("message")) is None else given
        status_url = UNSET if (given := src_dict.get("statusUrl")) is None else given

        _self = _new(cls)
        _self.message = message
        _self.status_url = status_url
        if len(src_dict) > 0 + (message is not UNSET) + (status_url is not UNSET):
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
