"""Holds a request, and what is answered to it, against the operation that the description documents."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl

from ._errors import EmulatorError, Finding, Problem
from ._validation import inspect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._messages import Headers, Request
    from ._spec import Answering, Body, Operation

# A path parameter that has an error code of its own.
_CODES_OF_PATH_PARAMETERS = {"storeId": 520049, "operationId": 520051}
# The description gives operation IDs no pattern; error 520051 says that they are Twilio type IDs of that kind.
_OPERATION_ID = re.compile(r"(?!mem_|conv_|tdi_)[a-z][a-z_]*_[0-7][0-9a-z]{25}")
# Twilio's helper for Python sends this header as a parameter, too. Any other name there is a mistake of somebody's.
_HEADER_IN_QUERY = "Accept-Encoding"
# Far more than what a request may say.
_LARGEST_BODY = 2**24


@dataclass(frozen=True, slots=True)
class Values:
    """What a request says, checked and in the documented types."""

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    body: dict[str, Any]
    """The documented properties of the body; empty if there is none."""


def authenticate(headers: Headers) -> None:
    """Accept any well-formed Basic credentials.

    Raises:
        Problem: 20003, there are none.
    """
    given = [value for name, value in headers if name.lower() == "authorization"]
    if len(given) == 1:
        scheme, _, encoded = given[0].partition(" ")
        try:
            username, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        except ValueError:  # of which the errors of base64 and UTF-8 are
            username = password = ""
        if scheme.lower() == "basic" and username and password:
            return
    raise Problem(20003)


def read_request(operation: Operation, request: Request, in_path: Mapping[str, str]) -> Values:
    """Check a request against its operation.

    Args:
        operation: What the request means.
        request: The request.
        in_path: The decoded values in its path.

    Returns:
        What the request says.

    Raises:
        Problem: 520049 or 520051 if the ID that this code is about is wrong, else 520046 with all that is wrong.
    """
    path, findings = operation.path_parameters.read(in_path.items())
    if "operationId" in path and not _OPERATION_ID.fullmatch(path["operationId"]):
        findings.append(Finding("path", "operationId", "is no Twilio type ID of an operation"))
    for finding in findings:
        raise Problem(_CODES_OF_PATH_PARAMETERS.get(finding.field, 520046), findings)
    pairs = [pair for pair in query_pairs(request) if pair[0] != _HEADER_IN_QUERY]
    query, in_query = operation.query_parameters.read(pairs)
    named = operation.header_parameters
    headers, in_headers = named.read((name, value) for name, value in request.headers if named.knows(name))
    compressible = named.knows("Content-Encoding")
    body, in_body = _read_body(operation.request_body, request, compressible=compressible)
    if findings := [*in_query, *in_headers, *in_body]:
        raise Problem(520046, findings)
    return Values(path, query, headers, body)


def query_pairs(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the names and values in a query string, decoded."""
    return tuple(parse_qsl(request.query, keep_blank_values=True))


def check_answer(documented: Mapping[int, Answering], status: int, headers: Mapping[str, str], body: object) -> None:
    """Check an answer before it goes out.

    Args:
        documented: The documented responses by status.
        status: The status of the answer.
        headers: The headers that belong to this answer, without those that every answer has.
        body: What will be sent as JSON.

    Raises:
        EmulatorError: The description does not document such an answer.
    """
    expected = documented.get(status)
    if expected is None:
        raise EmulatorError(f"status {status} is not documented")
    _, findings = expected.headers.read(headers.items())
    if expected.body is None:
        findings.append(Finding("body", "", "is not documented"))
    else:
        findings += inspect(expected.body, body, "body")
    if findings:
        told = "; ".join(f"{finding.location} {finding.field}: {finding.message}" for finding in findings)
        raise EmulatorError(f"the answer with status {status} is not documented like that: {told}")


def _read_body(
    documented: Body | None, request: Request, *, compressible: bool
) -> tuple[dict[str, Any], list[Finding]]:
    """Return the documented properties of a body, and what is wrong with it."""
    if not request.body:
        missing = documented is not None and documented.required
        return {}, [Finding("body", "", "is missing")] if missing else []
    if documented is None:
        return {}, [Finding("body", "", "this operation takes none")]
    body, findings = _parse(request, compressible=compressible)
    findings = findings or inspect(documented.validator, body, "body")
    if findings:
        return {}, findings
    return {name: value for name, value in body.items() if name in documented.properties}, []


def _parse(request: Request, *, compressible: bool) -> tuple[Any, list[Finding]]:
    if not _is_json(request.headers):
        return None, [Finding("header", "Content-Type", "is not application/json")]
    if not compressible and _encoding(request) != "identity":
        return None, [Finding("header", "Content-Encoding", "this operation takes no compressed body")]
    try:
        content = decompressed(request)
    except zlib.error:
        return None, [Finding("header", "Content-Encoding", "the body is not compressed like that")]
    except ValueError as error:
        return None, [Finding("header", "Content-Encoding", str(error))]
    return parse_json(content)


def parse_json(content: bytes) -> tuple[Any, list[Finding]]:
    """Return the value of a JSON text that the emulator can also write, and what is wrong with the text."""
    try:
        body = json.loads(content.decode(), parse_float=_number, parse_constant=_refuse)
        # No answer could repeat 1e999, or half of a surrogate pair written as an escape; validators let both through.
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        return None, [Finding("body", "", "is nested too deeply")]
    except UnicodeDecodeError:
        return None, [Finding("body", "", "is not UTF-8")]
    except UnicodeEncodeError:
        return None, [Finding("body", "", "a text has half of a surrogate pair")]
    except ValueError as error:
        return None, [Finding("body", "", f"is no JSON: {error}")]
    return body, []


def decompressed(request: Request) -> bytes:
    """Return the body as it was before it was compressed.

    Raises:
        ValueError: It is compressed in a way that is not known here, or becomes too large.
        zlib.error: It is not compressed, or broken.
    """
    match _encoding(request):
        case "identity":
            return request.body
        case "gzip" | "deflate":
            return _inflated(request.body)
        case _:
            raise ValueError("only gzip and deflate are known to the emulator")


def _inflated(compressed: bytes) -> bytes:
    content = b""
    while compressed:  # gzip may have several members, one after the other.
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
        content += inflate.decompress(compressed, _LARGEST_BODY - len(content) + 1)
        if len(content) > _LARGEST_BODY:
            raise ValueError("the body is too large")
        if not inflate.eof:
            raise ValueError("the body is cut short")
        compressed = inflate.unused_data
    return content


def _encoding(request: Request) -> str:
    given = (value.strip().lower() for name, value in request.headers if name.lower() == "content-encoding")
    return next(given, "identity")


def _is_json(headers: Headers) -> bool:
    given = [value for name, value in headers if name.lower() == "content-type"]
    return len(given) == 1 and given[0].partition(";")[0].strip().lower() == "application/json"


def _number(text: str) -> float:
    """Read a number: JSON has one 5, however it is written."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")
