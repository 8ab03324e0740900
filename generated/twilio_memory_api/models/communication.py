from __future__ import annotations

import datetime
from operator import itemgetter as _itemgetter
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

T = TypeVar("T", bound="Communication")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "id": "id",
    "content": "content",
    "author": "author",
    "recipients": "recipients",
    "channel_id": "channelId",
    "created_at": "createdAt",
    "updated_at": "updatedAt",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "id": str,
    "content": dict,
    "author": dict,
    "recipients": list,
}
_TYPES = (
    str,
    dict,
    dict,
    list,
)
_values = _itemgetter(
    "id",
    "content",
    "author",
    "recipients",
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class Communication(_Model):
    """A message of a conversation."""

    id: str
    """ A communication ID. """
    content: CommunicationContent
    """ What was said. """
    author: Participant
    """ Who takes part in a conversation. """
    recipients: list[Recipient]
    channel_id: str | None = None
    """ The ID of the message in its channel. """
    created_at: datetime.datetime | None = None
    updated_at: datetime.datetime | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id: str,
        content: CommunicationContent,
        author: Participant,
        recipients: list[Recipient],
        channel_id: str | Unset = UNSET,
        created_at: datetime.datetime | Unset = UNSET,
        updated_at: datetime.datetime | Unset = UNSET,
    ) -> None:
        self.id = _required("id", id)
        self.content = _required("content", content)
        self.author = _required("author", author)
        self.recipients = _required("recipients", recipients)
        self.channel_id = _given("channel_id", channel_id)
        self.created_at = _given("created_at", created_at)
        self.updated_at = _given("updated_at", updated_at)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["id"] = self.id
        field_dict["content"] = self.content.to_dict()
        field_dict["author"] = self.author.to_dict()
        field_dict["recipients"] = [each.to_dict() for each in self.recipients]
        if self.channel_id is not None:
            field_dict["channelId"] = self.channel_id
        if self.created_at is not None:
            field_dict["createdAt"] = _time_to_json(self.created_at)
        if self.updated_at is not None:
            field_dict["updatedAt"] = _time_to_json(self.updated_at)
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
                _content,
                _author,
                _recipients,
            ) = _values(src_dict)
            if (
                id.__class__,
                _content.__class__,
                _author.__class__,
                _recipients.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)
            content = CommunicationContent.from_dict(_content)

            author = Participant.from_dict(_author)

            recipients: list[Recipient]
            recipients = Recipient._from_dicts(_recipients)

            channel_id = src_dict.get("channelId")
            _created_at = src_dict.get("createdAt")
            created_at: datetime.datetime | None = None
            if _created_at is not None:
                created_at = _moment(_created_at)

            _updated_at = src_dict.get("updatedAt")
            updated_at: datetime.datetime | None = None
            if _updated_at is not None:
                updated_at = _moment(_updated_at)

            _self = _new(cls)
            _self.id = id
            _self.content = content
            _self.author = author
            _self.recipients = recipients
            _self.channel_id = channel_id
            _self.created_at = created_at
            _self.updated_at = updated_at
            if len(src_dict) > 4 + (channel_id is not None) + (created_at is not None) + (
                updated_at is not None
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


from ..models.communication_content import CommunicationContent
from ..models.participant import Participant
from ..models.recipient import Recipient
