from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.profile_import_status import ProfileImportStatus
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfileImport")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "status",
        "filename",
        "createdAt",
        "updatedAt",
        "fileSize",
        "columnMappings",
        "summary",
    )
)

_OPTIONAL = (
    "updatedAt",
    "fileSize",
    "columnMappings",
    "summary",
)


_REQUIRED: dict[str, Any] = {
    "status": str,
    "filename": str,
    "createdAt": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False)
class ProfileImport(_Model):
    """An import."""

    status: ProfileImportStatus
    """ How far an import is; COMPLETED and FAILED are final. """
    filename: str
    """ The name of the file. """
    created_at: datetime.datetime
    updated_at: datetime.datetime | Unset = UNSET
    file_size: int | Unset = UNSET
    """ The size of the file in bytes, 100 MiB at most. """
    column_mappings: list[ColumnMappingItem] | Unset = UNSET
    summary: ProfileImportSummary | Unset = UNSET
    """ How an import went. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        status = self.status.value

        filename = self.filename

        created_at = self.created_at.isoformat()

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        file_size = self.file_size

        column_mappings: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.column_mappings, Unset):
            column_mappings = []
            for column_mappings_item_data in self.column_mappings:
                column_mappings_item = column_mappings_item_data.to_dict()
                column_mappings.append(column_mappings_item)

        summary: dict[str, Any] | Unset = UNSET
        if not isinstance(self.summary, Unset):
            summary = self.summary.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
                "filename": filename,
                "createdAt": created_at,
            }
        )
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if file_size is not UNSET:
            field_dict["fileSize"] = file_size
        if column_mappings is not UNSET:
            field_dict["columnMappings"] = column_mappings
        if summary is not UNSET:
            field_dict["summary"] = summary
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
            _check_types(src_dict, _REQUIRED)

        status = ProfileImportStatus(_status)

        created_at = _moment(_created_at)

        _updated_at = UNSET if (given := src_dict.get("updatedAt")) is None else given
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = _moment(_updated_at)

        file_size = UNSET if (given := src_dict.get("fileSize")) is None else given

        _column_mappings = UNSET if (given := src_dict.get("columnMappings")) is None else given
        column_mappings: list[ColumnMappingItem] | Unset
        if _column_mappings is UNSET:
            column_mappings = UNSET
        elif not isinstance(_column_mappings, list):
            raise TypeError()
        else:
            column_mappings = []
            _read = ColumnMappingItem.from_dict
            for _each in _taken(_column_mappings):
                column_mappings.append(_read(_each))

        _summary = UNSET if (given := src_dict.get("summary")) is None else given
        summary: ProfileImportSummary | Unset
        if isinstance(_summary, Unset):
            summary = UNSET
        else:
            summary = ProfileImportSummary.from_dict(_summary)

        _self = _new(cls)
        _self.status = status
        _self.filename = filename
        _self.created_at = created_at
        _self.updated_at = updated_at
        _self.file_size = file_size
        _self.column_mappings = column_mappings
        _self.summary = summary
        if len(src_dict) > 3 + (updated_at is not UNSET) + (file_size is not UNSET) + (
            column_mappings is not UNSET
        ) + (summary is not UNSET):
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


from ..models.column_mapping_item import ColumnMappingItem
from ..models.profile_import_summary import ProfileImportSummary
