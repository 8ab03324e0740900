"""What the texts of errors say about where a connection went, and what else may have responded."""

from __future__ import annotations

import io
import json
import re
import socket

import httpx
import httpx2
import pytest

from loopback import LoopbackServer, echo
from loopback_tls import server_context
from operation_cases import IMPORT
from scripted import MAPPING, OPERATION, STORE, error, mapping
from twilio_memory import (
    APIConnectionError,
    APIStatusError,
    ConnectionOptions,
    InvalidArgumentError,
    MemoryClient,
    NotFoundError,
    Outcome,
    UnexpectedResponseError,
)

COLUMNS = {"mail": "Contact.email", "name": "Contact.firstName"}
OF_TWILIO = {"Twilio-Request-Id": "RQ1"}
PAGE = b"<!doctype html><title>Welcome to the hotel</title>"


def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_connection_error_names_host_and_port():
    port = unused_port()
    with MemoryClient("SKtest", "secret", base_url=f"http://127.0.0.1:{port}", max_attempts=1) as memory:
        with pytest.raises(APIConnectionError, match=rf"; 127\.0\.0\.1:{port}\)"):
            memory.data_mappings.fetch(STORE, MAPPING)
        with pytest.raises(APIConnectionError, match=rf"; 127\.0\.0\.1:{port}\)") as caught:
            memory.warm_up()
        assert "SSL_CERT_FILE" not in str(caught.value)


def test_connection_error_of_an_http_client_names_host_and_port(play):
    memory = play(httpx.ConnectError("refused"), max_attempts=1)
    with pytest.raises(APIConnectionError, match=r"\(ConnectError; memory\.twilio\.com:443\)"):
        memory.data_mappings.fetch(STORE, MAPPING)


def test_connection_error_names_the_proxy_without_its_password():
    port = unused_port()
    options = ConnectionOptions(proxy=f"http://user:hunter2@127.0.0.1:{port}")
    with MemoryClient("SKtest", "secret", connection_options=options, max_attempts=1) as memory:
        with pytest.raises(
            APIConnectionError, match=rf"; memory\.twilio\.com:443 by the proxy 127\.0\.0\.1:{port}\)"
        ) as caught:
            memory.data_mappings.fetch(STORE, MAPPING)
    assert "hunter2" not in str(caught.value)


def test_error_of_certificate_says_what_can_be_done():
    context = server_context()
    with LoopbackServer(echo, context) as tls:
        with MemoryClient("SKtest", "secret", base_url=tls.url, max_attempts=1) as memory:
            with pytest.raises(APIConnectionError) as caught:
                memory.data_mappings.fetch(STORE, MAPPING)
    for remedy in ("SSL_CERT_FILE", "ssl_context", 'trust_store="system"'):
        assert remedy in str(caught.value)


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, html=PAGE.decode()),
        httpx.Response(200, content=PAGE),
        httpx.Response(201, content=b" \n" + PAGE, headers={"Content-Type": "application/json"}),
        httpx.Response(202, html=PAGE.decode()),
        httpx.Response(200, text="You are online"),
        httpx.Response(203, content=b"Welcome"),
        httpx.Response(302, text="Log in first", headers={"Location": "https://portal.example/"}),
    ],
    ids=repr,
)
def test_web_page_of_something_else_leaves_the_outcome_of_a_write_open(play, response):
    memory = play(response)
    with pytest.raises(UnexpectedResponseError, match="a proxy, or the login page of a network") as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert not re.search(r"accepted|Expecting|documented", str(caught.value))


@pytest.mark.parametrize("status", [403, 502, 511])
@pytest.mark.parametrize("page", [{"html": PAGE.decode()}, {"text": "Log in first"}], ids=repr)
def test_error_page_of_something_else_says_so(play, status, page):
    memory = play(httpx.Response(status, **page), max_attempts=1)
    with pytest.raises(APIStatusError, match="a proxy, or the login page of a network"):
        memory.data_mappings.delete(STORE, MAPPING)


def test_success_with_an_undocumented_status_says_so(play):
    memory = play(httpx.Response(203, json=mapping()))
    with pytest.raises(UnexpectedResponseError, match="status 203, but this status is not documented") as caught:
        memory.data_mappings.fetch(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED


def test_error_of_twilio_names_no_network(play):
    for response in (error(403, 20403), httpx.Response(503), httpx.Response(503, html="x", headers=OF_TWILIO)):
        with pytest.raises(APIStatusError) as caught:
            play(response, max_attempts=1).data_mappings.delete(STORE, MAPPING)
        assert "network" not in str(caught.value)
    with pytest.raises(APIStatusError, match="login page of a network"):
        play(httpx.Response(511), max_attempts=1).data_mappings.delete(STORE, MAPPING)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", r"the body cannot be read \(.+\)"),
        (b"[]", r"the body cannot be read \(the body is not a JSON object\)"),
        (b"{}", "the property 'id' is missing"),
        (
            json.dumps(mapping() | {"mappingTo": 5}).encode(),
            r"the body cannot be read \(the property 'mappingTo' must be an object",
        ),
    ],
)
def test_body_of_twilio_that_does_not_fit_says_how(play, content, reason):
    with pytest.raises(UnexpectedResponseError, match=rf"got a response with status 200, but {reason}"):
        play(httpx.Response(200, content=content)).data_mappings.fetch(STORE, MAPPING)


