"""A WSGI application around an emulator, for tools that test WSGI applications without a network."""

from __future__ import annotations

from http.client import responses
from typing import TYPE_CHECKING

from twilio_memory.testing import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from twilio_memory.testing import Response


class EmulatorApp:
    """A WSGI application whose responses come from `handle`, which can be replaced at any time."""

    handle: Callable[[Request], Response]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        # Not PATH_INFO, in which percent-encoded slashes are already decoded.
        path = environ["REQUEST_URI"].partition("?")[0]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        response = self.handle(
            Request(environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], tuple(headers(environ)), body)
        )
        start_response(f"{response.status} {responses.get(response.status, '')}", list(response.headers))
        return [response.body]


def headers(environ: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the headers of a request from its WSGI environment."""
    for key, value in environ.items():
        if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} or key.startswith("HTTP_"):
            yield key.removeprefix("HTTP_").replace("_", "-"), value
