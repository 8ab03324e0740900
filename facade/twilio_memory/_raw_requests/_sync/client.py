"""`request`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._outcome import WithResponse
from twilio_memory._raw_requests.calls import build_raw_call

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._core.call_options import CallOptions


def request(
    executor: Executor,
    http_method: str,
    path: str,
    *,
    body: object = None,
    retry: Literal["safe", "idempotent", "unsafe"] = "unsafe",
    **options: Unpack[CallOptions],
) -> WithResponse[Any]:
    """Send a request that the library has no method for, with the credentials and options of the client.

    Args:
        http_method: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
        path: The path on the client's base URL, e.g. `/v1/ControlPlane/Stores`.
        body: What to send as JSON; None for no body.
        retry: Whether it is sent again after a failure that leaves open whether it was carried out: not if
            `unsafe`.
        **options: Options of this call alone: see `CallOptions`. The query is its `extra_query`.

    Returns:
        The `value` of the body as JSON, None for an empty one, and the `response`.

    Raises:
        InvalidArgumentError: An argument is invalid. Nothing was sent.
        APIStatusError: The status is an error.
        APIConnectionError: No response has arrived.
        UnexpectedResponseError: The response is a redirect, or no JSON.
    """
    call = build_raw_call(http_method, path, body, retry, options)
    result, response, _ = executor.execute(call)
    return WithResponse(result.value, response)
