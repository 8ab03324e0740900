from __future__ import annotations

import datetime
from operator import itemgetter as _itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.store_status import StoreStatus
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Store")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "display_name": "displayName",
    "id": "id",
    "status": "status",
    "intelligence_service_id": "intelligenceServiceId",
    "version": "version",
    "description": "description",
    "data_as_of": "dataAsOf",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "displayName": str,
    "id": str,
    "status": str,
    "intelligenceServiceId": str | None,
    "version": int,
}
_TYPES = (
    str,
    str,
    str,
    str,
    int,
)
_values = _itemgetter(
    "displayName",
    "id",
    "status",
    "intelligenceServiceId",
    "version",
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class Store(_Model):
    """A store."""

    display_name: str
    """ A name, unique in the account, of ASCII letters, digits and hyphens. """
    id: str
    """ A store ID. Stores made long ago may have the prefix `mem_service_`. """
    status: StoreStatus
    """ The lifecycle status of a store. """
    intelligence_service_id: None | str
    """ The intelligence service that was created to extract observations. """
    version: int
    """ Incremented by each successful update. """
    description: str | None = None
    """ Free text. """
    data_as_of: datetime.datetime | None = None
    """ Up to when input has been processed; left out when not known. """
    etag: str | None = _attrs_field(default=None)
    """ The version that was fetched, for `if_match`. It is no part of the JSON. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES
    _nullable = frozenset(("intelligence_service_id",))

    def __init__(
        self,
        *,
        display_name: str,
        id: str,
        status: StoreStatus,
        intelligence_service_id: None | str,
        version: int,
        description: str | Unset = UNSET,
        data_as_of: datetime.datetime | Unset = UNSET,
        etag: str | None = None,
    ) -> None:
        self.display_name = _required("display_name", display_name)
        self.id = _required("id", id)
        self.status = _required("status", status)
        self.intelligence_service_id = intelligence_service_id
        self.version = _required("version", version)
        self.description = _given("description", description)
        self.data_as_of = _given("data_as_of", data_as_of)
        nullable = {
            "intelligenceServiceId": intelligence_service_id,
        }
        self._nulls = frozenset(name for name in nullable if nullable[name] is None)
        if etag is not None:
            self.etag = etag

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["displayName"] = self.display_name
        field_dict["id"] = self.id
        field_dict["status"] = self.status.value
        field_dict["intelligenceServiceId"] = self.intelligence_service_id
        field_dict["version"] = self.version
        if self.description is not None:
            field_dict["description"] = self.description
        if self.data_as_of is not None:
            field_dict["dataAsOf"] = _time_to_json(self.data_as_of)
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        (
            display_name,
            id,
            _status,
            intelligence_service_id,
            version,
        ) = _values(src_dict)
        if (
            display_name.__class__,
            id.__class__,
            _status.__class__,
            intelligence_service_id.__class__,
            version.__class__,
        ) != _TYPES:
            _check_types(src_dict, _TYPES_BY_NAME)
        status = StoreStatus(_status)

        description = src_dict.get("description")
        _data_as_of = src_dict.get("dataAsOf")
        data_as_of: datetime.datetime | None = None
        if _data_as_of is not None:
            data_as_of = _moment(_data_as_of)

        _self = _new(cls)
        _self.display_name = display_name
        _self.id = id
        _self.status = status
        _self.intelligence_service_id = intelligence_service_id
        _self.version = version
        _self.description = description
        _self.data_as_of = data_as_of
        if len(src_dict) > 4 + (intelligence_service_id is not None) + (description is not None) + (
            data_as_of is not None
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
