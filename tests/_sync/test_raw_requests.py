"""Requests that the library has no method for."""

from __future__ import annotations

from unittest.mock import ANY

import httpx
import pytest

from scripted import STORE, error
from twilio_memory import APIConnectionError, InvalidArgumentError, NotFoundError, Outcome, UnexpectedResponseError

PATH = f"/v1/ControlPlane/Stores/{STORE}"


def test_raw_request_returns_json_and_response(play):
    memory = play(httpx.Response(200, json=[{"a": 1}], headers={"Twilio-Request-Id": "RQ2"}))
    value, response = memory.request("GET", PATH, extra_query={"q": "a b"}, extra_headers={"x-a": "1"}, timeout=2)
    assert value == [{"a": 1}]
    assert (response.status, response.request_id) == (200, "RQ2")
    [request] = memory.script.requests
    assert memory.script.lines == [f"GET {PATH}?q=a%20b"]
    assert request.headers["authorization"].startswith("Basic ")
    assert request.headers["x-a"] == "1"
    assert request.extensions["timeout"]["read"] == 2


@pytest.mark.parametrize("status", [200, 299])
def test_raw_request_returns_the_json_of_any_success(play, status):
    assert play(httpx.Response(status, json={"a": 1})).request("GET", PATH) == ({"a": 1}, ANY)


def test_raw_request_sends_body_as_json(play):
    memory = play(httpx.Response(204))
    assert (memory.request("PATCH", PATH, body={"a": None})).value is None
    [request] = memory.script.requests
    assert (request.content, request.headers["content-type"]) == (b'{"a":null}', "application/json")


@pytest.mark.parametrize(("retry", "count"), [(None, 1), ("unsafe", 1), ("idempotent", 3), ("safe", 3)])
def test_raw_request_is_retried_only_if_asked(play, retry, count):
    memory = play(*[httpx.ReadError("reset")] * 3)
    with pytest.raises(APIConnectionError, match="request for path /v1/") as caught:
        memory.request("GET", PATH, **({"retry": retry} if retry else {}))
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert len(memory.script.requests) == count


def test_raw_request_raises_the_class_of_status_and_code(play):
    with pytest.raises(NotFoundError) as caught:
        play(error(404)).request("DELETE", PATH)
    assert (caught.value.method, caught.value.arguments) == ("request", {"path": PATH})


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, text="<p>"),
        httpx.Response(300, json={}),
        httpx.Response(302, headers={"Location": "https://evil.example/"}),
    ],
)
def test_raw_request_refuses_redirects_and_what_is_no_json(play, response):
    memory = play(response)
    with pytest.raises(UnexpectedResponseError):
        memory.request("GET", PATH)
    assert len(memory.script.requests) == 1


@pytest.mark.parametrize(
    "path",
    [
        "",
        "v1/Stores",
        "//evil.example/v1",
        "https://evil.example/",
        "/v1/../Stores",
        "/v1/.",
        "/v1/%2e%2e/x",
        "/v1?a=b",
        "/v1#a",
        "/v1\\x",
        "/v1\r\nx: y",
        "/v1 x",
        "/v1/",
        "/\u00e9",
        "/@evil.example/..",
        None,
        b"/v1",
        "/" + "a" * 513,
    ],
)
def test_raw_request_refuses_other_paths(play, path):
    memory = play()
    with pytest.raises(InvalidArgumentError, match="path: expected"):
        memory.request("GET", path)
    assert not memory.script.requests


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"http_method": "get"}, "http_method: expected"),
        ({"http_method": "TRACE"}, "http_method: expected"),
        ({"http_method": None}, "http_method: expected"),
        ({"http_method": "POST", "retry": "always"}, "retry: expected"),
        ({"http_method": "POST", "body": float("nan")}, "body: expected JSON"),
        ({"http_method": "POST", "body": {1, 2}}, "body: expected JSON"),
        ({"http_method": "POST", "extra_headers": {"authorization": "x"}}, "extra_headers"),
        ({"http_method": "POST", "body": 1, "extra_headers": {"content-type": "x"}}, "extra_headers"),
    ],
)
def test_raw_request_refuses_invalid_arguments(play, arguments, text):
    with pytest.raises(InvalidArgumentError, match=text):
        play().request(**{"path": PATH, **arguments})


def test_raw_request_log_shows_no_path(play, caplog):
    with caplog.at_level("DEBUG", "twilio_memory"):
        play(httpx.Response(200, json={})).request("GET", PATH)
    assert "request GET" in caplog.text
    assert STORE not in caplog.text
