"""Contracts 4, 28 and 29: secrets appear nowhere, and go only to the origin of the base URL."""

from __future__ import annotations

import copy
import io
import itertools
import logging
import pickle
import socket

import pytest

import secret_scanner
from connect_proxy import ConnectProxy
from loopback import LoopbackServer, echo
from loopback_tls import server_context, trusting
from operation_cases import COLUMNS, IMPORT, MAPPING, OPERATION, PROFILE, STORE
from raw_server import RawServer, http
from secret_scanner import SECRET, USER, held_by, shown_by, shows
from ticking_clock import TickingClock
from twilio_memory import (
    APIConnectionError,
    BatchError,
    InvalidArgumentError,
    MemoryClient,
    Outcome,
    Timeouts,
    TwilioMemoryError,
)
from twilio_memory.testing import FakeClock, Response


def client(url, **options):
    return MemoryClient(USER, SECRET, **{"base_url": url, "clock": FakeClock(), "max_attempts": 2} | options)


def fetch(memory):
    return memory.operations.fetch(OPERATION)


def delete(memory):
    return memory.data_mappings.delete(STORE, MAPPING)


def send_batches(memory):
    return memory.profiles.bulk_upsert(STORE, [{"Contact": {"email": "a@b.c"}}])


def wait(memory):
    return (delete(memory)).wait()


def update_merged(memory):
    return memory.profiles.update(STORE, PROFILE, {"Contact": {"email": "a@b.c"}})


def upload(memory):
    return memory.imports.upload(
        STORE, io.BytesIO(b"a,b\n1,2\n"), filename="a.csv", column_mappings=COLUMNS, check_file=False
    )


def refuse(memory):
    return memory.data_mappings.delete(MAPPING, STORE)


ACCEPTED = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")
FAILED = f'{{"operationId": "{OPERATION}", "status": "FAILED", "createdAt": "2026-01-15T10:30:00Z"}}'.encode()
MERGED = http("301 Moved", b"", f"Canonical-Profile-Id: {PROFILE}")
CREATED = http("201 Created", f'{{"importId": "{IMPORT}", "url": "http://127.0.0.1:1/x"}}'.encode())
CUT = [http("202 Accepted", b"{}", length=100)]


class Silence:
    """The start of a response, then silence."""

    def __iter__(self):
        return itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b""))


#: By failure: the call, and the responses of the server.
FAILING = {
    "401": (fetch, [http("401 Unauthorized", b'{"code": 20003, "message": "Authenticate"}')]),
    "404": (delete, [http("404 Not Found", b"{}")]),
    "500 twice": (delete, [http("500 Oops")] * 2),
    "429 and Retry-After": (fetch, [http("429 Slow", b"", "Retry-After: 1000")]),
    "HTML": (delete, [http("202 Accepted", b"<html>")]),
    "a body that is cut": (delete, [CUT]),
    "no response": (delete, [b"", b""]),
    "garbage": (fetch, [[b"garbage\r\n\r\n"]] * 2),
    "silence": (fetch, [Silence()] * 2),
    "a batch without a response": (send_batches, [b""]),
    "an operation that fails": (wait, [ACCEPTED, http("200 OK", FAILED)]),
    "a merged profile": (update_merged, [MERGED]),
    "an upload to a closed port": (upload, [CREATED]),
    "swapped arguments": (refuse, []),
}


@pytest.fixture
def logs(caplog):
    """Return the records of all loggers at the lowest level."""
    caplog.set_level(1)
    for name in [*logging.root.manager.loggerDict]:
        caplog.set_level(1, name)

    def texts(name=""):
        records = [record for record in caplog.records if record.name.startswith(name)]
        return "\n".join(f"{record.getMessage()} {vars(record)}" for record in records)

    return texts


ENVIRONMENTS = {
    "a line break at its end": {"TWILIO_API_KEY": USER, "TWILIO_API_SECRET": f"{SECRET}\n"},
    "a lone surrogate": {"TWILIO_API_KEY": USER, "TWILIO_API_SECRET": f"{SECRET}\udcff"},
    "a secret without a key": {"TWILIO_API_SECRET": SECRET},
}


@pytest.mark.contract(28)
@pytest.mark.parametrize("case", ENVIRONMENTS)
def test_refused_credentials_of_the_environment_are_not_shown(monkeypatch, case):
    for name in ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ENVIRONMENTS[case]:
        monkeypatch.setenv(name, ENVIRONMENTS[case][name])
    with pytest.raises(InvalidArgumentError, match="TWILIO_API_") as caught:
        MemoryClient()
    assert shown_by(caught.value) == []


