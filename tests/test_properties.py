"""Properties for any path value, any body and any header."""

from __future__ import annotations

import itertools
import json
import re
import sys
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operation_cases import OPERATION, OPERATIONS, PROFILE, SPEC, STORE, WIRE, _resolved, documented, statuses
from raw_server import RawServer, http
from twilio_memory import (
    BatchError,
    InvalidArgumentError,
    MemoryClient,
    PendingOperation,
    TwilioMemoryError,
    UnexpectedResponseError,
)
from twilio_memory._core.json_response import RawResponse, _fast_decoder
from twilio_memory.testing import FakeClock


def bounded(examples):
    """Return settings for the same examples on every run, without a deadline."""
    return settings(derandomize=True, database=None, deadline=None, max_examples=examples)


UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
GROUPS = f"/v1/ControlPlane/Stores/{STORE}/TraitGroups"
IDENTIFIERS = f"/v1/Stores/{STORE}/Profiles/{PROFILE}/Identifiers"


@pytest.fixture(scope="module")
def server():
    server = RawServer([])
    yield server
    server.close()


def client_of(server):
    return MemoryClient("SK", "x", base_url=server.url, clock=FakeClock())


@pytest.fixture(scope="module")
def memory(server):
    with client_of(server) as memory:
        yield memory


def _changed(memory, value):
    return memory.identifiers.update(STORE, PROFILE, value, old_value="a", new_value="b")


#: By operation with a free value in its path: the call, and the request line before the value.
FREE = {
    "FetchTraitGroup": (lambda memory, value: memory.trait_groups.fetch(STORE, value), f"GET {GROUPS}"),
    "PatchTraitGroup": (
        lambda memory, value: memory.trait_groups.update(STORE, value, description="d"),
        f"PATCH {GROUPS}",
    ),
    "DeleteTraitGroup": (lambda memory, value: memory.trait_groups.delete(STORE, value), f"DELETE {GROUPS}"),
    "FetchProfileIdentifier": (
        lambda memory, value: memory.identifiers.fetch(STORE, PROFILE, value),
        f"GET {IDENTIFIERS}",
    ),
    "PatchProfileIdentifier": (_changed, f"PATCH {IDENTIFIERS}"),
    "DeleteProfileIdentifier": (
        lambda memory, value: memory.identifiers.delete(STORE, PROFILE, value),
        f"DELETE {IDENTIFIERS}",
    ),
    "FetchOperation": (lambda memory, value: memory.operations.fetch(value), "GET /v1/ControlPlane/Operations"),
}
ALLOWED = st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="/\\%?#")
PATH_VALUES = st.one_of(
    st.text(ALLOWED, min_size=1, max_size=40),
    st.text(ALLOWED, min_size=510, max_size=514),
    st.text("./\\%2eEfF5cC", max_size=6),
    st.text(max_size=6),
    st.sampled_from(
        ["", ".", "..", "...", "%2e%2e", ".%2e", "..;", "a/../..", "..\\", "\t", "\0", "\u2024\u2024", " "]
    ),
)


def may_be_sent(value):
    """Return whether contract 1 allows a path value."""
    printable = all(" " <= character <= "~" and character not in "/\\%?#" for character in value)
    return 1 <= len(value) <= 512 and printable and value not in {".", ".."}


def test_free_path_values_are_tested_for_every_operation_that_has_one():
    names = {"traitGroupName", "idType", "operationId"}
    assert set(FREE) == {
        name
        for path, item in SPEC["paths"].items()
        for name in (operation["operationId"] for method, operation in item.items() if method != "parameters")
        if names & set(re.findall("{(.*?)}", path))
    }


