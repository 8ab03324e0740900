from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="MappingFromDatasetCloudApp")


@_attrs_define
class MappingFromDatasetCloudApp:
    """The source is a dataset of a cloud application."""

    dataset_id: str
    """ A dataset ID. """
    type_: Literal["DATASET_CLOUDAPP"] = "DATASET_CLOUDAPP"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        dataset_id = self.dataset_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "datasetId": dataset_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast("Literal['DATASET_CLOUDAPP']", d.pop("type"))
        if type_ != "DATASET_CLOUDAPP":
            raise ValueError(f"type must match const 'DATASET_CLOUDAPP', got '{type_}'")

        dataset_id = d.pop("datasetId")

        mapping_from_dataset_cloud_app = cls(
            type_=type_,
            dataset_id=dataset_id,
        )

        mapping_from_dataset_cloud_app.additional_properties = d
        return mapping_from_dataset_cloud_app

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
