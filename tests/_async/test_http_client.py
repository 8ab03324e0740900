"""A given client of httpx or httpx2: effects of its event hooks and its transport on a call."""

from __future__ import annotations

import gzip
import json
import pickle

import h11
import httpx
import httpx2
import pytest

from raw_server import RawServer, http
from scripted import MAPPING, OPERATION, STORE
from secret_scanner import SECRET, USER, held_by, shows
from twilio_memory import (
    APIConnectionError,
    APITimeoutError,
    AsyncMemoryClient,
    ClientClosedError,
    Outcome,
    ServiceUnavailableError,
    Timeouts,
    UnexpectedResponseError,
)
from twilio_memory.testing import FakeClock

pytestmark = pytest.mark.anyio

BODY = json.dumps({"operationId": OPERATION, "status": "RUNNING", "createdAt": "2026-01-15T10:30:00Z"}).encode()
ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")


@pytest.fixture(params=[httpx, httpx2], ids=["httpx", "httpx2"])
def library(request):
    """Return the library of the given client."""
    return request.param


@pytest.fixture
async def serve(library):
    servers, http_clients = [], []

    def serve(*responses, hook=None, transport=None, **options):
        server = RawServer(responses)
        servers.append(server)
        hooks = {"response": [hook]} if hook else {}
        http_client = library.AsyncClient(event_hooks=hooks, transport=transport, trust_env=False)
        http_clients.append(http_client)
        options = {"base_url": server.url, "clock": FakeClock(), "http_client": http_client, **options}
        return server, AsyncMemoryClient(USER, SECRET, **options)

    yield serve
    for http_client in http_clients:
        await http_client.aclose()
    for server in servers:
        server.close()


async def read(response):
    await response.aread()


async def raise_for_status(response):
    response.raise_for_status()


async def read_and_raise_for_status(response):
    await response.aread()
    response.raise_for_status()


async def consume(response):
    async for _ in response.aiter_raw():
        pass


async def close(response):
    await response.aclose()


