from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.store_status import StoreStatus
from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

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


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class Store:
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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)
        _self.display_name = src_dict["displayName"]
        _self.id = src_dict["id"]

        status = StoreStatus(src_dict["status"])

        _self.status = status

        intelligence_service_id: None | str = src_dict["intelligenceServiceId"]

        _self.intelligence_service_id = intelligence_service_id
        _self.version = src_dict["version"]
        _self.description = UNSET if (given := src_dict.get("description")) is None else given

        _data_as_of = UNSET if (given := src_dict.get("dataAsOf")) is None else given
        data_as_of: datetime.datetime | Unset
        if isinstance(_data_as_of, Unset):
            data_as_of = UNSET
        else:
            data_as_of = _moment(_data_as_of)

        _self.data_as_of = data_as_of

        if len(src_dict) > 5 + (_self.description is not UNSET) + (_self.data_as_of is not UNSET):
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
