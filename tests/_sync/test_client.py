"""Clients: closing, copies with other options, and a given http_client."""

from __future__ import annotations

import base64
import inspect

import httpx
import pytest

from scripted import OPERATION, Script, operation
from twilio_memory import ClientClosedError, MemoryClient, Timeouts


def test_closed_client_raises_and_can_be_closed_again():
    memory = MemoryClient("SK", "secret")
    with memory:
        pass
    memory.close()
    with pytest.raises(ClientClosedError, match="has been closed"):
        memory.operations.fetch(OPERATION)


def test_http_client_of_the_user_stays_open():
    script = Script(operation("RUNNING"))
    with httpx.Client(transport=httpx.MockTransport(script)) as http_client:
        with MemoryClient("SK", "secret", http_client=http_client) as memory:
            memory.operations.fetch(OPERATION)
        assert not http_client.is_closed


def test_http_client_defaults_of_the_user_are_not_sent():
    script = Script(operation("RUNNING"))
    http_client = httpx.Client(
        transport=httpx.MockTransport(script),
        auth=("other", "password"),
        headers={"x-other": "1"},
        params={"x": "1"},
        cookies={"a": "b"},
        base_url="https://other.example/",
        follow_redirects=True,
    )
    with http_client, MemoryClient("SKtest", "secret", http_client=http_client) as memory:
        memory.operations.fetch(OPERATION)
    (request,) = script.requests
    assert str(request.url) == f"https://memory.twilio.com/v1/ControlPlane/Operations/{OPERATION}"
    assert request.headers["authorization"] == "Basic U0t0ZXN0OnNlY3JldA=="
    assert not {"x-other", "cookie"} & set(request.headers)


def test_response_that_an_event_hook_has_read_is_parsed():
    def read(response):
        response.read()

    http_client = httpx.Client(
        transport=httpx.MockTransport(Script(operation("RUNNING"))), event_hooks={"response": [read]}
    )
    with http_client, MemoryClient("SK", "secret", http_client=http_client) as memory:
        assert (memory.operations.fetch(OPERATION)).status == "RUNNING"


def test_with_options_shares_connections_and_leaves_the_original_unchanged(play):
    memory = play(operation("RUNNING"), operation("RUNNING"))
    copy = memory.with_options(timeouts=Timeouts(read=1), max_attempts=1)
    copy.operations.fetch(OPERATION)
    memory.operations.fetch(OPERATION)
    first, second = (request.extensions["timeout"]["read"] for request in memory.script.requests)
    assert (first, second) == (1, 35)
    copy.close()
    with pytest.raises(ClientClosedError):
        memory.operations.fetch(OPERATION)


def test_with_credentials_shares_connections_and_leaves_the_original_unchanged(play):
    memory = play(operation("RUNNING"), operation("RUNNING"))
    other = memory.with_credentials("AC" + "0" * 32, "token")
    other.operations.fetch(OPERATION)
    memory.operations.fetch(OPERATION)
    first, second = (request.headers["authorization"] for request in memory.script.requests)
    assert first == "Basic " + base64.b64encode(b"AC" + b"0" * 32 + b":token").decode()
    assert second == "Basic " + base64.b64encode(b"SKtest:secret").decode()
    assert "AC" + "0" * 32 in repr(other)
    other.close()
    with pytest.raises(ClientClosedError):
        memory.operations.fetch(OPERATION)


def test_base_url_prefix_precedes_the_path(play):
    memory = play(operation("RUNNING"), base_url="https://proxy.example:8443/twilio/")
    memory.operations.fetch(OPERATION)
    assert str(memory.script.requests[0].url) == (
        f"https://proxy.example:8443/twilio/v1/ControlPlane/Operations/{OPERATION}"
    )


def test_repr_of_every_resource_shows_its_class_and_the_base_url_and_no_secret():
    memory = MemoryClient("SK" + "0" * 32, "hunter2", base_url="http://localhost:4010/prefix")
    members = inspect.getmembers_static(MemoryClient)
    names = [name for name, attribute in members if type(attribute).__name__ == "cached_property"]
    assert len(names) >= 11
    for name in names:
        resource = getattr(memory, name)
        assert repr(resource) == f"<{type(resource).__name__} of http://localhost:4010/prefix>"


def test_client_repr_shows_base_url_and_no_secret(play):
    shown = repr(play(base_url="http://localhost:4010"))
    assert "http://localhost:4010" in shown
    assert "secret" not in shown
