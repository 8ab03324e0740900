from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="CreateConversationSummariesInput")

_new = object.__new__


_REQUIRED: dict[str, Any] = {
    "summaries": list,
}


@_attrs_define(weakref_slot=False)
class CreateConversationSummariesInput(_Model):
    """Conversation summaries to add."""

    summaries: list[ConversationSummaryInput]

    def to_dict(self) -> dict[str, Any]:
        summaries = []
        for summaries_item_data in self.summaries:
            summaries_item = summaries_item_data.to_dict()
            summaries.append(summaries_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "summaries": summaries,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _summaries = src_dict["summaries"]
        if _summaries.__class__ is not list:
            _check_types(src_dict, _REQUIRED)

        summaries: list[ConversationSummaryInput]
        summaries = []
        _read = ConversationSummaryInput.from_dict
        for _each in _taken(_summaries):
            summaries.append(_read(_each))

        _self = _new(cls)
        _self.summaries = summaries
        return _self


from ..models.conversation_summary_input import ConversationSummaryInput
