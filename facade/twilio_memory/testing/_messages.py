"""Requests and responses as the emulator's core sees them, for every transport."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from ._faults import Fault

Headers = tuple[tuple[str, str], ...]
ORIGIN = "https://memory.twilio.com"


@dataclass(frozen=True, slots=True)
class Request:
    """An incoming request."""

    method: str
    path: str
    """The raw path, percent-encoded."""
    query: str = ""
    """The raw query string without its question mark."""
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    origin: str = ORIGIN
    """Scheme and host, and port if it is not the scheme's own, of URLs in the response."""


@dataclass(frozen=True, slots=True)
class Response:
    """An outgoing response."""

    status: int
    headers: Headers
    body: bytes
    fault: Fault | None = None
    """The fault with which it is delivered, if any. The rest of the response may then be meaningless."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, ignoring the case of its name, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Return the body, parsed."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request that the emulator has handled. Credentials are not recorded."""

    operation: str | None
    """The operationId, such as `DeleteDataMapping`, or None if the request was refused before that was known."""
    method: str
    path: str
    """The raw path, percent-encoded."""
    query: tuple[tuple[str, str], ...]
    """Names and values, decoded, in order."""
    headers: Mapping[str, str]
    """By lower-case name, without credentials."""
    body: bytes
    """As it was before it was compressed, if it was."""
    status: int | None
    """The status of the response, also of one that a fault has lost; None where a fault prevented it."""
    at: dt.datetime
    """When it arrived, on the emulator's clock."""
    fault: Fault | None = None
    """The fault that affected it."""
    code: int | None = None
    """Twilio's code with which it was refused, or that of the failed operation that it has read."""
    reason: str | None = None
    """Why, with what was wrong where; None for a success."""

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Return the body, parsed.

        Raises:
            ValueError: The body is not JSON.
        """
        return json.loads(self.body)
