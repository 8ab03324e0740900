"""One response, read by this library, by h11 and by httpcore: the outcomes, and where they may differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import h11
import httpcore

from twilio_memory._http._sync.connection import Connection
from twilio_memory._http._sync.transport import read_response
from twilio_memory._http.exceptions import TransportError
from twilio_memory._http.h11_parser import MAX_HEAD_SIZE, MAX_LINES
from twilio_memory._http.types import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faulty_responses import Faulty

DEADLINE = Deadline(1000.0, lambda: 0.0, 100.0, 100.0, 100.0, 100.0)
MAX_SIZE = 16 * 1024 * 1024


class Outcome(NamedTuple):
    """What a parser made of a response: all None if it was refused."""

    status: int | None = None
    headers: dict[str, str] | None = None
    body: bytes | None = None
    reusable: bool | None = None
    """Whether another request may follow on the connection; None if the parser leaves that to others."""


class _Stream:
    def __init__(self, pieces: tuple[bytes, ...]) -> None:
        self._pieces = iter(pieces)

    def read(self, timeout: float) -> bytes:  # noqa: ARG002 - nothing takes time
        return next(self._pieces, b"")

    def write(self, data: bytes, timeout: float) -> None:
        """Drop the request."""

    def is_readable(self) -> bool:
        return False

    def has_early_data(self, timeout: float) -> bool:  # noqa: ARG002 - see read
        return False

    def close(self) -> None:
        """Do nothing."""


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def read_by_us(pieces: tuple[bytes, ...]) -> Outcome:
    """Read a response with a connection of the library; nothing else is between it and the bytes."""
    connection = Connection(_Stream(pieces))
    try:
        status, headers = connection.send_request(b"GET / HTTP/1.1\r\n\r\n", b"", 0, DEADLINE)
    except TransportError:
        return Outcome()
    if connection.is_idle:
        return Outcome(status, headers, connection.received, reusable=True)
    response = read_response(status, headers, connection, MAX_SIZE, DEADLINE)
    if response.body_error:
        return Outcome()
    return Outcome(status, headers, response.content, connection.is_idle)


def read_by_h11(pieces: tuple[bytes, ...]) -> Outcome:
    """Read a response with h11 alone."""
    parser, rest = h11.Connection(h11.CLIENT, max_incomplete_event_size=100 * 1024), iter(pieces)
    parser.send(h11.Request(method="GET", target="/", headers=[("host", "x")]))
    parser.send(h11.EndOfMessage())
    head, body = None, b""
    try:
        while not isinstance(event := parser.next_event(), h11.EndOfMessage | h11.ConnectionClosed):
            if event is h11.NEED_DATA:
                parser.receive_data(next(rest, b""))
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
    except h11.RemoteProtocolError:
        return Outcome()
    if head is None:
        return Outcome()
    reusable = parser.our_state is parser.their_state is h11.DONE and not parser.trailing_data[0]
    return Outcome(head.status_code, _joined(head.headers), body, reusable)


def read_by_httpcore(pieces: tuple[bytes, ...]) -> Outcome:
    """Read a response with httpcore."""
    stream = httpcore.MockStream(list(pieces))
    with httpcore.HTTP11Connection(httpcore.Origin(b"http", b"x", 80), stream) as connection:
        try:
            response = connection.handle_request(httpcore.Request("GET", "http://x/", headers=[(b"Host", b"x")]))
            body = response.read()
        except httpcore.RemoteProtocolError:
            return Outcome()
        return Outcome(response.status, _joined(response.headers), body)


def difference(faulty: Faulty) -> str | None:
    """Return the class of the disagreement about a response, "unexplained" included; None if all agree."""
    ours, by_h11, by_httpcore = (read(faulty.pieces) for read in (read_by_us, read_by_h11, read_by_httpcore))
    if ours == by_h11 and ours[:3] == by_httpcore[:3]:
        return None
    data = b"".join(faulty.pieces)
    for name, applies in EXPLAINED.items():
        if by_h11[:3] == by_httpcore[:3] and applies(data, ours, by_h11):
            return name
    return "unexplained"


def _has_large_head(data: bytes, ours: Outcome, by_h11: Outcome) -> bool:
    """Return whether only we refuse a head for its size, which h11 limits only while it is incomplete."""
    return ours == Outcome() != by_h11 and _head_size(data) > MAX_HEAD_SIZE


def _has_many_lines(data: bytes, ours: Outcome, by_h11: Outcome) -> bool:
    """Return whether only we refuse a head or a trailer for its lines, which take time each."""
    return ours == Outcome() != by_h11 and data.count(b"\n") > MAX_LINES


def _head_size(data: bytes) -> int:
    """Return the size of the largest head; one that has no end counts whole."""
    return max(len(head) for head in re.split(rb"\n\r?\n", data))


#: The classes of disagreements, each with its test; docs/design/differential.md explains them.
EXPLAINED = {"large head": _has_large_head, "many lines": _has_many_lines}
