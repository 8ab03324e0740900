from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import given as _given
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Error")

_new = object.__new__

_NAMES: dict[str, str] = {
    "code": "code",
    "message": "message",
    "more_info": "more_info",
    "status": "status",
    "details": "details",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class Error(_Model):
    """The body of every error."""

    code: int | None = None
    """ Twilio's error code. """
    message: str | None = None
    more_info: str | None = None
    """ The page of Twilio's error dictionary. """
    status: int | None = None
    """ The HTTP status. """
    details: ErrorDetails | None = None
    """ More about what is wrong, in a form that is not documented. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        code: int | Unset = UNSET,
        message: str | Unset = UNSET,
        more_info: str | Unset = UNSET,
        status: int | Unset = UNSET,
        details: ErrorDetails | Unset = UNSET,
    ) -> None:
        self.code = _given("code", code)
        self.message = _given("message", message)
        self.more_info = _given("more_info", more_info)
        self.status = _given("status", status)
        self.details = _given("details", details)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.code is not None:
            field_dict["code"] = self.code
        if self.message is not None:
            field_dict["message"] = self.message
        if self.more_info is not None:
            field_dict["more_info"] = self.more_info
        if self.status is not None:
            field_dict["status"] = self.status
        if self.details is not None:
            field_dict["details"] = self.details.to_dict()
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        code = src_dict.get("code")
        message = src_dict.get("message")
        more_info = src_dict.get("more_info")
        status = src_dict.get("status")
        _details = src_dict.get("details")
        details: ErrorDetails | None = None
        if _details is not None:
            details = ErrorDetails.from_dict(_details)

        _self = _new(cls)
        _self.code = code
        _self.message = message
        _self.more_info = more_info
        _self.status = status
        _self.details = details
        if len(src_dict) > 0 + (code is not None) + (message is not None) + (
            more_info is not None
        ) + (status is not None) + (details is not None):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
            _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
        return _self

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


from ..models.error_details import ErrorDetails
