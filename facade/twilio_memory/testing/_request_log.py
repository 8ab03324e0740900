"""The log of requests on the server's console: a line of text for each, or of JSON."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING

from twilio_memory._core.text import escape_control

from ._signatures import hide_signatures

if TYPE_CHECKING:
    from .page import LoggedCall


def write_text(entry: LoggedCall) -> None:
    """Write a request for a person."""
    call = entry.call
    fault = f" fault: {call.fault.kind}" if call.fault else ""
    reason = f" ({escape_control(call.reason)})" if call.reason else ""
    status = call.status or "-"
    _write(
        f"{call.at:%H:%M:%S} {call.method} {_shown(call.path)} {status} {entry.milliseconds:.1f} ms"
        f" {call.operation or '-'}{reason}{fault}"
    )


def write_json(entry: LoggedCall) -> None:
    """Write a request for a program: one object in one line."""
    call = entry.call
    fields = {
        "at": call.at.isoformat(),
        "method": call.method,
        "path": _shown(call.path),
        "status": call.status,
        "milliseconds": round(entry.milliseconds, 3),
        "operation": call.operation,
        "code": call.code,
        "reason": call.reason,
        "fault": call.fault.kind if call.fault else None,
    }
    _write(json.dumps(fields, ensure_ascii=True))


def _shown(path: str) -> str:
    """Return a path without control characters; queries are left out, since they have personal data."""
    return path.encode("ascii", "backslashreplace").decode("ascii")


def _write(line: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # stderr is closed; keep serving.
        print(hide_signatures(line), file=sys.stderr, flush=True)  # noqa: T201 - the console of a command
