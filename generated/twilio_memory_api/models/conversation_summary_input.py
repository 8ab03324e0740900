from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ConversationSummaryInput")


@_attrs_define
class ConversationSummaryInput:
    """A conversation summary to add."""

    content: str
    """ What is to be remembered. """
    conversation_id: str
    """ A conversation ID. """
    occurred_at: datetime.datetime
    """ When it happened. """
    source: str | Unset = UNSET
    """ Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and hyphens. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        content = self.content

        conversation_id = self.conversation_id

        occurred_at = self.occurred_at.isoformat()

        source = self.source

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "content": content,
                "conversationId": conversation_id,
                "occurredAt": occurred_at,
            }
        )
        if source is not UNSET:
            field_dict["source"] = source

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        content = d.pop("content")

        conversation_id = d.pop("conversationId")

        occurred_at = datetime.datetime.fromisoformat(d.pop("occurredAt"))

        source = d.pop("source", UNSET)

        conversation_summary_input = cls(
            content=content,
            conversation_id=conversation_id,
            occurred_at=occurred_at,
            source=source,
        )

        conversation_summary_input.additional_properties = d
        return conversation_summary_input

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
