from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import required as _required

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="CreateObservationsInput")

_new = object.__new__

_NAMES: dict[str, str] = {
    "observations": "observations",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "observations": list,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class CreateObservationsInput(_Model):
    """Observations to add."""

    observations: list[ObservationInput]
    _extra: dict[str, Any] = _attrs_field(init=False, repr=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        observations: list[ObservationInput],
    ) -> None:
        self.observations = _required("observations", observations)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self._extra}
        field_dict["observations"] = [each.to_dict() for each in self.observations]
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _observations = src_dict["observations"]
        if _observations.__class__ is not list:
            _check_types(src_dict, _TYPES_BY_NAME)
        observations: list[ObservationInput]
        observations = ObservationInput._from_dicts(_observations)

        _self = _new(cls)
        _self.observations = observations
        return _self


from ..models.observation_input import ObservationInput
