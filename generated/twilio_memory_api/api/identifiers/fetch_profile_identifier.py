from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...models.identifier_set import IdentifierSet
from ...types import OperationRecord, Response, RetrySafety

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.resource_moved import ResourceMoved


RECORD: Final = OperationRecord(
    name="FetchProfileIdentifier",
    client_method="identifiers.fetch",
    http_method="GET",
    path="/v1/Stores/{store_id}/Profiles/{profile_id}/Identifiers/{id_type}",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
        "profile_id": "mem_profile_[0-7][0-9a-z]{25}",
        "id_type": None,
    },
    retry=RetrySafety.SAFE,
    response_id=("id_type",),
)


def _get_kwargs(
    store_id: str,
    profile_id: str,
    id_type: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/Stores/{store_id}/Profiles/{profile_id}/Identifiers/{id_type}".format(
            store_id=quote(str(store_id), safe=""),
            profile_id=quote(str(profile_id), safe=""),
            id_type=quote(str(id_type), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | IdentifierSet | ResourceMoved | None:
    if response.status_code == 200:
        response_200 = IdentifierSet.from_dict(response.json())

        return response_200

    if response.status_code == 301:
        from ...models.resource_moved import ResourceMoved

        response_301 = ResourceMoved.from_dict(response.json())

        return response_301

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
) -> Response[Error | IdentifierSet | ResourceMoved]:
    from http import HTTPStatus

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    store_id: str,
    profile_id: str,
    id_type: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | IdentifierSet | ResourceMoved]:
    """Fetch the identifiers of one type

     Reads the values of one identifier type.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        id_type (str): The kind of identifier, e.g. `email`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | IdentifierSet | ResourceMoved]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        profile_id=profile_id,
        id_type=id_type,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    store_id: str,
    profile_id: str,
    id_type: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | IdentifierSet | ResourceMoved | None:
    """Fetch the identifiers of one type

     Reads the values of one identifier type.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        id_type (str): The kind of identifier, e.g. `email`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | IdentifierSet | ResourceMoved
    """

    return sync_detailed(
        store_id=store_id,
        profile_id=profile_id,
        id_type=id_type,
        client=client,
    ).parsed


async def asyncio_detailed(
    store_id: str,
    profile_id: str,
    id_type: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | IdentifierSet | ResourceMoved]:
    """Fetch the identifiers of one type

     Reads the values of one identifier type.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        id_type (str): The kind of identifier, e.g. `email`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | IdentifierSet | ResourceMoved]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        profile_id=profile_id,
        id_type=id_type,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    store_id: str,
    profile_id: str,
    id_type: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | IdentifierSet | ResourceMoved | None:
    """Fetch the identifiers of one type

     Reads the values of one identifier type.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        id_type (str): The kind of identifier, e.g. `email`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | IdentifierSet | ResourceMoved
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            profile_id=profile_id,
            id_type=id_type,
            client=client,
        )
    ).parsed