@pytest.mark.contract(1, 2)
@pytest.mark.parametrize("name", FREE)
@bounded(200)
@given(value=PATH_VALUES)
def test_path_value_is_refused_or_arrives_as_one_segment(server, memory, name, value):
    call, before = FREE[name]
    sent = len(server.requests)
    server.respond_with(http("403 Forbidden", b"{}"))
    try:
        call(memory, value)
    except InvalidArgumentError:
        assert not may_be_sent(value)
        assert len(server.requests) == sent
        return
    except TwilioMemoryError as error:
        assert error.status == 403  # noqa: PT017 - the value may also be refused
    assert may_be_sent(value)
    (request,) = server.requests[sent:]
    line = request.partition(b"\r\n")[0].decode("ascii")
    encoded = "".join(c if c in UNRESERVED else f"%{ord(c):02X}" for c in value)
    assert line == f"{before}/{encoded} HTTP/1.1"
    segments = line.split(" ")[1].split("/")
    assert len(segments) == before.count("/") + 2
    assert unquote(segments[-1]) == value
    assert not {".", "..", ""} & {unquote(segment) for segment in segments[1:]}


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(10**400, 10**401),
    st.floats(),
    st.text(st.characters(), max_size=20),
    st.sampled_from(["\ud800", "COMPLETED", "FAILED", "2026-01-15T10:30:00Z", "9999-99-99", "+999999-01-01T00:00:00Z"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
DEEP = 3000


@st.composite
def mutations(draw, valid):
    """Draw a valid response with some changes, as JSON text."""
    body = json.loads(json.dumps(valid))
    for _ in range(draw(st.integers(1, 3))):
        holder, key = None, None
        node = body
        while isinstance(node, dict | list) and node and (holder is None or draw(st.booleans())):
            key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
            holder, node = node, node[key]
        if holder is None:
            break
        if draw(st.booleans()):
            holder[key] = draw(VALUES)
        else:
            del holder[key]
    text = json.dumps(body)
    match draw(st.integers(0, 4)):
        case 0 if "}" in text:  # A duplicate key.
            last = text.rindex("}")
            key = draw(st.sampled_from(sorted(valid)))
            text = (
                f"{text[:last]}{', ' if text[last - 1] != '{' else ''}{json.dumps(key)}: {json.dumps(draw(VALUES))}}}"
            )
        case 1:
            text = text.replace("1", "9" * 5000, 1)
        case 2:
            text = text.replace('": "', '": ' + "[" * DEEP + "]" * DEEP + ', "x": "', 1)
    return text


def bodies(valid):
    """Return a strategy of bodies, most of them close to a valid one."""
    return st.one_of(
        mutations(valid).map(lambda text: text.encode("utf-8", "surrogatepass")),
        VALUES.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")),
        st.binary(max_size=60),
        st.sampled_from(
            [b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000, b"\xff\xfe{}", b"NaN", b"null", b"[]", b""]
        ),
    )


#: By operation: the documented success status and its body.
SUCCESSES = {
    name: (statuses(name, "2")[0], json.loads(documented(name, statuses(name, "2")[0]).content))
    for name in WIRE
    if "content" in _resolved(OPERATIONS[name]["responses"][str(statuses(name, "2")[0])])
}


for _, valid in SUCCESSES.values():
    if isinstance(valid.get("meta"), dict):
        valid["meta"]["nextToken"] = "next"


def used(result):
    """Use a result as users do."""
    if isinstance(result, PendingOperation):
        result.to_token()
        result.wait()
    elif hasattr(result, "pages"):
        result = list(itertools.islice(result, 50))
    return repr(result)


@pytest.mark.contract(20, 21)
@bounded(800)
@given(data=st.data())
def test_call_raises_only_library_errors_for_any_body(server, memory, data):
    name = data.draw(st.sampled_from(sorted(SUCCESSES)))
    status, valid = SUCCESSES[name]
    body = data.draw(bodies(valid))
    server.respond_with(*[http(f"{status} Said", body)] * 4)
    try:
        used(WIRE[name][0](memory))
    except TwilioMemoryError as error:
        assert str(error).isprintable()  # noqa: PT017 - the call may also succeed


@pytest.mark.contract(18, 20)
@bounded(200)
@given(body=bodies(SUCCESSES["FetchOperation"][1]))
def test_wait_raises_only_library_errors_for_any_body(server, memory, body):
    accepted = http("202 Accepted", b'{"message": "ok"}', f"Operation-Id: {OPERATION}")
    server.respond_with(accepted, *[http("200 OK", body)] * 60)
    pending = memory.data_mappings.delete(STORE, "mem_datamapping_" + "0" * 26)
    completed = False
    try:
        pending.wait()
        completed = True
    except TwilioMemoryError as error:
        assert str(error).isprintable()  # noqa: PT017 - the call may also succeed
    if completed:
        assert json.loads(body)["status"] == "COMPLETED"


@pytest.mark.contract(20)
@bounded(200)
@given(body=bodies({"code": 20404, "message": "m", "more_info": "i", "details": {}}), status=st.integers(400, 999))
def test_call_raises_only_library_errors_for_any_error_body(server, memory, body, status):
    server.respond_with(http(f"{status} Said", body))
    with pytest.raises(TwilioMemoryError) as caught:
        memory.with_options(max_attempts=1).operations.fetch(OPERATION)
    assert caught.value.status == status
    assert str(caught.value).isprintable()


@pytest.mark.contract(20, 24)
@bounded(200)
@given(token=st.text(st.characters(), min_size=1, max_size=9))
def test_page_token_is_sent_back_unchanged(server, memory, token):
    _, valid = SUCCESSES["ListDataMappings"]
    pages = [http("200 OK", json.dumps(valid | {"meta": meta}).encode()) for meta in ({"nextToken": token}, {})]
    sent = len(server.requests)
    server.respond_with(*pages)
    try:
        list(memory.data_mappings.list(STORE))
    except UnexpectedResponseError:
        assert any("\ud800" <= character <= "\udfff" for character in token)
        return
    _, target, _ = server.requests[sent + 1].partition(b"\r\n")[0].decode("ascii").split(" ")
    assert unquote(target.removeprefix(f"/v1/ControlPlane/Stores/{STORE}/DataMappings?pageToken=")) == token


REQUIRED = [
    (name, key)
    for name, (status, valid) in SUCCESSES.items()
    for key in _resolved(
        _resolved(OPERATIONS[name]["responses"][str(status)])["content"]["application/json"]["schema"]
    ).get("required", [])
    if key in valid
]


@pytest.mark.contract(21)
@pytest.mark.parametrize(("name", "key"), REQUIRED)
def test_missing_required_property_is_named(server, memory, name, key):
    status, valid = SUCCESSES[name]
    body = json.dumps({other: value for other, value in valid.items() if other != key}).encode()
    server.respond_with(http(f"{status} Said", body))
    with pytest.raises((UnexpectedResponseError, BatchError), match=f"'{key}' is missing"):
        used(WIRE[name][0](memory))


HEADER_VALUES = st.one_of(
    st.binary(max_size=30).map(lambda value: bytes(set(value) - set(b"\r\n\0")).strip()),
    st.integers(0, 10**30).map(lambda number: str(number).encode()),
    st.text("0123456789-+.eE _", max_size=8).map(str.encode),
    st.datetimes().map(lambda date: date.strftime("%a, %d %b %Y %H:%M:%S GMT").encode()),
    st.text("SunMoJaFeb:, 0123456789GMT+-()", max_size=40).map(lambda text: b"Thu, " + text.strip().encode()),
    st.sampled_from(
        [b"gzip", b"deflate", b"br", b"identity", b"chunked", b"close", PROFILE.encode(), OPERATION.encode()]
    ),
)
HEADER_NAMES = st.sampled_from(
    [
        "Retry-After",
        "ETag",
        "Operation-Id",
        "Location",
        "Content-Encoding",
        "Content-Type",
        "Transfer-Encoding",
        "Connection",
        "Canonical-Profile-Id",
        "Twilio-Request-Id",
    ]
)
HEADED = [
    "FetchStore",
    "FetchProfile",
    "ListDataMappings",
    "DeleteDataMapping",
    "CreateStore",
    "CreateFetchProfileMemory",
]


@pytest.mark.contract(5, 16, 20)
@bounded(400)
@given(
    name=st.sampled_from(HEADED),
    status=st.sampled_from([None, None, None, 200, 204, 301, 308, 404, 408, 429, 503]),
    headers=st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=4),
)
def test_call_raises_only_library_errors_for_any_headers(server, name, status, headers):
    success, valid = SUCCESSES[name]
    said = http(f"{status or success} Said", json.dumps(valid).encode())
    head, _, body = said.partition(b"\r\n\r\n")
    response = (b"\r\n".join([head, *[key.encode() + b": " + value for key, value in headers]]) + b"\r\n\r\n" + body,)
    server.respond_with(*[response] * 4)
    clock = FakeClock()
    with MemoryClient("SK", "x", base_url=server.url, clock=clock) as memory:
        before = len(server.requests)
        try:
            used(WIRE[name][0](memory))
        except TwilioMemoryError as error:
            assert str(error).isprintable()  # noqa: PT017 - the call may also succeed
        assert len(server.requests) - before <= 3 + (success == 202) * 60
    assert all(0 <= seconds <= 60 for seconds in clock.sleeps)


TEXTS = st.one_of(
    VALUES.map(json.dumps),
    st.integers().map(str),
    st.floats().map(repr),
    st.text().map(json.dumps),
    st.text(alphabet='{}[]:,"\\ue0129.-+ \ud800\x00aNn', max_size=30),
    st.dictionaries(st.text(max_size=3), st.floats() | st.integers() | st.text(max_size=3)).map(json.dumps),
)


def refused(constant):
    raise ValueError(constant)


def decoded(content):
    """Return the repr of a decoded body, or ValueError if it is refused; NaN does not equal itself."""
    try:
        return repr(RawResponse(200, {}, content).json())
    except ValueError:
        return ValueError


@pytest.mark.contract(20)
@bounded(1500)
@given(text=TEXTS)
def test_fast_decoder_agrees_with_the_standard_one(text):
    content = f'{{"small": {text}}}'.encode("utf-8", "surrogatepass")
    large = content[:-1] + b" " * 5000 + b"}"
    assert _fast_decoder() is not None
    assert decoded(large) == decoded(content)


@pytest.mark.contract(20)
@pytest.mark.parametrize(
    "text",
    [
        "9" * 30,
        "1e999",
        "NaN",
        "Infinity",
        "[-Infinity]",
        '"\\ud800"',
        "[" * 100_000,
        '"' + "x" * 9000 + '"',
        "\0",
        '"a',
    ],
)
@pytest.mark.parametrize("installed", [True, False])
def test_response_decodes_equally_with_and_without_msgspec(monkeypatch, text, installed):
    if not installed:
        monkeypatch.setitem(sys.modules, "msgspec", None)
    _fast_decoder.cache_clear()
    content = b'{"a": ' + text.encode() + b" " * 5000 + b"}"
    try:
        expected = repr(json.loads(content, parse_constant=refused))
    except (ValueError, RecursionError):
        expected = ValueError
    assert decoded(content) == expected
    assert (_fast_decoder() is not None) is installed
    _fast_decoder.cache_clear()
