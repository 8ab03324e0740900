"""Bodies in tiny chunks and with much framing, on the library's own connections and on a given client."""

from __future__ import annotations

import gzip
import json

import httpx
import pytest

from scripted import MAPPING, OPERATION, STORE, InParts
from twilio_memory import APIConnectionError, BadRequestError, Outcome, UnexpectedResponseError
from twilio_memory._http._async.transport import read_response
from twilio_memory._http.types import Deadline

pytestmark = pytest.mark.anyio

STATE = json.dumps({"operationId": OPERATION, "status": "COMPLETED", "createdAt": "2026-01-15T10:30:00Z"}).encode()
HEAD = b"HTTP/1.1 %b\r\nTransfer-Encoding: chunked\r\n%b\r\n"


def chunked(body, size, extension=b""):
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x%b\r\n%b\r\n" % (len(part), extension, part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.contract(20)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "x-gzip"])
async def test_body_in_tiny_chunks_is_read(serve, encoding):
    body = STATE if encoding == "identity" else gzip.compress(STATE[:50]) + gzip.compress(STATE[50:])
    head = HEAD % (b"200 OK", f"Content-Encoding: {encoding}\r\n".encode())
    server, memory = serve(head + chunked(body, 2, b";x"), head + chunked(body, 1))
    for _ in range(2):
        assert (await memory.operations.fetch(OPERATION)).status == "COMPLETED"
    assert server.connections == 1


TOO_MUCH = {
    "tiny chunks": lambda: chunked(b" " * 600_000, 2),
    "extensions": lambda: chunked(b" " * 600, 1, b";" + b"x" * 2000),
    "trailers": lambda: b"0\r\n" + b"a: b\r\n" * 300_000 + b"\r\n",
}


@pytest.mark.contract(13, 20, 22)
@pytest.mark.parametrize("rest", TOO_MUCH.values(), ids=TOO_MUCH)
async def test_framing_above_one_mebibyte_is_refused_after_acceptance(serve, rest):
    server, memory = serve(HEAD % (b"202 Accepted", b"") + rest())
    with pytest.raises(UnexpectedResponseError, match=r"framing|lines") as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


@pytest.mark.contract(14, 22)
async def test_error_with_too_much_framing_is_still_that_error(serve):
    server, memory = serve(HEAD % (b"400 Bad Request", b"") + chunked(b" " * 50_000, 1, b";" + b"x" * 20))
    with pytest.raises(BadRequestError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.NOT_PROCESSED
    assert len(server.requests) == 1


@pytest.mark.contract(14, 22)
async def test_head_of_too_many_lines_leaves_a_write_open(serve):
    lines = b"HTTP/1.1 103 Early Hints\r\n" + b"a: b\r\n" * 4000 + b"\r\n"
    server, memory = serve(lines)
    with pytest.raises(APIConnectionError, match="more than 2500 lines") as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(server.requests) == 1


async def test_given_client_reads_a_body_of_many_parts(play):
    memory = play(httpx.Response(200, stream=InParts(STATE + b" " * (65_000 - len(STATE)), 1)))
    assert (await memory.operations.fetch(OPERATION)).status == "COMPLETED"


@pytest.mark.contract(22)
async def test_body_of_too_many_parts_is_refused():
    deadline = Deadline(60.0, lambda: 0.0, connect=5.0, read=35.0, write=10.0, pool=5.0)
    for size, problem in ((65_536, None), (70_000, "the body came in too many parts")):
        response = await read_response(200, {}, InParts(b" " * size, 1), 16 * 1024 * 1024, deadline)
        assert response.body_error == problem
