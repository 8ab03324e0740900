"""Fuzzes the parsers of untrusted text: IDs from callers, responses from servers.

    make fuzz

Each target runs in its own process for SECONDS, guided by coverage. A target holds if it raises nothing but the
library's own error, and if the values that it accepts are safe to use.
"""
# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import atheris

INSTRUMENTED = ["twilio_memory", "twilio_memory_api", "email", "json"]

# It logs to standard error which modules it instruments.
with contextlib.redirect_stderr(io.StringIO()), atheris.instrument_imports(include=INSTRUMENTED):
    from twilio_memory import InvalidArgumentError, MemoryClient, UnexpectedResponseError, errors
    from twilio_memory._core._sync.operations import read_accepted
    from twilio_memory._core.accepted import AcceptedOperation
    from twilio_memory._core.json_response import RawResponse
    from twilio_memory._core.request import build_call
    from twilio_memory._core.responses import parse_response, retry_after, status_error
    from twilio_memory._outcome import Outcome
    from twilio_memory.ids import TTID, TTIDKind, validate_path_value
    from twilio_memory.testing import FakeClock
    from twilio_memory_api.api.data_mapping import create_data_mapping, fetch_data_mapping, list_data_mappings
    from twilio_memory_api.api.operations import fetch_operation
    from twilio_memory_api.models import CreateDataMappingInput

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a value of a path may have to match.
PATTERNS = [None, *(kind.pattern for kind in TTIDKind)]
SECONDS = 12
ZEROS = "0" * 26
STORE, MAPPING, OPERATION = f"mem_store_{ZEROS}", f"mem_datamapping_{ZEROS}", f"proc_job_{ZEROS}"
CLOCK = FakeClock(1_768_473_000.0)
EXECUTOR = MemoryClient("user", "secret")._executor


def parts(data: bytes, count: int) -> list[bytes]:
    """Split an input at the byte that occurs in no UTF-8 text."""
    found = data.split(b"\xff", count - 1)
    return found + [b""] * (count - len(found))


def text_of(data: bytes) -> str:
    """Decode any bytes to a str; invalid UTF-8 becomes surrogates."""
    return data.decode("utf-8", "surrogateescape")


def ids(data: bytes) -> None:
    """Check that a path value is refused with the library's error, or stays one segment of the path."""
    choice, given = parts(data, 2)
    pattern, text = PATTERNS[sum(choice) % len(PATTERNS)], text_of(given)
    with contextlib.suppress(InvalidArgumentError):
        assert TTID.parse(text) == text
    with contextlib.suppress(InvalidArgumentError):
        checked = validate_path_value("value", text, pattern)
        assert checked == text
        assert type(checked) is str
        path = f"/v1/{checked.replace(' ', '%20')}/end"
        url = urlsplit(f"https://memory.twilio.com{path}")
        assert (url.netloc, url.path, url.query, url.fragment) == ("memory.twilio.com", path, "", "")
        assert checked not in {".", ".."}
        assert "/" not in checked
        assert "\\" not in checked


def failures(data: bytes) -> None:
    """Check that an error can be created and shown for any body and any Retry-After."""
    choice, wait, request_id, body = parts(data, 4)
    headers = {"retry-after": text_of(wait), "twilio-request-id": text_of(request_id)}
    status = 400 + sum(choice) % 600
    response = RawResponse(status, headers, body)
    seconds = retry_after(headers, CLOCK)
    assert seconds is None or seconds >= 0
    error = status_error(response, CALLS[1], outcome=Outcome.NOT_PROCESSED, attempts=())
    assert isinstance(error, errors.APIStatusError)
    assert error.status == status
    assert error.message is None or (len(error.message) <= 512 and error.message.isprintable())
    assert error.code is None or isinstance(error.code, int)


CALLS = [
    build_call(fetch_operation, OPERATION),
    build_call(fetch_data_mapping, STORE, MAPPING),
    build_call(list_data_mappings, STORE),
    build_call(
        create_data_mapping,
        STORE,
        body=CreateDataMappingInput.from_dict(
            {
                "displayName": "n",
                "mappingFrom": {"type": "INGRESS", "columns": ["c"]},
                "mappingTo": {"type": "TRAITS", "mappings": []},
            }
        ),
    ),
]


