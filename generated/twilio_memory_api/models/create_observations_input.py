from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="CreateObservationsInput")


@_attrs_define(weakref_slot=False)
class CreateObservationsInput:
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
        observations = [
            ObservationInput.from_dict(observations_item_data)
            for observations_item_data in src_dict["observations"]
        ]

        create_observations_input = cls.__new__(cls)
        create_observations_input.observations = observations

        return create_observations_input


from ..models.observation_input import ObservationInput
