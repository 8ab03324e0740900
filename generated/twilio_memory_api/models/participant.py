from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.participant_channel import ParticipantChannel
from ..models.participant_type import ParticipantType
from ..types import UNSET, Unset
from ..types import made_when_asked_for as _made_when_asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Participant")

_new = object.__new__

_KNOWN = frozenset(
    (
        "id",
        "name",
        "address",
        "channel",
        "type",
        "profileId",
    )
)


@_made_when_asked_for
@_attrs_define(weakref_slot=False)
class Participant:
    """Who takes part in a conversation."""

    id: str
    """ A participant ID. """
    name: str
    address: str
    channel: ParticipantChannel
    """ The channel that a participant uses. """
    type_: ParticipantType | Unset = UNSET
    """ What a participant is. """
    profile_id: str | Unset = UNSET
    """ A profile ID. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)

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
        _self = _new(cls)
        _self.id = src_dict["id"]
        _self.name = src_dict["name"]
        _self.address = src_dict["address"]

        channel = ParticipantChannel(src_dict["channel"])

        _self.channel = channel

        _type_ = UNSET if (given := src_dict.get("type")) is None else given
        type_: ParticipantType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = ParticipantType(_type_)

        _self.type_ = type_
        _self.profile_id = UNSET if (given := src_dict.get("profileId")) is None else given

        if len(src_dict) > 4 + (_self.type_ is not UNSET) + (_self.profile_id is not UNSET):
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
