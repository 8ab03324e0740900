from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="PageMeta")

_new = object.__new__

_KNOWN = frozenset(
    (
        "key",
        "pageSize",
        "nextToken",
        "previousToken",
    )
)

_OPTIONAL = (
    "key",
    "pageSize",
    "nextToken",
    "previousToken",
)


@_attrs_define(weakref_slot=False)
class PageMeta(_Model):
    """Where a page stands in its list."""

    key: str | Unset = UNSET
    """ The name of the property that holds the items. """
    page_size: int | Unset = UNSET
    """ How many items this page has. """
    next_token: str | Unset = UNSET
    """ The token of the next page; absent on the last one. """
    previous_token: str | Unset = UNSET
    """ The token of the page before; absent on the first one. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        page_size = self.page_size

        next_token = self.next_token

        previous_token = self.previous_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if key is not UNSET:
            field_dict["key"] = key
        if page_size is not UNSET:
            field_dict["pageSize"] = page_size
        if next_token is not UNSET:
            field_dict["nextToken"] = next_token
        if previous_token is not UNSET:
            field_dict["previousToken"] = previous_token
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        key = UNSET if (given := src_dict.get("key")) is None else given
        page_size = UNSET if (given := src_dict.get("pageSize")) is None else given
        next_token = UNSET if (given := src_dict.get("nextToken")) is None else given
        previous_token = UNSET if (given := src_dict.get("previousToken")) is None else given

        _self = _new(cls)
        _self.key = key
        _self.page_size = page_size
        _self.next_token = next_token
        _self.previous_token = previous_token
        if len(src_dict) > 0 + (key is not UNSET) + (page_size is not UNSET) + (
            next_token is not UNSET
        ) + (previous_token is not UNSET):
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
