"""A loopback server whose responses come from a function, such as an emulator's `handle`."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from twilio_memory.testing import Request, Response

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from typing import Self


class LoopbackServer:
    """Serves in its own thread, keeps connections open, and counts connections and requests.

    Args:
        handle: Returns the response to a request, or None for no response; called in the server's thread.
        ssl_context: The context for TLS; None for plain HTTP.
    """

    def __init__(self, handle: Callable[[Request], Response | None], ssl_context: ssl.SSLContext | None = None) -> None:
        self._handle = handle
        self._ssl_context = ssl_context
        self._tasks: set[asyncio.Task[None]] = set()
        self.connections = 0
        """The number of connections accepted."""
        self.open = 0
        """The number of connections open now."""
        self.requests = 0
        """The number of complete requests."""
        self.url = ""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    async def _run(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._ssl_context, backlog=1024)
        scheme = "https" if self._ssl_context else "http"
        self.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._end.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.connections += 1
        self.open += 1
        try:
            while True:
                request = await _read(reader)
                self.requests += 1
                response = self._handle(request)
                if response is None:
                    await reader.read()
                    return
                writer.write(_written(response))
                await writer.drain()
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            self._tasks.discard(task)
            writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = line.split(" ")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    path, _, query = target.partition("?")
    return Request(method, path, query, headers, await reader.readexactly(length))


def _written(response: Response) -> bytes:
    lines = [f"HTTP/1.1 {response.status} Said", f"Content-Length: {len(response.body)}"]
    lines += [f"{name}: {value}" for name, value in response.headers if name.lower() != "content-length"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + response.body


def echo(request: Request) -> Response:
    """Return an operation, or an accepted write, whose operation ID is the last segment of the path."""
    asked = request.path.rpartition("/")[2]
    if request.method == "GET":
        body = f'{{"operationId": "{asked}", "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}}'
        return Response(200, (("Content-Type", "application/json"),), body.encode())
    return Response(202, (("Operation-Id", asked),), b'{"message": "Accepted."}')
