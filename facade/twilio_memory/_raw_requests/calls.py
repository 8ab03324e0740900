"""Requests that the library has no method for."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from twilio_memory._core.call_options import with_call_options
from twilio_memory._core.endpoint import Call
from twilio_memory._core.json_response import parse_json
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import exact_str
from twilio_memory_api.types import OperationRecord, RetrySafety

if TYPE_CHECKING:
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.json_response import RawResponse

_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_PATH: Final = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@-]{1,512}){1,32}")


def _parse(*, client: object, response: RawResponse) -> Any:  # noqa: ANN401, ARG001 - see Endpoint
    return SimpleNamespace(value=parse_json(response.content) if response.content else None)


def build_raw_call(http_method: object, path: object, body: object, retry: str, options: CallOptions) -> Call[Any]:
    """Check a request to the API and build it."""
    text = exact_str(path)
    if not isinstance(http_method, str) or http_method not in _METHODS:
        raise InvalidArgumentError(f"http_method: expected one of {', '.join(sorted(_METHODS))}, got {http_method!r}")
    if text is None or not _PATH.fullmatch(text):
        raise InvalidArgumentError(
            f"path: expected one such as '/v1/ControlPlane/Stores', without host, query, '..' and '%', got {path!r}"
        )
    try:
        safety = RetrySafety(retry)
    except ValueError:
        names = ", ".join(each.value for each in RetrySafety)
        raise InvalidArgumentError(f"retry: expected one of {names}, got {retry!r}") from None
    content, headers = None, {}
    if body is not None:
        try:
            content = json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise InvalidArgumentError(f"body: expected JSON ({error})") from None
        headers = {"content-type": "application/json"}
    record = OperationRecord("Request", "request", http_method, "/{path}", {}, safety)
    endpoint: Any = SimpleNamespace(RECORD=record, _parse_response=_parse)
    call: Call[Any] = Call(endpoint, record, text, headers=headers, body=content, arguments={"path": text})
    return with_call_options(call, options)
