from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfilesBulkAccepted")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "message": "message",
    "operation_id": "operationId",
    "created_at": "createdAt",
    "status_url": "statusUrl",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "message": str,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ProfilesBulkAccepted(_Model):
    """The response to a bulk request, which is carried out later."""

    message: str
    operation_id: str | None = None
    created_at: datetime.datetime | None = None
    status_url: str | None = None
    """ Where the operation can be read. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        message: str,
        operation_id: str | Unset = UNSET,
        created_at: datetime.datetime | Unset = UNSET,
        status_url: str | Unset = UNSET,
    ) -> None:
        self.message = _required("message", message)
        self.operation_id = _given("operation_id", operation_id)
        self.created_at = _given("created_at", created_at)
        self.status_url = _given("status_url", status_url)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["message"] = self.message
        if self.operation_id is not None:
            field_dict["operationId"] = self.operation_id
        if self.created_at is not None:
            field_dict["createdAt"] = _time_to_json(self.created_at)
        if self.status_url is not None:
            field_dict["statusUrl"] = self.status_url
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        message = src_dict["message"]
        if message.__class__ is not str:
            _check_types(src_dict, _TYPES_BY_NAME)
        operation_id = src_dict.get("operationId")
        _created_at = src_dict.get("createdAt")
        created_at: datetime.datetime | None = None
        if _created_at is not None:
            created_at = _moment(_created_at)

        status_url = src_dict.get("statusUrl")

        _self = _new(cls)
        _self.message = message
        _self.operation_id = operation_id
        _self.created_at = created_at
        _self.status_url = status_url
        if len(src_dict) > 1 + (operation_id is not None) + (created_at is not None) + (
            status_url is not None
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
