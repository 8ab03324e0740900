from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...models.recall_result import RecallResult
from ...types import UNSET, OperationRecord, Response, RetrySafety, Unset

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.content_encoding import ContentEncoding
    from ...models.error import Error
    from ...models.recall_request import RecallRequest
    from ...models.resource_moved import ResourceMoved


RECORD: Final = OperationRecord(
    name="CreateFetchProfileMemory",
    client_method="profiles.recall",
    http_method="POST",
    path="/v1/Stores/{store_id}/Profiles/{profile_id}/Recall",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
        "profile_id": "mem_profile_[0-7][0-9a-z]{25}",
    },
    retry=RetrySafety.SAFE,
    skips=(
        "observations",
        "summaries",
        "communications",
    ),
)


def _get_kwargs(
    store_id: str,
    profile_id: str,
    *,
    body: RecallRequest,
    content_encoding: ContentEncoding | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(content_encoding, Unset):
        headers["Content-Encoding"] = str(content_encoding)

    if not isinstance(accept_encoding, Unset):
        headers["Accept-Encoding"] = accept_encoding

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/Stores/{store_id}/Profiles/{profile_id}/Recall".format(
            store_id=quote(str(store_id), safe=""),
            profile_id=quote(str(profile_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | RecallResult | ResourceMoved | None:
    if response.status_code == 200:
        response_200 = RecallResult.from_dict(response.json())

        return response_200

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
) -> Response[Error | RecallResult | ResourceMoved]:
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
    *,
    client: AuthenticatedClient | Client,
    body: RecallRequest,
    content_encoding: ContentEncoding | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> Response[Error | RecallResult | ResourceMoved]:
    """Recall memories of a profile

     Retrieves the observations, summaries and communications that matter most. Without a query and a
    conversation the newest come first, without scores.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        content_encoding (ContentEncoding | Unset): How a body is compressed.
        accept_encoding (str | Unset): The compressions that the response may have.
        body (RecallRequest): What to recall.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | RecallResult | ResourceMoved]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        profile_id=profile_id,
        body=body,
        content_encoding=content_encoding,
        accept_encoding=accept_encoding,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    store_id: str,
    profile_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: RecallRequest,
    content_encoding: ContentEncoding | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> Error | RecallResult | ResourceMoved | None:
    """Recall memories of a profile

     Retrieves the observations, summaries and communications that matter most. Without a query and a
    conversation the newest come first, without scores.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        content_encoding (ContentEncoding | Unset): How a body is compressed.
        accept_encoding (str | Unset): The compressions that the response may have.
        body (RecallRequest): What to recall.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | RecallResult | ResourceMoved
    """

    return sync_detailed(
        store_id=store_id,
        profile_id=profile_id,
        client=client,
        body=body,
        content_encoding=content_encoding,
        accept_encoding=accept_encoding,
    ).parsed


async def asyncio_detailed(
    store_id: str,
    profile_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: RecallRequest,
    content_encoding: ContentEncoding | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> Response[Error | RecallResult | ResourceMoved]:
    """Recall memories of a profile

     Retrieves the observations, summaries and communications that matter most. Without a query and a
    conversation the newest come first, without scores.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        content_encoding (ContentEncoding | Unset): How a body is compressed.
        accept_encoding (str | Unset): The compressions that the response may have.
        body (RecallRequest): What to recall.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | RecallResult | ResourceMoved]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        profile_id=profile_id,
        body=body,
        content_encoding=content_encoding,
        accept_encoding=accept_encoding,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    store_id: str,
    profile_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: RecallRequest,
    content_encoding: ContentEncoding | Unset = UNSET,
    accept_encoding: str | Unset = UNSET,
) -> Error | RecallResult | ResourceMoved | None:
    """Recall memories of a profile

     Retrieves the observations, summaries and communications that matter most. Without a query and a
    conversation the newest come first, without scores.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        profile_id (str): A profile ID.
        content_encoding (ContentEncoding | Unset): How a body is compressed.
        accept_encoding (str | Unset): The compressions that the response may have.
        body (RecallRequest): What to recall.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | RecallResult | ResourceMoved
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            profile_id=profile_id,
            client=client,
            body=body,
            content_encoding=content_encoding,
            accept_encoding=accept_encoding,
        )
    ).parsed
