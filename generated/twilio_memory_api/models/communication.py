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
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Communication")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "id",
        "content",
        "author",
        "recipients",
        "channelId",
        "createdAt",
        "updatedAt",
    )
)

_OPTIONAL = (
    "channelId",
    "createdAt",
    "updatedAt",
)


_REQUIRED: dict[str, Any] = {
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
_required = _itemgetter(
    "id",
    "content",
    "author",
    "recipients",
)


@_attrs_define(weakref_slot=False)
class Communication(_Model):
    """A message of a conversation."""

    id: str
    """ A communication ID. """
    content: CommunicationContent
    """ What was said. """
    author: Participant
    """ Who takes part in a conversation. """
    recipients: list[Recipient]
    channel_id: str | Unset = UNSET
    """ The ID of the message in its channel. """
    created_at: datetime.datetime | Unset = UNSET
    updated_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        content = self.content.to_dict()

        author = self.author.to_dict()

        recipients = []
        for recipients_item_data in self.recipients:
            recipients_item = recipients_item_data.to_dict()
            recipients.append(recipients_item)

        channel_id = self.channel_id

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "content": content,
                "author": author,
                "recipients": recipients,
            }
        )
        if channel_id is not UNSET:
            field_dict["channelId"] = channel_id
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        (
            id,
            _content,
            _author,
            _recipients,
        ) = _required(src_dict)
        if (
            id.__class__,
            _content.__class__,
            _author.__class__,
            _recipients.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        content = CommunicationContent.from_dict(_content)

        author = Participant.from_dict(_author)

        recipients: list[Recipient]
        recipients = []
        _read = Recipient.from_dict
        for _each in _taken(_recipients):
            recipients.append(_read(_each))

        channel_id = UNSET if (given := src_dict.get("channelId")) is None else given

        _created_at = UNSET if (given := src_dict.get("createdAt")) is None else given
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = _moment(_created_at)

        _updated_at = UNSET if (given := src_dict.get("updatedAt")) is None else given
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = _moment(_updated_at)

        _self = _new(cls)
        _self.id = id
        _self.content = content
        _self.author = author
        _self.recipients = recipients
        _self.channel_id = channel_id
        _self.created_at = created_at
        _self.updated_at = updated_at
        if len(src_dict) > 4 + (channel_id is not UNSET) + (created_at is not UNSET) + (
            updated_at is not UNSET
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


from ..models.communication_content import CommunicationContent
from ..models.participant import Participant
from ..models.recipient import Recipient
