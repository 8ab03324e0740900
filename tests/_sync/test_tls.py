"""TLS over the library's own connections: surplus data, truncation and timeouts, on each event loop."""

from __future__ import annotations

import contextlib
import json
import socket
import threading

import pytest

import raw_server
from connect_proxy import BUFFER_SIZE, ConnectProxy
from loopback_tls import server_context, trusting
from raw_server import AtOnce, RawServer, http
from scripted import OPERATION, STORE
from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    InvalidArgumentError,
    MemoryClient,
    Outcome,
    Timeouts,
    UnexpectedResponseError,
)
from twilio_memory._http import ssl_context

BODY = json.dumps({"operationId": OPERATION, "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}).encode()
GOOD, POISON = http("200 OK", BODY), http("200 OK", BODY.replace(b"RUNNING", b"POISON"))
ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")


@pytest.fixture(params=["direct", "through a proxy", "through a proxy with TLS"])
def route(request, monkeypatch):
    """Connect to the server directly, through an HTTP proxy, or through an HTTPS proxy."""
    if request.param == "direct":
        yield
        return
    monkeypatch.setattr("twilio_memory._http.proxy.is_loopback", lambda _: False)
    monkeypatch.setattr("twilio_memory._http.ssl_context.default_ssl_context", trusting)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    secure = request.param.endswith("TLS")
    with ConnectProxy(server_context() if secure else None) as proxy:
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http{'s' * secure}://{proxy.address}")
        yield


@pytest.fixture
def serve(route):
    servers, clients = [], []

    def serve(*responses, **options):
        server = RawServer(responses, server_context())
        servers.append(server)
        client = MemoryClient("SK", "x", base_url=server.url, ssl_context=trusting(), max_attempts=1, **options)
        clients.append(client)
        return server, client

    yield serve
    for client in clients:
        client.close()
    for server in servers:
        server.close()


@pytest.mark.contract(20)
@pytest.mark.parametrize("rest", [POISON, b""], ids=["another response", "close_notify"])
def test_extra_tls_data_closes_the_connection(serve, rest):
    server, memory = serve(AtOnce([GOOD, rest]), GOOD)
    for _ in range(2):
        assert (memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert server.connections == 2


def test_tls_connections_are_reused(serve):
    server, memory = serve(*[GOOD] * 3)
    for _ in range(3):
        assert (memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert server.connections == 1


@pytest.mark.contract(13)
def test_large_response_is_read_whole_although_the_server_closes_immediately(serve):
    body = json.dumps(json.loads(BODY) | {"more": "x" * 3_000_000}).encode()
    response = http("200 OK", body, "Connection: close")
    for _ in range(5):
        _, memory = serve([response])
        operation = memory.operations.fetch(OPERATION)
        assert len(operation.additional_properties["more"]) == 3_000_000


@pytest.mark.contract(13)
def test_response_without_close_notify_is_checked_against_content_length(serve):
    _, memory = serve([http("202 Accepted", b'{"message": "ok"}', length=100)])
    with pytest.raises(UnexpectedResponseError, match="cut short") as caught:
        memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.ACCEPTED


class Unread:
    """Accepts one TLS connection, reads nothing more, and may send bytes.

    Args:
        data: The bytes to send.
        pause: The seconds between single bytes; None to send all bytes together.
    """

    def __init__(self, data: bytes = b"", pause: float | None = None) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        # Buffers that grow could take all that is written, at each hop.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_SIZE)
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self._data, self._pause = data, pause
        self.sent = 0
        """The number of bytes sent so far."""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        raw, _ = self._listener.accept()
        with contextlib.suppress(OSError), raw:  # The client closes the connection after its timeout.
            connection = raw_server.TLSSide(raw, server_context())
            if self._data:
                connection.recv(1)  # A response before the request would end the connection.
            if self._pause is None:
                connection.sendall(self._data)
            for byte in self._data if self._pause else b"":
                if self._done.wait(self._pause):
                    return
                connection.sendall(bytes([byte]))
                self.sent += 1
            self._done.wait(10)

    def close(self) -> None:
        self._done.set()
        self._thread.join(5)
        self._listener.close()


@pytest.fixture
def unread():
    servers = []

    def unread(*arguments):
        servers.append(Unread(*arguments))
        return servers[-1]

    yield unread
    for server in servers:
        server.close()


def client_of(server, **timeouts):
    return MemoryClient(
        "SK", "x", base_url=server.url, ssl_context=trusting(), max_attempts=1, timeouts=Timeouts(**timeouts)
    )


@pytest.mark.contract(9)
def test_write_timeout_ends_a_tls_write_to_a_server_that_does_not_read(route, unread):
    with client_of(unread(), write=0.1, read=9) as memory:
        with pytest.raises(APITimeoutError) as caught:
            memory.stores.create(display_name="x" * 12_000_000)
    assert [attempt.failure for attempt in caught.value.attempts] == ["WriteTimeout"]


@pytest.mark.contract(14)
def test_response_sent_before_the_server_stopped_reading_is_read(route, unread):
    response = http("413 Too Large", b'{"code": 20413, "message": "too large"}')
    with client_of(unread(response), write=0.1, read=9) as memory:
        with pytest.raises(Exception, match=r"failed with status 413.*20413"):
            memory.stores.create(display_name="x" * 12_000_000)


@pytest.mark.contract(9)
def test_total_timeout_holds_against_a_slow_tls_server(route, unread):
    server = unread(b"x" * 2000, 0.005)
    with client_of(server, read=9, total=0.2) as memory:
        with pytest.raises(APITimeoutError):
            memory.operations.fetch(OPERATION)
    assert server.sent < 1000


def test_ssl_context_for_servers_is_refused():
    with pytest.raises(InvalidArgumentError, match="got one for servers"):
        MemoryClient("SK", "x", ssl_context=server_context())


@pytest.mark.contract(10)
def test_negotiated_protocol_other_than_http11_sends_nothing(route):
    context, offering = server_context(), trusting()
    context.set_alpn_protocols(["h2"])
    offering.set_alpn_protocols(["h2", "http/1.1"])
    server = RawServer([], context)
    with MemoryClient("SK", "x", base_url=server.url, ssl_context=offering, max_attempts=1) as memory:
        with pytest.raises(APIConnectionError, match="ssl_context has negotiated h2") as caught:
            memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert server.requests == []
    server.close()


def test_unusable_ssl_cert_file_of_the_environment_is_named(monkeypatch, tmp_path):
    (tmp_path / "bad.pem").write_text("no certificate")
    for name in ("bad.pem", "missing.pem"):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / name))
        ssl_context.default_ssl_context.cache_clear()
        with MemoryClient("SK", "x", base_url="https://127.0.0.1:1") as memory:
            with pytest.raises(InvalidArgumentError, match="SSL_CERT_FILE of the environment"):
                memory.stores.delete(STORE)
    ssl_context.default_ssl_context.cache_clear()
