from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="CreateConversationSummariesInput")


@_attrs_define(weakref_slot=False)
class CreateConversationSummariesInput:
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
        summaries = []
        _summaries = src_dict["summaries"]
        for summaries_item_data in _summaries:
            summaries_item = ConversationSummaryInput.from_dict(summaries_item_data)

            summaries.append(summaries_item)

        create_conversation_summaries_input = cls(
            summaries,
        )

        return create_conversation_summaries_input


from ..models.conversation_summary_input import ConversationSummaryInput
