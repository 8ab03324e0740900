from __future__ import annotations

import datetime
from operator import itemgetter as _itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="RecallObservation")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "id",
        "content",
        "source",
        "createdAt",
        "updatedAt",
        "occurredAt",
        "conversationIds",
        "score",
    )
)

_OPTIONAL = (
    "occurredAt",
    "conversationIds",
    "score",
)


_REQUIRED: dict[str, Any] = {
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
_required = _itemgetter(
    "id",
    "content",
    "source",
    "createdAt",
    "updatedAt",
)


@_attrs_define(weakref_slot=False)
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
    occurred_at: datetime.datetime | Unset = UNSET
    """ When it happened. """
    conversation_ids: list[str] | Unset = UNSET
    """ The conversations that an observation is from. """
    score: float | Unset = UNSET
    """ How relevant the item is; absent when the newest come first. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        content = self.content

        source = self.source

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        occurred_at: str | Unset = UNSET
        if not isinstance(self.occurred_at, Unset):
            occurred_at = self.occurred_at.isoformat()

        conversation_ids: list[str] | Unset = UNSET
        if not isinstance(self.conversation_ids, Unset):
            conversation_ids = self.conversation_ids

        score = self.score

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "content": content,
                "source": source,
                "createdAt": created_at,
                "updatedAt": updated_at,
            }
        )
        if occurred_at is not UNSET:
            field_dict["occurredAt"] = occurred_at
        if conversation_ids is not UNSET:
            field_dict["conversationIds"] = conversation_ids
        if score is not UNSET:
            field_dict["score"] = score
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        (
            id,
            content,
            source,
            _created_at,
            _updated_at,
        ) = _required(src_dict)
        if (
            id.__class__,
            content.__class__,
            source.__class__,
            _created_at.__class__,
            _updated_at.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        created_at = _moment(_created_at)

        updated_at = _moment(_updated_at)

        _occurred_at = UNSET if (given := src_dict.get("occurredAt")) is None else given
        occurred_at: datetime.datetime | Unset
        if isinstance(_occurred_at, Unset):
            occurred_at = UNSET
        else:
            occurred_at = _moment(_occurred_at)

        conversation_ids: list[str] | Unset = (
            UNSET if (given := src_dict.get("conversationIds")) is None else given
        )

        score = UNSET if (given := src_dict.get("score")) is None else given

        _self = _new(cls)
        _self.id = id
        _self.content = content
        _self.source = source
        _self.created_at = created_at
        _self.updated_at = updated_at
        _self.occurred_at = occurred_at
        _self.conversation_ids = conversation_ids
        _self.score = score
        if len(src_dict) > 5 + (occurred_at is not UNSET) + (conversation_ids is not UNSET) + (
            score is not UNSET
        ):
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
