"""Validates requests and responses against the operation that the description documents."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, cast
from urllib.parse import parse_qsl

from ._errors import APIProblem, EmulatorError, ValidationError
from ._validation import inspect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ._messages import Headers, Request
    from ._spec import Body, Operation, ResponseSpec

# A path parameter that has an error code of its own.
_CODES_OF_PATH_PARAMETERS = {"storeId": 520049, "operationId": 520051}
# The description gives operation IDs no pattern; error 520051 says that they are Twilio type IDs of that kind.
_OPERATION_ID = re.compile(r"(?!mem_|conv_|tdi_)[a-z][a-z_]*_[0-7][0-9a-z]{25}")
# Twilio's helper for Python sends this header as a query parameter, too.
_HEADER_IN_QUERY = "Accept-Encoding"
# Operations that skip items with errors in these places, and process the others.
_ITEM_ERRORS = {"UpdateProfilesBulk": re.compile("/profiles/([0-9]+)/traits(?:/|$)")}
# Far more than the largest valid request.
_MAX_BODY_SIZE = 2**24


@dataclass(frozen=True, slots=True)
class RequestValues:
    """The values of a request, checked and in the documented types."""

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    body: dict[str, Any]
    """The documented properties of the body; empty if there is none."""
    item_errors: Mapping[int, Sequence[ValidationError]] = field(default_factory=dict[int, "list[ValidationError]"])
    """The errors in items that the operation skips, by their index."""


def authenticate(headers: Headers) -> tuple[str, str]:
    """Return username and password: any well-formed Basic credentials are accepted.

    Raises:
        APIProblem: 20003, there are no valid credentials.
    """
    given = [value for name, value in headers if name.lower() == "authorization"]
    if len(given) == 1:
        scheme, _, encoded = given[0].partition(" ")
        try:
            username, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        except ValueError:  # of which the errors of base64 and UTF-8 are
            username = password = ""
        if scheme.lower() == "basic" and username and password:
            return username, password
    raise APIProblem(20003)


def validate_request(
    operation: Operation, request: Request, in_path: Mapping[str, str], *, strict: bool
) -> RequestValues:
    """Check a request against its operation.

    Args:
        operation: The operation of the request.
        request: The request.
        in_path: The decoded values in its path.
        strict: Whether to refuse query parameters that are not documented.

    Returns:
        The values of the request.

    Raises:
        APIProblem: 520049 or 520051 if the ID that this code is about is wrong, else 520046 with all that is wrong.
    """
    path, errors = operation.path_parameters.read(in_path.items())
    if "operationId" in path and not _OPERATION_ID.fullmatch(path["operationId"]):
        errors.append(ValidationError("path", "operationId", "is not a Twilio type ID of an operation"))
    for error in errors:
        raise APIProblem(_CODES_OF_PATH_PARAMETERS.get(error.field, 520046), errors)
    parameters = operation.query_parameters
    pairs = [
        (name, value)
        for name, value in query_pairs(request)
        if name != _HEADER_IN_QUERY and (strict or parameters.is_documented(name))
    ]
    query, in_query = parameters.read(pairs)
    named = operation.header_parameters
    # Twilio documents a pattern for Accept-Encoding that excludes what ordinary clients send.
    headers, in_headers = named.read(
        (name, value)
        for name, value in request.headers
        if named.is_documented(name) and name.lower() != "accept-encoding"
    )
    compressible = named.is_documented("Content-Encoding")
    body, in_body = _read_body(operation.request_body, request, compressible=compressible)
    item_errors: dict[int, list[ValidationError]] = {}
    if in_body and (pattern := _ITEM_ERRORS.get(operation.id)) is not None:
        matches = [(error, pattern.match(error.field)) for error in in_body]
        for error, match in matches:
            if match is not None:
                item_errors.setdefault(int(match[1]), []).append(error)
        in_body = [error for error, match in matches if match is None]
    if errors := [*in_query, *in_headers, *in_body]:
        raise APIProblem(520046, errors)
    return RequestValues(path, query, headers, body, item_errors)


def query_pairs(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the names and values in a query string, decoded."""
    return tuple(parse_qsl(request.query, keep_blank_values=True))


