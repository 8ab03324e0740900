"""Writes responses as bytes, compressed for clients that accept it."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from ._messages import Response

if TYPE_CHECKING:
    from ._faults import Fault
    from ._handler_response import HandlerResponse
    from ._messages import Headers
    from ._spec import Operation


def accepts_gzip(headers: Headers) -> bool:
    """Return whether a client accepts a body compressed with gzip. What is not understood is ignored."""
    accepted: dict[str, bool] = {}
    for value in (value for name, value in headers if name.lower() == "accept-encoding"):
        for item in value.lower().split(","):
            coding, *parameters = (part.strip() for part in item.split(";"))
            weights = [parameter.removeprefix("q=") for parameter in parameters if parameter.startswith("q=")]
            try:
                accepted[coding] = all(float(weight) > 0 for weight in weights)
            except ValueError:
                continue
    return accepted.get("gzip", accepted.get("x-gzip", accepted.get("*", False)))


def may_compress(operation: Operation | None, response: HandlerResponse | None) -> bool:
    """Return whether the API may compress a response."""
    documented = None if operation is None or response is None else operation.responses.get(response.status)
    return documented is not None and documented.headers.is_documented("Content-Encoding")


def encode(response: HandlerResponse | None, fault: Fault | None, request_id: str, *, compressed: bool) -> Response:
    """Return a response as it is sent."""
    transport_fault = fault if fault is not None and fault.is_transport_fault else None
    if response is None:
        return Response(0, (), b"", transport_fault)
    if response.html is not None:
        content_type, body = "text/html", response.html
    else:
        content_type = "application/json"
        body = json.dumps(response.body, ensure_ascii=False, separators=(",", ":"))
    headers = {**response.headers, "Content-Type": content_type, "Twilio-Request-Id": request_id}
    content = body.encode()
    if compressed:
        headers, content = {**headers, "Content-Encoding": "gzip"}, gzip.compress(content, mtime=0)
    return Response(response.status, tuple(headers.items()), content, transport_fault)
