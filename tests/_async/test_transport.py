"""The library's own HTTP/1.1 transport, on loopback: responses, timeouts, proxies and limits."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import socket
import threading
import time
import zlib

import pytest

from operation_cases import COLUMNS, IMPORT
from raw_server import RawServer, http
from scripted import MAPPING, OPERATION, STORE
from ticking_clock import TickingClock
from twilio_memory import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncMemoryClient,
    ClientClosedError,
    InvalidArgumentError,
    Outcome,
    RateLimitError,
    ServiceUnavailableError,
    Timeouts,
    UnexpectedResponseError,
)
from twilio_memory._http._async.connection import AsyncConnection
from twilio_memory._http.exceptions import ReadTimeout
from twilio_memory._http.types import Deadline
from twilio_memory.testing import FakeClock

pytestmark = pytest.mark.anyio

BODY = json.dumps({"operationId": OPERATION, "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}).encode()
ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")


@pytest.fixture(autouse=True, params=[True, False], ids=["fast path", "h11"])
def reading(request, monkeypatch):
    """Use the fast path for plain responses, or leave all responses to h11."""
    if not request.param:
        monkeypatch.setattr("twilio_memory._http._async.connection.parse_simple_response", lambda _: None)


async def test_connection_is_shared_by_consecutive_calls(serve):
    server, memory = serve(http("200 OK", BODY), http("200 OK", BODY))
    for _ in range(2):
        assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert server.connections == 1
    assert server.requests[0].startswith(f"GET /v1/ControlPlane/Operations/{OPERATION} HTTP/1.1\r\n".encode())


@pytest.mark.parametrize("options", [{}, {"max_response_bytes": 1000}])
async def test_compressed_response_is_read(serve, options):
    _, memory = serve(http("200 OK", gzip.compress(BODY), "Content-Encoding: gzip"), **options)
    assert (await memory.operations.fetch(OPERATION)).operation_id == OPERATION


BOMB = gzip.compress(b" " * 10_000_000)
ODD = {
    "nothing": http("202 Accepted"),
    "HTML": http("202 Accepted", b"<html>", "Twilio-Request-Id: RQ1"),
    "a body shorter than its Content-Length": [http("202 Accepted", b"{}", length=100)],
    "gzip that is cut": http("202 Accepted", gzip.compress(BODY)[:-9], "Content-Encoding: gzip"),
    "gzip that is broken": http("202 Accepted", b"\x1f\x8b\x08\x00garbage", "Content-Encoding: gzip"),
    "an encoding that was not requested": http("202 Accepted", BODY, "Content-Encoding: br"),
    "a bomb": http("202 Accepted", BOMB, "Content-Encoding: gzip"),
    "a bomb in deflate": http("202 Accepted", zlib.compress(b" " * 10_000_000), "Content-Encoding: deflate"),
    "a large body": http("202 Accepted", b" " * 2_000_000),
    "a chunk that is cut": [b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"],
    "a chunk of garbage": [b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
    "a redirect": http("307 Temporary Redirect", b"", "Location: http://127.0.0.1:1/"),
}


@pytest.mark.contract(13)
@pytest.mark.parametrize("response", ODD.values(), ids=ODD)
async def test_status_below_400_is_final_for_any_malformed_body(serve, response):
    server, memory = serve(response, ACCEPTED, max_response_bytes=1_000_000)
    with pytest.raises(UnexpectedResponseError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is (Outcome.MAYBE_PROCESSED if caught.value.status == 307 else Outcome.ACCEPTED)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "response",
    [
        http("503 Unavailable", b" " * 100_000, "Retry-After: 100"),
        http("503 Unavailable", BOMB, "Content-Encoding: gzip", "Retry-After: 100"),
        [http("503 Unavailable", b"{", "Retry-After: 100", length=50)],
        http("503 Unavailable", b'{"code": 1}', "Content-Encoding: br", "Retry-After: 100"),
    ],
    ids=["large", "bomb", "cut", "unknown encoding"],
)
async def test_error_with_an_unreadable_body_keeps_its_class(serve, response):
    _, memory = serve(response)
    with pytest.raises(ServiceUnavailableError) as caught:
        await memory.operations.fetch(OPERATION)
    assert caught.value.retry_after == 100
    assert caught.value.code is None


@pytest.mark.parametrize("status", [600, 999])
async def test_status_above_599_is_an_api_status_error(serve, status):
    _, memory = serve(http(f"{status} What"))
    with pytest.raises(APIStatusError) as caught:
        await memory.operations.fetch(OPERATION)
    assert caught.value.status == status


@pytest.mark.parametrize("response", [b"", [b"HTTP/1.1 2"], [b"garbage\r\n\r\n"], [b"HTTP/1.1 202 OK"]])
async def test_response_cut_within_the_status_line_leaves_the_outcome_open(serve, response):
    server, memory = serve(response, response, response)
    with pytest.raises(APIConnectionError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(server.requests) == 3
    server, memory = serve(response)
    with pytest.raises(APIConnectionError):
        await memory.stores.delete(STORE)
    assert len(server.requests) == 1


async def test_deletion_is_retried_after_a_lost_response(serve):
    server, memory = serve(b"", ACCEPTED)
    assert (await memory.data_mappings.delete(STORE, MAPPING)).operation_id == OPERATION
    assert len(server.requests) == 2


async def test_connection_refused_sends_nothing():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with AsyncMemoryClient("SK", "x", base_url=f"http://127.0.0.1:{port}", clock=FakeClock()) as memory:
        with pytest.raises(APIConnectionError) as caught:
            await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert len(caught.value.attempts) == 3


async def test_total_timeout_holds_against_single_bytes_in_the_status_line(serve):
    endless = itertools.chain([b"HTTP/1.1 202 A"], itertools.repeat(b"a"))
    _, memory = serve(endless, clock=TickingClock(), timeouts=Timeouts(total=20), max_attempts=1)
    with pytest.raises(APITimeoutError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED


@pytest.mark.contract(9)
async def test_total_timeout_holds_against_single_bytes_in_the_body(serve):
    head = b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n"
    endless = itertools.chain([head], itertools.repeat(b"1\r\n \r\n"))
    server, memory = serve(endless, clock=TickingClock(), timeouts=Timeouts(total=20))
    with pytest.raises(APITimeoutError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


async def test_read_timeout_ends_a_call_to_a_silent_server(serve):
    _, memory = serve(
        itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"")), timeouts=Timeouts(read=0.05), max_attempts=1
    )
    with pytest.raises(APIConnectionError):
        await memory.operations.fetch(OPERATION)


async def test_proxy_is_not_used_for_loopback(serve, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    _, memory = serve(http("200 OK", BODY))
    assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"


async def test_proxy_of_the_environment_is_used_for_other_hosts(monkeypatch):
    proxy = RawServer([http("407 Proxy Authentication Required")] * 3)
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, proxy.url.replace("http://", "http://user:word@"))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with AsyncMemoryClient("SK", "secret", clock=FakeClock()) as memory:
        with pytest.raises(APIConnectionError) as caught:
            await memory.operations.fetch(OPERATION)
    proxy.close()
    assert caught.value.outcome is Outcome.NOT_SENT
    head = proxy.requests[0].lower()
    assert head.startswith(b"connect memory.twilio.com:443 http/1.1\r\n")
    assert b"proxy-authorization: basic dxnlcjp3b3jk\r\n" in head
    assert b"secret" not in head
    assert b"\r\nauthorization" not in head


@pytest.mark.contract(10)
@pytest.mark.parametrize(
    "response", [b"", [b"garbage\r\n\r\n"], itertools.repeat(b"")], ids=["end", "garbage", "silence"]
)
async def test_proxy_failure_before_the_tunnel_is_open_proves_that_nothing_was_sent(monkeypatch, response):
    proxy = RawServer(itertools.repeat(response))
    monkeypatch.setenv("https_proxy", proxy.url)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    timeouts = Timeouts(connect=0.05)
    async with AsyncMemoryClient("SK", "secret", clock=FakeClock(), timeouts=timeouts, max_attempts=2) as memory:
        with pytest.raises(APIConnectionError) as caught:
            await memory.stores.delete(STORE)
    proxy.close()
    assert caught.value.outcome is Outcome.NOT_SENT
    assert len(proxy.requests) == 2


@pytest.mark.contract(9)
async def test_connect_timeout_covers_the_proxy_handshake(monkeypatch):
    proxy = RawServer(itertools.repeat(b"x" for _ in range(10_000)))
    monkeypatch.setenv("https_proxy", proxy.url)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with AsyncMemoryClient("SK", "secret", timeouts=Timeouts(connect=0.1), max_attempts=1) as memory:
        with pytest.raises(APITimeoutError) as caught:
            await memory.stores.delete(STORE)
    proxy.close()
    assert [attempt.failure for attempt in caught.value.attempts] == ["ConnectTimeout"]


async def test_proxy_is_not_used_for_a_port_in_no_proxy(monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1:1")
    monkeypatch.setattr("twilio_memory._http.proxy.is_loopback", lambda _: False)
    proxy = RawServer([])
    monkeypatch.setenv("https_proxy", proxy.url)
    for port in (1, 2):
        async with AsyncMemoryClient("SK", "x", base_url=f"https://127.0.0.1:{port}", max_attempts=1) as memory:
            with pytest.raises(APIConnectionError):
                await memory.operations.fetch(OPERATION)
    proxy.close()
    assert [request.partition(b" HTTP")[0] for request in proxy.requests] == [b"CONNECT 127.0.0.1:2"]


@pytest.mark.contract(14)
async def test_client_closed_between_attempts_keeps_the_outcome_of_the_first(serve):
    class Closing(FakeClock):
        async def async_sleep(self, seconds):
            await super().async_sleep(seconds)
            await memory.aclose()

        def sleep(self, seconds):
            super().sleep(seconds)
            memory.close()

    server, memory = serve(http("503 Unavailable"), clock=Closing())
    with pytest.raises(ClientClosedError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert [attempt.status for attempt in caught.value.attempts] == [503]
    with pytest.raises(ClientClosedError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert len(server.requests) == 1


async def test_upload_with_a_response_before_its_end_does_not_count_as_done():
    with socket.create_server(("127.0.0.1", 0)) as uploads:
        url = f"http://127.0.0.1:{uploads.getsockname()[1]}/x"
        thread = threading.Thread(target=respond_and_reset, args=(uploads,), daemon=True)
        thread.start()
        server = RawServer([http("201 Created", json.dumps({"importId": IMPORT, "url": url}).encode())])
        async with AsyncMemoryClient("SK", "x", base_url=server.url, timeouts=Timeouts(write=1)) as memory:
            file = io.BytesIO(b"x" * 20_000_000)
            with pytest.raises(UnexpectedResponseError, match="arrived before the request was fully sent") as caught:
                await memory.imports.upload(STORE, file, filename="a.csv", column_mappings=COLUMNS)
        server.close()
        thread.join(5)
    assert caught.value.outcome is Outcome.ACCEPTED


def respond_and_reset(uploads):
    connection, _ = uploads.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(http("200 OK"))
        connection.shutdown(socket.SHUT_WR)
        time.sleep(0.3)  # so that the response arrives before the reset


@pytest.mark.parametrize(
    ("headers", "retry_after"),
    [(["Retry-After: 100"], 100), (["Retry-After: 100", "Retry-After: 200"], None)],
)
async def test_repeated_response_headers_are_joined(serve, headers, retry_after):
    _, memory = serve(http("429 Too Many", b"", *headers), max_attempts=1)
    with pytest.raises(RateLimitError) as caught:
        await memory.operations.fetch(OPERATION)
    assert caught.value.retry_after == retry_after


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "http://[::1", "ftp://proxy.example", "http://a..b"])
async def test_unusable_proxy_is_named_by_the_constructor(monkeypatch, proxy):
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(InvalidArgumentError, match=r"the proxy (URL )?of the environment"):
        AsyncMemoryClient("SK", "secret")


@pytest.mark.contract(22)
@pytest.mark.parametrize("status", ["200 OK", "202 Accepted"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "deflate"])
async def test_valid_body_above_max_response_bytes_is_refused(serve, status, encoding):
    body = json.dumps(json.loads(BODY) | {"message": "ok", "more": "x" * 1000}).encode()
    sent = {"identity": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[encoding](body)
    for limit in (len(body) - 1, len(body)):
        _, memory = serve(http(status, sent, f"Content-Encoding: {encoding}"), max_response_bytes=limit)
        fetching = status == "200 OK"
        if limit == len(body):
            await (memory.operations.fetch(OPERATION) if fetching else memory.data_mappings.delete(STORE, MAPPING))
            continue
        with pytest.raises(UnexpectedResponseError, match=f"more than {limit} bytes"):
            await (memory.operations.fetch(OPERATION) if fetching else memory.data_mappings.delete(STORE, MAPPING))


async def test_large_response_is_read_whole(serve):
    body = json.dumps(json.loads(BODY) | {"more": "x" * 8_000_000}).encode()
    _, memory = serve(http("200 OK", body))
    operation = await memory.operations.fetch(OPERATION)
    assert len(operation.additional_properties["more"]) == 8_000_000


@pytest.mark.contract(20)
@pytest.mark.parametrize("size", [10, 1_000_000])
async def test_surplus_response_is_not_read_by_the_next_request(serve, size):
    body = json.dumps(json.loads(BODY) | {"more": "x" * size}).encode()
    server, memory = serve(http("200 OK", body) + http("500 Poisoned", b"{}"), http("200 OK", BODY))
    assert len((await memory.operations.fetch(OPERATION)).additional_properties["more"]) == size
    assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert server.connections == 2


@pytest.mark.contract(9)
async def test_write_timeout_ends_a_write_to_a_server_that_does_not_read(serve):
    with socket.create_server(("127.0.0.1", 0)) as uploads:  # no accept: the data stays in kernel buffers
        url = f"http://127.0.0.1:{uploads.getsockname()[1]}/x"
        created = json.dumps({"importId": IMPORT, "url": url}).encode()
        _, memory = serve(http("201 Created", created), timeouts=Timeouts(write=0.1))
        with pytest.raises(APITimeoutError) as caught:
            await memory.imports.upload(STORE, io.BytesIO(b"x" * 50_000_000), filename="a.csv", column_mappings=COLUMNS)
    assert [attempt.failure for attempt in caught.value.attempts] == ["WriteTimeout"]
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED


class Taking:
    """A connection that records every part that is written, and then responds."""

    def __init__(self):
        self.parts = []

    async def write(self, data, seconds):
        self.parts.append((data, seconds))

    async def read(self, _):
        return ACCEPTED

    async def has_early_data(self, _):
        return False


@pytest.mark.contract(9)
async def test_write_timeout_applies_to_each_part_of_a_large_body():
    stream, deadline = Taking(), Deadline(60.0, lambda: 0.0, connect=5.0, read=35.0, write=3.0, pool=5.0)
    status, _ = await AsyncConnection(stream).send_request(b"head", b"x" * 1_000_000, 1_000_000, deadline)
    assert status == 202
    assert b"".join(part for part, _ in stream.parts) == b"head" + b"x" * 1_000_000
    assert [seconds for _, seconds in stream.parts] == [3] * 4


class Silent(Taking):
    """A connection that records how long its first read may take, and fails it."""

    async def read(self, seconds):
        self.parts.append((None, seconds))
        raise ReadTimeout


@pytest.mark.contract(9)
async def test_first_read_takes_no_longer_than_what_is_left_of_the_total():
    stream, deadline = Silent(), Deadline(20.0, lambda: 18.5, connect=5.0, read=35.0, write=3.0, pool=5.0)
    with pytest.raises(ReadTimeout):
        await AsyncConnection(stream).send_request(b"head", b"", 0, deadline)
    assert [seconds for _, seconds in stream.parts] == [1.5, 1.5]


@pytest.mark.contract(20)
async def test_idle_connection_with_unsolicited_data_is_not_reused(serve):
    server, memory = serve(http("200 OK", BODY), http("200 OK", BODY))
    await memory.operations.fetch(OPERATION)
    [connection] = memory._executor.transport.current().idle
    connection.stream.is_readable = lambda: True  # as after a response that was not requested
    await memory.operations.fetch(OPERATION)
    assert server.connections == 2
