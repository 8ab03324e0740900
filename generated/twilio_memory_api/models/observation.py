from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_items as _check_items
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="Observation")

_new = object.__new__
_STR = frozenset((str,))
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "id": "id",
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "content": "content",
    "occurred_at": "occurredAt",
    "source": "source",
    "conversation_ids": "conversationIds",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "id": str,
    "createdAt": str,
    "updatedAt": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class Observation(_Model):
    """Something learned about the person behind a profile."""

    id: str
    """ An observation ID. """
    created_at: datetime.datetime
    updated_at: datetime.datetime
    content: str | None = None
    """ What is to be remembered. """
    occurred_at: datetime.datetime | None = None
    """ When it happened. """
    source: str | None = None
    """ Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and hyphens. """
    conversation_ids: list[str] | None = None
    """ The conversations that an observation is from. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id: str,
        created_at: datetime.datetime,
        updated_at: datetime.datetime,
        content: str | Unset = UNSET,
        occurred_at: datetime.datetime | Unset = UNSET,
        source: str | Unset = UNSET,
        conversation_ids: list[str] | Unset = UNSET,
    ) -> None:
        self.id = _required("id", id)
        self.created_at = _required("created_at", created_at)
        self.updated_at = _required("updated_at", updated_at)
        self.content = _given("content", content)
        self.occurred_at = _given("occurred_at", occurred_at)
        self.source = _given("source", source)
        self.conversation_ids = _given("conversation_ids", conversation_ids)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["id"] = self.id
        field_dict["createdAt"] = _time_to_json(self.created_at)
        field_dict["updatedAt"] = _time_to_json(self.updated_at)
        if self.content is not None:
            field_dict["content"] = self.content
        if self.occurred_at is not None:
            field_dict["occurredAt"] = _time_to_json(self.occurred_at)
        if self.source is not None:
            field_dict["source"] = self.source
        if self.conversation_ids is not None:
            field_dict["conversationIds"] = self.conversation_ids
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
            id = src_dict["id"]
            _created_at = src_dict["createdAt"]
            _updated_at = src_dict["updatedAt"]
            if (
                id.__class__,
                _created_at.__class__,
                _updated_at.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)
            created_at = _moment(_created_at)

            updated_at = _moment(_updated_at)

            content = src_dict.get("content")
            _occurred_at = src_dict.get("occurredAt")
            occurred_at: datetime.datetime | None = None
            if _occurred_at is not None:
                occurred_at = _moment(_occurred_at)

            source = src_dict.get("source")
            conversation_ids = src_dict.get("conversationIds")
            if conversation_ids is not None:
                if not isinstance(conversation_ids, list):
                    _check_types(src_dict, {"conversationIds": list})
                if not _STR.issuperset(map(type, conversation_ids)):
                    _check_items("conversationIds", conversation_ids, str)

            _self = _new(cls)
            _self.id = id
            _self.created_at = created_at
            _self.updated_at = updated_at
            _self.content = content
            _self.occurred_at = occurred_at
            _self.source = source
            _self.conversation_ids = conversation_ids
            if len(src_dict) > 3 + (content is not None) + (occurred_at is not None) + (
                source is not None
            ) + (conversation_ids is not None):
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
