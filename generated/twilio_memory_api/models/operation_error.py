from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

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


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class OperationError:
    """Why an operation failed."""

    type_: str | Unset = UNSET
    title: str | Unset = UNSET
    code: int | Unset = UNSET
    """ Twilio's error code. """
    detail: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False)

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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)
        _self.type_ = UNSET if (given := src_dict.get("type")) is None else given
        _self.title = UNSET if (given := src_dict.get("title")) is None else given
        _self.code = UNSET if (given := src_dict.get("code")) is None else given
        _self.detail = UNSET if (given := src_dict.get("detail")) is None else given

        if len(src_dict) > 0 + (_self.type_ is not UNSET) + (_self.title is not UNSET) + (
            _self.code is not UNSET
        ) + (_self.detail is not UNSET):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
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