@pytest.mark.parametrize("status", [200, 201, 204])
@pytest.mark.parametrize("page", [{"html": PAGE.decode()}, {"content": PAGE}, {"text": "You are online"}], ids=repr)
def test_upload_with_the_response_of_something_else_is_no_upload(play, status, page):
    created = {"importId": IMPORT, "url": "https://storage.example/put?signature=x"}
    memory = play(httpx.Response(201, json=created), httpx.Response(status, **page))
    with pytest.raises(UnexpectedResponseError, match="login page of a network") as caught:
        memory.imports.upload(
            STORE, io.BytesIO(b"mail,name\na@b.example,A\n"), filename="a.csv", column_mappings=COLUMNS
        )
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED


@pytest.mark.parametrize("headers", [OF_TWILIO, {"Operation-Id": OPERATION}])
def test_web_page_with_headers_of_twilio_is_an_accepted_write(play, headers):
    memory = play(httpx.Response(200, content=PAGE, headers=headers))
    with pytest.raises(UnexpectedResponseError, match="Twilio has accepted the request") as caught:
        memory.data_mappings.delete(STORE, MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED


def test_not_found_on_the_list_of_stores_says_that_the_product_may_be_missing(play):
    with pytest.raises(NotFoundError, match="This account may not have Conversation Memory"):
        [store for store in play(error(404, 20404)).stores.list()]
    with pytest.raises(NotFoundError) as caught:
        play(error(404, 20404)).data_mappings.fetch(STORE, MAPPING)
    assert "Conversation Memory" not in str(caught.value)


MALFORMED = [
    b"garbage\r\n\r\n",
    b"HTTP/1.1 2000 OK\r\n\r\n",
    b"HTTP/9.9 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 503 Busy\r\n no name\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    b"HTTP/1.1 503 Busy\r\nBad Name: x\r\n\r\n",
    b"",
]
FOREIGN = r"h11|peer|illegal|receiveBuffer|can't handle|ConnectionState|bad |Content-Length headers|conflicting"


@pytest.mark.parametrize("data", MALFORMED)
def test_malformed_response_is_described_in_words_of_this_library(serve, data):
    _, memory = serve([data], max_attempts=1)
    with pytest.raises((APIConnectionError, UnexpectedResponseError)) as caught:
        memory.data_mappings.fetch(STORE, MAPPING)
    assert not re.search(FOREIGN, str(caught.value), re.IGNORECASE)


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("data", MALFORMED)
def test_malformed_response_by_an_http_client_is_described_in_words_of_this_library(serve, library, data):
    server, _ = serve([data])
    with library.Client(trust_env=False) as http_client:
        memory = MemoryClient("SK", "secret", base_url=server.url, http_client=http_client, max_attempts=1)
        with pytest.raises((APIConnectionError, UnexpectedResponseError)) as caught:
            memory.data_mappings.fetch(STORE, MAPPING)
    assert not re.search(FOREIGN, str(caught.value), re.IGNORECASE)


def test_property_of_the_api_names_its_attribute(play):
    found = play(httpx.Response(200, json=mapping())).data_mappings.fetch(STORE, MAPPING)
    for name in ("displayName", "display_name"):
        with pytest.raises(KeyError, match=r"use \.display_name"):
            found[name]
    with pytest.raises(KeyError, match=r"^'mood'$"):
        found["mood"]


def test_handle_and_model_in_the_place_of_an_id_are_refused_with_a_hint(memory_emulator):
    with memory_emulator.client() as memory:
        creation = memory.stores.create(display_name="support")
        with pytest.raises(InvalidArgumentError, match=r"^store_id: .*; give what its wait\(\) returns$"):
            memory.stores.fetch(creation)
        store = memory.stores.fetch(creation.wait())
        with pytest.raises(InvalidArgumentError, match=r"^store_id: .*; give its id$"):
            memory.stores.fetch(store)
        with pytest.raises(InvalidArgumentError, match=r"of type int$"):
            memory.stores.fetch(1)
