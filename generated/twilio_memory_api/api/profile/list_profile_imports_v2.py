from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...models.profile_import_list import ProfileImportList
from ...types import UNSET, OperationRecord, Response, RetrySafety, Unset

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.order_by import OrderBy


RECORD: Final = OperationRecord(
    name="ListProfileImportsV2",
    client_method="imports.list",
    http_method="GET",
    path="/v1/Stores/{store_id}/Profiles/Imports",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
    },
    retry=RetrySafety.SAFE,
)


def _get_kwargs(
    store_id: str,
    *,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    order_by: OrderBy | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["pageSize"] = page_size

    params["pageToken"] = page_token

    json_order_by: str | Unset = UNSET
    if not isinstance(order_by, Unset):
        json_order_by = order_by.value

    params["orderBy"] = json_order_by

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/Stores/{store_id}/Profiles/Imports".format(
            store_id=quote(str(store_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | ProfileImportList | None:
    if response.status_code == 200:
        response_200 = ProfileImportList.from_dict(response.json())

        return response_200

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
) -> Response[Error | ProfileImportList]:
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
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    order_by: OrderBy | Unset = UNSET,
) -> Response[Error | ProfileImportList]:
    """List import IDs

     Pages through the IDs of a store's imports, newest first.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        page_size (int | Unset): How many items a page may have; 50 if not given.
        page_token (str | Unset): Where to go on, from the `meta` of the page before.
        order_by (OrderBy | Unset): The order of a list by time of creation; the server's default
            is DESC, newest first.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ProfileImportList]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        page_size=page_size,
        page_token=page_token,
        order_by=order_by,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    order_by: OrderBy | Unset = UNSET,
) -> Error | ProfileImportList | None:
    """List import IDs

     Pages through the IDs of a store's imports, newest first.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        page_size (int | Unset): How many items a page may have; 50 if not given.
        page_token (str | Unset): Where to go on, from the `meta` of the page before.
        order_by (OrderBy | Unset): The order of a list by time of creation; the server's default
            is DESC, newest first.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ProfileImportList
    """

    return sync_detailed(
        store_id=store_id,
        client=client,
        page_size=page_size,
        page_token=page_token,
        order_by=order_by,
    ).parsed


async def asyncio_detailed(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    order_by: OrderBy | Unset = UNSET,
) -> Response[Error | ProfileImportList]:
    """List import IDs

     Pages through the IDs of a store's imports, newest first.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        page_size (int | Unset): How many items a page may have; 50 if not given.
        page_token (str | Unset): Where to go on, from the `meta` of the page before.
        order_by (OrderBy | Unset): The order of a list by time of creation; the server's default
            is DESC, newest first.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ProfileImportList]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        page_size=page_size,
        page_token=page_token,
        order_by=order_by,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    order_by: OrderBy | Unset = UNSET,
) -> Error | ProfileImportList | None:
    """List import IDs

     Pages through the IDs of a store's imports, newest first.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        page_size (int | Unset): How many items a page may have; 50 if not given.
        page_token (str | Unset): Where to go on, from the `meta` of the page before.
        order_by (OrderBy | Unset): The order of a list by time of creation; the server's default
            is DESC, newest first.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ProfileImportList
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            client=client,
            page_size=page_size,
            page_token=page_token,
            order_by=order_by,
        )
    ).parsed
