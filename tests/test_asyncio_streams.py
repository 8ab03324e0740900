"""Timeouts of connections on asyncio: a connection has one timer, and each wait its own deadline."""

from __future__ import annotations

import asyncio
import socket

import pytest

from twilio_memory._http.backends.asyncio import AsyncioStream


class Loop(asyncio.SelectorEventLoop):
    """A loop whose time goes on only while it would wait."""

    def __init__(self):
        super().__init__()
        self.now = 100.0
        self.set_timers = 0
        select = self._selector.select

        def skip(timeout=None):
            events = select(0)
            if not events and timeout:
                self.now += timeout
            return events

        self._selector.select = skip

    def time(self):
        return self.now

    def call_at(self, when, callback, *args, context=None):
        self.set_timers += 1
        return super().call_at(when, callback, *args, context=context)

    @property
    def timers(self):
        return [handle for handle in self._scheduled if not handle.cancelled()]


class Transport:
    """A transport that takes all that is written at once."""

    def set_write_buffer_limits(self, high):
        assert high == 0

    def get_extra_info(self, name):
        assert name == "socket"
        self.left, self.right = socket.socketpair()
        return self.left

    def abort(self):
        self.left.close()
        self.right.close()


def run(test):
    async def main():
        stream, loop = AsyncioStream(), asyncio.get_running_loop()
        transport = Transport()
        stream.connection_made(transport)
        try:
            await test(stream, loop)
        finally:
            await stream.aclose()
            stream.connection_lost(None)
            assert loop.timers == []

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())


def arrive(stream, data):
    stream.get_buffer(-1)[: len(data)] = data
    stream.buffer_updated(len(data))


def test_reads_of_a_connection_share_one_timer():
    async def test(stream, loop):
        for number in range(50):
            loop.call_soon(arrive, stream, b"%d" % number)
            assert await stream.read(30) == b"%d" % number
        assert loop.set_timers == 1

    run(test)


def test_read_with_an_earlier_deadline_ends_at_it():
    async def test(stream, loop):
        loop.call_soon(arrive, stream, b"first")
        assert await stream.read(30) == b"first"
        with pytest.raises(TimeoutError):
            await stream.read(2)
        assert loop.now == 102

    run(test)


@pytest.mark.parametrize("timeouts", [(5, 30), (5, 30, 30), (30, 5, 30)])
def test_read_with_a_later_deadline_does_not_end_before_it(timeouts):
    async def test(stream, loop):
        *before, last = timeouts
        for timeout in before:
            loop.call_soon(arrive, stream, b"data")
            assert await stream.read(timeout) == b"data"
        with pytest.raises(TimeoutError):
            await stream.read(last)
        assert loop.now == 100 + last

    run(test)


def test_timer_of_an_earlier_read_ends_no_later_one():
    async def test(stream, loop):
        loop.call_soon(arrive, stream, b"first")
        assert await stream.read(5) == b"first"
        await asyncio.sleep(4)
        loop.call_later(10, arrive, stream, b"second")
        assert await stream.read(30) == b"second"
        assert loop.now == 114

    run(test)


def test_cancelled_read_leaves_the_next_one_its_deadline():
    async def test(stream, loop):
        reading = asyncio.create_task(stream.read(5))
        await asyncio.sleep(1)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        with pytest.raises(TimeoutError):
            await stream.read(30)
        assert loop.now == 131

    run(test)
