from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.operation_status import OperationStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..models.operation_error import OperationError
    from ..models.operation_result_other import OperationResultOther
    from ..models.operation_result_resource_id import OperationResultResourceId


T = TypeVar("T", bound="Operation")


@_attrs_define
class Operation:
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
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.operation_result_resource_id import OperationResultResourceId  # noqa: PLC0415

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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.operation_error import OperationError  # noqa: PLC0415
        from ..models.operation_result_other import OperationResultOther  # noqa: PLC0415
        from ..models.operation_result_resource_id import OperationResultResourceId  # noqa: PLC0415

        d = dict(src_dict)
        operation_id = d.pop("operationId")

        status = OperationStatus(d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        status_url = d.pop("statusUrl", UNSET)

        _completed_at = d.pop("completedAt", UNSET)
        completed_at: datetime.datetime | Unset
        if isinstance(_completed_at, Unset):
            completed_at = UNSET
        else:
            completed_at = datetime.datetime.fromisoformat(_completed_at)

        def _parse_result(data: object) -> OperationResultOther | OperationResultResourceId | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_operation_result_type_0 = OperationResultResourceId.from_dict(
                    data
                )

                return componentsschemas_operation_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_operation_result_type_1 = OperationResultOther.from_dict(data)

            return componentsschemas_operation_result_type_1

        result = _parse_result(d.pop("result", UNSET))

        _error = d.pop("error", UNSET)
        error: OperationError | Unset
        if isinstance(_error, Unset):
            error = UNSET
        else:
            error = OperationError.from_dict(_error)

        result_url = d.pop("resultUrl", UNSET)

        operation = cls(
            operation_id=operation_id,
            status=status,
            created_at=created_at,
            status_url=status_url,
            completed_at=completed_at,
            result=result,
            error=error,
            result_url=result_url,
        )

        operation.additional_properties = d
        return operation

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