@pytest.mark.contract(28)
def test_credentials_of_the_environment_are_not_shown_if_another_argument_is_refused(monkeypatch):
    monkeypatch.setenv("TWILIO_API_KEY", USER)
    monkeypatch.setenv("TWILIO_API_SECRET", SECRET)
    with pytest.raises(InvalidArgumentError, match="max_attempts") as caught:
        MemoryClient(max_attempts=0)
    assert shown_by(caught.value) == []


@pytest.mark.contract(28)
@pytest.mark.parametrize("address", ["bad host:80", "host:port", "host:80/\udcff"])
def test_password_of_an_unusable_proxy_is_not_shown(monkeypatch, address):
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"socks5://me:{SECRET}@{address}")
    with pytest.raises(InvalidArgumentError, match="proxy") as caught:
        MemoryClient("SK", "x")
    assert shown_by(caught.value) == []


@pytest.mark.contract(28)
@pytest.mark.parametrize("case", FAILING)
def test_errors_and_logs_show_no_secret(case, logs):
    call, responses = FAILING[case]
    server = RawServer(responses)
    with client(server.url, timeouts=Timeouts(read=0.1, write=0.1)) as memory:
        with pytest.raises(TwilioMemoryError) as caught:
            call(memory)
        assert shown_by(caught.value) == []
        assert held_by(caught.value) == set()
        for other in (copy.copy(caught.value), copy.deepcopy(caught.value), pickle.loads(pickle.dumps(caught.value))):
            assert type(other).__name__ == type(caught.value).__name__
            assert shown_by(other) == []
    server.close()
    if server.requests:
        assert shows(server.requests[0].decode("latin-1"))  # the secret was sent, so it could be shown
        assert "attempt=1" in logs("twilio_memory")
    assert not shows(logs())


@pytest.mark.contract(28)
def test_timeout_error_at_any_step_shows_no_secret(logs):
    failures = set()
    with LoopbackServer(echo) as server:
        for seconds in range(2, 12):
            timeouts = Timeouts(total=seconds)
            with client(server.url, clock=TickingClock(), timeouts=timeouts, max_attempts=1) as memory:
                try:
                    fetch(memory)
                except APIConnectionError as error:
                    failures |= {attempt.failure for attempt in error.attempts}
                    assert shown_by(error) == []  # noqa: PT017 - not every timeout fails the call
    assert {"ConnectTimeout", "ReadTimeout"} <= failures
    assert not shows(logs())


@pytest.mark.contract(28)
def test_connection_refused_error_shows_no_secret(logs):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with client(f"http://127.0.0.1:{port}") as memory:
        with pytest.raises(APIConnectionError) as caught:
            delete(memory)
    assert shown_by(caught.value) == []
    assert not shows(logs())


@pytest.mark.contract(28)
def test_error_leaves_frames_of_an_exception_being_handled():
    server = RawServer([b""])
    with client(server.url, max_attempts=1) as memory:
        try:
            int("x")
        except ValueError as error:
            with pytest.raises(APIConnectionError) as caught:
                delete(memory)
            handled = error
    assert handled in secret_scanner.chain(caught.value)
    assert handled.__traceback__ is not None
    server.close()


@pytest.mark.contract(28)
def test_logs_of_successful_calls_show_neither_secrets_nor_ids(logs):
    with LoopbackServer(echo) as server:
        with client(server.url) as memory:
            delete(memory)
            memory.identifiers.delete(STORE, PROFILE, "email", remove_all=True)
    assert not shows(logs())
    own = logs("twilio_memory")
    for template in ("/Stores/{store_id}/DataMappings/{data_mapping_id}", "/{profile_id}/Identifiers/{id_type}"):
        assert f"{template} attempt=1 status=202" in own
    for private in (STORE, MAPPING, PROFILE, "removeAll", "Accepted."):
        assert private not in own


@pytest.mark.contract(28)
def test_client_objects_neither_show_nor_hold_the_secret():
    with LoopbackServer(echo) as server:
        with client(server.url) as memory:
            deletion, operation = delete(memory), fetch(memory)
            session = memory._executor
            items = memory.data_mappings.list(STORE)
            resources = [thing for name, thing in vars(memory).items() if not name.startswith("_")]
            for thing in (memory, session, *resources, deletion, operation, items, items.pages(), session.credentials):
                for text in (repr(thing), str(thing), repr(getattr(thing, "__dict__", ""))):
                    assert not shows(text)
                assert held_by(thing) <= {"Credentials"}
            assert held_by(memory) == {"Credentials"}  # the only holder, which the search finds
            assert held_by(operation) == set()
            assert not shows(deletion.to_token())


@pytest.mark.contract(28)
def test_client_and_its_objects_cannot_be_pickled():
    with LoopbackServer(echo) as server:
        with client(server.url) as memory:
            deletion = delete(memory)
            for thing in (memory, memory.stores, deletion, memory.data_mappings.list(STORE)):
                for attempt in (pickle.dumps, copy.deepcopy):
                    with pytest.raises(TypeError, match=r"cannot be pickled: they hold credentials .* to_token\(\)"):
                        attempt(thing)


