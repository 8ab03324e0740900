from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.profile_import_status import ProfileImportStatus
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import taken as _taken
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfileImport")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "status": "status",
    "filename": "filename",
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "file_size": "fileSize",
    "column_mappings": "columnMappings",
    "summary": "summary",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "status": str,
    "filename": str,
    "createdAt": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ProfileImport(_Model):
    """An import."""

    status: ProfileImportStatus
    """ How far an import is; COMPLETED and FAILED are final. """
    filename: str
    """ The name of the file. """
    created_at: datetime.datetime
    updated_at: datetime.datetime | None = None
    file_size: int | None = None
    """ The size of the file in bytes, 100 MiB at most. """
    column_mappings: list[ColumnMappingItem] | None = None
    summary: ProfileImportSummary | None = None
    """ How an import went. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        status: ProfileImportStatus,
        filename: str,
        created_at: datetime.datetime,
        updated_at: datetime.datetime | Unset = UNSET,
        file_size: int | Unset = UNSET,
        column_mappings: list[ColumnMappingItem] | Unset = UNSET,
        summary: ProfileImportSummary | Unset = UNSET,
    ) -> None:
        self.status = _required("status", status)
        self.filename = _required("filename", filename)
        self.created_at = _required("created_at", created_at)
        self.updated_at = _given("updated_at", updated_at)
        self.file_size = _given("file_size", file_size)
        self.column_mappings = _given("column_mappings", column_mappings)
        self.summary = _given("summary", summary)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["status"] = self.status.value
        field_dict["filename"] = self.filename
        field_dict["createdAt"] = _time_to_json(self.created_at)
        if self.updated_at is not None:
            field_dict["updatedAt"] = _time_to_json(self.updated_at)
        if self.file_size is not None:
            field_dict["fileSize"] = self.file_size
        if self.column_mappings is not None:
            field_dict["columnMappings"] = [each.to_dict() for each in self.column_mappings]
        if self.summary is not None:
            field_dict["summary"] = self.summary.to_dict()
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _status = src_dict["status"]
        filename = src_dict["filename"]
        _created_at = src_dict["createdAt"]
        if (
            _status.__class__,
            filename.__class__,
            _created_at.__class__,
        ) != _TYPES:
            _check_types(src_dict, _TYPES_BY_NAME)
        status = ProfileImportStatus(_status)

        created_at = _moment(_created_at)

        _updated_at = src_dict.get("updatedAt")
        updated_at: datetime.datetime | None = None
        if _updated_at is not None:
            updated_at = _moment(_updated_at)

        file_size = src_dict.get("fileSize")
        _column_mappings = src_dict.get("columnMappings")
        column_mappings: list[ColumnMappingItem] | None = None
        if _column_mappings is not None:
            if not isinstance(_column_mappings, list):
                _check_types(src_dict, {"columnMappings": list})
            column_mappings = ColumnMappingItem._from_dicts(_taken(_column_mappings))

        _summary = src_dict.get("summary")
        summary: ProfileImportSummary | None = None
        if _summary is not None:
            summary = ProfileImportSummary.from_dict(_summary)

        _self = _new(cls)
        _self.status = status
        _self.filename = filename
        _self.created_at = created_at
        _self.updated_at = updated_at
        _self.file_size = file_size
        _self.column_mappings = column_mappings
        _self.summary = summary
        if len(src_dict) > 3 + (updated_at is not None) + (file_size is not None) + (
            column_mappings is not None
        ) + (summary is not None):
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


from ..models.column_mapping_item import ColumnMappingItem
from ..models.profile_import_summary import ProfileImportSummary
