from __future__ import annotations

from operator import itemgetter as _itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import SkippedItem
from ..types import check_types as _check_types
from ..types import required as _required
from ..types import taken as _taken
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="RecallResult")

_new = object.__new__

_NAMES: dict[str, str] = {
    "observations": "observations",
    "summaries": "summaries",
    "communications": "communications",
    "meta": "meta",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "observations": list,
    "summaries": list,
    "communications": list,
    "meta": dict,
}
_TYPES = (
    list,
    list,
    list,
    dict,
)
_values = _itemgetter(
    "observations",
    "summaries",
    "communications",
    "meta",
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class RecallResult(_Model):
    """What was recalled."""

    observations: list[RecallObservation]
    summaries: list[RecallSummary]
    communications: list[Communication]
    meta: RecallMeta
    """ How the recall went. """
    skipped: tuple[SkippedItem, ...] = _attrs_field(init=False)
    """ The items that could not be read. They are no part of the lists. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        observations: list[RecallObservation],
        summaries: list[RecallSummary],
        communications: list[Communication],
        meta: RecallMeta,
    ) -> None:
        self.observations = _required("observations", observations)
        self.summaries = _required("summaries", summaries)
        self.communications = _required("communications", communications)
        self.meta = _required("meta", meta)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["observations"] = [each.to_dict() for each in self.observations]
        field_dict["summaries"] = [each.to_dict() for each in self.summaries]
        field_dict["communications"] = [each.to_dict() for each in self.communications]
        field_dict["meta"] = self.meta.to_dict()
        for each in self.skipped:
            field_dict[each.name].insert(each.index, each.item)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        (
            _observations,
            _summaries,
            _communications,
            _meta,
        ) = _values(src_dict)
        if (
            _observations.__class__,
            _summaries.__class__,
            _communications.__class__,
            _meta.__class__,
        ) != _TYPES:
            _check_types(src_dict, _TYPES_BY_NAME)
        observations: list[RecallObservation]
        observations = RecallObservation._from_dicts(_taken(_observations))

        summaries: list[RecallSummary]
        summaries = RecallSummary._from_dicts(_taken(_summaries))

        communications: list[Communication]
        communications = Communication._from_dicts(_taken(_communications))

        meta = RecallMeta.from_dict(_meta)

        _self = _new(cls)
        _self.observations = observations
        _self.summaries = summaries
        _self.communications = communications
        _self.meta = meta
        if len(src_dict) > 4:
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


from ..models.communication import Communication
from ..models.recall_meta import RecallMeta
from ..models.recall_observation import RecallObservation
from ..models.recall_summary import RecallSummary
