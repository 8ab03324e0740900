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
        summaries = [
            ConversationSummaryInput.from_dict(summaries_item_data)
            for summaries_item_data in src_dict["summaries"]
        ]

        create_conversation_summaries_input = cls.__new__(cls)
        create_conversation_summaries_input.summaries = summaries

        return create_conversation_summaries_input


from ..models.conversation_summary_input import ConversationSummaryInput
