"""Large responses are read in steps, between which other tasks of the event loop run."""

from __future__ import annotations

import gzip

import anyio
import anyio.lowlevel
import pytest

from scripted import InParts
from twilio_memory._http._async.connection import AsyncConnection
from twilio_memory._http._async.transport import read_response
from twilio_memory._http.types import Deadline

pytestmark = pytest.mark.anyio

DEADLINE = Deadline(60.0, lambda: 0.0, connect=5.0, read=35.0, write=10.0, pool=5.0)
MAX_SIZE = 16 * 1024 * 1024
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
    connection = AsyncConnection(Arrived(data))
    status, headers = await connection.send_request(b"head", b"", 0, DEADLINE)
    response = await read_response(status, headers, connection, MAX_SIZE, DEADLINE)
    assert (response.body_error, len(response.content)) == (None, size)
    assert len(turns) >= minimum


async def test_event_loop_runs_other_tasks_while_a_body_arrives_in_many_parts(turns):
    response = await read_response(200, {}, InParts(b" " * 10_000, 1), MAX_SIZE, DEADLINE)
    assert len(response.content) == 10_000
    assert len(turns) >= 10_000 // 64


async def test_plain_response_is_read_without_yielding_to_the_event_loop(turns):
    connection = AsyncConnection(Arrived(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
    before = len(turns)
    status, headers = await connection.send_request(b"head", b"", 0, DEADLINE)
    assert (await read_response(status, headers, connection, MAX_SIZE, DEADLINE)).content == b"{}"
    assert len(turns) == before
