"""Validation of requests and responses by the emulator."""

import base64
import gzip
import json
import re
import zlib

import httpx
import pytest

from twilio_memory._error_codes import ERROR_CODES
from twilio_memory.testing import EmulatorError, Request, _handlers
from twilio_memory.testing._errors import CODES, APIProblem
from twilio_memory.testing._handlers import HANDLERS, HandlerResponse


def basic(text):
    return "Basic " + base64.b64encode(text).decode()


CREDENTIALS = (("Authorization", basic(b"user:password")),)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("Authorization", ""),),
        (("Authorization", "Bearer abc"),),
        (("Authorization", "Basic"),),
        (("Authorization", "Basic !!!"),),
        (("Authorization", basic(b"no colon")),),
        (("Authorization", basic(b":password")),),
        (("Authorization", basic(b"user:")),),
        (("Authorization", basic(b"\xff:\xff")),),
        (("Authorization", basic(b"user:password")), ("Authorization", basic(b"user:password"))),
    ],
)
def test_request_without_valid_basic_credentials_is_20003(api, refused, headers):
    refused(api.emulator.handle(Request("GET", api.root, "", headers)), 401, 20003)
    assert api.emulator.calls[-1].operation is None


@pytest.mark.parametrize("value", [basic(b"user:password"), basic(b"user:pass:word").replace("Basic", "basic")])
def test_request_with_any_basic_credentials_is_accepted(api, value):
    assert api.emulator.handle(Request("GET", api.root, "", (("authorization", value),))).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/v1/ControlPlane/Store"),
        ("GET", "/v1/ControlPlane/Stores/"),
        ("GET", "/v1/controlplane/stores"),
        ("GET", "/v1/ControlPlane/Stores/a/b/c/d"),
        ("GET", "/v1/ControlPlane/Stores%2Fx"),
        ("PUT", "/v1/ControlPlane/Stores"),
        ("HEAD", "/v1/ControlPlane/Stores"),
        ("get", "/v1/ControlPlane/Stores"),
    ],
)
def test_unknown_path_or_method_is_20404(api, refused, method, path):
    refused(api.send(method, path), 404, 20404)


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b"", "application/json", "missing"),
        (b"{}", None, "application/json"),
        (b"{}", "text/plain", "application/json"),
        (b"{", "application/json", "not JSON"),
        (b"\xff", "application/json", "UTF-8"),
        (b"[]", "application/json", "object"),
        (b"null", "application/json", "object"),
        (b'{"displayName": NaN}', "application/json", "NaN"),
        (b'{"displayName": 1e999}', "application/json", "not JSON"),
        (b'{"displayName": "\\ud800"}', "application/json", "surrogate"),
        (b'{"other": "\\ud800"}', "application/json", "surrogate"),
        (b'{"displayName": ' + 300 * b"[" + 300 * b"]" + b"}", "application/json", "nested"),
        (b'{"displayName": ' + 200_000 * b"[", "application/json", "nested"),
        (b'{"displayName": ' + 5000 * b"9" + b"}", "application/json", "not JSON"),
        (b"{}", "application/json; charset=utf-8", "displayName"),
    ],
)
def test_body_other_than_json_object_is_520046(api, refused, content, kind, message):
    headers = CREDENTIALS if kind is None else (*CREDENTIALS, ("Content-Type", kind))
    body = refused(api.emulator.handle(Request("POST", api.root, "", headers, content)), 400, 520046)
    [found] = body["details"]["fields"]
    assert message in f"{found['field']} {found['message']}"


OBSERVATIONS = {"observations": [{"content": "Likes tea", "source": "test", "occurredAt": "2026-01-15T10:30:00Z"}]}
BODY = json.dumps(OBSERVATIONS).encode()
BOMB = gzip.compress(bytes(2**26 + 1))


def create_compressed(api, encoding, content, path=None):
    headers = (*CREDENTIALS, ("Content-Type", "application/json"), ("content-encoding", encoding))
    return api.emulator.handle(Request("POST", path or f"{api.profile()}/Observations", "", headers, content))


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", gzip.compress(BODY)),
        ("gzip", gzip.compress(BODY[:20]) + gzip.compress(BODY[20:])),
        ("deflate", zlib.compress(BODY)),
    ],
    ids=["gzip", "two members", "deflate"],
)
def test_body_may_be_compressed(api, encoding, content):
    assert create_compressed(api, encoding, content).status == 202
    assert api.emulator.calls[-1].json() == OBSERVATIONS


def test_compressed_body_is_refused_where_undocumented(api, refused):
    body = gzip.compress(json.dumps({"displayName": "sandbox"}).encode())
    [found] = refused(create_compressed(api, "gzip", body, api.root), 400, 520046)["details"]["fields"]
    assert found["message"] == "this operation takes no compressed body"


@pytest.mark.parametrize(
    ("encoding", "content", "message"),
    [
        ("gzip", BODY, "not compressed like that"),
        ("gzip", gzip.compress(BODY)[:-9], "cut short"),
        ("gzip", BOMB, "too large"),
        ("gzip", gzip.compress(BODY) + b"more", "not compressed like that"),
        ("br", BODY, "only gzip and deflate"),
    ],
)
def test_body_with_wrong_content_encoding_is_520046(api, refused, encoding, content, message):
    [found] = refused(create_compressed(api, encoding, content), 400, 520046)["details"]["fields"]
    assert (found["in"], found["field"]) == ("header", "Content-Encoding")
    assert message in found["message"]


