from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ...types import UNSET, OperationRecord, OperationResult, Response, RetrySafety, Unset

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.identity_resolution_settings_core import IdentityResolutionSettingsCore
    from ...models.operation_accepted import OperationAccepted


RECORD: Final = OperationRecord(
    name="UpdateIdentityResolutionSettings",
    client_method="identity_resolution_settings.update",
    http_method="PUT",
    path="/v1/ControlPlane/Stores/{store_id}/IdentityResolutionSettings",
    path_parameters={
        "store_id": "mem_(store|service)_[0-7][0-9a-z]{25}",
    },
    retry=RetrySafety.UNSAFE,
    result=OperationResult.NOTHING,
)


def _get_kwargs(
    store_id: str,
    *,
    body: IdentityResolutionSettingsCore,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/ControlPlane/Stores/{store_id}/IdentityResolutionSettings".format(
            store_id=quote(str(store_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
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

    if response.status_code == 412:
        from ...models.error import Error

        response_412 = Error.from_dict(response.json())

        return response_412

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
    *,
    client: AuthenticatedClient | Client,
    body: IdentityResolutionSettingsCore,
    if_match: str | Unset = UNSET,
) -> Response[Error | OperationAccepted]:
    """Replace the identity resolution settings

     Replaces the identifier types and the matching rules as a whole.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        if_match (str | Unset): The ETag that the resource must still have, else the change is
            refused with 412.
        body (IdentityResolutionSettingsCore): The settings to put in the place of the old ones.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | OperationAccepted]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        body=body,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: IdentityResolutionSettingsCore,
    if_match: str | Unset = UNSET,
) -> Error | OperationAccepted | None:
    """Replace the identity resolution settings

     Replaces the identifier types and the matching rules as a whole.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        if_match (str | Unset): The ETag that the resource must still have, else the change is
            refused with 412.
        body (IdentityResolutionSettingsCore): The settings to put in the place of the old ones.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | OperationAccepted
    """

    return sync_detailed(
        store_id=store_id,
        client=client,
        body=body,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: IdentityResolutionSettingsCore,
    if_match: str | Unset = UNSET,
) -> Response[Error | OperationAccepted]:
    """Replace the identity resolution settings

     Replaces the identifier types and the matching rules as a whole.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        if_match (str | Unset): The ETag that the resource must still have, else the change is
            refused with 412.
        body (IdentityResolutionSettingsCore): The settings to put in the place of the old ones.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | OperationAccepted]
    """

    kwargs = _get_kwargs(
        store_id=store_id,
        body=body,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    store_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: IdentityResolutionSettingsCore,
    if_match: str | Unset = UNSET,
) -> Error | OperationAccepted | None:
    """Replace the identity resolution settings

     Replaces the identifier types and the matching rules as a whole.

    Args:
        store_id (str): A store ID. Stores made long ago may have the prefix `mem_service_`.
        if_match (str | Unset): The ETag that the resource must still have, else the change is
            refused with 412.
        body (IdentityResolutionSettingsCore): The settings to put in the place of the old ones.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | OperationAccepted
    """

    return (
        await asyncio_detailed(
            store_id=store_id,
            client=client,
            body=body,
            if_match=if_match,
        )
    ).parsed
