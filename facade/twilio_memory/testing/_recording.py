"""What the emulator keeps of a call, and which of the documented errors the calls of this process have met."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import zlib
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from ._messages import RecordedRequest
from ._schema_validation import decompress, query_pairs

if TYPE_CHECKING:
    from ._faults import Fault
    from ._messages import Request
    from ._spec import Operation

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})

CALLED: set[str] = set()
"""The operations that the emulators of this process were asked for."""
MET: set[tuple[str, int]] = set()
"""The operations and the codes with which they were refused, or have failed."""


def documented_errors() -> dict[str, list[int]]:
    """Return the codes that Twilio's documentation names for each operation."""
    text = resources.files("twilio_memory.testing").joinpath("documented-errors.json").read_text("utf-8")
    codes: dict[str, list[int]] = json.loads(text)
    return codes


def record(
    request: Request, operation: Operation | None, status: int | None, at: float, fault: Fault | None = None
) -> RecordedRequest:
    """Return what is kept of a call."""
    if operation is not None:
        CALLED.add(operation.id)
    body = request.body
    with contextlib.suppress(ValueError, zlib.error):
        body = decompress(request)
    return RecordedRequest(
        operation=None if operation is None else operation.id,
        method=request.method,
        path=request.path,
        query=query_pairs(request),
        headers={name.lower(): value for name, value in request.headers if name.lower() not in _SECRET_HEADERS},
        body=body,
        status=status,
        at=dt.datetime.fromtimestamp(at, dt.UTC),
        fault=fault,
    )


def with_reason(call: RecordedRequest, response: Any) -> RecordedRequest:  # noqa: ANN401 - any JSON, or text
    """Return a call with the code and the reasons of a refusal, or of the failed operation that it has read."""
    body: dict[str, Any] = response if isinstance(response, dict) else {}  # pyright: ignore[reportUnknownVariableType]
    problem: dict[str, Any] = body
    if call.operation == "FetchOperation" and body.get("status") == "FAILED":
        problem = body["error"]
    elif call.status is None or call.status < 400:  # noqa: PLR2004 - the first status of a refusal
        return call
    if not isinstance(code := problem.get("code"), int):
        return call
    if call.operation is not None and problem is body:
        MET.add((call.operation, code))
    fields: list[dict[str, str]] = problem.get("details", {}).get("fields", [])
    reasons = [f"{field['field']} {field['message']}".strip() for field in fields] or [problem.get("detail", "")]
    text = str(problem.get("message") or problem.get("title"))
    return replace(call, code=code, reason=": ".join([text.rstrip("."), *filter(None, ["; ".join(reasons)])]))
