from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="OperationError")

_new = object.__new__

_KNOWN = frozenset(
    (
        "type",
        "title",
        "code",
        "detail",
    )
)

_OPTIONAL = (
    "type",
    "title",
    "code",
    "detail",
)


@_attrs_define(weakref_slot=False)
class OperationError(_Model):
    """Why an operation failed."""

    type_: str | Unset = UNSET
    title: str | Unset = UNSET
    code: int | Unset = UNSET
    """ Twilio's error code. """
    detail: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title = self.title

        code = self.code

        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_
        if title is not UNSET:
            field_dict["title"] = title
        if code is not UNSET:
            field_dict["code"] = code
        if detail is not UNSET:
            field_dict["detail"] = detail
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        type_ = UNSET if (given := src_dict.get("type")) is None else given
        title = UNSET if (given := src_dict.get("title")) is None else given
        code = UNSET if (given := src_dict.get("code")) is None else given
        detail = UNSET if (given := src_dict.get("detail")) is None else given

        _self = _new(cls)
        _self.type_ = type_
        _self.title = title
        _self.code = code
        _self.detail = detail
        if len(src_dict) > 0 + (type_ is not UNSET) + (title is not UNSET) + (code is not UNSET) + (
            detail is not UNSET
        ):
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
