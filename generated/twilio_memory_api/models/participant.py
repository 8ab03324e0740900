from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.participant_channel import ParticipantChannel
from ..models.participant_type import ParticipantType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Participant")


@_attrs_define
class Participant:
    """Who takes part in a conversation."""

    id: str
    """ A participant ID. """
    name: str
    address: str
    channel: ParticipantChannel
    """ The way that a participant takes part. """
    type_: ParticipantType | Unset = UNSET
    """ What a participant is. """
    profile_id: str | Unset = UNSET
    """ A profile ID. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        address = self.address

        channel = self.channel.value

        type_: str | Unset = UNSET
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value

        profile_id = self.profile_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "address": address,
                "channel": channel,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_
        if profile_id is not UNSET:
            field_dict["profileId"] = profile_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        address = d.pop("address")

        channel = ParticipantChannel(d.pop("channel"))

        _type_ = d.pop("type", UNSET)
        type_: ParticipantType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = ParticipantType(_type_)

        profile_id = d.pop("profileId", UNSET)

        participant = cls(
            id=id,
            name=name,
            address=address,
            channel=channel,
            type_=type_,
            profile_id=profile_id,
        )

        participant.additional_properties = d
        return participant

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
