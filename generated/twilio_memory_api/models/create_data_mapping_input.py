from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="CreateDataMappingInput")

_new = object.__new__

_NAMES: dict[str, str] = {
    "display_name": "displayName",
    "mapping_to": "mappingTo",
    "mapping_from": "mappingFrom",
    "description": "description",
    "is_enabled": "isEnabled",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "displayName": str,
    "mappingTo": dict,
    "mappingFrom": dict,
}
_TYPES = (
    str,
    dict,
    dict,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class CreateDataMappingInput(_Model):
    """A data mapping to create."""

    display_name: str
    """ A name, unique in the store, that starts with a letter; then letters, digits, hyphens and dots. """
    mapping_to: MappingToTraits
    """ The data goes into traits. """
    mapping_from: MappingFromDatasetCloudApp | MappingFromDatasetWarehouse | MappingFromIngress
    """ Where the data comes from. """
    description: str | None = None
    """ Free text. """
    is_enabled: bool | None = None
    """ Whether the mapping takes data in; the server's default is true. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        display_name: str,
        mapping_to: MappingToTraits,
        mapping_from: MappingFromDatasetCloudApp | MappingFromDatasetWarehouse | MappingFromIngress,
        description: str | Unset = UNSET,
        is_enabled: bool | Unset = UNSET,
    ) -> None:
        self.display_name = _required("display_name", display_name)
        self.mapping_to = _required("mapping_to", mapping_to)
        self.mapping_from = _required("mapping_from", mapping_from)
        self.description = _given("description", description)
        self.is_enabled = _given("is_enabled", is_enabled)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["displayName"] = self.display_name
        field_dict["mappingTo"] = self.mapping_to.to_dict()
        field_dict["mappingFrom"] = self.mapping_from.to_dict()
        if self.description is not None:
            field_dict["description"] = self.description
        if self.is_enabled is not None:
            field_dict["isEnabled"] = self.is_enabled
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        display_name = src_dict["displayName"]
        _mapping_to = src_dict["mappingTo"]
        _mapping_from = src_dict["mappingFrom"]
        if (
            display_name.__class__,
            _mapping_to.__class__,
            _mapping_from.__class__,
        ) != _TYPES:
            _check_types(src_dict, _TYPES_BY_NAME)
        mapping_to = MappingToTraits.from_dict(_mapping_to)

        mapping_from: MappingFromDatasetCloudApp | MappingFromDatasetWarehouse | MappingFromIngress
        if _mapping_from["type"] == "INGRESS":
            mapping_from = MappingFromIngress.from_dict(_mapping_from)
        elif _mapping_from["type"] == "DATASET_CLOUDAPP":
            mapping_from = MappingFromDatasetCloudApp.from_dict(_mapping_from)
        else:
            mapping_from = MappingFromDatasetWarehouse.from_dict(_mapping_from)

        description = src_dict.get("description")
        is_enabled = src_dict.get("isEnabled")

        _self = _new(cls)
        _self.display_name = display_name
        _self.mapping_to = mapping_to
        _self.mapping_from = mapping_from
        _self.description = description
        _self.is_enabled = is_enabled
        if len(src_dict) > 3 + (description is not None) + (is_enabled is not None):
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


from ..models.mapping_from_dataset_cloud_app import MappingFromDatasetCloudApp
from ..models.mapping_from_dataset_warehouse import MappingFromDatasetWarehouse
from ..models.mapping_from_ingress import MappingFromIngress
from ..models.mapping_to_traits import MappingToTraits
