"""The connections of a given http_client: proxies, malformed heads, interrupted requests, surplus responses."""

from __future__ import annotations

import io
import json
import socket
import threading
import time

import httpx
import httpx2
import pytest

from connect_proxy import ConnectProxy
from h2_server import H2Server
from loopback_tls import server_context, trusting
from operation_cases import COLUMNS, IMPORT, PROFILE
from raw_server import RawServer, Reset, http
from scripted import MAPPING, OPERATION, STORE
from socks import SOCKSProxy
from twilio_memory import (
    APIConnectionError,
    InvalidArgumentError,
    MemoryClient,
    Outcome,
    UnexpectedResponseError,
)
from twilio_memory.testing import FakeClock

BODY = json.dumps({"operationId": OPERATION, "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}).encode()
GOOD, POISON = http("200 OK", BODY), http("200 OK", BODY.replace(b"RUNNING", b"POISON"))
ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")
CSV = b"email,firstName\nada@example.com,Ada\ngrace@example.com,Grace\n"


@pytest.fixture(params=[httpx, httpx2], ids=["httpx", "httpx2"])
def library(request):
    """Return the library of the given client."""
    return request.param


@pytest.fixture
def client_of(library):
    """Make a client for a URL on an http_client of the library."""
    http_clients = []

    def client_of(url, options=None, **arguments):
        http_client = library.Client(**{"trust_env": False} | arguments)
        http_clients.append(http_client)
        options = {"base_url": url, "clock": FakeClock(), "http_client": http_client} | (options or {})
        return MemoryClient("SK", "secret", **options)

    yield client_of
    for http_client in http_clients:
        http_client.close()


@pytest.fixture
def serve():
    servers = []

    def serve(*responses, ssl_context=None):
        server = RawServer(responses, ssl_context)
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.close()


def by_argument(_monkeypatch, library, url):
    return {"proxy": library.Proxy(url, ssl_context=trusting()) if url.startswith("https") else url}


def by_mount(_monkeypatch, library, url):
    transport = library.HTTPTransport(**by_argument(None, library, url), verify=trusting())
    return {"mounts": {"https://": transport}}


def by_environment(monkeypatch, _library, url):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, url)
    return {"trust_env": True}


CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
PROXIES = {
    "connects to nothing": (None, CONNECTED),
    "ends within its head": (None, CONNECTED[:-2]),
    "closes immediately": (None, b""),
    "requires credentials": (None, b"HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n"),
    "responds 502": (None, b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"),
    "not HTTP": (None, b"SSH-2.0-OpenSSH\r\n\r\n"),
    "with TLS": (server_context, CONNECTED),
}


@pytest.mark.contract(10, 14)
@pytest.mark.parametrize("give", [by_argument, by_mount, by_environment])
@pytest.mark.parametrize("proxy", PROXIES)
def test_proxy_response_is_not_mistaken_for_the_api_response(client_of, library, monkeypatch, give, proxy):
    secure, response = PROXIES[proxy]
    if secure and give is by_environment:
        give = by_argument  # The environment cannot configure trusted certificates for a proxy.
    with ConnectProxy(secure and secure(), response) as proxy_server:
        arguments = give(monkeypatch, library, f"http{'s' if secure else ''}://{proxy_server.address}")
        memory = client_of("https://127.0.0.1:1", verify=trusting(), **arguments)
        with pytest.raises(APIConnectionError) as caught:
            memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert len(caught.value.attempts) == 3
    assert len(proxy_server.heads) == 3
    assert not any(b"authorization: " in head.lower() for head in proxy_server.heads)


@pytest.mark.contract(10, 14)
@pytest.mark.parametrize("http2", [False, True])
@pytest.mark.parametrize("kind", [ConnectProxy, SOCKSProxy])
def test_certificate_refused_behind_a_proxy_proves_that_nothing_was_sent(client_of, serve, kind, http2):
    server = serve(ssl_context=server_context())
    with kind() as proxy_server:
        scheme = "http" if kind is ConnectProxy else "socks5"
        memory = client_of(server.url, proxy=f"{scheme}://{proxy_server.address}", http2=http2)
        with pytest.raises(APIConnectionError) as caught:
            memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert len(proxy_server.heads) == 3
    assert server.requests == []


@pytest.mark.contract(13)
@pytest.mark.parametrize("kind", [ConnectProxy, SOCKSProxy])
def test_status_of_the_api_behind_a_proxy_is_final(client_of, serve, kind):
    cut = [ACCEPTED.partition(b"Operation-Id")[0]]
    server = serve(ACCEPTED, cut, ssl_context=server_context())
    with kind() as proxy_server:
        scheme = "http" if kind is ConnectProxy else "socks5"
        memory = client_of(server.url, proxy=f"{scheme}://{proxy_server.address}", verify=trusting())
        assert (memory.data_mappings.delete(STORE, MAPPING)).operation_id == OPERATION
        with pytest.raises(UnexpectedResponseError) as caught:
            memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 2
    assert server.connections == 1


@pytest.mark.contract(14)
def test_response_lost_on_a_reused_tunnel_leaves_the_outcome_open(client_of, serve):
    server = serve(ACCEPTED, b"", ssl_context=server_context())
    with ConnectProxy() as proxy_server:
        memory = client_of(server.url, proxy=f"http://{proxy_server.address}", verify=trusting())
        memory.stores.delete(STORE)
        with pytest.raises(APIConnectionError) as caught:
            memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(server.requests) == 2


@pytest.mark.parametrize("direct", [True, False])
def test_http2_is_used_if_the_given_client_uses_it(client_of, direct):
    server = H2Server(server_context(), 202, {"operation-id": OPERATION}, b'{"message": "ok"}')
    with ConnectProxy() as proxy_server:
        arguments = {} if direct else {"proxy": f"http://{proxy_server.address}"}
        memory = client_of(server.url, http2=True, verify=trusting(), **arguments)
        for _ in range(2):
            assert (memory.data_mappings.delete(STORE, MAPPING)).operation_id == OPERATION
        server.close()
    assert server.requests == 2


HEAD = b"HTTP/1.1 202 Accepted\r\nOperation-Id: x\r\nContent-Length: 2\r\n\r\n"
BROKEN_HEADS = {
    "cut after the status line": HEAD[:23],
    "cut in a header": HEAD[:30],
    "cut before its last line": HEAD[:-2],
    "cut after a 1xx response": b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD[:30],
    "with a broken header": HEAD[:23] + b"no header\r\n\r\n",
    "with two lengths": HEAD[:-2] + b"Content-Length: 3\r\n\r\n",
    "without end": HEAD[:23] + b"X: y\r\n" * 50_000,
    "without a reason": b"HTTP/1.1 202\r\n",
    "with bare line feeds": b"HTTP/1.1 202 Accepted\nOperation-Id",
}


@pytest.mark.contract(13)
@pytest.mark.parametrize("kind", [tuple, Reset])
@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("name", BROKEN_HEADS)
def test_malformed_head_with_a_final_status_is_not_retried(client_of, serve, name, used, kind):
    if kind is Reset and name == "without end":
        kind = tuple  # A reset may discard data that was not read.
    server = serve(*[ACCEPTED] * used, kind([BROKEN_HEADS[name]]))
    memory = client_of(server.url)
    for _ in range(used):
        memory.data_mappings.delete(STORE, MAPPING)
    with pytest.raises(UnexpectedResponseError) as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1 + used
    assert server.connections == 1


@pytest.mark.contract(12, 14)
@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 202 Acc", b"HTTP/1.1 100 Continue\r\n", b"HTTP/1.1 503 Busy\r\nX:", b"garbage\r\n\r\n"]
)
def test_head_without_a_final_status_leaves_the_outcome_open(client_of, serve, head):
    server = serve(*[[head]] * 2, ACCEPTED)
    memory = client_of(server.url)
    with pytest.raises(APIConnectionError) as caught:
        memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert (memory.data_mappings.delete(STORE, MAPPING)).operation_id == OPERATION
    assert len(server.requests) == 3


@pytest.mark.parametrize("secure", [False, True])
def test_unsolicited_response_is_not_read_by_the_next_request(client_of, serve, secure):
    server = serve(GOOD + POISON, *[GOOD] * 3, ssl_context=server_context() if secure else None)
    memory = client_of(server.url, verify=trusting())
    for _ in range(3):
        assert (memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert len(server.requests) == 3
    assert server.connections == 2


@pytest.mark.contract(10)
def test_write_uses_a_new_connection_after_a_surplus_response(client_of, serve):
    server = serve(GOOD + ACCEPTED, ACCEPTED)
    memory = client_of(server.url)
    memory.operations.fetch(OPERATION)
    memory.stores.delete(STORE)
    assert len(server.requests) == 2


@pytest.fixture
def early():
    """Respond with success after only the first part of a request has been read."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=respond_and_reset, args=(listener,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(5)


def respond_and_reset(listener):
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(ACCEPTED)
        connection.shutdown(socket.SHUT_WR)
        time.sleep(0.3)  # so that the response arrives before the reset


# On asyncio the response is lost with the connection. On trio httpx does not close the generator of the body.
CUT = pytest.mark.filterwarnings("ignore:.* <async_generator:pytest.PytestUnraisableExceptionWarning")


def check_cut(error):
    if isinstance(error, UnexpectedResponseError):
        assert "arrived before the request was fully sent" in str(error)
        assert error.outcome is Outcome.ACCEPTED
    else:
        assert error.outcome is Outcome.MAYBE_PROCESSED


@CUT
def test_interrupted_upload_does_not_count_as_done(client_of, serve, early):
    server = serve(http("201 Created", json.dumps({"importId": IMPORT, "url": f"{early}/x"}).encode()))
    memory = client_of(server.url)
    file = io.BytesIO(b"x" * 20_000_000)
    with pytest.raises((UnexpectedResponseError, APIConnectionError)) as caught:
        memory.imports.upload(STORE, file, filename="a.csv", column_mappings=COLUMNS)
    check_cut(caught.value)


@CUT
def test_interrupted_write_does_not_count_as_done(client_of, early):
    with pytest.raises((UnexpectedResponseError, APIConnectionError)) as caught:
        client_of(early).profiles.update(STORE, PROFILE, {"Contact": {"note": "x" * 20_000_000}})
    check_cut(caught.value)


class ResizedFile(io.BytesIO):
    """A file whose size changes before it is read."""

    def __init__(self, content, then):
        super().__init__(content)
        self.then = then

    def read(self, size=-1):
        if self.then is not None:
            self.seek(0)
            self.truncate()
            self.write(self.then)
            self.seek(0)
            self.then = None
        return super().read(size)


@pytest.mark.parametrize(
    "then", [b"", CSV[:-1], CSV + b"DELETE / HTTP/1.1\r\n\r\n"], ids=["empty", "shorter", "longer"]
)
def test_upload_of_a_file_that_changes_size_is_an_error(client_of, serve, then):
    files = serve(http("200 OK"))
    server = serve(http("201 Created", json.dumps({"importId": IMPORT, "url": f"{files.url}/x"}).encode()))
    with pytest.raises(APIConnectionError) as caught:
        client_of(server.url).imports.upload(STORE, ResizedFile(CSV, then), filename="a.csv", column_mappings=COLUMNS)
    files.close()
    change = "longer than its" if len(then) > len(CSV) else f"shorter: {len(then)} of"
    assert f"the file got {change} {len(CSV)} bytes, nothing is imported" in str(caught.value)
    assert caught.value.outcome is Outcome.NOT_PROCESSED
    assert [attempt.failure for attempt in caught.value.attempts] == ["LocalProtocolError"]
    assert not any(b"DELETE" in request for request in files.requests)


def test_upload_that_the_transport_did_not_read_does_not_count_as_sent(library, serve):
    class IgnoringTransport(library.BaseTransport):
        def handle_async_request(self, request):
            address = json.dumps({"importId": IMPORT, "url": "https://uploads.example/x"}).encode()
            return library.Response(201, content=address) if request.method == "POST" else library.Response(200)

        handle_request = handle_async_request

    with library.Client(transport=IgnoringTransport()) as http_client:
        memory = MemoryClient("SK", "secret", http_client=http_client)
        with pytest.raises(UnexpectedResponseError, match="fully sent"):
            memory.imports.upload(STORE, io.BytesIO(CSV), filename="a.csv", column_mappings=COLUMNS)


def test_url_too_long_for_httpx_is_refused_before_sending(client_of, serve):
    server = serve()
    with pytest.raises(InvalidArgumentError, match="http_client") as caught:
        client_of(server.url).data_mappings.list(STORE, page_token="x" * 70_000).pages().__next__()
    assert caught.value.outcome is Outcome.NOT_SENT
    assert server.connections == 0
