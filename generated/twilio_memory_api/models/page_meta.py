from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

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


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class PageMeta:
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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)
        _self.key = UNSET if (given := src_dict.get("key")) is None else given
        _self.page_size = UNSET if (given := src_dict.get("pageSize")) is None else given
        _self.next_token = UNSET if (given := src_dict.get("nextToken")) is None else given
        _self.previous_token = UNSET if (given := src_dict.get("previousToken")) is None else given

        if len(src_dict) > 0 + (_self.key is not UNSET) + (_self.page_size is not UNSET) + (
            _self.next_token is not UNSET
        ) + (_self.previous_token is not UNSET):
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
