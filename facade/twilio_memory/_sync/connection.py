"""One connection: what is written on it, and who reads what comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from twilio_memory._failures import (
    ConnectError,
    ConnectTimeout,
    Failure,
    LocalProtocolError,
    ReadTimeout,
    RemoteProtocolError,
    WriteError,
    WriteTimeout,
)
from twilio_memory._plain import plain_answer
from twilio_memory._twins import checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._core.config import Timeouts
    from twilio_memory._h11 import ParsedAnswer
    from twilio_memory._twins import Stream

T = TypeVar("T")

_PART: Final = 256 * 1024
"""Bytes of a request that are written at once: the limit is for each part."""
_EARLY_RESPONSE_SECONDS: Final = 0.05
"""Seconds to take what has arrived."""


class Limits:
    """Until when a request may take, and for how long each part of it."""

    def __init__(self, times: Timeouts, remaining: Callable[[], float]) -> None:
        self.times = times
        self.left = remaining

    def bounded(self, seconds: float, failure: type[Failure]) -> float:
        """Return a number of seconds, or those that are left for the call, if they are fewer.

        Raises:
            Failure: The given one, if none are left.
        """
        left = self.left()
        if left <= 0:
            raise failure
        return min(seconds, left)

    def for_connecting(self) -> Limits:
        """Return the time to make a connection: one for all that it takes."""
        seconds = self.times.connect
        deadline = time.monotonic() + seconds
        times = attrs.evolve(self.times, read=seconds, write=seconds)
        return Limits(times, lambda: min(self.left(), deadline - time.monotonic()))


class Connection(Iterator[bytes]):
    """Carries one request after the other; iterating over it gives the parts of the body of the last answer.

    Args:
        stream: What it reads from and writes to.
        keep_seconds: For how long it may be unused.
    """

    def __init__(self, stream: Stream, keep_seconds: float) -> None:
        self._stream = stream
        self._keep_seconds = keep_seconds
        self._expires = 0.0
        self._idle = False
        self._plain = b""  # What is there of the body of a plain answer.
        self._missing = 0  # And how many bytes are to come; less than none, if more has come.
        self._parsed: ParsedAnswer | None = None  # Any other answer.
        self._limits: Limits
        self.has_sent_all = False
        """Whether all of the last request was taken."""

    @property
    def status(self) -> int | None:
        """The status of an answer whose head could not be read, if its first line could."""
        return self._parsed.status if self._parsed else None

    def ask(
        self, head: bytes, content: bytes | Iterator[bytes], size: int, limits: Limits
    ) -> tuple[int, dict[str, str]]:
        """Send a request and wait for the head of its answer.

        Args:
            head: The request line and all headers, with the empty line at their end.
            content: The body.
            size: How many bytes it has, as the headers say.
            limits: Until when it may take.

        Returns:
            The status and the headers, with lower-case names.

        Raises:
            Failure: The connection was lost, it took too long, the answer is not HTTP, or the body has another size.
        """
        self._limits = limits
        self._idle = False
        self._parsed = None
        if not self._expires:  # It is new.
            self._refuse_early_data()
        try:
            self.has_sent_all = sent = self._send(head, content, size)
            data = self._read()
        except WriteTimeout as failure:
            self.has_sent_all = sent = False
            data = self._early_response(failure)
        if sent and (answer := plain_answer(data)):
            status, headers, self._plain, self._missing = answer
            return status, headers
        from twilio_memory._h11 import ParsedAnswer  # loaded by `load_parsers`

        self._parsed = parsed = ParsedAnswer(sent=sent)
        parsed.receive(data)
        return self._parse(parsed, parsed.head)

    def _refuse_early_data(self) -> None:
        """Refuse a new connection on which something has arrived already: it is no response to what is sent now."""
        try:
            is_early = self._stream.has_early_data(self._limits.bounded(self._limits.times.read, ConnectTimeout))
        except Failure as failure:
            raise (ConnectTimeout if failure.timed_out else ConnectError) from failure
        if is_early:
            raise ConnectError("the server sent data or closed the connection before the request was sent")

    def _parse(self, parsed: ParsedAnswer, step: Callable[[], T | None]) -> T:
        while (found := step()) is None:
            if parsed.has_more:
                checkpoint()
            else:
                parsed.receive(self._read())
        return found

    def _rest(self) -> bytes:
        """Read more of a plain body."""
        data = self._read()
        if not data:
            raise RemoteProtocolError(f"the connection has ended, with {self._missing} bytes to come")
        part = data[: self._missing]
        self._missing -= len(data)
        return part

    def _send(self, head: bytes, content: bytes | Iterator[bytes], size: int) -> bool:
        """Send a request; return whether all of it was taken."""
        # Where no time is left before the first byte, nothing has been sent.
        begin = self._limits.bounded(self._limits.times.write, ConnectTimeout)
        try:
            if isinstance(content, bytes):
                whole = head + content
                self._stream.write(whole[:_PART], begin)
                for start in range(_PART, len(whole), _PART):
                    self._stream.write(whole[start : start + _PART], self._for_writing())
                return True
            self._stream.write(head, begin)
            for part in content:
                size -= len(part)
                if size < 0:
                    break
                self._stream.write(part, self._for_writing())
        except WriteError:
            return False  # A server that does not read on may have said why.
        if size != 0:
            raise LocalProtocolError
        return True

    def _for_writing(self) -> float:
        return self._limits.bounded(self._limits.times.write, WriteTimeout)

    def _early_response(self, failure: WriteTimeout) -> bytes:
        """Read why a server does not read on, if it has said so; raises the failure if not."""
        try:
            return self._stream.read(_EARLY_RESPONSE_SECONDS)
        except Failure:
            raise failure from None

    def _read(self) -> bytes:
        return self._stream.read(self._limits.bounded(self._limits.times.read, ReadTimeout))

    def __next__(self) -> bytes:
        if self._plain:
            part, self._plain = self._plain, b""
            return part
        if self._missing > 0:
            return self._rest()
        if self._missing < 0:  # What is left over would pass for the answer to the next request.
            raise StopIteration
        if self._parsed:
            if part := self._parse(self._parsed, self._parsed.part):
                return part
            if not self._parsed.leaves_nothing():
                raise StopIteration
        self._idle = True
        del self._limits  # It refers to the call, and so to its body.
        self._expires = time.monotonic() + self._keep_seconds
        raise StopIteration

    def is_idle(self) -> bool:
        """Tell whether the last answer was read to its end, and another request may follow."""
        return self._idle

    def has_expired(self) -> bool:
        """Tell whether it was unused for too long."""
        return time.monotonic() > self._expires

    def has_unread_data(self) -> bool:
        """Tell whether the other side has said something unasked, such as goodbye."""
        return self._stream.has_unread_data()

    def close(self) -> None:
        """Close it, whatever it is doing."""
        self._stream.close()
