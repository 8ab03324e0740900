"""TLS over the library's own connections: what is left over, lost, or taking its time, on each event loop alike."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from pathlib import Path

import pytest

import raw_server
from raw_server import AtOnce, RawServer, http
from scripted import OPERATION, STORE
from tunnel import Tunnel
from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    AsyncMemoryClient,
    InvalidArgumentError,
    Outcome,
    Timeouts,
    UnexpectedResponseError,
    _tls,
)

pytestmark = pytest.mark.anyio

CERTIFICATE = str(Path(raw_server.__file__).with_name("loopback.pem"))
BODY = json.dumps({"operationId": OPERATION, "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}).encode()
GOOD, POISON = http("200 OK", BODY), http("200 OK", BODY.replace(b"RUNNING", b"POISON"))
ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")


def server_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting():
    return ssl.create_default_context(cafile=CERTIFICATE)


@pytest.fixture(params=["direct", "through a proxy", "through a proxy with TLS"])
def way(request, monkeypatch):
    """Go to the server directly, through a tunnel, or through one in whose TLS is that of the server."""
    if request.param == "direct":
        yield
        return
    monkeypatch.setattr("twilio_memory._proxy.is_loopback", lambda _: False)
    monkeypatch.setattr("twilio_memory._tls.default_ssl_context", trusting)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    secure = request.param.endswith("TLS")
    with Tunnel(server_context() if secure else None) as proxy:
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http{'s' * secure}://{proxy.address}")
        yield


@pytest.fixture
async def serve(way):
    servers, clients = [], []

    def serve(*answers, **options):
        server = RawServer(answers, server_context())
        servers.append(server)
        client = AsyncMemoryClient("SK", "x", base_url=server.url, ssl_context=trusting(), max_attempts=1, **options)
        clients.append(client)
        return server, client

    yield serve
    for client in clients:
        await client.aclose()
    for server in servers:
        server.close()


@pytest.mark.contract(20)
@pytest.mark.parametrize("rest", [POISON, b""], ids=["another answer", "a goodbye"])
async def test_what_comes_with_an_answer_never_answers_the_next_request(serve, rest):
    server, memory = serve(AtOnce([GOOD, rest]), GOOD)
    for _ in range(2):
        assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert server.connections == 2


async def test_connections_are_used_again(serve):
    server, memory = serve(*[GOOD] * 3)
    for _ in range(3):
        assert (await memory.operations.fetch(OPERATION)).status == "RUNNING"
    assert server.connections == 1


@pytest.mark.contract(13)
async def test_a_large_answer_is_read_to_its_end_although_the_connection_ends_at_once(serve):
    body = json.dumps(json.loads(BODY) | {"more": "x" * 3_000_000}).encode()
    answer = http("200 OK", body, "Connection: close")
    for _ in range(5):
        _, memory = serve([answer])
        operation = await memory.operations.fetch(OPERATION)
        assert len(operation.additional_properties["more"]) == 3_000_000


@pytest.mark.contract(13)
async def test_an_answer_that_ends_without_a_goodbye_is_cut_where_http_says_so(serve):
    _, memory = serve([http("202 Accepted", b'{"message": "ok"}', length=100)])
    with pytest.raises(UnexpectedResponseError, match="cut short") as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.ACCEPTED


class Unread:
    """Accepts one connection with TLS, reads nothing more, and maybe says something.

    Args:
        says: What, in whole, or byte by byte with pauses.
        pause: How many seconds are between the bytes; None for no such pauses.
    """

    def __init__(self, says: bytes = b"", pause: float | None = None) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self._says, self._pause = says, pause
        self.said = 0
        """How many bytes it has said so far."""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        raw, _ = self._listener.accept()
        with contextlib.suppress(OSError), raw:  # The client goes when its time is over.
            connection = raw_server.TLSSide(raw, server_context())
            if self._pause is None:
                connection.sendall(self._says)
            for byte in self._says if self._pause else b"":
                if self._done.wait(self._pause):
                    return
                connection.sendall(bytes([byte]))
                self.said += 1
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
    return AsyncMemoryClient(
        "SK", "x", base_url=server.url, ssl_context=trusting(), max_attempts=1, timeouts=Timeouts(**timeouts)
    )


@pytest.mark.contract(9)
async def test_a_server_that_reads_nothing_is_not_written_to_for_longer_than_the_write_timeout(way, unread):
    async with client_of(unread(), write=0.1, read=9) as memory:
        with pytest.raises(APITimeoutError) as caught:
            await memory.stores.create(display_name="x" * 12_000_000)
    assert [attempt.failure for attempt in caught.value.attempts] == ["WriteTimeout"]


@pytest.mark.contract(14)
async def test_what_a_server_has_said_before_it_stopped_reading_is_heard(way, unread):
    answer = http("413 Too Large", b'{"code": 20413, "message": "too large"}')
    async with client_of(unread(answer), write=0.1, read=9) as memory:
        with pytest.raises(Exception, match=r"failed with status 413.*20413"):
            await memory.stores.create(display_name="x" * 12_000_000)


@pytest.mark.contract(9)
async def test_a_byte_now_and_then_is_no_answer_in_time(way, unread):
    server = unread(b"x" * 2000, 0.005)
    async with client_of(server, read=9, total=0.2) as memory:
        with pytest.raises(APITimeoutError):
            await memory.operations.fetch(OPERATION)
    assert server.said < 1000


def test_a_context_for_servers_is_refused():
    with pytest.raises(InvalidArgumentError, match="got one for servers"):
        AsyncMemoryClient("SK", "x", ssl_context=server_context())


@pytest.mark.contract(10)
async def test_where_another_protocol_is_agreed_on_nothing_is_sent(way):
    context, offering = server_context(), trusting()
    context.set_alpn_protocols(["h2"])
    offering.set_alpn_protocols(["h2", "http/1.1"])
    server = RawServer([], context)
    async with AsyncMemoryClient("SK", "x", base_url=server.url, ssl_context=offering, max_attempts=1) as memory:
        with pytest.raises(APIConnectionError, match="ssl_context has negotiated h2") as caught:
            await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert server.requests == []
    server.close()


async def test_certificates_of_the_environment_that_cannot_be_used_are_named(monkeypatch, tmp_path):
    (tmp_path / "bad.pem").write_text("no certificate")
    for name in ("bad.pem", "missing.pem"):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / name))
        _tls.default_ssl_context.cache_clear()
        async with AsyncMemoryClient("SK", "x", base_url="https://127.0.0.1:1") as memory:
            with pytest.raises(InvalidArgumentError, match="SSL_CERT_FILE of the environment"):
                await memory.stores.delete(STORE)
    _tls.default_ssl_context.cache_clear()
