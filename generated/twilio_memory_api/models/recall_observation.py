from __future__ import annotations

import datetime
from operator import itemgetter as _itemgetter
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

T = TypeVar("T", bound="RecallObservation")

_new = object.__new__
_STR = frozenset((str,))
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "id": "id",
    "content": "content",
    "source": "source",
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "occurred_at": "occurredAt",
    "conversation_ids": "conversationIds",
    "score": "score",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "id": str,
    "content": str,
    "source": str,
    "createdAt": str,
    "updatedAt": str,
}
_TYPES = (
    str,
    str,
    str,
    str,
    str,
)
_values = _itemgetter(
    "id",
    "content",
    "source",
    "createdAt",
    "updatedAt",
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class RecallObservation(_Model):
    """A recalled observation."""

    id: str
    """ An observation ID. """
    content: str
    """ What is to be remembered. """
    source: str
    """ Where something is from, in ASCII letters, digits, spaces, underscores, dots, slashes and hyphens. """
    created_at: datetime.datetime
    updated_at: datetime.datetime
    occurred_at: datetime.datetime | None = None
    """ When it happened. """
    conversation_ids: list[str] | None = None
    """ The conversations that an observation is from. """
    score: float | None = None
    """ How relevant the item is; absent when the newest come first. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id: str,
        content: str,
        source: str,
        created_at: datetime.datetime,
        updated_at: datetime.datetime,
        occurred_at: datetime.datetime | Unset = UNSET,
        conversation_ids: list[str] | Unset = UNSET,
        score: float | Unset = UNSET,
    ) -> None:
        self.id = _required("id", id)
        self.content = _required("content", content)
        self.source = _required("source", source)
        self.created_at = _required("created_at", created_at)
        self.updated_at = _required("updated_at", updated_at)
        self.occurred_at = _given("occurred_at", occurred_at)
        self.conversation_ids = _given("conversation_ids", conversation_ids)
        self.score = _given("score", score)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["id"] = self.id
        field_dict["content"] = self.content
        field_dict["source"] = self.source
        field_dict["createdAt"] = _time_to_json(self.created_at)
        field_dict["updatedAt"] = _time_to_json(self.updated_at)
        if self.occurred_at is not None:
            field_dict["occurredAt"] = _time_to_json(self.occurred_at)
        if self.conversation_ids is not None:
            field_dict["conversationIds"] = self.conversation_ids
        if self.score is not None:
            field_dict["score"] = self.score
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
            (
                id,
                content,
                source,
                _created_at,
                _updated_at,
            ) = _values(src_dict)
            if (
                id.__class__,
                content.__class__,
                source.__class__,
                _created_at.__class__,
                _updated_at.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)
            created_at = _moment(_created_at)

            updated_at = _moment(_updated_at)

            _occurred_at = src_dict.get("occurredAt")
            occurred_at: datetime.datetime | None = None
            if _occurred_at is not None:
                occurred_at = _moment(_occurred_at)

            conversation_ids = src_dict.get("conversationIds")
            if conversation_ids is not None:
                if not isinstance(conversation_ids, list):
                    _check_types(src_dict, {"conversationIds": list})
                if not _STR.issuperset(map(type, conversation_ids)):
                    _check_items("conversationIds", conversation_ids, str)
            score = src_dict.get("score")

            _self = _new(cls)
            _self.id = id
            _self.content = content
            _self.source = source
            _self.created_at = created_at
            _self.updated_at = updated_at
            _self.occurred_at = occurred_at
            _self.conversation_ids = conversation_ids
            _self.score = score
            if len(src_dict) > 5 + (occurred_at is not None) + (conversation_ids is not None) + (
                score is not None
            ):
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
