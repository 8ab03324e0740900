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

T = TypeVar("T", bound="PageMeta")

_new = object.__new__

_NAMES: dict[str, str] = {
    "key": "key",
    "page_size": "pageSize",
    "next_token": "nextToken",
    "previous_token": "previousToken",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class PageMeta(_Model):
    """Where a page stands in its list."""

    key: str | None = None
    """ The name of the property that holds the items. """
    page_size: int | None = None
    """ How many items this page has. """
    next_token: str | None = None
    """ The token of the next page; absent on the last one. """
    previous_token: str | None = None
    """ The token of the page before; absent on the first one. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        key: str | Unset = UNSET,
        page_size: int | Unset = UNSET,
        next_token: str | Unset = UNSET,
        previous_token: str | Unset = UNSET,
    ) -> None:
        self.key = _given("key", key)
        self.page_size = _given("page_size", page_size)
        self.next_token = _given("next_token", next_token)
        self.previous_token = _given("previous_token", previous_token)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.key is not None:
            field_dict["key"] = self.key
        if self.page_size is not None:
            field_dict["pageSize"] = self.page_size
        if self.next_token is not None:
            field_dict["nextToken"] = self.next_token
        if self.previous_token is not None:
            field_dict["previousToken"] = self.previous_token
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        key = src_dict.get("key")
        page_size = src_dict.get("pageSize")
        next_token = src_dict.get("nextToken")
        previous_token = src_dict.get("previousToken")

        _self = _new(cls)
        _self.key = key
        _self.page_size = page_size
        _self.next_token = next_token
        _self.previous_token = previous_token
        if len(src_dict) > 0 + (key is not None) + (page_size is not None) + (
            next_token is not None
        ) + (previous_token is not None):
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