def validate_response(
    documented: Mapping[int, ResponseSpec], status: int, headers: Mapping[str, str], body: object
) -> None:
    """Check a response before it is sent.

    Args:
        documented: The documented responses by status.
        status: The status of the response.
        headers: The headers of this response, without those that every response has.
        body: The body, before it is written as JSON.

    Raises:
        EmulatorError: The description does not document such a response.
    """
    expected = documented.get(status)
    if expected is None:
        raise EmulatorError(f"status {status} is not documented")
    _, errors = expected.headers.read(headers.items())
    if expected.body is None:
        errors.append(ValidationError("body", "", "is not documented"))
    else:
        errors += inspect(expected.body, body, "body")
    if errors:
        message = "; ".join(f"{error.location} {error.field}: {error.message}" for error in errors)
        raise EmulatorError(f"the response with status {status} does not fit the description: {message}")


def _read_body(
    documented: Body | None, request: Request, *, compressible: bool
) -> tuple[dict[str, Any], list[ValidationError]]:
    """Return the documented properties of a body, and what is wrong with it."""
    if not request.body:
        missing = documented is not None and documented.required
        return {}, [ValidationError("body", "", "is missing")] if missing else []
    if documented is None:
        return {}, [ValidationError("body", "", "this operation takes none")]
    body, errors = _parse(request, compressible=compressible)
    errors = errors or inspect(documented.validator, body, "body")
    if not isinstance(body, dict):
        return {}, errors
    given = cast("dict[str, Any]", body)
    return {name: value for name, value in given.items() if name in documented.properties}, errors


def _parse(request: Request, *, compressible: bool) -> tuple[Any, list[ValidationError]]:
    if not _is_json(request.headers):
        return None, [ValidationError("header", "Content-Type", "is not application/json")]
    if not compressible and _encoding(request) != "identity":
        return None, [ValidationError("header", "Content-Encoding", "this operation takes no compressed body")]
    try:
        content = decompress(request)
    except zlib.error:
        return None, [ValidationError("header", "Content-Encoding", "the body is not compressed like that")]
    except ValueError as error:
        return None, [ValidationError("header", "Content-Encoding", str(error))]
    return parse_json(content)


def parse_json(content: bytes) -> tuple[Any, list[ValidationError]]:
    """Return the value of a JSON text that the emulator can also write, and what is wrong with the text."""
    try:
        body = json.loads(content.decode(), parse_float=_number, parse_constant=_refuse)
        # A response cannot repeat 1e999 or a lone surrogate written as an escape; validators accept both.
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        return None, [ValidationError("body", "", "is nested too deeply")]
    except UnicodeDecodeError:
        return None, [ValidationError("body", "", "is not UTF-8")]
    except UnicodeEncodeError:
        return None, [ValidationError("body", "", "a text contains a lone surrogate")]
    except ValueError as error:
        return None, [ValidationError("body", "", f"is not JSON: {error}")]
    return body, []


def decompress(request: Request) -> bytes:
    """Return the body as it was before it was compressed.

    Raises:
        ValueError: It has an unknown encoding, or becomes too large.
        zlib.error: It is not compressed, or damaged.
    """
    match _encoding(request):
        case "identity":
            return request.body
        case "gzip" | "deflate":
            return _decompress(request.body)
        case _:
            raise ValueError("only gzip and deflate are known to the emulator")


def _decompress(compressed: bytes) -> bytes:
    content = b""
    while compressed:  # gzip may have several members, one after the other.
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
        content += inflate.decompress(compressed, _MAX_BODY_SIZE - len(content) + 1)
        if len(content) > _MAX_BODY_SIZE:
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
    raise ValueError(f"{constant} is not a JSON number")
