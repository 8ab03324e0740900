"""Contract 14 and 20: all modules for a response are imported before the first byte of its request is written."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import raw_server
from loopback_tls import CERTIFICATE, server_context
from operation_cases import IMPORT, WIRE, documented, statuses
from raw_server import RawServer, Reset, http
from scripted import MAPPING, STORE

pytestmark = pytest.mark.needs("fork", "resource")  # See tests/support/late_imports.py.

SUPPORT = Path(raw_server.__file__).parent
MODES = ["sync", "asyncio", "trio", "httpx", "httpx-asyncio"]
OPERATION = "proc_job_01kpttrkrnfjgvwjwcwggqdk96"

BODY = json.dumps({"message": "Accepted.", "operationId": OPERATION}).encode()
ACCEPTED = http("202 Accepted", BODY, "Retry-After: 1")
NOT_FOUND = json.dumps({"code": 520041, "message": "No \x1b such\r\nstore \u2028", "details": {"fields": [1]}}).encode()
DATE = "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"
CHUNKS = b"".join(b"%x;x=y\r\n%b\r\n" % (1, BODY[at : at + 1]) for at in range(len(BODY))) + b"0\r\nX: y\r\n\r\n"
CHUNKED = b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS
LARGE = json.dumps({"message": "Accepted.", "operationId": OPERATION, "x": "y" * 5000}).encode()
LARGE_ERROR = json.dumps({"code": 520041, "message": "m", "details": ["d" * 50] * 100}).encode()

PENDING = "PendingOperation"
MAYBE, DONE, NOT = "maybe processed", "accepted", "not processed"
#: By response: the call, the responses of the server, the class and outcome of the result, and the attempts.
RESPONSES = {
    "202": ("delete", [ACCEPTED], PENDING, None, [202]),
    "chunks": ("delete store", [CHUNKED], PENDING, None, [202]),
    "1xx": ("delete store", [b"HTTP/1.1 103 Early Hints\r\n\r\n" + ACCEPTED], PENDING, None, [202]),
    "gzip": ("delete store", [http("202 OK", gzip.compress(BODY), "Content-Encoding: gzip")], PENDING, None, [202]),
    "no keep-alive": ("delete store", [http("202 OK", BODY, "Connection: close")], PENDING, None, [202]),
    "429 and 202": ("delete store", [http("429 Slow", b"", "Retry-After: 0"), ACCEPTED], PENDING, None, [429, 202]),
    "large": ("delete store", [http("202 OK", LARGE)], PENDING, None, [202]),
    "HTML": (
        "delete store",
        [http("202 OK", b"<html>", "Twilio-Request-Id: RQ1")],
        "UnexpectedResponseError",
        DONE,
        [202],
    ),
    "bad gzip": (
        "delete store",
        [http("202 OK", b"x", "Content-Encoding: gzip")],
        "UnexpectedResponseError",
        DONE,
        [202],
    ),
    "cut body": ("delete store", [[http("202 OK", b"{}", length=9)]], "UnexpectedResponseError", DONE, [202]),
    "no body": ("delete store", [http("204 No Content")], "UnexpectedResponseError", DONE, [204]),
    "redirect": ("delete store", [http("307 Moved", b"", "Location: /")], "UnexpectedResponseError", MAYBE, [307]),
    "404": ("delete store", [http("404 Not Found", NOT_FOUND)], "StoreNotFoundError", NOT, [404]),
    "404, large": ("delete store", [http("404 Not Found", LARGE_ERROR)], "StoreNotFoundError", NOT, [404]),
    "404, cut": ("delete store", [[http("404 Not Found", NOT_FOUND, length=999)]], "NotFoundError", NOT, [404]),
    "429 and a date": ("delete store", [http("429 Slow", b"", DATE)], "RateLimitError", NOT, [429]),
    "500 and HTML": ("delete store", [http("500 Oops", b"<html>")], "InternalServerError", MAYBE, [500]),
    "599": ("delete store", [http("599 Oops", b"[]")], "APIStatusError", MAYBE, [599]),
    "nothing": ("delete store", [b""], "APIConnectionError", MAYBE, None),
    "reset": ("delete store", [Reset((b"HTTP/1.1 202",))], "APIConnectionError", MAYBE, None),
    "garbage": ("delete store", [[b"garbage\r\n\r\n"]], "APIConnectionError", MAYBE, ["RemoteProtocolError"]),
    "an upload": ("upload", [b"", http("200 OK")], "PendingImport", None, None),
}
#: This decoder is optional; the standard library's replaces it if it cannot be imported.
OPTIONAL = {"msgspec"}


def run(mode, block, cases, *more):
    """Run each case in its own process; return their reports."""
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run(
        [sys.executable, "-P", str(SUPPORT / "late_imports.py"), mode, block, *more],
        input=lines,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SUPPORT), os.environ.get("PYTHONPATH", "")])},
    )
    assert done.stderr == ""
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) == len(cases)
    return reports


def server_of(sent):
    server = RawServer(sent)
    if sent[0] == b"" and len(sent) > 1:
        created = {"importId": IMPORT, "url": f"{server.url}/x"}
        server.respond_with(http("201 Created", json.dumps(created).encode()), *sent[1:])
    return server


@pytest.mark.contract(14, 20)
@pytest.mark.parametrize(
    ("mode", "block"), [*((mode, "imports") for mode in MODES), ("sync", "descriptors"), ("asyncio", "descriptors")]
)
def test_imports_end_before_the_first_byte_for_every_kind_of_response(mode, block):
    # An upload opens its own connection, which needs a descriptor.
    responses = {name: case for name, case in RESPONSES.items() if block == "imports" or name != "an upload"}
    servers = [server_of(sent) for _, sent, *_ in responses.values()]
    cases = [
        {"call": call, "url": server.url, "options": {"max_attempts": 2 if len(sent) == 2 else 1}}
        for server, (call, sent, *_) in zip(servers, responses.values(), strict=True)
    ]
    reports = run(mode, block, cases)
    for server in servers:
        server.close()
    for (name, (_, _, kind, outcome, attempts)), report in zip(responses.items(), reports, strict=True):
        assert {each.partition(".")[0] for each in report["imports"]} <= OPTIONAL, (name, report)
        assert report.get("result", report.get("error")).removeprefix("Async") == kind, (name, report)
        assert report.get("outcome") == outcome, (name, report)
        assert attempts is None or mode.startswith("httpx") or report["attempts"] == attempts, (name, report)
        if name == "429 and a date":
            assert "Retry-After: 2" in report["text"]
        if name == "404":
            assert "No \\x1b such\\r\\nstore \\u2028" in report["text"]


@pytest.mark.contract(14, 20)
@pytest.mark.parametrize("mode", ["sync", "asyncio", "trio"])
def test_imports_end_before_the_first_byte_of_a_tls_handshake(monkeypatch, mode):
    context = server_context()
    monkeypatch.setenv("SSL_CERT_FILE", CERTIFICATE)
    responses = [RESPONSES[name] for name in ("202", "chunks", "429 and a date")]
    servers = [RawServer(sent, context) for _, sent, *_ in responses]
    cases = [{"call": call, "url": server.url} for server, (call, *_) in zip(servers, responses, strict=True)]
    reports = run(mode, "imports", cases)
    for server in servers:
        server.close()
    for (_, _, kind, outcome, attempts), report in zip(responses, reports, strict=True):
        assert report["imports"] == []
        assert report.get("result", report.get("error")).removeprefix("Async") == kind
        assert (report.get("outcome"), report["attempts"]) == (outcome, attempts)


@pytest.mark.contract(14, 20)
@pytest.mark.parametrize("mode", ["sync", "asyncio"])
def test_imports_end_before_the_first_byte_of_every_operation(mode):
    responses = [(name, documented(name, status)) for name in WIRE for status in (statuses(name, "2")[0], 404)]
    servers = [RawServer([http(f"{response.status_code} X", response.content)]) for _, response in responses]
    cases = [
        {"call": name, "url": server.url, "options": {"max_attempts": 1}}
        for server, (name, _) in zip(servers, responses, strict=True)
    ]
    reports = run(mode, "imports", cases, "wire")
    for server in servers:
        server.close()
    for (name, response), report in zip(responses, reports, strict=True):
        assert report["imports"] == [], (name, report)
        assert ("result" in report) == (response.status_code < 400), (name, report)
        assert report.get("outcome", NOT) == NOT, (name, report)


@pytest.mark.contract(14)
@pytest.mark.parametrize("block", ["imports", "descriptors"])
@pytest.mark.parametrize("mode", ["sync", "asyncio", "trio"])
def test_import_error_before_a_request_has_outcome_not_sent(mode, block):
    server = RawServer([ACCEPTED] * 3)
    calls = ["resource", "endpoint"] if block == "imports" else ["resource", "endpoint", "connection"]
    reports = run(mode, block, [{"call": call, "url": server.url, "options": {"max_attempts": 1}} for call in calls])
    server.close()
    for call, report in zip(calls, reports, strict=True):
        assert report["error"] == "APIConnectionError", report
        assert report["outcome"] == "not sent"
        assert report["cause"] == "OSError"
        assert report["attempts"] == (["ConnectError"] if call == "connection" else [])
    assert len(server.requests) == len(calls) - 1


@pytest.mark.contract(29)
@pytest.mark.parametrize("block", ["imports", "descriptors"])
@pytest.mark.parametrize("mode", ["sync", "asyncio", "trio"])
def test_import_error_of_tls_has_outcome_not_sent(mode, block):
    case = {"call": "connection", "url": "https://127.0.0.1:1", "options": {"max_attempts": 1}}
    [report] = run(mode, block, [case])
    assert report["error"] == "APIConnectionError"
    assert report["outcome"] == "not sent"
    assert report["attempts"] == ["ConnectError"]


@pytest.mark.contract(18)
@pytest.mark.parametrize("mode", ["sync", "asyncio"])
def test_import_error_during_wait_leaves_the_write_accepted(mode):
    server = RawServer([ACCEPTED])
    [report] = run(mode, "imports", [{"call": "wait", "url": server.url}])
    server.close()
    assert report["error"] == "OperationPollError"
    assert report["outcome"] == DONE
    assert report["cause"] == "APIConnectionError"
    assert set(report["imports"]) == {"twilio_memory_api.api.operations"}


DELETION = """
import sys
before = {*sys.modules}
from twilio_memory import MemoryClient
MemoryClient("user", "secret", base_url=sys.argv[1]).data_mappings.delete(*sys.argv[2:])
print(*{*sys.modules} - before)
"""
#: What costs a new process time, and is not needed for a call with a plain response.
UNNEEDED = {
    "attr",
    "attrs",
    "base64",
    "concurrent",
    "http",
    "httpx",
    "logging",
    "platform",
    "random",
    "string",
    "textwrap",
    "traceback",
}


@pytest.mark.contract(14, 20)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["address", "name"])
def test_imports_for_a_deletion_are_without_models_attrs_and_logging(host):
    server = RawServer([ACCEPTED])
    url = server.url.replace("127.0.0.1", host)
    command = [sys.executable, "-P", "-c", DELETION, url, STORE, MAPPING]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    server.close()
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint(UNNEEDED)
    assert not [name for name in loaded if name.startswith("twilio_memory_api.models.")]
    assert {"h11", "twilio_memory._http.h11_parser"} <= loaded
