from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...models.message_accepted import MessageAccepted
from ...types import OperationRecord, Response, RetrySafety

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.resource_moved import ResourceMoved


RECORD: Final = OperationRecord(
    name="DeleteProfileObservation",
    client_method="observations.delete",
    http_method="DELETE",
    path="/v1/Stores/{store_id}/Profiles/{profile_id}/Observations/{observation_id}",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
        "profile_id": "mem_profile_[0-7][0-9a-z]{25}",
        "observation_id": "mem_observation_[0-7][0-9a-z]{25}",
    },
    retry=RetrySafety.IDEMPOTENT,
    gone_codes=frozenset({20404, 520003}),
)


def _get_kwargs(
    store_id: str,
    profile_id: str,
    observation_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/Stores/{store_id}/Profiles/{profile_id}/Observations/{observation_id}".format(
            store_id=quote(str(store_id), safe=""),
            profile_id=quote(str(profile_id), safe=""),
            observation_id=quote(str(observation_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | MessageAccepted | ResourceMoved | None:
    if response.status_code == 202:
        response_202 = MessageAccepted.from_dict(response.json())

        return response_202

    if response.status_code == 308:
        from ...models.resource_moved import ResourceMoved

        response_308 = ResourceMoved.from_dict(response.json())

        return response_308

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
) -> Response[Error | MessageAccepted | ResourceMoved]:
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
    observation_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | MessageAccepted | ResourceMoved]:
    """Delete an observation

     Removes an observation. This cannot be undone.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        observation_id (str): An observation ID.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | MessageAccepted | ResourceMoved]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        profile_id=profile_id,
        observation_id=observation_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    store_id: str,
    profile_id: str,
    observation_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | MessageAccepted | ResourceMoved | None:
    """Delete an observation

     Removes an observation. This cannot be undone.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        observation_id (str): An observation ID.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | MessageAccepted | ResourceMoved
    """

    return sync_detailed(
        store_id=store_id,
        profile_id=profile_id,
        observation_id=observation_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    store_id: str,
    profile_id: str,
    observation_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | MessageAccepted | ResourceMoved]:
    """Delete an observation

     Removes an observation. This cannot be undone.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        observation_id (str): An observation ID.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | MessageAccepted | ResourceMoved]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        profile_id=profile_id,
        observation_id=observation_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    store_id: str,
    profile_id: str,
    observation_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | MessageAccepted | ResourceMoved | None:
    """Delete an observation

     Removes an observation. This cannot be undone.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        observation_id (str): An observation ID.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | MessageAccepted | ResourceMoved
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            profile_id=profile_id,
            observation_id=observation_id,
            client=client,
        )
    ).parsed
