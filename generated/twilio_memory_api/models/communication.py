from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for
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


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class Communication:
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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        _self = _new(cls)
        _self.id = src_dict["id"]

        content = CommunicationContent.from_dict(src_dict["content"])

        _self.content = content

        author = Participant.from_dict(src_dict["author"])

        _self.author = author

        _recipients = src_dict["recipients"]
        recipients: list[Recipient]
        if not isinstance(_recipients, list):
            raise TypeError()
        else:
            recipients = []
            _read = Recipient.from_dict
            for _each in _taken(_recipients):
                recipients.append(_read(_each))

        _self.recipients = recipients
        _self.channel_id = UNSET if (given := src_dict.get("channelId")) is None else given

        _created_at = UNSET if (given := src_dict.get("createdAt")) is None else given
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = _moment(_created_at)

        _self.created_at = created_at

        _updated_at = UNSET if (given := src_dict.get("updatedAt")) is None else given
        updated_at: datetime.datetime | Unset
        if isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = _moment(_updated_at)

        _self.updated_at = updated_at

        if len(src_dict) > 4 + (_self.channel_id is not UNSET) + (_self.created_at is not UNSET) + (
            _self.updated_at is not UNSET
        ):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
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
