"""Answers that need a second look: what h11 reads of them."""

from __future__ import annotations

import re
from typing import Final

import h11

from twilio_memory._bodies import MAX_FRAMING
from twilio_memory._failures import RemoteProtocolError

_LARGEST_HEAD: Final = 100 * 1024
_MAX_LINES: Final = 2500
_MAX_BYTES_AT_ONCE: Final = 8 * 1024
_MAX_EVENTS_AT_ONCE: Final = 512
_FIRST_FINAL: Final = 200
_STATUS_LINE: Final = re.compile(rb"HTTP/[0-9]\.[0-9] ([0-9]{3})(?: [^\r\n]*)?\r?\n")
_END_OF_HEAD: Final = re.compile(rb"\n\r?\n")

# What is sent, was checked before. The parser only has to know that something was, and that it is whole.
_REQUEST: Final = h11.Request(method="GET", target="/", headers=[("host", "x")])
_END: Final = h11.EndOfMessage()


class ParsedAnswer:
    """An answer that comes in piece by piece, and is read in steps that each take at most a few milliseconds.

    Args:
        sent: Whether all of the request was sent.
    """

    def __init__(self, *, sent: bool) -> None:
        self._seen = bytearray()
        self._has_head = False
        self._received: bytes | memoryview = b""  # What the parser has not taken in yet.
        self._part = bytearray()
        self._framing = 0
        self._events = 0
        self.has_more = False
        """Whether the last step has left something that can be read without receiving more."""
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
        """Take in what has arrived, once all before it was read; nothing says that the connection has ended."""
        if not self._has_head:
            self._seen += data
        if data:
            self._received = memoryview(data)
        else:
            self._parser.receive_data(b"")

    def head(self) -> tuple[int, dict[str, str]] | None:
        """Return the status, and the headers with lower-case names; None if more is to be read first.

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
        """Return the next part of the body, which is empty at its end; None if more is to be read first.

        Chunks that have arrived together make one part.

        Raises:
            RemoteProtocolError: It is no HTTP, or there is too much in it besides the body.
        """
        while self._parser.their_state is h11.SEND_BODY:
            event = self._next()
            if isinstance(event, h11.Data):
                self._framing -= len(event.data)
                self._part += event.data
            elif event is h11.NEED_DATA and (self.has_more or not self._part):
                return None
            else:
                break
        part = bytes(self._part)
        self._part.clear()
        return part

    def leaves_nothing(self) -> bool:
        """Tell whether another request may follow: nothing is left over that would pass for the answer to it."""
        parser = self._parser
        is_done = parser.our_state is parser.their_state is h11.DONE
        return is_done and not self._received and not parser.trailing_data[0]

    def _next(self) -> object:
        """Return the next event; `NEED_DATA` also where this step has taken long enough."""
        self._events += 1
        self.has_more = self._events > _MAX_EVENTS_AT_ONCE
        if self.has_more:
            self._events = 0
            return h11.NEED_DATA
        try:
            while (event := self._parser.next_event()) is h11.NEED_DATA:
                self._refuse_long_framing(incomplete=self._parser.trailing_data[0])
                if not self._received:
                    self._events = 0
                    break
                data, self._received = self._received[:_MAX_BYTES_AT_ONCE], self._received[_MAX_BYTES_AT_ONCE:]
                self._framing += len(data)
                self._parser.receive_data(bytes(data))
        except h11.RemoteProtocolError as error:
            raise RemoteProtocolError from error
        if isinstance(event, h11.EndOfMessage):
            self._framing -= len(self._parser.trailing_data[0])
            self._refuse_long_framing()
        return event

    def _refuse_long_framing(self, incomplete: bytes = b"") -> None:
        if incomplete.count(b"\n") > _MAX_LINES:
            raise RemoteProtocolError(f"a head or trailer has more than {_MAX_LINES} lines")
        if self._framing > MAX_FRAMING:
            raise RemoteProtocolError(f"more than {MAX_FRAMING} bytes are framing")
