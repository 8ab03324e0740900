from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.profile_import_status import ProfileImportStatus
from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for
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


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class ProfileImport:
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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)

        status = ProfileImportStatus(src_dict["status"])

        _self.status = status
        _self.filename = src_dict["filename"]

        created_at = _moment(src_dict["createdAt"])

        _self.created_at = created_at

        _updated_at = UNSET if (given := src_dict.get("updatedAt")) is None else given
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = _moment(_updated_at)

        _self.updated_at = updated_at
        _self.file_size = UNSET if (given := src_dict.get("fileSize")) is None else given

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

        _self.column_mappings = column_mappings

        _summary = UNSET if (given := src_dict.get("summary")) is None else given
        summary: ProfileImportSummary | Unset
        if isinstance(_summary, Unset):
            summary = UNSET
        else:
            summary = ProfileImportSummary.from_dict(_summary)

        _self.summary = summary

        if len(src_dict) > 3 + (_self.updated_at is not UNSET) + (_self.file_size is not UNSET) + (
            _self.column_mappings is not UNSET
        ) + (_self.summary is not UNSET):
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


from ..models.column_mapping_item import ColumnMappingItem
from ..models.profile_import_summary import ProfileImportSummary
