from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="CreateObservationsInput")

_new = object.__new__


_REQUIRED: dict[str, Any] = {
    "observations": list,
}


@_attrs_define(weakref_slot=False)
class CreateObservationsInput(_Model):
    """Observations to add."""

    observations: list[ObservationInput]

    def to_dict(self) -> dict[str, Any]:
        observations = []
        for observations_item_data in self.observations:
            observations_item = observations_item_data.to_dict()
            observations.append(observations_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "observations": observations,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _observations = src_dict["observations"]
        if _observations.__class__ is not list:
            _check_types(src_dict, _REQUIRED)

        observations: list[ObservationInput]
        observations = []
        _read = ObservationInput.from_dict
        for _each in _taken(_observations):
            observations.append(_read(_each))

        _self = _new(cls)
        _self.observations = observations
        return _self


from ..models.observation_input import ObservationInput