@pytest.mark.contract(28)
def test_error_of_an_unsent_batch_shows_no_secret():
    with client("http://127.0.0.1:1") as memory:
        with pytest.raises(BatchError) as caught:
            memory.observations.create(STORE, PROFILE, [None])
    assert shown_by(caught.value) == []


@pytest.mark.contract(29)
def test_tls_server_with_an_untrusted_certificate_gets_no_request(logs):
    context = server_context()
    with LoopbackServer(echo, context) as server:
        with client(server.url) as memory:
            with pytest.raises(APIConnectionError) as caught:
                delete(memory)
        assert caught.value.outcome is Outcome.NOT_SENT
        assert [attempt.failure for attempt in caught.value.attempts] == ["ConnectError"] * 2
        assert "CERTIFICATE_VERIFY_FAILED" in str(caught.value.__cause__)
        assert shown_by(caught.value) == []
        assert server.requests == 0
    assert not shows(logs())


@pytest.mark.contract(29)
def test_tls_succeeds_with_a_trusted_certificate():
    context = server_context()
    trusted = trusting()
    with LoopbackServer(echo, context) as server:
        with client(server.url, ssl_context=trusted) as memory:
            for _ in range(2):
                assert (delete(memory)).operation_id == MAPPING
            assert held_by(memory) == {"Credentials"}
        assert server.connections == 1


@pytest.mark.contract(4, 29)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_of_the_environment_is_used_and_sees_no_credentials(monkeypatch, scheme):
    context = server_context()
    trusted = trusting()
    monkeypatch.setattr("twilio_memory._http.proxy.is_loopback", lambda _: False)
    monkeypatch.setattr("twilio_memory._http.ssl_context.default_ssl_context", lambda: trusted)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with LoopbackServer(echo, context) as server, ConnectProxy(context if scheme == "https" else None) as proxy:
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"{scheme}://user:word@{proxy.address}")
        with client(server.url) as memory:
            for _ in range(2):
                assert (delete(memory)).operation_id == MAPPING
        assert server.connections == 1
    (head,) = proxy.heads
    assert head.startswith(b"CONNECT " + server.url.removeprefix("https://").encode() + b" HTTP/1.1\r\n")
    assert b"\r\nProxy-Authorization: Basic dXNlcjp3b3Jk\r\n" in head
    assert not shows(head.decode())


@pytest.mark.contract(29)
def test_tls_certificate_for_another_host_is_refused(monkeypatch):
    context = server_context()
    trusted = trusting()
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *rest, **options: resolve("127.0.0.1", *rest, **options))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")
    with LoopbackServer(echo, context) as server:
        url = server.url.replace("127.0.0.1", "other.example")
        with client(url, ssl_context=trusted, max_attempts=1) as memory:
            with pytest.raises(APIConnectionError, match="Hostname mismatch"):
                delete(memory)
        assert server.requests == 0


@pytest.mark.contract(29)
@pytest.mark.parametrize("value", [False, True, 0, "no"])
def test_tls_verification_cannot_be_turned_off_by_a_boolean(value):
    with pytest.raises(TypeError):
        MemoryClient(USER, SECRET, verify=value)
    with pytest.raises(InvalidArgumentError, match=r"ssl_context: expected an ssl\.SSLContext"):
        MemoryClient(USER, SECRET, ssl_context=value)


@pytest.mark.contract(4)
def test_credentials_go_only_to_the_origin_of_the_base_url():
    seen = []

    def handle(request):
        seen.append((request.method, dict(request.headers)))
        if request.method == "POST":
            body = f'{{"importId": "{IMPORT}", "url": "{uploads.url}/file"}}'
            return Response(201, (), body.encode())
        if request.method == "PUT":
            return Response(200, (), b"")
        return Response(307, (("Location", f"{uploads.url}/elsewhere"),), b"")

    with LoopbackServer(handle) as server, LoopbackServer(handle) as uploads:
        with client(server.url) as memory:
            upload(memory)
            with pytest.raises(TwilioMemoryError):
                fetch(memory)
        assert (server.requests, uploads.requests) == (2, 1)
    assert [(method, "authorization" in headers) for method, headers in seen] == [
        ("POST", True),
        ("PUT", False),
        ("GET", True),
    ]


@pytest.mark.contract(4)
def test_invalid_credentials_are_refused_without_being_shown():
    for username, password in (("", SECRET), (USER, ""), ("a:b", SECRET), (f"{SECRET} x", "y"), (USER, f"{SECRET}\n")):
        with pytest.raises(InvalidArgumentError) as caught:
            MemoryClient(username, password)
        assert not any(shows(text) for text in (str(caught.value), repr(caught.value), repr(vars(caught.value))))
