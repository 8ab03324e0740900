from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import taken as _taken
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ObservationList")

_new = object.__new__

_NAMES: dict[str, str] = {
    "observations": "observations",
    "meta": "meta",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ObservationList(_Model):
    """One page of observations."""

    observations: list[Observation] | None = None
    meta: PageMeta | None = None
    """ Where a page stands in its list. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        observations: list[Observation] | Unset = UNSET,
        meta: PageMeta | Unset = UNSET,
    ) -> None:
        self.observations = _given("observations", observations)
        self.meta = _given("meta", meta)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.observations is not None:
            field_dict["observations"] = [each.to_dict() for each in self.observations]
        if self.meta is not None:
            field_dict["meta"] = self.meta.to_dict()
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _observations = src_dict.get("observations")
        observations: list[Observation] | None = None
        if _observations is not None:
            if not isinstance(_observations, list):
                _check_types(src_dict, {"observations": list})
            observations = Observation._from_dicts(_taken(_observations))

        _meta = src_dict.get("meta")
        meta: PageMeta | None = None
        if _meta is not None:
            meta = PageMeta.from_dict(_meta)

        _self = _new(cls)
        _self.observations = observations
        _self.meta = meta
        if len(src_dict) > 0 + (observations is not None) + (meta is not None):
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


from ..models.observation import Observation
from ..models.page_meta import PageMeta
