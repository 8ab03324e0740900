"""Large responses are read in steps, between which other tasks of the event loop run."""

from __future__ import annotations

import gzip

import anyio
import anyio.lowlevel
import pytest

from scripted import InParts
from twilio_memory import Timeouts
from twilio_memory._async.connection import AsyncConnection, Limits
from twilio_memory._async.messages import read_answer
from twilio_memory._core.config import Options

pytestmark = pytest.mark.anyio

LIMITS = Limits(Timeouts(), lambda: 60.0)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
TEXT = b" " * 8 * 1024 * 1024
ZIPPED = gzip.compress(TEXT)
MEMBERS = gzip.compress(b" ") * 2000


class Arrived:
    """A connection whose data has all arrived, so that no read waits."""

    def __init__(self, *parts):
        self._parts = iter(parts)

    async def write(self, data, seconds):
        pass

    async def read(self, _):
        return next(self._parts)

    async def has_early_data(self, _):
        return False


@pytest.fixture
async def turns():
    """Count the turns of another task."""
    turns = []

    async def count():
        while True:
            turns.append(None)
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(count)
        yield turns
        tasks.cancel_scope.cancel()


def zipped(encoded):
    lines = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(encoded)}\r\n\r\n"
    return lines.encode() + encoded


@pytest.mark.contract(22)
@pytest.mark.parametrize(
    ("data", "size", "minimum"),
    [
        (CHUNKED + b"2\r\nab\r\n" * 20_000 + b"0\r\n\r\n", 40_000, 20_000 // 512),
        (b"HTTP/1.1 103\r\n\r\n" * 5000 + CHUNKED + b"0\r\n\r\n", 0, 5000 // 512),
        (zipped(ZIPPED), len(TEXT), len(TEXT) // (256 * 1024)),
        (zipped(MEMBERS), 2000, 2000),
    ],
    ids=["tiny chunks", "informational responses", "gzip", "gzip members"],
)
async def test_event_loop_runs_other_tasks_while_a_response_is_read(turns, data, size, minimum):
    connection = AsyncConnection(Arrived(data), 5)
    status, headers = await connection.ask(b"head", b"", 0, LIMITS)
    response = await read_answer(status, headers, connection, Options(), LIMITS)
    assert (response.problem, len(response.content)) == (None, size)
    assert len(turns) >= minimum


async def test_event_loop_runs_other_tasks_while_a_body_arrives_in_many_parts(turns):
    response = await read_answer(200, {}, InParts(b" " * 10_000, 1), Options(), LIMITS)
    assert len(response.content) == 10_000
    assert len(turns) >= 10_000 // 64


async def test_plain_response_is_read_without_yielding_to_the_event_loop(turns):
    connection = AsyncConnection(Arrived(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), 5)
    before = len(turns)
    status, headers = await connection.ask(b"head", b"", 0, LIMITS)
    assert (await read_answer(status, headers, connection, Options(), LIMITS)).content == b"{}"
    assert len(turns) == before
