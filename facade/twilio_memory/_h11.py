"""Answers that need a second look: what h11 reads of them."""

from __future__ import annotations

import re
from typing import Final

import h11

from twilio_memory._failures import RemoteProtocolError

_LARGEST_HEAD: Final = 100 * 1024
_FIRST_FINAL: Final = 200
_STATUS_LINE: Final = re.compile(rb"HTTP/[0-9]\.[0-9] ([0-9]{3})(?: [^\r\n]*)?\r?\n")
_END_OF_HEAD: Final = re.compile(rb"\n\r?\n")

# What is sent, was checked before. The parser only has to know that something was, and that it is whole.
_REQUEST: Final = h11.Request(method="GET", target="/", headers=[("host", "x")])
_END: Final = h11.EndOfMessage()


class ParsedAnswer:
    """An answer that comes in piece by piece.

    Args:
        sent: Whether all of the request was sent.
    """

    def __init__(self, *, sent: bool) -> None:
        self._seen = bytearray()
        self._has_head = False
        self._parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LARGEST_HEAD)
        self._parser.send(_REQUEST)
        if sent:
            self._parser.send(_END)

    @property
    def status(self) -> int | None:
        """The status of an answer whose head is cut or broken, of which h11 gives nothing, if its first line is there.

        It tells that the server has decided, and that the request must not be sent again.
        """
        start = 0
        while line := _STATUS_LINE.match(self._seen, start):
            status = int(line[1])
            if status >= _FIRST_FINAL:
                return status
            end = _END_OF_HEAD.search(self._seen, line.end() - 1)
            if end is None:
                return None
            start = end.end()  # It only announces another one.
        return None

    def receive(self, data: bytes) -> None:
        """Take in what has arrived; nothing says that the connection has ended."""
        if not self._has_head:
            self._seen += data
        self._parser.receive_data(data)

    def head(self) -> tuple[int, dict[str, str]] | None:
        """Return the status, and the headers with lower-case names; None before they are complete.

        Raises:
            RemoteProtocolError: It is no HTTP.
        """
        while not isinstance(event := self._next(), h11.Response):
            if event is h11.NEED_DATA:
                if len(self._seen) > _LARGEST_HEAD:
                    raise RemoteProtocolError("too many informational (1xx) responses")
                return None
        self._has_head = True
        headers: dict[str, str] = {}
        for raw_name, raw_value in event.headers:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return event.status_code, headers

    def part(self) -> bytes | None:
        """Return the next part of the body, which is empty at its end; None before there is more.

        Raises:
            RemoteProtocolError: It is no HTTP.
        """
        event = self._next()
        if event is h11.NEED_DATA:
            return None
        return bytes(event.data) if isinstance(event, h11.Data) else b""

    def leaves_nothing(self) -> bool:
        """Tell whether another request may follow: nothing is left over that would pass for the answer to it."""
        parser = self._parser
        return parser.our_state is parser.their_state is h11.DONE and not parser.trailing_data[0]

    def _next(self) -> object:
        try:
            return self._parser.next_event()
        except h11.RemoteProtocolError as error:
            raise RemoteProtocolError from error
