from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import required as _required

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="CreateConversationSummariesInput")

_new = object.__new__

_NAMES: dict[str, str] = {
    "summaries": "summaries",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "summaries": list,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class CreateConversationSummariesInput(_Model):
    """Conversation summaries to add."""

    summaries: list[ConversationSummaryInput]
    _extra: dict[str, Any] = _attrs_field(init=False, repr=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        summaries: list[ConversationSummaryInput],
    ) -> None:
        self.summaries = _required("summaries", summaries)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self._extra}
        field_dict["summaries"] = [each.to_dict() for each in self.summaries]
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _summaries = src_dict["summaries"]
        if _summaries.__class__ is not list:
            _check_types(src_dict, _TYPES_BY_NAME)
        summaries: list[ConversationSummaryInput]
        summaries = ConversationSummaryInput._from_dicts(_summaries)

        _self = _new(cls)
        _self.summaries = summaries
        return _self


from ..models.conversation_summary_input import ConversationSummaryInput
