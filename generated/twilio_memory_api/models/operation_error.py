from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import given as _given
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="OperationError")

_new = object.__new__

_NAMES: dict[str, str] = {
    "type_": "type",
    "title": "title",
    "code": "code",
    "detail": "detail",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class OperationError(_Model):
    """Why an operation failed."""

    type_: str | None = None
    title: str | None = None
    code: int | None = None
    """ Twilio's error code. """
    detail: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        type_: str | Unset = UNSET,
        title: str | Unset = UNSET,
        code: int | Unset = UNSET,
        detail: str | Unset = UNSET,
    ) -> None:
        self.type_ = _given("type_", type_)
        self.title = _given("title", title)
        self.code = _given("code", code)
        self.detail = _given("detail", detail)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.type_ is not None:
            field_dict["type"] = self.type_
        if self.title is not None:
            field_dict["title"] = self.title
        if self.code is not None:
            field_dict["code"] = self.code
        if self.detail is not None:
            field_dict["detail"] = self.detail
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        type_ = src_dict.get("type")
        title = src_dict.get("title")
        code = src_dict.get("code")
        detail = src_dict.get("detail")

        _self = _new(cls)
        _self.type_ = type_
        _self.title = title
        _self.code = code
        _self.detail = detail
        if len(src_dict) > 0 + (type_ is not None) + (title is not None) + (code is not None) + (
            detail is not None
        ):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
            _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
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
