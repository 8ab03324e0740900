from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.operation_status import OperationStatus
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import given as _given
from ..types import required as _required
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Operation")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "operation_id": "operationId",
    "status": "status",
    "created_at": "createdAt",
    "status_url": "statusUrl",
    "completed_at": "completedAt",
    "result": "result",
    "error": "error",
    "result_url": "resultUrl",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "operationId": str,
    "status": str,
    "createdAt": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class Operation(_Model):
    """An accepted write and how far it is."""

    operation_id: str
    status: OperationStatus
    """ How far an operation is; CANCELLED, COMPLETED and FAILED are final. """
    created_at: datetime.datetime
    status_url: str | None = None
    completed_at: datetime.datetime | None = None
    """ When the operation ended, in success or failure. """
    result: OperationResultOther | OperationResultResourceId | None = None
    """ What came of a completed operation. """
    error: OperationError | None = None
    """ Why an operation failed. """
    result_url: str | None = None
    """ Where the resulting resource is. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        operation_id: str,
        status: OperationStatus,
        created_at: datetime.datetime,
        status_url: str | Unset = UNSET,
        completed_at: datetime.datetime | Unset = UNSET,
        result: OperationResultOther | OperationResultResourceId | Unset = UNSET,
        error: OperationError | Unset = UNSET,
        result_url: str | Unset = UNSET,
    ) -> None:
        self.operation_id = _required("operation_id", operation_id)
        self.status = _required("status", status)
        self.created_at = _required("created_at", created_at)
        self.status_url = _given("status_url", status_url)
        self.completed_at = _given("completed_at", completed_at)
        self.result = _given("result", result)
        self.error = _given("error", error)
        self.result_url = _given("result_url", result_url)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["operationId"] = self.operation_id
        field_dict["status"] = self.status.value
        field_dict["createdAt"] = _time_to_json(self.created_at)
        if self.status_url is not None:
            field_dict["statusUrl"] = self.status_url
        if self.completed_at is not None:
            field_dict["completedAt"] = _time_to_json(self.completed_at)
        if self.result is not None:
            field_dict["result"] = self.result.to_dict()
        if self.error is not None:
            field_dict["error"] = self.error.to_dict()
        if self.result_url is not None:
            field_dict["resultUrl"] = self.result_url
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        operation_id = src_dict["operationId"]
        _status = src_dict["status"]
        _created_at = src_dict["createdAt"]
        if (
            operation_id.__class__,
            _status.__class__,
            _created_at.__class__,
        ) != _TYPES:
            _check_types(src_dict, _TYPES_BY_NAME)
        status = OperationStatus(_status)

        created_at = _moment(_created_at)

        status_url = src_dict.get("statusUrl")
        _completed_at = src_dict.get("completedAt")
        completed_at: datetime.datetime | None = None
        if _completed_at is not None:
            completed_at = _moment(_completed_at)

        _result = src_dict.get("result")
        result: OperationResultOther | OperationResultResourceId | None = None
        if _result is not None:
            if _result["type"] == "RESOURCE_ID":
                result = OperationResultResourceId.from_dict(_result)
            else:
                result = OperationResultOther.from_dict(_result)

        _error = src_dict.get("error")
        error: OperationError | None = None
        if _error is not None:
            error = OperationError.from_dict(_error)

        result_url = src_dict.get("resultUrl")

        _self = _new(cls)
        _self.operation_id = operation_id
        _self.status = status
        _self.created_at = created_at
        _self.status_url = status_url
        _self.completed_at = completed_at
        _self.result = result
        _self.error = error
        _self.result_url = result_url
        if len(src_dict) > 3 + (status_url is not None) + (completed_at is not None) + (
            result is not None
        ) + (error is not None) + (result_url is not None):
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


from ..models.operation_error import OperationError
from ..models.operation_result_other import OperationResultOther
from ..models.operation_result_resource_id import OperationResultResourceId
