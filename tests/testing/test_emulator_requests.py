"""What the emulator refuses before a handler sees it, and what it never lets out."""

import base64
import gzip
import json
import re
import zlib

import pytest

from twilio_memory._error_codes import ERROR_CODES
from twilio_memory.testing import EmulatorError, Request, _handlers
from twilio_memory.testing._errors import CODES, Problem
from twilio_memory.testing._handlers import HANDLERS, Answer


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
def test_a_request_without_good_basic_credentials_is_20003(api, refused, headers):
    refused(api.emulator.handle(Request("GET", api.root, "", headers)), 401, 20003)
    assert api.emulator.calls[-1].operation is None


@pytest.mark.parametrize("value", [basic(b"user:password"), basic(b"user:pass:word").replace("Basic", "basic")])
def test_any_basic_credentials_will_do(api, value):
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
def test_an_unknown_path_or_method_is_20404(api, refused, method, path):
    refused(api.send(method, path), 404, 20404)


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (b"", "application/json", "missing"),
        (b"{}", None, "application/json"),
        (b"{}", "text/plain", "application/json"),
        (b"{", "application/json", "no JSON"),
        (b"\xff", "application/json", "UTF-8"),
        (b"[]", "application/json", "object"),
        (b"null", "application/json", "object"),
        (b'{"displayName": NaN}', "application/json", "NaN"),
        (b'{"displayName": 1e999}', "application/json", "no JSON"),
        (b'{"displayName": "\\ud800"}', "application/json", "surrogate"),
        (b'{"other": "\\ud800"}', "application/json", "surrogate"),
        (b'{"displayName": ' + 300 * b"[" + 300 * b"]" + b"}", "application/json", "nested"),
        (b'{"displayName": ' + 200_000 * b"[", "application/json", "nested"),
        (b'{"displayName": ' + 5000 * b"9" + b"}", "application/json", "no JSON"),
        (b"{}", "application/json; charset=utf-8", "displayName"),
    ],
)
def test_a_body_that_is_no_json_object_is_520046(api, refused, content, kind, told):
    headers = CREDENTIALS if kind is None else (*CREDENTIALS, ("Content-Type", kind))
    body = refused(api.emulator.handle(Request("POST", api.root, "", headers, content)), 400, 520046)
    [found] = body["details"]["fields"]
    assert told in f"{found['field']} {found['message']}"


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
def test_a_body_may_be_compressed(api, encoding, content):
    assert create_compressed(api, encoding, content).status == 202
    assert api.emulator.calls[-1].json() == OBSERVATIONS


def test_a_compressed_body_is_refused_where_none_is_documented(api, refused):
    body = gzip.compress(json.dumps({"displayName": "sandbox"}).encode())
    [found] = refused(create_compressed(api, "gzip", body, api.root), 400, 520046)["details"]["fields"]
    assert found["message"] == "this operation takes no compressed body"


@pytest.mark.parametrize(
    ("encoding", "content", "told"),
    [
        ("gzip", BODY, "not compressed like that"),
        ("gzip", gzip.compress(BODY)[:-9], "cut short"),
        ("gzip", BOMB, "too large"),
        ("gzip", gzip.compress(BODY) + b"more", "not compressed like that"),
        ("br", BODY, "only gzip and deflate"),
    ],
)
def test_a_body_that_is_not_compressed_as_it_says_is_520046(api, refused, encoding, content, told):
    [found] = refused(create_compressed(api, encoding, content), 400, 520046)["details"]["fields"]
    assert (found["in"], found["field"]) == ("header", "Content-Encoding")
    assert told in found["message"]


def test_the_parameter_that_twilios_helper_sends_for_a_header_is_passed_over_and_no_other(api, refused):
    store = api.store()
    assert api.get(store, query="Accept-Encoding=gzip").status == 200
    refused(api.get(store, query="Accept=gzip"), 400, 520046)


def test_a_body_where_none_belongs_is_520046(api, refused):
    refused(api.send("DELETE", api.store(), {}), 400, 520046)


def test_an_empty_patch_is_520046(api, refused):
    refused(api.send("PATCH", api.store(), {}), 400, 520046)


def test_a_header_parameter_is_checked(api, refused):
    response = api.send("PATCH", api.store(), {"description": "x"}, headers=[("IF-MATCH", 101 * "x")])
    [found] = refused(response, 400, 520046)["details"]["fields"]
    assert (found["in"], found["field"]) == ("header", "If-Match")


def test_every_answer_is_json_with_an_id_of_its_own(api):
    answers = [api.get(api.root), api.send("POST", api.root, {"displayName": "x"}), api.get("/nowhere")]
    answers.append(api.emulator.handle(Request("GET", api.root)))
    assert [answer.header("content-type") for answer in answers] == ["application/json"] * 4
    ids = {answer.header("Twilio-Request-Id") for answer in answers}
    assert len(ids) == 4
    assert all(re.fullmatch("RQ[0-9a-f]{32}", value) for value in ids)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(418, {}), "status 418"),
        (Answer(200, {"stores": "many"}), "/stores"),
        (Answer(200, {"stores": ["x"]}), "/stores/0"),
        (Answer(200, {"stores": [], "surprise": 1}), "surprise"),
        (Answer(200, {"stores": []}, {"X-Surprise": "1"}), "X-Surprise"),
        (Answer(503, {"code": "many"}), "/code"),
        (Answer(429, {}, {"Retry-After": "soon"}), "Retry-After"),
    ],
)
def test_an_answer_that_is_not_documented_is_a_bug_that_surfaces(api, monkeypatch, answer, told):
    monkeypatch.setitem(_handlers.HANDLERS, "ListStores", lambda _context: answer)
    with pytest.raises(EmulatorError, match=told):
        api.get(api.root)


def test_what_a_handler_with_a_bug_has_done_is_undone(api, monkeypatch):
    store = api.store()
    real = HANDLERS["DeleteStore"]
    monkeypatch.setitem(HANDLERS, "DeleteStore", lambda context: Answer(204, real(context).body))
    with pytest.raises(EmulatorError, match="204"):
        api.send("DELETE", store)
    assert api.get(store).status == 200


def test_an_exception_in_a_handler_surfaces(api, monkeypatch):
    monkeypatch.setitem(HANDLERS, "ListStores", lambda _context: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        api.get(api.root)
    monkeypatch.undo()
    assert api.get(api.root).status == 200


def test_an_operation_without_a_handler_is_a_bug_that_surfaces(api, monkeypatch):
    monkeypatch.delitem(HANDLERS, "ListStores")
    with pytest.raises(EmulatorError, match="ListStores has no handler"):
        api.get(api.root)


@pytest.mark.parametrize(
    ("code", "documented", "status"),
    [(520045, {400, 404}, 400), (520045, {400, 409}, 409), (520044, {400, 409}, 400), (20404, set(), 404)],
)
def test_a_code_takes_the_best_documented_status(code, documented, status):
    assert Problem(code).status(documented) == status


@pytest.mark.parametrize("code", CODES)
def test_every_code_fits_an_error_body_and_the_title_of_a_failed_operation(code):
    assert 0 < len(CODES[code].message) <= 128
    assert CODES[code].statuses


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_known_to_the_library_with_its_status_if_that_is_certain(code):
    status = ERROR_CODES[code].status
    assert status is None or CODES[code].statuses == (status,)
