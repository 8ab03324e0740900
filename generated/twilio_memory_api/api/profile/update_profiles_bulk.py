from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...types import OperationRecord, OperationResult, Response, RetrySafety

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.profiles_bulk_accepted import ProfilesBulkAccepted
    from ...models.profiles_bulk_request import ProfilesBulkRequest


RECORD: Final = OperationRecord(
    name="UpdateProfilesBulk",
    client_method="profiles.bulk_upsert",
    http_method="PUT",
    path="/v1/Stores/{store_id}/Profiles/Bulk",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
    },
    retry=RetrySafety.UNSAFE,
    result=OperationResult.NOTHING,
    accepted_with=frozenset(
        {
            "message",
        }
    ),
    batch_size=1000,
)


def _get_kwargs(
    store_id: str,
    *,
    body: ProfilesBulkRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/Stores/{store_id}/Profiles/Bulk".format(
            store_id=quote(str(store_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | ProfilesBulkAccepted | None:
    if response.status_code == 202:
        from ...models.profiles_bulk_accepted import ProfilesBulkAccepted

        response_202 = ProfilesBulkAccepted.from_dict(response.json())

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
) -> Response[Error | ProfilesBulkAccepted]:
    from http import HTTPStatus

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProfilesBulkRequest,
) -> Response[Error | ProfilesBulkAccepted]:
    """Create or update many profiles

     Creates or updates profiles. Traits that exist are overwritten, others are added.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        body (ProfilesBulkRequest): Profiles to create or update.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ProfilesBulkAccepted]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProfilesBulkRequest,
) -> Error | ProfilesBulkAccepted | None:
    """Create or update many profiles

     Creates or updates profiles. Traits that exist are overwritten, others are added.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        body (ProfilesBulkRequest): Profiles to create or update.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ProfilesBulkAccepted
    """

    return sync_detailed(
        store_id=store_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProfilesBulkRequest,
) -> Response[Error | ProfilesBulkAccepted]:
    """Create or update many profiles

     Creates or updates profiles. Traits that exist are overwritten, others are added.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        body (ProfilesBulkRequest): Profiles to create or update.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ProfilesBulkAccepted]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProfilesBulkRequest,
) -> Error | ProfilesBulkAccepted | None:
    """Create or update many profiles

     Creates or updates profiles. Traits that exist are overwritten, others are added.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        body (ProfilesBulkRequest): Profiles to create or update.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ProfilesBulkAccepted
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            client=client,
            body=body,
        )
    ).parsed
