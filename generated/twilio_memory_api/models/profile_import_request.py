from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfileImportRequest")

_new = object.__new__

_KNOWN = frozenset(
    (
        "filename",
        "fileSize",
        "columnMappings",
    )
)


_REQUIRED: dict[str, Any] = {
    "filename": str,
    "fileSize": int,
    "columnMappings": list,
}
_TYPES = (
    str,
    int,
    list,
)


@_attrs_define(weakref_slot=False)
class ProfileImportRequest(_Model):
    """An import to open."""

    filename: str
    """ The name of the file. """
    file_size: int
    """ The size of the file in bytes, 100 MiB at most. """
    column_mappings: list[ColumnMappingItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        filename = self.filename

        file_size = self.file_size

        column_mappings = []
        for column_mappings_item_data in self.column_mappings:
            column_mappings_item = column_mappings_item_data.to_dict()
            column_mappings.append(column_mappings_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "filename": filename,
                "fileSize": file_size,
                "columnMappings": column_mappings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        filename = src_dict["filename"]
        file_size = src_dict["fileSize"]
        _column_mappings = src_dict["columnMappings"]
        if (
            filename.__class__,
            file_size.__class__,
            _column_mappings.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        column_mappings: list[ColumnMappingItem]
        column_mappings = []
        _read = ColumnMappingItem.from_dict
        for _each in _taken(_column_mappings):
            column_mappings.append(_read(_each))

        _self = _new(cls)
        _self.filename = filename
        _self.file_size = file_size
        _self.column_mappings = column_mappings
        if len(src_dict) > 3:
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
