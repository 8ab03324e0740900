from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfilesBulkAccepted")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "message",
        "operationId",
        "createdAt",
        "statusUrl",
    )
)

_OPTIONAL = (
    "operationId",
    "createdAt",
    "statusUrl",
)


_REQUIRED: dict[str, Any] = {
    "message": str,
}


@_attrs_define(weakref_slot=False)
class ProfilesBulkAccepted(_Model):
    """The answer to a bulk request, which is carried out later."""

    message: str
    operation_id: str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    status_url: str | Unset = UNSET
    """ Where the operation can be read. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        operation_id = self.operation_id

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        status_url = self.status_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
            }
        )
        if operation_id is not UNSET:
            field_dict["operationId"] = operation_id
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if status_url is not UNSET:
            field_dict["statusUrl"] = status_url
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        message = src_dict["message"]
        if message.__class__ is not str:
            _check_types(src_dict, _REQUIRED)
        operation_id = UNSET if (given := src_dict.get("operationId")) is None else given

        _created_at = UNSET if (given := src_dict.get("createdAt")) is None else given
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = _moment(_created_at)

        status_url = UNSET if (given := src_dict.get("statusUrl")) is None else given

        _self = _new(cls)
        _self.message = message
        _self.operation_id = operation_id
        _self.created_at = created_at
        _self.status_url = status_url
        if len(src_dict) > 1 + (operation_id is not UNSET) + (created_at is not UNSET) + (
            status_url is not UNSET
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
