"""What an httpx client of the caller's own raises, and what that means."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import httpx

from twilio_memory._failures import Failure
from twilio_memory.errors import ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

_NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class ClientFailure(Failure):
    """What the client has raised, under its name."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self._name = type(error).__name__
        self.sent = not isinstance(error, _NOTHING_SENT)
        self.timed_out = isinstance(error, httpx.TimeoutException)

    @property
    def name(self) -> str:
        """What has failed, e.g. `ReadTimeout`."""
        return self._name

    @property
    def reason(self) -> str:
        """Nothing: what a client says may hold anything. The cause has it."""
        return ""


@contextlib.contextmanager
def client_failures(client: httpx.Client | httpx.AsyncClient) -> Generator[None]:
    """Take what a client raises for what it means; but for a status, which is an answer.

    Raises:
        ClientClosedError: It is closed.
        ClientFailure: Anything else.
    """
    try:
        yield
    except httpx.HTTPStatusError:
        raise
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, UnicodeError) as error:
        _forget_credentials(error)
        raise ClientFailure(error) from error
    except RuntimeError as error:
        if not client.is_closed:
            raise
        raise ClientClosedError("the http_client has been closed; give another one") from error


def _forget_credentials(error: Exception) -> None:
    """Leave an error the request that it is about, but not as it was sent."""
    if isinstance(error, httpx.RequestError):
        with contextlib.suppress(RuntimeError):  # It was given none.
            error.request = httpx.Request(error.request.method, error.request.url)


class Progress:
    """How far a request has come, as far as the client's transport tells: the stock one does."""

    def __init__(self) -> None:
        self.status: int | None = None
        """The final status, even if the client then finds fault with the rest of the head."""

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of an event of httpcore."""
        if event.endswith(".receive_response_headers.complete"):
            told = info["return_value"]
            self.status = told[1] if event.startswith("http11") else told[0]
