from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...models.observation_revision_list import ObservationRevisionList
from ...types import UNSET, OperationRecord, Response, RetrySafety, Unset

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error


RECORD: Final = OperationRecord(
    name="ListObservationRevisions",
    client_method="observations.revisions",
    http_method="GET",
    path="/v1/Stores/{store_id}/Profiles/{profile_id}/Observations/{observation_id}/Revisions",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
        "profile_id": "mem_profile_[0-7][0-9a-z]{25}",
        "observation_id": "mem_observation_[0-7][0-9a-z]{25}",
    },
    retry=RetrySafety.SAFE,
)


def _get_kwargs(
    store_id: str,
    profile_id: str,
    observation_id: str,
    *,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_encoding, Unset):
        headers["Accept-Encoding"] = accept_encoding

    params: dict[str, Any] = {}

    params["pageSize"] = page_size

    params["pageToken"] = page_token

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/Stores/{store_id}/Profiles/{profile_id}/Observations/{observation_id}/Revisions".format(
            store_id=quote(str(store_id), safe=""),
            profile_id=quote(str(profile_id), safe=""),
            observation_id=quote(str(observation_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | ObservationRevisionList | None:
    if response.status_code == 200:
        response_200 = ObservationRevisionList.from_dict(response.json())

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
) -> Response[Error | ObservationRevisionList]:
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
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> Response[Error | ObservationRevisionList]:
    """List the revisions of an observation

     Pages through what an observation has been, newest update first. No redirect is documented here.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        observation_id (str): An observation ID.
        page_size (int | Unset): How many items a page may have; 50 if not given.
        page_token (str | Unset): Where to go on, from the `meta` of the page before.
        accept_encoding (str | Unset): The compressions that the response may have.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ObservationRevisionList]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        profile_id=profile_id,
        observation_id=observation_id,
        page_size=page_size,
        page_token=page_token,
        accept_encoding=accept_encoding,
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
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> Error | ObservationRevisionList | None:
    """List the revisions of an observation

     Pages through what an observation has been, newest update first. No redirect is documented here.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        observation_id (str): An observation ID.
        page_size (int | Unset): How many items a page may have; 50 if not given.
        page_token (str | Unset): Where to go on, from the `meta` of the page before.
        accept_encoding (str | Unset): The compressions that the response may have.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ObservationRevisionList
    """

    return sync_detailed(
        store_id=store_id,
        profile_id=profile_id,
        observation_id=observation_id,
        client=client,
        page_size=page_size,
        page_token=page_token,
        accept_encoding=accept_encoding,
    ).parsed


async def asyncio_detailed(
    store_id: str,
    profile_id: str,
    observation_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> Response[Error | ObservationRevisionList]:
    """List the revisions of an observation

     Pages through what an observation has been, newest update first. No redirect is documented here.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        observation_id (str): An observation ID.
        page_size (int | Unset): How many items a page may have; 50 if not given.
        page_token (str | Unset): Where to go on, from the `meta` of the page before.
        accept_encoding (str | Unset): The compressions that the response may have.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | ObservationRevisionList]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        profile_id=profile_id,
        observation_id=observation_id,
        page_size=page_size,
        page_token=page_token,
        accept_encoding=accept_encoding,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    store_id: str,
    profile_id: str,
    observation_id: str,
    *,
    client: AuthenticatedClient | Client,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> Error | ObservationRevisionList | None:
    """List the revisions of an observation

     Pages through what an observation has been, newest update first. No redirect is documented here.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        observation_id (str): An observation ID.
        page_size (int | Unset): How many items a page may have; 50 if not given.
        page_token (str | Unset): Where to go on, from the `meta` of the page before.
        accept_encoding (str | Unset): The compressions that the response may have.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | ObservationRevisionList
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            profile_id=profile_id,
            observation_id=observation_id,
            client=client,
            page_size=page_size,
            page_token=page_token,
            accept_encoding=accept_encoding,
        )
    ).parsed
