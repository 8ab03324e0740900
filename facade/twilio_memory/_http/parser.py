"""Fast path for complete, Content-Length-framed responses; anything else is parsed by h11."""

from __future__ import annotations

import re
from typing import Final

# Possessive quantifiers prevent backtracking on hostile input.
_HEAD: Final = re.compile(
    rb"HTTP/1\.1 ([2-5][0-9]{2})(?: [ -~]*+)?+\r\n((?:[!#-'*+.0-9A-Z^-z|~-]++:[ -~]*+\r\n){1,250}+)\r\n"
)
_WITHOUT_BODY: Final = frozenset({204, 304})


def parse_simple_response(data: bytes) -> tuple[int, dict[str, str], bytes, int] | None:
    """Return the status, the headers, the part of the body that has arrived, and the number of missing bytes.

    None if the head is incomplete, or the response is informational, chunked, has a missing, invalid or too small
    Content-Length, repeats a header, has more than 250 or one that is not printable ASCII, or closes the connection.
    """
    head = _HEAD.match(data)
    if head is None:
        return None
    lines = head[2].decode("ascii").splitlines()
    headers = {name.lower(): value.strip(" ") for name, _, value in [line.partition(":") for line in lines]}
    status, body = int(head[1]), data[head.end() :]
    length = headers.get("content-length", "")
    if (
        len(headers) != len(lines)
        or "transfer-encoding" in headers
        or headers.get("connection", "keep-alive").lower() != "keep-alive"
        or status in _WITHOUT_BODY
        or not length.isdecimal()
        or len(length) > 9  # noqa: PLR2004 - more than is ever read
        or int(length) < len(body)
    ):
        return None
    return status, headers, body, int(length) - len(body)