def responses(data: bytes) -> None:
    """Check that a response below 400 becomes a model that can be shown, or the library's error."""
    choice, odd, *values, body = parts(data, 6)
    call = CALLS[sum(choice) % len(CALLS)]
    status = 200 + sum(odd) % 200 if odd else (202 if call is CALLS[3] else 200)
    headers = dict(zip(("operation-id", "location", "retry-after"), map(text_of, values), strict=True))
    response = RawResponse(status, headers, body)
    with contextlib.suppress(UnexpectedResponseError):
        if call is CALLS[3]:
            model = read_accepted(EXECUTOR, call, response, ())
            accepted = model._accepted
            assert accepted.operation_id is None or validate_path_value("operation_id", accepted.operation_id)
        else:
            model = parse_response(call, response, ())
        repr(model)


def texts(data: bytes) -> None:
    """Check that a token is refused with the library's error, or names an operation that can be fetched."""
    text = text_of(data)
    with contextlib.suppress(InvalidArgumentError):
        accepted = AcceptedOperation.from_token(text, "https://memory.twilio.com")
        assert accepted.operation_id is None or build_call(fetch_operation, accepted.operation_id)


PAGE = {"mappings": [], "meta": {"key": "mappings", "pageSize": 50}}
STATE = {"operationId": "o", "status": "FAILED", "createdAt": "2026-01-15T10:30:00Z", "error": {"code": 1}}
ACCEPTED = {"message": "ok", "statusUrl": "https://x/Operations/o"}
MAPPED = {
    "id": MAPPING,
    "displayName": "n",
    "createdAt": STATE["createdAt"],
    "updatedAt": STATE["createdAt"],
    "version": 1,
    "mappingFrom": {"type": "INGRESS", "columns": ["c"]},
    "mappingTo": {"type": "TRAITS", "mappings": [{"expression": "e", "traitGroup": "g", "traitName": "n"}]},
}


def _response_input(call: int, body: object) -> bytes:
    return bytes([call]) + b"\xff\xffo\xff/Operations/o\xff1\xff" + json.dumps(body).encode()


#: By name: the target and its seed inputs.
TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "ids": (
        ids,
        [
            bytes([number]) + b"\xff" + value.encode()
            for number, _ in enumerate(PATTERNS)
            for value in (STORE, MAPPING, "..", "%2e%2e", "Loyalty v2")
        ],
    ),
    "failures": (
        failures,
        [
            b"\x04\xffWed, 21 Oct 2026 07:28:00 GMT\xffRQ1\xff" + json.dumps(body).encode()
            for body in ({"code": 20404, "message": "m", "errors": []}, {"type": "t", "title": "t", "code": "1"})
        ],
    ),
    "responses": (
        responses,
        [_response_input(call, body) for call, body in enumerate((STATE, MAPPED, PAGE, ACCEPTED))],
    ),
    "texts": (
        texts,
        [
            AcceptedOperation("c.d", "C", {}, None, headers={"operation-id": "o"})
            .to_token("https://memory.twilio.com")
            .encode()
        ],
    ),
}


def main(arguments: list[str]) -> int:
    """Run one target, or all of them in sequence; return how many have failed."""
    if arguments:
        atheris.Setup([sys.argv[0], *arguments[1:]], TARGETS[arguments[0]][0])
        atheris.Fuzz()
    failed = 0
    for name, (_, seeds) in TARGETS.items():
        with tempfile.TemporaryDirectory() as folder:
            for number, seed in enumerate(seeds):
                Path(folder, str(number)).write_bytes(seed)
            options = [f"-max_total_time={SECONDS}", "-max_len=8192", "-seed=1", "-timeout=10", "-verbosity=0"]
            started = time.monotonic()
            done = subprocess.run(
                [sys.executable, __file__, name, folder, *options, f"-artifact_prefix={folder}/"],
                capture_output=True,
                text=True,
                timeout=4 * SECONDS,
                check=False,
            )
            inputs = len(list(Path(folder).iterdir()))
            verdict = "held" if done.returncode == 0 else "FAILED"
            print(f"{name:10} {verdict}: {time.monotonic() - started:.0f} s, {inputs} inputs of interest")
            if done.returncode:
                print(done.stdout[-4000:], done.stderr[-4000:])
                failed += 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
