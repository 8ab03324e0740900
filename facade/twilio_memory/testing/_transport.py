"""The door for httpx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from ._messages import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._messages import Response


class EmulatorTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Brings the requests of an `httpx.Client` or `httpx.AsyncClient` to an emulator, whatever their host.

    Closing it, as closing a client does, leaves the emulator as it is.
    """

    def __init__(self, handle: Callable[[Request], Response]) -> None:
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an `httpx.Client`."""
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an `httpx.AsyncClient`; before that, other tasks run and cancellation arrives."""
        from anyio.lowlevel import checkpoint  # noqa: PLC0415 - a synchronous program never needs it

        await request.aread()
        await checkpoint()
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = tuple(request.headers.multi_items())
        response = self._handle(Request(request.method, path, query, headers, request.content))
        # A stream and not content: a client that reads raw chunks finds content already read.
        return httpx.Response(
            response.status,
            headers=[*response.headers, ("Content-Length", str(len(response.body)))],
            stream=httpx.ByteStream(response.body),
            request=request,
        )
