from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...types import OperationRecord, OperationResult, Response, RetrySafety

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.operation_accepted import OperationAccepted


RECORD: Final = OperationRecord(
    name="DeleteDataMapping",
    client_method="data_mappings.delete",
    http_method="DELETE",
    path="/v1/ControlPlane/Stores/{store_id}/DataMappings/{data_mapping_id}",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
        "data_mapping_id": "mem_datamapping_[0-7][0-9a-z]{25}",
    },
    retry=RetrySafety.IDEMPOTENT,
    gone_codes=frozenset({20404, 520048}),
    result=OperationResult.NOTHING,
)


def _get_kwargs(
    store_id: str,
    data_mapping_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/ControlPlane/Stores/{store_id}/DataMappings/{data_mapping_id}".format(
            store_id=quote(str(store_id), safe=""),
            data_mapping_id=quote(str(data_mapping_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | OperationAccepted | None:
    if response.status_code == 202:
        from ...models.operation_accepted import OperationAccepted

        response_202 = OperationAccepted.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        from ...models.error import Error

        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        from ...models.error import Error

        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        from ...models.error import Error

        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        from ...models.error import Error

        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        from ...models.error import Error

        response_429 = Error.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        from ...models.error import Error

        response_500 = Error.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        from ...models.error import Error

        response_503 = Error.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        from ... import errors

        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | OperationAccepted]:
    from http import HTTPStatus

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    store_id: str,
    data_mapping_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | OperationAccepted]:
    """Delete a data mapping

     Removes the data mapping from its store. This cannot be undone.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        data_mapping_id (str): A data mapping ID.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | OperationAccepted]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        data_mapping_id=data_mapping_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    store_id: str,
    data_mapping_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | OperationAccepted | None:
    """Delete a data mapping

     Removes the data mapping from its store. This cannot be undone.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        data_mapping_id (str): A data mapping ID.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | OperationAccepted
    """

    return sync_detailed(
        store_id=store_id,
        data_mapping_id=data_mapping_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    store_id: str,
    data_mapping_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | OperationAccepted]:
    """Delete a data mapping

     Removes the data mapping from its store. This cannot be undone.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        data_mapping_id (str): A data mapping ID.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | OperationAccepted]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        data_mapping_id=data_mapping_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    store_id: str,
    data_mapping_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | OperationAccepted | None:
    """Delete a data mapping

     Removes the data mapping from its store. This cannot be undone.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        data_mapping_id (str): A data mapping ID.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | OperationAccepted
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            data_mapping_id=data_mapping_id,
            client=client,
        )
    ).parsed
