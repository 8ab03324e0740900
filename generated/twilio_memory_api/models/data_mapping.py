from __future__ import annotations

import datetime
from operator import itemgetter as _itemgetter
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
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="DataMapping")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "id": "id",
    "display_name": "displayName",
    "mapping_to": "mappingTo",
    "mapping_from": "mappingFrom",
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "version": "version",
    "description": "description",
    "is_enabled": "isEnabled",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "id": str,
    "displayName": str,
    "mappingTo": dict,
    "mappingFrom": dict,
    "createdAt": str,
    "updatedAt": str,
    "version": int,
}
_TYPES = (
    str,
    str,
    dict,
    dict,
    str,
    str,
    int,
)
_values = _itemgetter(
    "id",
    "displayName",
    "mappingTo",
    "mappingFrom",
    "createdAt",
    "updatedAt",
    "version",
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class DataMapping(_Model):
    """A data mapping."""

    id: str
    """ A data mapping ID. """
    display_name: str
    """ A name, unique in the store, that starts with a letter; then letters, digits, hyphens and dots. """
    mapping_to: MappingToOther | MappingToTraits
    """ Where the data goes. """
    mapping_from: (
        MappingFromDatasetCloudApp
        | MappingFromDatasetWarehouse
        | MappingFromIngress
        | MappingFromOther
    )
    """ Where the data comes from. """
    created_at: datetime.datetime
    updated_at: datetime.datetime
    version: int
    """ Incremented by each successful update. """
    description: str | None = None
    """ Free text. """
    is_enabled: bool | None = None
    """ Whether the mapping takes data in. """
    etag: str | None = _attrs_field(default=None)
    """ The version that was fetched, for `if_match`. It is no part of the JSON. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id: str,
        display_name: str,
        mapping_to: MappingToOther | MappingToTraits,
        mapping_from: MappingFromDatasetCloudApp
        | MappingFromDatasetWarehouse
        | MappingFromIngress
        | MappingFromOther,
        created_at: datetime.datetime,
        updated_at: datetime.datetime,
        version: int,
        description: str | Unset = UNSET,
        is_enabled: bool | Unset = UNSET,
        etag: str | None = None,
    ) -> None:
        self.id = _required("id", id)
        self.display_name = _required("display_name", display_name)
        self.mapping_to = _required("mapping_to", mapping_to)
        self.mapping_from = _required("mapping_from", mapping_from)
        self.created_at = _required("created_at", created_at)
        self.updated_at = _required("updated_at", updated_at)
        self.version = _required("version", version)
        self.description = _given("description", description)
        self.is_enabled = _given("is_enabled", is_enabled)
        if etag is not None:
            self.etag = etag

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["id"] = self.id
        field_dict["displayName"] = self.display_name
        field_dict["mappingTo"] = self.mapping_to.to_dict()
        field_dict["mappingFrom"] = self.mapping_from.to_dict()
        field_dict["createdAt"] = _time_to_json(self.created_at)
        field_dict["updatedAt"] = _time_to_json(self.updated_at)
        field_dict["version"] = self.version
        if self.description is not None:
            field_dict["description"] = self.description
        if self.is_enabled is not None:
            field_dict["isEnabled"] = self.is_enabled
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        return cls._from_dicts((src_dict,))[0]

    @classmethod
    def _from_dicts(cls: type[T], _iter: Iterable[Mapping[str, Any]]) -> list[T]:
        _list: list[T] = []
        for src_dict in _iter:
            (
                id,
                display_name,
                _mapping_to,
                _mapping_from,
                _created_at,
                _updated_at,
                version,
            ) = _values(src_dict)
            if (
                id.__class__,
                display_name.__class__,
                _mapping_to.__class__,
                _mapping_from.__class__,
                _created_at.__class__,
                _updated_at.__class__,
                version.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)
            mapping_to: MappingToOther | MappingToTraits
            if _mapping_to["type"] == "TRAITS":
                mapping_to = MappingToTraits.from_dict(_mapping_to)
            else:
                mapping_to = MappingToOther.from_dict(_mapping_to)

            mapping_from: (
                MappingFromDatasetCloudApp
                | MappingFromDatasetWarehouse
                | MappingFromIngress
                | MappingFromOther
            )
            if _mapping_from["type"] == "INGRESS":
                mapping_from = MappingFromIngress.from_dict(_mapping_from)
            elif _mapping_from["type"] == "DATASET_CLOUDAPP":
                mapping_from = MappingFromDatasetCloudApp.from_dict(_mapping_from)
            elif _mapping_from["type"] == "DATASET_WAREHOUSE":
                mapping_from = MappingFromDatasetWarehouse.from_dict(_mapping_from)
            else:
                mapping_from = MappingFromOther.from_dict(_mapping_from)

            created_at = _moment(_created_at)

            updated_at = _moment(_updated_at)

            description = src_dict.get("description")
            is_enabled = src_dict.get("isEnabled")

            _self = _new(cls)
            _self.id = id
            _self.display_name = display_name
            _self.mapping_to = mapping_to
            _self.mapping_from = mapping_from
            _self.created_at = created_at
            _self.updated_at = updated_at
            _self.version = version
            _self.description = description
            _self.is_enabled = is_enabled
            if len(src_dict) > 7 + (description is not None) + (is_enabled is not None):
                _self.additional_properties = {
                    name: value for name, value in src_dict.items() if name not in _KNOWN
                }
                _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
            _list.append(_self)
        return _list

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


from ..models.mapping_from_dataset_cloud_app import MappingFromDatasetCloudApp
from ..models.mapping_from_dataset_warehouse import MappingFromDatasetWarehouse
from ..models.mapping_from_ingress import MappingFromIngress
from ..models.mapping_from_other import MappingFromOther
from ..models.mapping_to_other import MappingToOther
from ..models.mapping_to_traits import MappingToTraits
