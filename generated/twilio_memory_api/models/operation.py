from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.operation_status import OperationStatus
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="Operation")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "operationId",
        "status",
        "createdAt",
        "statusUrl",
        "completedAt",
        "result",
        "error",
        "resultUrl",
    )
)

_OPTIONAL = (
    "statusUrl",
    "completedAt",
    "result",
    "error",
    "resultUrl",
)


_REQUIRED: dict[str, Any] = {
    "operationId": str,
    "status": str,
    "createdAt": str,
}
_TYPES = (
    str,
    str,
    str,
)


@_attrs_define(weakref_slot=False)
class Operation(_Model):
    """An accepted write and how far it is."""

    operation_id: str
    status: OperationStatus
    """ How far an operation is; CANCELLED, COMPLETED and FAILED are final. """
    created_at: datetime.datetime
    status_url: str | Unset = UNSET
    completed_at: datetime.datetime | Unset = UNSET
    """ When the operation ended, in success or failure. """
    result: OperationResultOther | OperationResultResourceId | Unset = UNSET
    """ What came of a completed operation. """
    error: OperationError | Unset = UNSET
    """ Why an operation failed. """
    result_url: str | Unset = UNSET
    """ Where the resulting resource is. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        operation_id = self.operation_id

        status = self.status.value

        created_at = self.created_at.isoformat()

        status_url = self.status_url

        completed_at: str | Unset = UNSET
        if not isinstance(self.completed_at, Unset):
            completed_at = self.completed_at.isoformat()

        result: dict[str, Any] | Unset
        if isinstance(self.result, Unset):
            result = UNSET
        elif isinstance(self.result, OperationResultResourceId):
            result = self.result.to_dict()
        else:
            result = self.result.to_dict()

        error: dict[str, Any] | Unset = UNSET
        if not isinstance(self.error, Unset):
            error = self.error.to_dict()

        result_url = self.result_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "operationId": operation_id,
                "status": status,
                "createdAt": created_at,
            }
        )
        if status_url is not UNSET:
            field_dict["statusUrl"] = status_url
        if completed_at is not UNSET:
            field_dict["completedAt"] = completed_at
        if result is not UNSET:
            field_dict["result"] = result
        if error is not UNSET:
            field_dict["error"] = error
        if result_url is not UNSET:
            field_dict["resultUrl"] = result_url
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
            _check_types(src_dict, _REQUIRED)

        status = OperationStatus(_status)

        created_at = _moment(_created_at)

        status_url = UNSET if (given := src_dict.get("statusUrl")) is None else given

        _completed_at = UNSET if (given := src_dict.get("completedAt")) is None else given
        completed_at: datetime.datetime | Unset
        if isinstance(_completed_at, Unset):
            completed_at = UNSET
        else:
            completed_at = _moment(_completed_at)

        _result = UNSET if (given := src_dict.get("result")) is None else given
        result: OperationResultOther | OperationResultResourceId | Unset
        if _result is UNSET:
            result = UNSET
        elif _result.get("type") == "RESOURCE_ID":
            result = OperationResultResourceId.from_dict(_result)
        else:
            result = OperationResultOther.from_dict(_result)

        _error = UNSET if (given := src_dict.get("error")) is None else given
        error: OperationError | Unset
        if isinstance(_error, Unset):
            error = UNSET
        else:
            error = OperationError.from_dict(_error)

        result_url = UNSET if (given := src_dict.get("resultUrl")) is None else given

        _self = _new(cls)
        _self.operation_id = operation_id
        _self.status = status
        _self.created_at = created_at
        _self.status_url = status_url
        _self.completed_at = completed_at
        _self.result = result
        _self.error = error
        _self.result_url = result_url
        if len(src_dict) > 3 + (status_url is not UNSET) + (completed_at is not UNSET) + (
            result is not UNSET
        ) + (error is not UNSET) + (result_url is not UNSET):
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


from ..models.operation_error import OperationError
from ..models.operation_result_other import OperationResultOther
from ..models.operation_result_resource_id import OperationResultResourceId
