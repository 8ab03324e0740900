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
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Store")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "displayName",
        "id",
        "status",
        "intelligenceServiceId",
        "version",
        "description",
        "dataAsOf",
    )
)

_OPTIONAL = (
    "description",
    "dataAsOf",
)


_REQUIRED: dict[str, Any] = {
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
_required = _itemgetter(
    "displayName",
    "id",
    "status",
    "intelligenceServiceId",
    "version",
)


@_attrs_define(weakref_slot=False)
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
    description: str | Unset = UNSET
    """ Free text. """
    data_as_of: datetime.datetime | Unset = UNSET
    """ Up to when input has been processed; left out when not known. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        display_name = self.display_name

        id = self.id

        status = self.status.value

        intelligence_service_id: None | str
        intelligence_service_id = self.intelligence_service_id

        version = self.version

        description = self.description

        data_as_of: str | Unset = UNSET
        if not isinstance(self.data_as_of, Unset):
            data_as_of = self.data_as_of.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "displayName": display_name,
                "id": id,
                "status": status,
                "intelligenceServiceId": intelligence_service_id,
                "version": version,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if data_as_of is not UNSET:
            field_dict["dataAsOf"] = data_as_of
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        (
            display_name,
            id,
            _status,
            _intelligence_service_id,
            version,
        ) = _required(src_dict)
        if (
            display_name.__class__,
            id.__class__,
            _status.__class__,
            _intelligence_service_id.__class__,
            version.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        status = StoreStatus(_status)

        intelligence_service_id: None | str = _intelligence_service_id

        description = UNSET if (given := src_dict.get("description")) is None else given

        _data_as_of = UNSET if (given := src_dict.get("dataAsOf")) is None else given
        data_as_of: datetime.datetime | Unset
        if isinstance(_data_as_of, Unset):
            data_as_of = UNSET
        else:
            data_as_of = _moment(_data_as_of)

        _self = _new(cls)
        _self.display_name = display_name
        _self.id = id
        _self.status = status
        _self.intelligence_service_id = intelligence_service_id
        _self.version = version
        _self.description = description
        _self.data_as_of = data_as_of
        if len(src_dict) > 5 + (description is not UNSET) + (data_as_of is not UNSET):
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
