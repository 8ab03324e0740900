"""The transport of the emulator's own clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._http import exceptions as exc
from twilio_memory._http._async.transport import AsyncBaseTransport, read_response
from twilio_memory._http.concurrency import acheckpoint
from twilio_memory.testing._fault_kinds import (
    Delay,
    Hang,
    LostResponse,
    RefusedConnection,
    Reset,
    SlowBody,
    TruncatedBody,
)
from twilio_memory.testing._messages import Request
from twilio_memory.testing._transport import advance_within, parts_of, refused_connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from twilio_memory._http.types import AsyncAnyRequest, Deadline
    from twilio_memory._http.types import Response as HTTPResponse
    from twilio_memory.testing._clock import FakeClock
    from twilio_memory.testing._messages import Response


class AsyncInProcessTransport(AsyncBaseTransport):
    """Passes the requests of a client to an emulator, with the faults of a connection."""

    def __init__(self, handle: Callable[[Request], Response], clock: FakeClock) -> None:
        self._handle = handle
        self._clock = clock

    async def _send(self, request: AsyncAnyRequest, deadline: Deadline) -> HTTPResponse:
        deadline.clamp(deadline.connect, exc.ConnectTimeout)
        headers = {"host": request.defaults.origin.authority, **request.defaults.headers, **request.headers}
        if request.authorization is not None:
            headers["authorization"] = request.authorization.authorization
        path, _, query = request.target.partition("?")
        content = await _read(request)
        await acheckpoint()
        response = self._handle(Request(request.method, path, query, tuple(headers.items()), content))
        match response.fault:
            case LostResponse():
                raise exc.RemoteProtocolError("the server closed the connection without a response")
            case Reset():
                raise exc.ReadError("the connection was reset by the server")
            case RefusedConnection():
                raise exc.ConnectError from refused_connection()
            case Hang():
                self._wait(deadline, None)
            case Delay(seconds=float() | int() as seconds):
                self._wait(deadline, seconds)
            case _:
                pass
        received = {name.lower(): value for name, value in response.headers}
        received["content-length"] = str(len(response.body))
        size = request.max_body_size(response.status)
        return await read_response(response.status, received, self._chunks(response, deadline), size, deadline)

    async def _chunks(self, response: Response, deadline: Deadline) -> AsyncIterator[bytes]:
        body, fault = response.body, response.fault
        match fault:
            case TruncatedBody():
                half = len(body) // 2
                yield body[:half]
                raise exc.RemoteProtocolError(f"the connection has ended, with {len(body) - half} bytes to come")
            case SlowBody():
                parts = parts_of(body)
                for part in parts:
                    self._wait(deadline, fault.seconds / len(parts))
                    yield part
            case _:
                yield body

    def _wait(self, deadline: Deadline, seconds: float | None) -> None:
        """Advance the clock, None for ever, but no further than the read timeout."""
        if not advance_within(self._clock, deadline.clamp(deadline.read, exc.ReadTimeout), seconds):
            raise exc.ReadTimeout


async def _read(request: AsyncAnyRequest) -> bytes:
    """Return the body of a request, which must have the size that its headers announce."""
    if isinstance(request.content, bytes):
        return request.content
    content = bytearray()
    async for chunk in request.content:
        content += chunk
    if len(content) != request.size:
        raise exc.LocalProtocolError
    return bytes(content)