def test_query_parameter_of_twilios_helper_is_ignored(api, refused):
    store = api.store()
    assert api.get(store, query="Accept-Encoding=gzip").status == 200
    refused(api.get(store, query="Accept=gzip"), 400, 520046)


def test_unexpected_body_is_520046(api, refused):
    refused(api.send("DELETE", api.store(), {}), 400, 520046)


def test_empty_patch_is_520046(api, refused):
    refused(api.send("PATCH", api.store(), {}), 400, 520046)


def test_header_parameter_is_validated(api, refused):
    response = api.send("PATCH", api.store(), {"description": "x"}, headers=[("IF-MATCH", 101 * "x")])
    [found] = refused(response, 400, 520046)["details"]["fields"]
    assert (found["in"], found["field"]) == ("header", "If-Match")


def test_every_response_is_json_with_a_request_id(api):
    responses = [api.get(api.root), api.send("POST", api.root, {"displayName": "x"}), api.get("/nowhere")]
    responses.append(api.emulator.handle(Request("GET", api.root)))
    assert [response.header("content-type") for response in responses] == ["application/json"] * 4
    ids = {response.header("Twilio-Request-Id") for response in responses}
    assert len(ids) == 4
    assert all(re.fullmatch("RQ[0-9a-f]{32}", value) for value in ids)


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (HandlerResponse(418, {}), "status 418"),
        (HandlerResponse(200, {"stores": "many"}), "/stores"),
        (HandlerResponse(200, {"stores": ["x"]}), "/stores/0"),
        (HandlerResponse(200, {"stores": [], "surprise": 1}), "surprise"),
        (HandlerResponse(200, {"stores": []}, {"X-Surprise": "1"}), "X-Surprise"),
        (HandlerResponse(503, {"code": "many"}), "/code"),
        (HandlerResponse(429, {}, {"Retry-After": "soon"}), "Retry-After"),
    ],
)
def test_undocumented_response_raises_emulator_error(api, monkeypatch, response, message):
    monkeypatch.setitem(_handlers.HANDLERS, "ListStores", lambda _context: response)
    with pytest.raises(EmulatorError, match=message):
        api.get(api.root)


def test_failed_handler_is_rolled_back(api, monkeypatch):
    store = api.store()
    real = HANDLERS["DeleteStore"]
    monkeypatch.setitem(HANDLERS, "DeleteStore", lambda context: HandlerResponse(204, real(context).body))
    with pytest.raises(EmulatorError, match="204"):
        api.send("DELETE", store)
    assert api.get(store).status == 200


def test_exception_in_a_handler_propagates(api, monkeypatch):
    monkeypatch.setitem(HANDLERS, "ListStores", lambda _context: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        api.get(api.root)
    monkeypatch.undo()
    assert api.get(api.root).status == 200


def test_operation_without_handler_raises_emulator_error(api, monkeypatch):
    monkeypatch.delitem(HANDLERS, "ListStores")
    with pytest.raises(EmulatorError, match="ListStores has no handler"):
        api.get(api.root)


@pytest.mark.parametrize(
    ("code", "documented", "status"),
    [(520045, {400, 404}, 400), (520045, {400, 409}, 409), (520044, {400, 409}, 400), (20404, set(), 404)],
)
def test_error_code_uses_the_documented_status(code, documented, status):
    assert APIProblem(code).status(documented) == status


@pytest.mark.parametrize("code", CODES)
def test_error_codes_fit_their_schemas(code):
    assert 0 < len(CODES[code].message) <= 128
    assert CODES[code].statuses


@pytest.mark.parametrize("code", CODES)
def test_error_codes_agree_with_the_library(code):
    status = ERROR_CODES[code].status
    assert status is None or CODES[code].statuses == (status,)


@pytest.mark.parametrize(
    ("accepted", "is_compressed"),
    [
        (["gzip"], True),
        (["gzip;q=1.0,deflate;q=0.6,identity;q=0.3"], True),
        (["br", "GZIP ; q=0.5"], True),
        (["x-gzip"], True),
        (["*"], True),
        (["*;q=0"], False),
        (["gzip;q=0, *"], False),
        (["br, deflate"], False),
        (["gzip;q=much"], False),
        (["what is this? =;,"], False),
        ([""], False),
        ([], False),
    ],
)
def test_response_is_compressed_where_published_and_accepted(api, accepted, is_compressed):
    profile = api.profile()
    headers = [("Accept-Encoding", value) for value in accepted]
    plain = api.get(f"{profile}/Observations")
    response = api.send("GET", f"{profile}/Observations", headers=headers)
    assert response.status == 200
    assert response.header("Content-Encoding") == ("gzip" if is_compressed else None)
    body = gzip.decompress(response.body) if is_compressed else response.body
    assert body == plain.body
    assert api.send("GET", profile, headers=headers).header("Content-Encoding") is None
    assert api.send("GET", f"{profile}/Observations", headers=headers).body == response.body


def test_clients_read_compressed_responses(api):
    profile = api.profile()
    with httpx.Client(transport=api.emulator.transport(), auth=("SKtest", "secret")) as web:
        response = web.get(f"https://memory.twilio.com{profile}/Observations", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.json()["observations"] == []
