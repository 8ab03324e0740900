from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="ConversationSummaryInput")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "content": "content",
    "conversation_id": "conversationId",
    "occurred_at": "occurredAt",
    "source": "source",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "content": str,
    "conversationId": str,
    "occurredAt": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ConversationSummaryInput(_Model):
    """A conversation summary to add."""

    content: str
    """ What is to be remembered. """
    conversation_id: str
    """ A conversation ID. """
    occurred_at: datetime.datetime
    """ When it happened. """
    source: str | None = None
    """ Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and hyphens. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        content: str,
        conversation_id: str,
        occurred_at: datetime.datetime,
        source: str | Unset = UNSET,
    ) -> None:
        self.content = _required("content", content)
        self.conversation_id = _required("conversation_id", conversation_id)
        self.occurred_at = _required("occurred_at", occurred_at)
        self.source = _given("source", source)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["content"] = self.content
        field_dict["conversationId"] = self.conversation_id
        field_dict["occurredAt"] = _time_to_json(self.occurred_at)
        if self.source is not None:
            field_dict["source"] = self.source
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        return cls._from_dicts((src_dict,))[0]

    @classmethod
    def _from_dicts(cls: type[T], _iter: Iterable[Mapping[str, Any]]) -> list[T]:
        _list: list[T] = []
        for src_dict in _iter:
            content = src_dict["content"]
            conversation_id = src_dict["conversationId"]
            _occurred_at = src_dict["occurredAt"]
            if (
                content.__class__,
                conversation_id.__class__,
                _occurred_at.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)
            occurred_at = _moment(_occurred_at)

            source = src_dict.get("source")

            _self = _new(cls)
            _self.content = content
            _self.conversation_id = conversation_id
            _self.occurred_at = occurred_at
            _self.source = source
            if len(src_dict) > 3 + (source is not None):
                _self.additional_properties = {
                    name: value for name, value in src_dict.items() if name not in _KNOWN
                }
                _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
            _list.append(_self)
        return _list

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
