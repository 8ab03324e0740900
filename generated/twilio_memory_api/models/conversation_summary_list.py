from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ConversationSummaryList")

_new = object.__new__

_KNOWN = frozenset(
    (
        "summaries",
        "meta",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class ConversationSummaryList:
    """One page of conversation summaries."""

    summaries: list[ConversationSummary] | Unset = UNSET
    meta: PageMeta | Unset = UNSET
    """ Where a page stands in its list. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

    def to_dict(self) -> dict[str, Any]:
        summaries: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.summaries, Unset):
            summaries = []
            for summaries_item_data in self.summaries:
                summaries_item = summaries_item_data.to_dict()
                summaries.append(summaries_item)

        meta: dict[str, Any] | Unset = UNSET
        if not isinstance(self.meta, Unset):
            meta = self.meta.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if summaries is not UNSET:
            field_dict["summaries"] = summaries
        if meta is not UNSET:
            field_dict["meta"] = meta

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)

        _summaries = UNSET if (given := src_dict.get("summaries")) is None else given
        summaries: list[ConversationSummary] | Unset
        if _summaries is UNSET:
            summaries = UNSET
        elif not isinstance(_summaries, list):
            raise TypeError()
        else:
            summaries = []
            _read = ConversationSummary.from_dict
            for _each in _taken(_summaries):
                summaries.append(_read(_each))

        _self.summaries = summaries

        _meta = UNSET if (given := src_dict.get("meta")) is None else given
        meta: PageMeta | Unset
        if isinstance(_meta, Unset):
            meta = UNSET
        else:
            meta = PageMeta.from_dict(_meta)

        _self.meta = meta

        if len(src_dict) > 0 + (_self.summaries is not UNSET) + (_self.meta is not UNSET):
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


from ..models.conversation_summary import ConversationSummary
from ..models.page_meta import PageMeta
