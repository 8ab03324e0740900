from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Trait")

_KNOWN = frozenset(
    (
        "name",
        "traitGroup",
        "value",
        "timestamp",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class Trait:
    """One trait of a profile."""

    name: str
    trait_group: str
    value: bool | float | int | list[bool | float | int | str] | None | str | Unset = UNSET
    """ The value of a trait; a scalar or an array of scalars. """
    timestamp: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        trait_group = self.trait_group

        value: bool | float | int | list[bool | float | int | str] | None | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        elif isinstance(self.value, list):
            value = []
            for componentsschemas_trait_value_type_4_item_data in self.value:
                componentsschemas_trait_value_type_4_item: bool | float | int | str
                componentsschemas_trait_value_type_4_item = (
                    componentsschemas_trait_value_type_4_item_data
                )
                value.append(componentsschemas_trait_value_type_4_item)

        else:
            value = self.value

        timestamp: str | Unset = UNSET
        if not isinstance(self.timestamp, Unset):
            timestamp = self.timestamp.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "traitGroup": trait_group,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        name = src_dict["name"]

        trait_group = src_dict["traitGroup"]

        def _parse_value(
            data: object,
        ) -> bool | float | int | list[bool | float | int | str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_trait_value_type_4 = []
                _componentsschemas_trait_value_type_4 = data
                for (
                    componentsschemas_trait_value_type_4_item_data
                ) in _componentsschemas_trait_value_type_4:

                    def _parse_componentsschemas_trait_value_type_4_item(
                        data: object,
                    ) -> bool | float | int | str:
                        return cast("bool | float | int | str", data)

                    componentsschemas_trait_value_type_4_item = (
                        _parse_componentsschemas_trait_value_type_4_item(
                            componentsschemas_trait_value_type_4_item_data
                        )
                    )

                    componentsschemas_trait_value_type_4.append(
                        componentsschemas_trait_value_type_4_item
                    )

                return componentsschemas_trait_value_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                "bool | float | int | list[bool | float | int | str] | None | str | Unset", data
            )

        value = _parse_value(src_dict.get("value", UNSET))

        _timestamp = src_dict.get("timestamp", UNSET)
        timestamp: datetime.datetime | Unset
        if isinstance(_timestamp, Unset):
            timestamp = UNSET
        else:
            timestamp = datetime.datetime.fromisoformat(_timestamp)

        trait = cls.__new__(cls)
        trait.name = name
        trait.trait_group = trait_group
        trait.value = value
        trait.timestamp = timestamp

        if len(src_dict) > 2 and not _KNOWN.issuperset(src_dict):
            trait.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
        return trait

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
