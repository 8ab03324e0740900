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
from ..types import given as _given
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="Recipient")

_new = object.__new__

_NAMES: dict[str, str] = {
    "id": "id",
    "name": "name",
    "address": "address",
    "channel": "channel",
    "type_": "type",
    "profile_id": "profileId",
    "delivery_status": "deliveryStatus",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
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
_values = _itemgetter(
    "id",
    "name",
    "address",
    "channel",
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class Recipient(_Model):
    """Who a communication went to."""

    id: str
    """ A participant ID. """
    name: str
    address: str
    channel: ParticipantChannel
    """ The channel that a participant uses. """
    type_: ParticipantType | None = None
    """ What a participant is. """
    profile_id: str | None = None
    """ A profile ID. """
    delivery_status: DeliveryStatus | None = None
    """ How far a delivery is. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id: str,
        name: str,
        address: str,
        channel: ParticipantChannel,
        type_: ParticipantType | Unset = UNSET,
        profile_id: str | Unset = UNSET,
        delivery_status: DeliveryStatus | Unset = UNSET,
    ) -> None:
        self.id = _required("id", id)
        self.name = _required("name", name)
        self.address = _required("address", address)
        self.channel = _required("channel", channel)
        self.type_ = _given("type_", type_)
        self.profile_id = _given("profile_id", profile_id)
        self.delivery_status = _given("delivery_status", delivery_status)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["id"] = self.id
        field_dict["name"] = self.name
        field_dict["address"] = self.address
        field_dict["channel"] = self.channel.value
        if self.type_ is not None:
            field_dict["type"] = self.type_.value
        if self.profile_id is not None:
            field_dict["profileId"] = self.profile_id
        if self.delivery_status is not None:
            field_dict["deliveryStatus"] = self.delivery_status.value
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
                name,
                address,
                _channel,
            ) = _values(src_dict)
            if (
                id.__class__,
                name.__class__,
                address.__class__,
                _channel.__class__,
            ) != _TYPES:
                _check_types(src_dict, _TYPES_BY_NAME)
            channel = ParticipantChannel(_channel)

            _type_ = src_dict.get("type")
            type_: ParticipantType | None = None
            if _type_ is not None:
                type_ = ParticipantType(_type_)

            profile_id = src_dict.get("profileId")
            _delivery_status = src_dict.get("deliveryStatus")
            delivery_status: DeliveryStatus | None = None
            if _delivery_status is not None:
                delivery_status = DeliveryStatus(_delivery_status)

            _self = _new(cls)
            _self.id = id
            _self.name = name
            _self.address = address
            _self.channel = channel
            _self.type_ = type_
            _self.profile_id = profile_id
            _self.delivery_status = delivery_status
            if len(src_dict) > 4 + (type_ is not None) + (profile_id is not None) + (
                delivery_status is not None
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
