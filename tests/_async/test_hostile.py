"""Servers that do what they can: what leaves a call, and what was on the wire."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import tracemalloc
import zlib
from urllib.parse import quote

import pytest

from raw_server import RawServer, Reset, http
from scripted import MAPPING, OPERATION, STORE
from ticking import TickingClock
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
from wire import COLUMNS, IMPORT, PROFILE

pytestmark = pytest.mark.anyio

OTHER_PROFILE = "mem_profile_01kpttrkrnfjgvwjwcwggqdk96"
STATE = json.dumps({"operationId": OPERATION, "status": "COMPLETED", "createdAt": "2026-01-15T10:30:00Z"}).encode()
STATUS_LINE = b"HTTP/1.1 202 Accepted\r\n"
ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"

REPEATABLE = {
    True: lambda memory: memory.data_mappings.delete(STORE, MAPPING),
    False: lambda memory: memory.stores.delete(STORE),
}


@pytest.fixture
async def call_each(serve):
    """Call a server once for each of several first answers, each time as a new client; a good answer follows."""
    server, _ = serve()

    async def call_each(answers, call, then):
        for answer in answers:
            server.answer_with(answer, then, then)
            before, error = len(server.requests), None
            async with AsyncMemoryClient("SK", "x", base_url=server.url, clock=FakeClock()) as memory:
                try:
                    await call(memory)
                except TwilioMemoryError as caught:
                    error = caught
            yield error, len(server.requests) - before

    return call_each


@pytest.mark.contract(12, 13, 14)
@pytest.mark.parametrize("repeatable", REPEATABLE, ids=["repeatable", "not repeatable"])
@pytest.mark.parametrize("ending", [tuple, Reset], ids=["ends", "is reset"])
async def test_a_deletion_whose_answer_breaks_off_at_any_byte(call_each, ending, repeatable):
    answers = [ending([ACCEPTED[:length]]) for length in range(1, len(ACCEPTED) + 1)]
    seen = []
    async for error, count in call_each(answers, REPEATABLE[repeatable], ACCEPTED):
        seen.append((type(error), error and error.outcome, count))
    lost = (type(None), None, 2) if repeatable else (APIConnectionError, Outcome.MAYBE_PROCESSED, 1)
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
@pytest.mark.parametrize("answer", BODIES.values(), ids=BODIES)
async def test_a_body_that_breaks_off_at_any_byte(call_each, answer):
    start = answer.index(b"\r\n\r\n") + 4
    answers = [(answer[:length],) for length in range(start, len(answer) + 1)]
    seen = []
    async for error, count in call_each(answers, lambda memory: memory.operations.fetch(OPERATION), answer):
        seen.append((type(error), count))
    assert seen == [(UnexpectedResponseError, 1)] * (len(answer) - start) + [(type(None), 1)]


@pytest.mark.contract(20)
async def test_gzip_that_is_cut_at_any_byte_and_says_so(call_each):
    answers = [http("200 OK", ZIPPED[:length], "Content-Encoding: gzip") for length in range(len(ZIPPED) + 1)]
    seen = []
    async for error, _ in call_each(answers, lambda memory: memory.operations.fetch(OPERATION), ACCEPTED):
        seen.append(type(error))
    assert seen == [UnexpectedResponseError] * len(ZIPPED) + [type(None)]


@pytest.mark.parametrize("answer", [ACCEPTED, *BODIES.values()], ids=["plain", *BODIES])
async def test_an_answer_of_single_bytes_is_read(serve, answer):
    server, memory = serve([bytes([byte]) for byte in answer])
    if answer is ACCEPTED:
        assert (await memory.stores.delete(STORE)).operation_id == OPERATION
    else:
        assert (await memory.operations.fetch(OPERATION)).status == "COMPLETED"
    assert len(server.requests) == 1


@pytest.mark.contract(20)
@pytest.mark.parametrize("size", [0, 5000], ids=["small", "large"])
@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
async def test_constant_that_json_lacks_is_refused(serve, constant, size):
    body = STATE[:-1] + f', "unknown": [{constant}], "more": "{"x" * size}"}}'.encode()
    _, memory = serve(http("200 OK", body))
    with pytest.raises(UnexpectedResponseError, match="the body cannot be read"):
        await memory.operations.fetch(OPERATION)


def head(*lines, start=STATUS_LINE):
    """Write an answer in one piece, after which the connection is closed."""
    return (start + "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b'\r\n{"message": "ok"}',)


BROKEN_HEADS = {
    "length too long": head("Content-Length: 18"),
    "length too short": head("Content-Length: 16"),
    "length far too long": head(f"Content-Length: {'9' * 30}"),
    "length negative": head("Content-Length: -1"),
    "length with a sign": head("Content-Length: +17"),
    "length no number": head("Content-Length: many"),
    "length empty": head("Content-Length:"),
    "two lengths": head("Content-Length: 17", "Content-Length: 3"),
    "two lengths in one": head("Content-Length: 17, 3"),
    "unknown transfer encoding": head("Transfer-Encoding: gzip, chunked"),
    "chunks that are none": head("Transfer-Encoding: chunked"),
    "header without a name": head(": x"),
    "header without a colon": head("x"),
    "header with a NUL": head("X: \0"),
    "header larger than anybody reads": head(f"X: {'a' * 200_000}"),
    "more headers than anybody reads": head(*[f"X-{number}: 1" for number in range(20_000)]),
}


@pytest.mark.contract(13, 14, 20)
@pytest.mark.parametrize("repeatable", REPEATABLE, ids=["repeatable", "not repeatable"])
async def test_a_head_that_is_broken_after_its_status_line(call_each, repeatable):
    seen = []
    async for error, count in call_each(BROKEN_HEADS.values(), REPEATABLE[repeatable], ACCEPTED):
        seen.append((type(error), error and error.outcome, count))
    expected = (UnexpectedResponseError, Outcome.ACCEPTED, 1)
    assert dict(zip(BROKEN_HEADS, seen, strict=True)) == dict.fromkeys(BROKEN_HEADS, expected)


async def test_an_error_whose_head_is_broken_leaves_it_open(serve):
    answer = head("Content-Length: -1", start=b"HTTP/1.1 503 Unavailable\r\n")
    server, memory = serve(answer, answer, answer)
    for call, count in ((REPEATABLE[False], 1), (REPEATABLE[True], 3)):
        server.answer_with(answer, answer, answer)
        before = len(server.requests)
        with pytest.raises(APIConnectionError) as caught:
            await call(memory)
        assert caught.value.outcome is Outcome.MAYBE_PROCESSED
        assert len(server.requests) - before == count


async def test_many_headers_are_read(serve):
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
@pytest.mark.parametrize("repeatable", REPEATABLE, ids=["repeatable", "not repeatable"])
async def test_an_answer_without_a_status_line_leaves_it_open(call_each, repeatable):
    answers = [(garbage,) for garbage in GARBAGE]
    seen = []
    async for error, count in call_each(answers, REPEATABLE[repeatable], (b"garbage\r\n\r\n",)):
        seen.append((type(error), error and error.outcome, count))
    count = 3 if repeatable else 1
    assert seen == [(APIConnectionError, Outcome.MAYBE_PROCESSED, count)] * len(GARBAGE)


LEFT_OVER = {
    "the rest of a body": http("202 Accepted", b'{"message": "ok"}rest', length=17),
    "an answer that nobody has asked for": ACCEPTED + http("202 Accepted", b'{"message": "not asked for"}'),
    "a body where none can be": http("204 No Content", b"{}"),
}


@pytest.mark.contract(13)
@pytest.mark.parametrize("answer", LEFT_OVER.values(), ids=LEFT_OVER)
async def test_what_is_left_over_of_an_answer_is_not_that_of_the_next_request(serve, answer):
    server, memory = serve(answer, ACCEPTED)
    try:
        await memory.stores.delete(STORE)
    except UnexpectedResponseError as error:
        assert error.outcome is Outcome.ACCEPTED  # noqa: PT017 - it may also be none
    assert (await memory.stores.delete(STORE)).message == "ok"
    assert len(server.requests) == server.connections == 2


@pytest.mark.contract(9)
@pytest.mark.parametrize("status", ["100 Continue", "102 Processing", "103 Early Hints"])
async def test_announcements_without_end_are_ended_by_the_total(serve, status):
    clock = TickingClock()
    endless = itertools.repeat(f"HTTP/1.1 {status}\r\nLink: </x>\r\n\r\n".encode(), 1000)
    server, memory = serve(endless, clock=clock, timeouts=Timeouts(total=20))
    with pytest.raises(APITimeoutError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert clock.monotonic() < 40
    assert len(server.requests) == 1


async def test_announcements_without_end_do_not_pile_up(serve):
    endless = itertools.repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 500, 100)
    server, memory = serve(endless)
    with pytest.raises(APIConnectionError, match="RemoteProtocolError: too many informational") as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(server.requests) == 1


async def test_announcements_are_passed_over(serve):
    server, memory = serve(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3 + ACCEPTED)
    assert (await memory.stores.delete(STORE)).operation_id == OPERATION
    assert len(server.requests) == 1


@pytest.mark.contract(13)
async def test_a_status_below_400_is_final_behind_announcements_too(serve):
    server, memory = serve((b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 C\r\n\r\n" + STATUS_LINE,), ACCEPTED)
    with pytest.raises(UnexpectedResponseError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


STATUSES = sorted({*range(100, 1000, 31), 101, 199, 200, 204, 205, 299, 300, 304, 399, 400, 408, 418, 429, 499, 500})


def fate(status):
    """What a deletion of a store ends in that is answered with a status again and again."""
    if status < 200:
        return APIConnectionError, Outcome.MAYBE_PROCESSED, 1
    if status < 400:
        return UnexpectedResponseError, Outcome.ACCEPTED if status < 300 else Outcome.MAYBE_PROCESSED, 1
    if status < 500 and status != 408:
        return APIStatusError, Outcome.NOT_PROCESSED, 3 if status == 429 else 1
    return APIStatusError, Outcome.MAYBE_PROCESSED, 1


@pytest.mark.contract(13, 14, 20)
async def test_any_status(call_each):
    seen = {}
    for status in STATUSES:
        said = http(f"{status} Said", b"[]")
        answer = said if status >= 200 else (said,)
        async for error, count in call_each([answer], REPEATABLE[False], answer):
            kind = APIStatusError if isinstance(error, APIStatusError) else type(error)
            seen[status] = kind, error and error.outcome, count
    assert seen == {status: fate(status) for status in STATUSES}


def raw_deflate(content):
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


LARGE = b" " * 30_000_000
BOMBS = {
    "gzip": gzip.compress(LARGE),
    "deflate": zlib.compress(LARGE),
    "x-gzip": gzip.compress(LARGE),
    "gzip, gzip": gzip.compress(gzip.compress(LARGE)),
    "br": raw_deflate(LARGE),
    "zstd": raw_deflate(LARGE),
}


@pytest.mark.contract(20, 22)
@pytest.mark.parametrize("encoding", BOMBS)
@pytest.mark.parametrize("status", ["202 Accepted", "400 Bad Request"])
async def test_a_bomb_is_not_unpacked(serve, encoding, status):
    server, memory = serve(http(status, BOMBS[encoding], f"Content-Encoding: {encoding}"), max_response_bytes=1_000_000)
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
    [*REPEATABLE.values(), lambda memory: memory.operations.fetch(OPERATION)],
    ids=["repeatable", "not repeatable", "read"],
)
async def test_a_redirect_leads_nowhere(serve, status, call):
    trap, _ = serve(ACCEPTED)
    to = f"{trap.url}/v1/ControlPlane/Operations/{OPERATION}"
    server, memory = serve(http(f"{status} Elsewhere", b"", f"Location: {to}", f"Refresh: 0; url={to}"), ACCEPTED)
    with pytest.raises(UnexpectedResponseError) as caught:
        await call(memory)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert trap.connections == 0
    assert len(server.requests) == 1


@pytest.mark.contract(4, 7)
async def test_the_read_of_a_merged_profile_stays_at_home(serve):
    trap, _ = serve(ACCEPTED)
    to = f"{trap.url}/v1/Stores/{STORE}/Profiles/{OTHER_PROFILE}"
    moved = http("308 Permanent Redirect", b"", f"Location: {to}", f"Canonical-Profile-Id: {OTHER_PROFILE}")
    server, memory = serve(moved, moved, moved)
    with pytest.raises(ProfileMergedError):
        await memory.profiles.fetch(STORE, PROFILE)
    lines = [request.partition(b" HTTP")[0].decode() for request in server.requests]
    assert lines == [f"GET /v1/Stores/{STORE}/Profiles/{profile}" for profile in (PROFILE, OTHER_PROFILE)]
    assert trap.connections == 0


#: What a status URL may look like; {} is the address of an origin that is not ours.
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
async def test_a_status_url_is_never_called(serve, url, operation_id):
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
async def test_a_file_goes_to_no_odd_address(serve, url):
    server, memory = serve(http("201 Created", json.dumps({"importId": IMPORT, "url": url}).encode()))
    with pytest.raises(UnexpectedResponseError) as caught:
        await memory.imports.upload(STORE, io.BytesIO(b"a,b\n1,2\n"), filename="a.csv", column_mappings=COLUMNS)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


@pytest.mark.contract(4, 6, 7)
@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
async def test_an_upload_is_not_redirected(serve, status):
    trap, _ = serve(http("200 OK"))
    files = RawServer([http(f"{status} Elsewhere", b"", f"Location: {trap.url}/x")])
    body = json.dumps({"importId": IMPORT, "url": f"{files.url}/x?signature=y"}).encode()
    server, memory = serve(http("201 Created", body))
    with pytest.raises(UnexpectedResponseError):
        await memory.imports.upload(STORE, io.BytesIO(b"a,b\n1,2\n"), filename="a.csv", column_mappings=COLUMNS)
    files.close()
    assert len(server.requests) == len(files.requests) == 1
    assert files.requests[0].startswith(b"PUT /x?signature=y HTTP/1.1\r\n")
    assert files.requests[0].endswith(b"\r\n\r\na,b\n1,2\n")
    assert b"authorization" not in files.requests[0].lower()
    assert trap.connections == 0
