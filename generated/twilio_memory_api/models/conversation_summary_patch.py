from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="ConversationSummaryPatch")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "content",
        "conversationId",
        "occurredAt",
        "source",
    )
)

_OPTIONAL = (
    "content",
    "conversationId",
    "occurredAt",
    "source",
)


@_attrs_define(weakref_slot=False)
class ConversationSummaryPatch(_Model):
    """Changes to a conversation summary; what is left out stays as it is."""

    content: str | Unset = UNSET
    """ What is to be remembered. """
    conversation_id: str | Unset = UNSET
    """ A conversation ID. """
    occurred_at: datetime.datetime | Unset = UNSET
    """ When it happened. """
    source: str | Unset = UNSET
    """ Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and hyphens. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        content = self.content

        conversation_id = self.conversation_id

        occurred_at: str | Unset = UNSET
        if not isinstance(self.occurred_at, Unset):
            occurred_at = self.occurred_at.isoformat()

        source = self.source

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if content is not UNSET:
            field_dict["content"] = content
        if conversation_id is not UNSET:
            field_dict["conversationId"] = conversation_id
        if occurred_at is not UNSET:
            field_dict["occurredAt"] = occurred_at
        if source is not UNSET:
            field_dict["source"] = source
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        content = UNSET if (given := src_dict.get("content")) is None else given
        conversation_id = UNSET if (given := src_dict.get("conversationId")) is None else given

        _occurred_at = UNSET if (given := src_dict.get("occurredAt")) is None else given
        occurred_at: datetime.datetime | Unset
        if isinstance(_occurred_at, Unset):
            occurred_at = UNSET
        else:
            occurred_at = _moment(_occurred_at)

        source = UNSET if (given := src_dict.get("source")) is None else given

        _self = _new(cls)
        _self.content = content
        _self.conversation_id = conversation_id
        _self.occurred_at = occurred_at
        _self.source = source
        if len(src_dict) > 0 + (content is not UNSET) + (conversation_id is not UNSET) + (
            occurred_at is not UNSET
        ) + (source is not UNSET):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
            _self._nulls = _nulls_of(src_dict, _OPTIONAL)
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
