"""Sending with an httpx client of the caller's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx

from twilio_memory._failures import ConnectTimeout
from twilio_memory._httpx import ClientFailure, Progress, client_failures
from twilio_memory._responses import RawResponse
from twilio_memory._sync.messages import most_bytes, read_answer, without_head
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._config import Options
    from twilio_memory._sync.connection import Limits
    from twilio_memory._sync.messages import Request


def send_by_client(client: httpx.Client, given: Request, options: Options, limits: Limits) -> RawResponse:
    """Send a request and read its answer.

    Raises:
        Failure: No response has arrived.
        ClientClosedError: The client is closed.
    """
    progress = Progress()

    def trace(event: str, info: Mapping[str, Any]) -> None:
        progress.note(event, info)

    origin = given.defaults.origin
    request = httpx.Request(
        given.method,
        f"{origin.scheme}://{origin.authority}{given.target}",
        headers={**given.defaults.headers, **given.headers, **given.secret()},
        content=given.content or None,
        extensions={"timeout": _phases(limits), "trace": trace},
    )
    # The second lock on the door to other resources: nothing may have been normalised on the way.
    if request.url.raw_path != given.target.encode("ascii"):
        raise InvalidArgumentError(f"{given.target} would not be sent as it was built")
    try:
        with client_failures(client):
            # Neither redirects nor the client's own credentials: what is sent is decided here.
            response = client.send(request, stream=True, auth=None, follow_redirects=False)
    except ClientFailure as failure:
        return without_head(progress.status, failure)
    except httpx.HTTPStatusError as error:  # A hook has raised it; to raise something is up to us.
        return _read_already(error.response, options)
    if response.is_stream_consumed:  # A hook, or a transport for tests, has read and decoded it.
        return _read_already(response, options)
    body = _Body(client, response)
    try:
        return read_answer(response.status_code, _headers(response), body, options, limits)
    finally:
        response.close()
        body.close()


def _phases(limits: Limits) -> dict[str, float]:
    times = limits.times
    phases = {"connect": times.connect, "read": times.read, "write": times.write, "pool": times.pool}
    return {name: limits.bounded(seconds, ConnectTimeout) for name, seconds in phases.items()}


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _read_already(response: httpx.Response, options: Options) -> RawResponse:
    status, limit = response.status_code, most_bytes(response.status_code, options)
    try:
        content, problem = response.content, None
    except httpx.ResponseNotRead:
        content, problem = b"", "the http_client has taken the body"
    if len(content) > limit:
        content, problem = b"", f"the body has more than {limit} bytes"
    return RawResponse(status, _headers(response), content, problem)


class _Body(Iterator[bytes]):
    """A body that is read by the client."""

    def __init__(self, client: httpx.Client, response: httpx.Response) -> None:
        self._client = client
        self._parts: Any = response.iter_raw()

    def __next__(self) -> bytes:
        with client_failures(self._client):
            part: bytes = next(self._parts)
        return part

    def close(self) -> None:
        """Leave nothing half read."""
        self._parts.close()
