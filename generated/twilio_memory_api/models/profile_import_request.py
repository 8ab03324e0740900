from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ProfileImportRequest")

_new = object.__new__

_NAMES: dict[str, str] = {
    "filename": "filename",
    "file_size": "fileSize",
    "column_mappings": "columnMappings",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "filename": str,
    "fileSize": int,
    "columnMappings": list,
}
_TYPES = (
    str,
    int,
    list,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ProfileImportRequest(_Model):
    """An import to open."""

    filename: str
    """ The name of the file. """
    file_size: int
    """ The size of the file in bytes, 100 MiB at most. """
    column_mappings: list[ColumnMappingItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        filename: str,
        file_size: int,
        column_mappings: list[ColumnMappingItem],
    ) -> None:
        self.filename = _required("filename", filename)
        self.file_size = _required("file_size", file_size)
        self.column_mappings = _required("column_mappings", column_mappings)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["filename"] = self.filename
        field_dict["fileSize"] = self.file_size
        field_dict["columnMappings"] = [each.to_dict() for each in self.column_mappings]
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
            _check_types(src_dict, _TYPES_BY_NAME)
        column_mappings: list[ColumnMappingItem]
        column_mappings = ColumnMappingItem._from_dicts(_column_mappings)

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
