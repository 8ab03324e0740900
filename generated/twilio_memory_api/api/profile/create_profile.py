from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...models.profile_accepted import ProfileAccepted
from ...types import OperationRecord, Response, RetrySafety

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.profile_data import ProfileData


RECORD: Final = OperationRecord(
    name="CreateProfile",
    client_method="profiles.create",
    http_method="POST",
    path="/v1/Stores/{store_id}/Profiles",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
    },
    retry=RetrySafety.UNSAFE,
)


def _get_kwargs(
    store_id: str,
    *,
    body: ProfileData,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/Stores/{store_id}/Profiles".format(
            store_id=quote(str(store_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | ProfileAccepted | None:
    if response.status_code == 202:
        response_202 = ProfileAccepted.from_dict(response.json())

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
) -> Response[Error | ProfileAccepted]:
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
    body: ProfileData,
) -> Response[Error | ProfileAccepted]:
    """Create a profile

     Finds the profile that the identifiers among the traits lead to, or creates one. At least one is
    needed.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        body (ProfileData): What is known of a profile, in at most 50 groups of at most 99 traits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ProfileAccepted]
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
    body: ProfileData,
) -> Error | ProfileAccepted | None:
    """Create a profile

     Finds the profile that the identifiers among the traits lead to, or creates one. At least one is
    needed.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        body (ProfileData): What is known of a profile, in at most 50 groups of at most 99 traits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ProfileAccepted
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
    body: ProfileData,
) -> Response[Error | ProfileAccepted]:
    """Create a profile

     Finds the profile that the identifiers among the traits lead to, or creates one. At least one is
    needed.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        body (ProfileData): What is known of a profile, in at most 50 groups of at most 99 traits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ProfileAccepted]
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
    body: ProfileData,
) -> Error | ProfileAccepted | None:
    """Create a profile

     Finds the profile that the identifiers among the traits lead to, or creates one. At least one is
    needed.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        body (ProfileData): What is known of a profile, in at most 50 groups of at most 99 traits.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ProfileAccepted
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            client=client,
            body=body,
        )
    ).parsed
