from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Error")

_new = object.__new__

_KNOWN = frozenset(
    (
        "code",
        "message",
        "more_info",
        "status",
        "details",
    )
)

_OPTIONAL = (
    "code",
    "message",
    "more_info",
    "status",
    "details",
)


@_attrs_define(weakref_slot=False)
class Error(_Model):
    """What every failure answers with."""

    code: int | Unset = UNSET
    """ Twilio's error code. """
    message: str | Unset = UNSET
    more_info: str | Unset = UNSET
    """ The page of Twilio's error dictionary. """
    status: int | Unset = UNSET
    """ The HTTP status. """
    details: ErrorDetails | Unset = UNSET
    """ More about what is wrong, in a form that is not documented. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        message = self.message

        more_info = self.more_info

        status = self.status

        details: dict[str, Any] | Unset = UNSET
        if not isinstance(self.details, Unset):
            details = self.details.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if code is not UNSET:
            field_dict["code"] = code
        if message is not UNSET:
            field_dict["message"] = message
        if more_info is not UNSET:
            field_dict["more_info"] = more_info
        if status is not UNSET:
            field_dict["status"] = status
        if details is not UNSET:
            field_dict["details"] = details
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        code = UNSET if (given := src_dict.get("code")) is None else given
        message = UNSET if (given := src_dict.get("message")) is None else given
        more_info = UNSET if (given := src_dict.get("more_info")) is None else given
        status = UNSET if (given := src_dict.get("status")) is None else given

        _details = UNSET if (given := src_dict.get("details")) is None else given
        details: ErrorDetails | Unset
        if isinstance(_details, Unset):
            details = UNSET
        else:
            details = ErrorDetails.from_dict(_details)

        _self = _new(cls)
        _self.code = code
        _self.message = message
        _self.more_info = more_info
        _self.status = status
        _self.details = details
        if len(src_dict) > 0 + (code is not UNSET) + (message is not UNSET) + (
            more_info is not UNSET
        ) + (status is not UNSET) + (details is not UNSET):
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


from ..models.error_details import ErrorDetails
