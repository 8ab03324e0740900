from __future__ import annotations

from operator import itemgetter as _itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.delivery_status import DeliveryStatus
from ..models.participant_channel import ParticipantChannel
from ..models.participant_type import ParticipantType
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Recipient")

_new = object.__new__

_KNOWN = frozenset(
    (
        "id",
        "name",
        "address",
        "channel",
        "type",
        "profileId",
        "deliveryStatus",
    )
)

_OPTIONAL = (
    "type",
    "profileId",
    "deliveryStatus",
)


_REQUIRED: dict[str, Any] = {
    "id": str,
    "name": str,
    "address": str,
    "channel": str,
}
_TYPES = (
    str,
    str,
    str,
    str,
)
_required = _itemgetter(
    "id",
    "name",
    "address",
    "channel",
)


@_attrs_define(weakref_slot=False)
class Recipient(_Model):
    """Who a communication went to."""

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
    delivery_status: DeliveryStatus | Unset = UNSET
    """ How far a delivery is. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        address = self.address

        channel = self.channel.value

        type_: str | Unset = UNSET
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value

        profile_id = self.profile_id

        delivery_status: str | Unset = UNSET
        if not isinstance(self.delivery_status, Unset):
            delivery_status = self.delivery_status.value

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
        if delivery_status is not UNSET:
            field_dict["deliveryStatus"] = delivery_status
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        (
            id,
            name,
            address,
            _channel,
        ) = _required(src_dict)
        if (
            id.__class__,
            name.__class__,
            address.__class__,
            _channel.__class__,
        ) != _TYPES:
            _check_types(src_dict, _REQUIRED)

        channel = ParticipantChannel(_channel)

        _type_ = UNSET if (given := src_dict.get("type")) is None else given
        type_: ParticipantType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = ParticipantType(_type_)

        profile_id = UNSET if (given := src_dict.get("profileId")) is None else given

        _delivery_status = UNSET if (given := src_dict.get("deliveryStatus")) is None else given
        delivery_status: DeliveryStatus | Unset
        if isinstance(_delivery_status, Unset):
            delivery_status = UNSET
        else:
            delivery_status = DeliveryStatus(_delivery_status)

        _self = _new(cls)
        _self.id = id
        _self.name = name
        _self.address = address
        _self.channel = channel
        _self.type_ = type_
        _self.profile_id = profile_id
        _self.delivery_status = delivery_status
        if len(src_dict) > 4 + (type_ is not UNSET) + (profile_id is not UNSET) + (
            delivery_status is not UNSET
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
