"""Malformed and malicious responses: the errors of a call, and the requests on the wire."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import tracemalloc
from urllib.parse import quote

import pytest

from bombs import BOMB_ENCODINGS, bomb
from operation_cases import COLUMNS, IMPORT, PROFILE
from raw_server import RawServer, Reset, http
from scripted import MAPPING, OPERATION, STORE
from ticking_clock import TickingClock
from twilio_memory import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncMemoryClient,
    Outcome,
    ProfileMergedError,
    Timeouts,
    TwilioMemoryError,
    UnexpectedResponseError,
)
from twilio_memory.testing import FakeClock

pytestmark = pytest.mark.anyio

OTHER_PROFILE = "mem_profile_01kpttrkrnfjgvwjwcwggqdk96"
STATE = json.dumps({"operationId": OPERATION, "status": "COMPLETED", "createdAt": "2026-01-15T10:30:00Z"}).encode()
STATUS_LINE = b"HTTP/1.1 202 Accepted\r\n"
ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"

DELETIONS = {
    True: lambda memory: memory.data_mappings.delete(STORE, MAPPING),
    False: lambda memory: memory.stores.delete(STORE),
}


@pytest.fixture
async def call_each(serve):
    """Call a server once for each of several first responses, with a new client each; then a good response follows."""
    server, _ = serve()

    async def call_each(responses, call, then):
        for response in responses:
            server.respond_with(response, then, then)
            before, error = len(server.requests), None
            async with AsyncMemoryClient("SK", "x", base_url=server.url, clock=FakeClock()) as memory:
                try:
                    await call(memory)
                except TwilioMemoryError as caught:
                    error = caught
            yield error, len(server.requests) - before

    return call_each


@pytest.mark.contract(12, 13, 14)
@pytest.mark.parametrize("safe_to_retry", DELETIONS, ids=["idempotent", "unsafe"])
@pytest.mark.parametrize("ending", [tuple, Reset], ids=["ends", "is reset"])
async def test_deletion_response_cut_at_any_byte(call_each, ending, safe_to_retry):
    responses = [ending([ACCEPTED[:length]]) for length in range(1, len(ACCEPTED) + 1)]
    seen = []
    async for error, count in call_each(responses, DELETIONS[safe_to_retry], ACCEPTED):
        seen.append((type(error), error and error.outcome, count))
    lost = (type(None), None, 2) if safe_to_retry else (APIConnectionError, Outcome.MAYBE_PROCESSED, 1)
    cut = (UnexpectedResponseError, Outcome.ACCEPTED, 1)
    before = len(STATUS_LINE) - 1
    assert seen == [lost] * before + [cut] * (len(ACCEPTED) - before - 1) + [(type(None), None, 1)]


ZIPPED = gzip.compress(STATE)
BODIES = {
    "chunks": CHUNKED + b"\r\n9\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (STATE[:9], len(STATE) - 9, STATE[9:]),
    "gzip": http("200 OK", ZIPPED, "Content-Encoding: gzip"),
    "gzip in chunks": CHUNKED + b"Content-Encoding: gzip\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(ZIPPED), ZIPPED),
}


@pytest.mark.contract(13, 20)
@pytest.mark.parametrize("response", BODIES.values(), ids=BODIES)
async def test_body_cut_at_any_byte_is_an_error(call_each, response):
    start = response.index(b"\r\n\r\n") + 4
    responses = [(response[:length],) for length in range(start, len(response) + 1)]
    seen = []
    async for error, count in call_each(responses, lambda memory: memory.operations.fetch(OPERATION), response):
        seen.append((type(error), count))
    assert seen == [(UnexpectedResponseError, 1)] * (len(response) - start) + [(type(None), 1)]


@pytest.mark.contract(20)
async def test_gzip_body_truncated_at_any_byte_is_an_error(call_each):
    responses = [http("200 OK", ZIPPED[:length], "Content-Encoding: gzip") for length in range(len(ZIPPED) + 1)]
    seen = []
    async for error, _ in call_each(responses, lambda memory: memory.operations.fetch(OPERATION), ACCEPTED):
        seen.append(type(error))
    assert seen == [UnexpectedResponseError] * len(ZIPPED) + [type(None)]


@pytest.mark.parametrize("response", [ACCEPTED, *BODIES.values()], ids=["plain", *BODIES])
async def test_response_arriving_byte_by_byte_is_read(serve, response):
    server, memory = serve([bytes([byte]) for byte in response])
    if response is ACCEPTED:
        assert (await memory.stores.delete(STORE)).operation_id == OPERATION
    else:
        assert (await memory.operations.fetch(OPERATION)).status == "COMPLETED"
    assert len(server.requests) == 1


@pytest.mark.contract(20)
@pytest.mark.parametrize("size", [0, 5000], ids=["small", "large"])
@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
async def test_nan_and_infinity_in_json_are_refused(serve, constant, size):
    body = STATE[:-1] + f', "unknown": [{constant}], "more": "{"x" * size}"}}'.encode()
    _, memory = serve(http("200 OK", body))
    with pytest.raises(UnexpectedResponseError, match="the body cannot be read"):
        await memory.operations.fetch(OPERATION)


def head(*lines, start=STATUS_LINE):
    """Return a response in one piece, after which the connection is closed."""
    return (start + "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b'\r\n{"message": "ok"}',)


BROKEN_HEADS = {
    "length too long": head("Content-Length: 18"),
    "length too short": head("Content-Length: 16"),
    "length far too long": head(f"Content-Length: {'9' * 30}"),
    "length negative": head("Content-Length: -1"),
    "length with a sign": head("Content-Length: +17"),
    "length not a number": head("Content-Length: many"),
    "length empty": head("Content-Length:"),
    "two lengths": head("Content-Length: 17", "Content-Length: 3"),
    "two lengths in one": head("Content-Length: 17, 3"),
    "unknown transfer encoding": head("Transfer-Encoding: gzip, chunked"),
    "invalid chunks": head("Transfer-Encoding: chunked"),
    "header without a name": head(": x"),
    "header without a colon": head("x"),
    "header with a NUL": head("X: \0"),
    "header of 200 kB": head(f"X: {'a' * 200_000}"),
    "20000 headers": head(*[f"X-{number}: 1" for number in range(20_000)]),
}


@pytest.mark.contract(13, 14, 20)
@pytest.mark.parametrize("safe_to_retry", DELETIONS, ids=["idempotent", "unsafe"])
async def test_malformed_head_after_an_accepted_status_line_is_final(call_each, safe_to_retry):
    seen = []
    async for error, count in call_each(BROKEN_HEADS.values(), DELETIONS[safe_to_retry], ACCEPTED):
        seen.append((type(error), error and error.outcome, count))
    expected = (UnexpectedResponseError, Outcome.ACCEPTED, 1)
    assert dict(zip(BROKEN_HEADS, seen, strict=True)) == dict.fromkeys(BROKEN_HEADS, expected)


async def test_malformed_head_of_an_error_response_leaves_the_outcome_open(serve):
    response = head("Content-Length: -1", start=b"HTTP/1.1 503 Unavailable\r\n")
    server, memory = serve(response, response, response)
    for call, count in ((DELETIONS[False], 1), (DELETIONS[True], 3)):
        server.respond_with(response, response, response)
        before = len(server.requests)
        with pytest.raises(APIConnectionError) as caught:
            await call(memory)
        assert caught.value.outcome is Outcome.MAYBE_PROCESSED
        assert len(server.requests) - before == count


async def test_response_with_2000_headers_is_read(serve):
    server, memory = serve(http("202 Accepted", b'{"message": "ok"}', *[f"X-{number}: 1" for number in range(2000)]))
    assert (await memory.stores.delete(STORE)).message == "ok"
    assert len(server.requests) == 1


GARBAGE = (
    b"garbage\r\n\r\n",
    b"\r\n\r\n",
    b"\0" * 100,
    b"\x15\x03\x01\x00\x02\x02\x46",
    b"ICY 202 OK\r\n\r\n",
    b"HTTP/1.1 abc OK\r\n\r\n",
    b"HTTP/1.1 20 OK\r\n\r\n",
    b"HTTP/1.1 2022 OK\r\n\r\n",
    b"HTTP/1.1  202 OK\r\n\r\n",
    b"HTTP/1.1 -202 OK\r\n\r\n",
    b"HTTP/1.1 000 OK\r\n\r\n",
    b"HTTP/1.1 099 OK\r\n\r\n",
    b"HTTP/1.1 \xef\xbc\x92\xef\xbc\x90\xef\xbc\x92 OK\r\n\r\n",
    b"HTTP/1.1 202 " + b"a" * 200_000,
)


@pytest.mark.contract(12, 14, 20)
@pytest.mark.parametrize("safe_to_retry", DELETIONS, ids=["idempotent", "unsafe"])
async def test_response_without_a_valid_status_line_leaves_the_outcome_open(call_each, safe_to_retry):
    responses = [(garbage,) for garbage in GARBAGE]
    seen = []
    async for error, count in call_each(responses, DELETIONS[safe_to_retry], (b"garbage\r\n\r\n",)):
        seen.append((type(error), error and error.outcome, count))
    count = 3 if safe_to_retry else 1
    assert seen == [(APIConnectionError, Outcome.MAYBE_PROCESSED, count)] * len(GARBAGE)


LEFT_OVER = {
    "surplus bytes after the body": http("202 Accepted", b'{"message": "ok"}rest', length=17),
    "an unsolicited response": ACCEPTED + http("202 Accepted", b'{"message": "not asked for"}'),
    "a body after 204": http("204 No Content", b"{}"),
}


@pytest.mark.contract(13)
@pytest.mark.parametrize("response", LEFT_OVER.values(), ids=LEFT_OVER)
async def test_surplus_bytes_after_a_response_are_not_read_by_the_next_request(serve, response):
    server, memory = serve(response, ACCEPTED)
    try:
        await memory.stores.delete(STORE)
    except UnexpectedResponseError as error:
        assert error.outcome is Outcome.ACCEPTED  # noqa: PT017 - the call may also succeed
    assert (await memory.stores.delete(STORE)).message == "ok"
    assert len(server.requests) == server.connections == 2


@pytest.mark.contract(9)
@pytest.mark.parametrize("status", ["100 Continue", "102 Processing", "103 Early Hints"])
async def test_total_timeout_ends_unbounded_1xx_responses(serve, status):
    clock = TickingClock()
    endless = itertools.repeat(f"HTTP/1.1 {status}\r\nLink: </x>\r\n\r\n".encode(), 1000)
    server, memory = serve(endless, clock=clock, timeouts=Timeouts(total=20))
    with pytest.raises(APITimeoutError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert clock.monotonic() < 40
    assert len(server.requests) == 1


async def test_unbounded_1xx_responses_do_not_exhaust_memory(serve):
    endless = itertools.repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 500, 100)
    server, memory = serve(endless)
    with pytest.raises(APIConnectionError, match="RemoteProtocolError: too many informational") as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(server.requests) == 1


async def test_informational_responses_are_skipped(serve):
    server, memory = serve(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3 + ACCEPTED)
    assert (await memory.stores.delete(STORE)).operation_id == OPERATION
    assert len(server.requests) == 1


@pytest.mark.contract(13)
async def test_status_below_400_is_final_after_informational_responses(serve):
    server, memory = serve((b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 C\r\n\r\n" + STATUS_LINE,), ACCEPTED)
    with pytest.raises(UnexpectedResponseError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


STATUSES = sorted({*range(100, 1000, 31), 101, 199, 200, 204, 205, 299, 300, 304, 399, 400, 408, 418, 429, 499, 500})


def expected_error(status):
    """Return the error, outcome and number of requests of a store deletion that always gets a status."""
    if status < 200:
        return APIConnectionError, Outcome.MAYBE_PROCESSED, 1
    if status < 400:
        return UnexpectedResponseError, Outcome.ACCEPTED if status < 300 else Outcome.MAYBE_PROCESSED, 1
    if status < 500 and status != 408:
        return APIStatusError, Outcome.NOT_PROCESSED, 3 if status == 429 else 1
    return APIStatusError, Outcome.MAYBE_PROCESSED, 1


@pytest.mark.contract(13, 14, 20)
async def test_outcome_of_an_unsafe_write_for_every_status(call_each):
    seen = {}
    for status in STATUSES:
        whole = http(f"{status} Status", b"[]")
        response = whole if status >= 200 else (whole,)
        async for error, count in call_each([response], DELETIONS[False], response):
            kind = APIStatusError if isinstance(error, APIStatusError) else type(error)
            seen[status] = kind, error and error.outcome, count
    assert seen == {status: expected_error(status) for status in STATUSES}


@pytest.mark.contract(20, 22)
@pytest.mark.parametrize("encoding", BOMB_ENCODINGS)
@pytest.mark.parametrize("status", ["202 Accepted", "400 Bad Request"])
async def test_compression_bomb_is_not_decompressed(serve, encoding, status):
    server, memory = serve(http(status, bomb(encoding), f"Content-Encoding: {encoding}"), max_response_bytes=1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TwilioMemoryError) as caught:
            await memory.stores.delete(STORE)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert caught.value.outcome is (Outcome.ACCEPTED if status[0] == "2" else Outcome.NOT_PROCESSED)
    assert len(server.requests) == 1


@pytest.mark.contract(7, 13)
@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
@pytest.mark.parametrize(
    "call",
    [*DELETIONS.values(), lambda memory: memory.operations.fetch(OPERATION)],
    ids=["idempotent", "unsafe", "read"],
)
async def test_redirect_target_is_never_contacted(serve, status, call):
    trap, _ = serve(ACCEPTED)
    to = f"{trap.url}/v1/ControlPlane/Operations/{OPERATION}"
    server, memory = serve(http(f"{status} Elsewhere", b"", f"Location: {to}", f"Refresh: 0; url={to}"), ACCEPTED)
    with pytest.raises(UnexpectedResponseError) as caught:
        await call(memory)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert trap.connections == 0
    assert len(server.requests) == 1


@pytest.mark.contract(4, 7)
async def test_read_of_a_merged_profile_stays_at_the_base_url(serve):
    trap, _ = serve(ACCEPTED)
    to = f"{trap.url}/v1/Stores/{STORE}/Profiles/{OTHER_PROFILE}"
    moved = http("308 Permanent Redirect", b"", f"Location: {to}", f"Canonical-Profile-Id: {OTHER_PROFILE}")
    server, memory = serve(moved, moved, moved)
    with pytest.raises(ProfileMergedError):
        await memory.profiles.fetch(STORE, PROFILE)
    lines = [request.partition(b" HTTP")[0].decode() for request in server.requests]
    assert lines == [f"GET /v1/Stores/{STORE}/Profiles/{profile}" for profile in (PROFILE, OTHER_PROFILE)]
    assert trap.connections == 0


#: Status URLs and the operation IDs in them; {} is the URL of another origin.
STATUS_URLS = {
    "{}/v1/ControlPlane/Operations/" + OPERATION: OPERATION,
    "http://SK:x@{}/v1/ControlPlane/Operations/" + OPERATION: OPERATION,
    "//{}/Operations/" + OPERATION: OPERATION,
    "/v1/ControlPlane/Operations/" + OPERATION: OPERATION,
    "{}/v1/ControlPlane/Operations/" + OPERATION + "?next={}": None,
    "{}/v1/ControlPlane/Operations/" + OPERATION + "#{}": None,
    "{}/v1/ControlPlane/Operations/..": None,
    "{}/v1/ControlPlane/Operations/%2e%2e": None,
    "{}/v1/ControlPlane/Operations/..%2fStores%2f" + STORE: None,
    "{}/v1/ControlPlane/Operations/../Stores/" + STORE: None,
    "{}/v1/ControlPlane/Stores/" + STORE: None,
    "{}/v1/ControlPlane/Operations/": None,
    "{}/": None,
    "{}/Operations/a b": "a b",
    "{}/Operations/\x00": None,
    "{}/Operations/a\r\nX: y": None,
    "{}/Operations/\u0430": None,
    "{}/Operations/" + "a" * 513: None,
    "javascript:alert(1)": None,
    "file:///etc/passwd": None,
    "\\\\host\\Operations\\x": None,
    "": None,
    5: None,
    None: None,
}


@pytest.mark.contract(4, 5)
@pytest.mark.parametrize(("url", "operation_id"), STATUS_URLS.items(), ids=[ascii(url) for url in STATUS_URLS])
async def test_status_url_of_another_origin_is_never_called(serve, url, operation_id):
    trap, _ = serve(ACCEPTED)
    if isinstance(url, str):
        url = url.replace("@{}", trap.url.replace("http://", "@")).replace("//{}", trap.url.replace("http:", ""))
        url = url.replace("{}", trap.url)
    location = [f"Location: {url}"] if isinstance(url, str) and url.isascii() and url.isprintable() else []
    body = json.dumps({"message": "ok", "statusUrl": url}).encode()
    state = STATE.replace(OPERATION.encode(), (operation_id or OPERATION).encode())
    server, memory = serve(http("202 Accepted", body, *location), http("200 OK", state))
    pending = await memory.stores.delete(STORE)
    assert pending.operation_id == operation_id
    if operation_id is None:
        with pytest.raises(UnexpectedResponseError) as caught:
            await pending.wait()
        assert caught.value.outcome is Outcome.ACCEPTED
    else:
        await pending.wait()
    lines = [request.partition(b" HTTP")[0].decode() for request in server.requests]
    assert lines[0] == f"DELETE /v1/ControlPlane/Stores/{STORE}"
    wanted = [f"GET /v1/ControlPlane/Operations/{quote(operation_id)}"] if operation_id else []
    assert lines[1:] == wanted
    assert trap.connections == 0


UPLOAD_URLS = (
    "http://192.0.2.1/x",
    "ftp://127.0.0.1/x",
    "file:///etc/passwd",
    "//127.0.0.1/x",
    "/x",
    "https:///x",
    "https://SK:x@127.0.0.1/x",
    "https://127.0.0.1@192.0.2.1/x",
    "https://127.0.0.1:99999/x",
    "https://127.0.0.1:x/x",
    "https://a..b/x",
    f"https://{'a' * 64}.example/x",
    "https://[::1/x",
    "https://%31/x",
    "https://127.0.0.1/x\r\nX: y",
    "https://127.0.0.1\\@192.0.2.1/x",
    "",
    5,
    None,
    [],
)


@pytest.mark.contract(6, 14, 20)
@pytest.mark.parametrize("url", UPLOAD_URLS, ids=ascii)
async def test_upload_to_an_invalid_url_is_refused(serve, url):
    server, memory = serve(http("201 Created", json.dumps({"importId": IMPORT, "url": url}).encode()))
    with pytest.raises(UnexpectedResponseError) as caught:
        await memory.imports.upload(
            STORE, io.BytesIO(b"a,b\n1,2\n"), filename="a.csv", column_mappings=COLUMNS, check_file=False
        )
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


@pytest.mark.contract(4, 6, 7)
@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
async def test_upload_does_not_follow_redirects(serve, status):
    trap, _ = serve(http("200 OK"))
    files = RawServer([http(f"{status} Elsewhere", b"", f"Location: {trap.url}/x")])
    body = json.dumps({"importId": IMPORT, "url": f"{files.url}/x?signature=y"}).encode()
    server, memory = serve(http("201 Created", body))
    with pytest.raises(UnexpectedResponseError):
        await memory.imports.upload(
            STORE, io.BytesIO(b"a,b\n1,2\n"), filename="a.csv", column_mappings=COLUMNS, check_file=False
        )
    files.close()
    assert len(server.requests) == len(files.requests) == 1
    assert files.requests[0].startswith(b"PUT /x?signature=y HTTP/1.1\r\n")
    assert files.requests[0].endswith(b"\r\n\r\na,b\n1,2\n")
    assert b"authorization" not in files.requests[0].lower()
    assert trap.connections == 0