@pytest.mark.parametrize("hook", [read, raise_for_status, read_and_raise_for_status])
async def test_event_hook_may_read_the_response_and_raise_for_its_status(serve, hook):
    failure = http("503 Unavailable", b'{"code": 20503, "message": "busy"}', "Retry-After: 100")
    server, memory = serve(failure, hook=hook)
    with pytest.raises(ServiceUnavailableError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.retry_after == 100
    assert caught.value.code == (
        None if hook is raise_for_status else 20503
    )  # this hook raises before the body is read
    assert len(server.requests) == 1


@pytest.mark.parametrize("hook", [consume, close])
async def test_event_hook_that_consumes_the_body_leaves_the_write_accepted(serve, hook):
    server, memory = serve(ACCEPTED, hook=hook)
    with pytest.raises(UnexpectedResponseError) as caught:
        await memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


@pytest.mark.contract(22)
async def test_max_response_bytes_holds_for_a_body_that_an_event_hook_has_read(serve):
    _, memory = serve(http("200 OK", BODY), hook=read, max_response_bytes=len(BODY) - 1)
    with pytest.raises(UnexpectedResponseError, match="more than"):
        await memory.operations.fetch(OPERATION)


async def test_invalid_compression_found_by_an_event_hook_is_an_unexpected_response_error(serve):
    response = http("202 Accepted", gzip.compress(BODY)[:20] + b"x", "Content-Encoding: gzip")
    server, memory = serve(response, hook=read)
    with pytest.raises(UnexpectedResponseError) as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


@pytest.mark.filterwarnings("ignore:.* <async_generator:pytest.PytestUnraisableExceptionWarning")  # httpx's own
async def test_body_that_does_not_fit_its_content_encoding_is_not_reported_as_a_broken_head(serve):
    server, memory = serve(http("202 Accepted", BODY, "Content-Encoding: gzip"), hook=read)
    with pytest.raises(UnexpectedResponseError, match="body was cut short or is broken") as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.ACCEPTED
    assert len(server.requests) == 1


@pytest.mark.contract(7, 13)
@pytest.mark.parametrize(
    "location", ["mailto:x", "http://[::1", "https:///x", "https://host:99999/", "//", " ", "//xn--a-/"]
)
async def test_redirect_to_any_location_is_final(serve, location):
    server, memory = serve(*[http("308 Moved", b"", f"Location: {location}")] * 3)
    with pytest.raises(UnexpectedResponseError) as caught:
        await memory.operations.fetch(OPERATION)
    assert caught.value.status == 308
    assert len(server.requests) == 1


def failing_transport(library, error):
    def fail(_request):
        raise error

    return library.MockTransport(fail)


def subclass_of_connect_error(library):
    class MyError(library.ConnectError):
        pass

    return MyError("no")


def named_like_another_error(library):
    class PoolTimeout(library.ReadError):
        pass

    return PoolTimeout("no")


@pytest.mark.contract(14)
@pytest.mark.parametrize(
    ("make", "kind", "outcome"),
    [
        (subclass_of_connect_error, APIConnectionError, Outcome.NOT_SENT),
        (named_like_another_error, APIConnectionError, Outcome.MAYBE_PROCESSED),
        (lambda library: library.DecodingError("no"), APIConnectionError, Outcome.MAYBE_PROCESSED),
        (lambda library: library.StreamClosed(), APIConnectionError, Outcome.MAYBE_PROCESSED),
        (lambda _: UnicodeError("no"), APIConnectionError, Outcome.MAYBE_PROCESSED),
        (lambda library: library.InvalidURL("no"), APIConnectionError, Outcome.MAYBE_PROCESSED),
        (lambda _: ConnectionResetError("no"), APIConnectionError, Outcome.MAYBE_PROCESSED),
        (lambda _: h11.LocalProtocolError("no"), APIConnectionError, Outcome.MAYBE_PROCESSED),
        (lambda library: library.WriteTimeout("no"), APITimeoutError, Outcome.MAYBE_PROCESSED),
    ],
)
async def test_transport_exceptions_map_to_error_class_and_outcome(serve, library, make, kind, outcome):
    error = make(library)
    _, memory = serve(transport=failing_transport(library, error), max_attempts=1)
    with pytest.raises(kind) as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is outcome
    assert caught.value.__cause__ is error


async def test_transport_bug_is_raised_unchanged(serve, library):
    _, memory = serve(transport=failing_transport(library, RuntimeError("a bug")))
    with pytest.raises(RuntimeError, match="a bug") as caught:
        await memory.stores.delete(STORE)
    assert f"Raised at {__file__}:" in caught.value.__notes__[0]


async def test_closed_http_client_is_named_in_the_error(serve):
    server, memory = serve(ACCEPTED)
    await memory._executor.transport.client.aclose()
    with pytest.raises(ClientClosedError, match="http_client") as caught:
        await memory.stores.delete(STORE)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert server.requests == []


@pytest.mark.contract(28)
async def test_cause_of_a_connection_error_holds_no_credentials(serve):
    server, memory = serve(b"", b"", b"", timeouts=Timeouts(read=5))
    with pytest.raises(APIConnectionError) as caught:
        await memory.stores.delete(STORE)
    assert shows(server.requests[0].decode())
    cause = caught.value.__cause__
    assert cause.request.method == "DELETE"
    assert held_by(cause) == set()
    assert not shows(pickle.dumps(cause).decode("latin-1"))


async def test_deadline_passed_before_an_attempt_is_a_timeout(serve):
    class Late(FakeClock):
        def sleep(self, seconds):
            super().sleep(seconds + 100)

        async def async_sleep(self, seconds):
            await super().async_sleep(seconds + 100)

    _, memory = serve(http("503 Unavailable"), clock=Late())
    with pytest.raises(APITimeoutError) as caught:
        await memory.operations.fetch(OPERATION)
    assert [attempt.failure for attempt in caught.value.attempts] == [None, "ConnectTimeout"]


async def test_proxy_of_the_environment_is_ignored_with_a_given_http_client(library, monkeypatch):
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:1")
    async with library.AsyncClient(trust_env=False) as http_client:
        AsyncMemoryClient(USER, SECRET, http_client=http_client)
