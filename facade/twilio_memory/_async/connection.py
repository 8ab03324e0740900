"""One connection: what is written on it, and how h11 reads what comes back."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

import h11
import httpcore

from twilio_memory._head import Head
from twilio_memory._plain import plain_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio_memory._config import Timeouts

_READ_AT_ONCE: Final = 64 * 1024
_LARGEST_HEAD: Final = 100 * 1024

# What is sent, was checked before. The parser only has to know that something was, and that it is whole.
_REQUEST: Final = h11.Request(method="GET", target="/", headers=[("host", "x")])
_END: Final = h11.EndOfMessage()


class Time:
    """The time that is left for a request, and how far its answer has come."""

    def __init__(self, times: Timeouts, remaining: Callable[[], float]) -> None:
        self.times = times
        self.left = remaining
        self.head = Head()

    def bounded(self, seconds: float, error: type[httpcore.TimeoutException]) -> float:
        """Return a number of seconds, or those that are left for the call, if they are fewer.

        Raises:
            httpcore.TimeoutException: The given one, if none are left.
        """
        left = self.left()
        if left <= 0:
            raise error("the time for the whole call is over")
        return min(seconds, left)


class AsyncConnection(AsyncIterator[bytes]):
    """Carries one request after the other; iterating over it gives the parts of the body of the last answer.

    Args:
        stream: What it reads from and writes to.
        keep_seconds: For how long it may be unused.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream, keep_seconds: float) -> None:
        self._stream = stream
        self._keep_seconds = keep_seconds
        self._expires = 0.0
        self._idle = False
        self._plain: bytes | None = None  # What is there of the body of a plain answer.
        self._missing = 0  # And how many bytes are to come; less than none, if more has come.
        self._parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LARGEST_HEAD)
        self._time: Time

    async def ask(
        self, head: bytes, content: bytes | AsyncIterator[bytes], size: int, limits: Time
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
            httpcore.NetworkError: The connection was lost.
            httpcore.TimeoutException: It took too long.
            httpcore.ProtocolError: The answer is not HTTP, or the body has another size.
        """
        self._time = limits
        self._idle = False
        sent = await self._send(head, content, size)
        data = await self._read()
        if sent and (answer := plain_answer(data)):
            status, headers, self._plain, self._missing = answer
            return status, headers
        self._plain, self._missing = None, 0
        self._parser.send(_REQUEST)
        if sent:
            self._parser.send(_END)
        self._receive(data)
        event = await self._next_event()
        while not isinstance(event, h11.Response):
            event = await self._next_event()
        return event.status_code, {name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers}

    async def _rest(self) -> bytes:
        """Read more of a plain body."""
        data = await self._read()
        if not data:
            raise httpcore.RemoteProtocolError(f"the connection has ended, with {self._missing} bytes to come")
        part = data[: self._missing]
        self._missing -= len(data)
        return part

    async def _send(self, head: bytes, content: bytes | AsyncIterator[bytes], size: int) -> bool:
        """Send a request; return whether all of it was taken."""
        try:
            if isinstance(content, bytes):
                await self._write(head + content)
                return True
            await self._write(head)
            async for part in content:
                size -= len(part)
                if size < 0:
                    break
                await self._write(part)
        except httpcore.WriteError:
            return False  # A server that does not read on may have said why.
        if size != 0:
            raise httpcore.LocalProtocolError("the body has another size than was said")
        return True

    async def _write(self, data: bytes) -> None:
        limits = self._time
        await self._stream.write(data, limits.bounded(limits.times.write, httpcore.WriteTimeout))

    async def _next_event(self) -> object:
        while True:
            try:
                event = self._parser.next_event()
            except h11.RemoteProtocolError as error:
                raise httpcore.RemoteProtocolError(str(error)) from error
            if event is not h11.NEED_DATA:
                return event
            self._receive(await self._read())

    async def _read(self) -> bytes:
        limits = self._time
        return await self._stream.read(_READ_AT_ONCE, limits.bounded(limits.times.read, httpcore.ReadTimeout))

    def _receive(self, data: bytes) -> None:
        self._time.head.add(data)
        self._parser.receive_data(data)

    async def __anext__(self) -> bytes:
        if self._plain:
            part, self._plain = self._plain, b""
            return part
        if self._missing > 0:
            return await self._rest()
        if self._missing < 0:  # What is left over would pass for the answer to the next request.
            raise StopAsyncIteration
        if self._plain is None:
            event = await self._next_event()
            if isinstance(event, h11.Data):
                return event.data
            if not self._is_over():
                raise StopAsyncIteration
            self._parser.start_next_cycle()
        self._idle = True
        del self._time  # It knows the call, and that its body.
        self._expires = time.monotonic() + self._keep_seconds
        raise StopAsyncIteration

    def _is_over(self) -> bool:
        # Else something would be left over of one answer, and pass for the answer to the next request.
        parser = self._parser
        return parser.our_state is parser.their_state is h11.DONE and not parser.trailing_data[0]

    def is_idle(self) -> bool:
        """Tell whether the last answer was read to its end, and another request may follow."""
        return self._idle

    def has_expired(self) -> bool:
        """Tell whether it was unused for too long."""
        return time.monotonic() > self._expires

    def has_spoken(self) -> bool:
        """Tell whether the other side has said something unasked, such as goodbye."""
        return bool(self._stream.get_extra_info("is_readable"))

    async def aclose(self) -> None:
        """Close it, whatever it is doing."""
        await self._stream.aclose()
