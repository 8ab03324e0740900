"""The answers that nearly all calls get, read in one step. What is not exactly like them is left to h11."""

from __future__ import annotations

import re
from typing import Final

# Possessive throughout: what a server sends must not make it try again.
_HEAD: Final = re.compile(
    rb"HTTP/1\.1 ([2-5][0-9]{2})(?: [ -~]*+)?+\r\n((?:[!#-'*+.0-9A-Z^-z|~-]++:[ -~]*+\r\n){1,250}+)\r\n"
)
_LENGTH: Final = re.compile("[0-9]{1,9}", re.ASCII)
_WITHOUT_BODY: Final = frozenset({204, 304})


def plain_answer(data: bytes) -> tuple[int, dict[str, str], bytes, int] | None:
    """Read an answer whose head has arrived whole, if nothing about it needs a second look.

    Args:
        data: All that has arrived since the request was sent.

    Returns:
        The status, the headers with lower-case names, what is there of the body, and how many bytes of it are to come;
        None if it may be anything else: an announcement, chunks, a length that is none or less than what is there, a
        header said twice or in more than printable ASCII, more than 250 headers, a connection that is not to go on.
    """
    head = _HEAD.match(data)
    if head is None:
        return None
    lines = head[2].decode("ascii").split("\r\n")
    del lines[-1]
    headers = {name.lower(): value.strip(" ") for name, _, value in [line.partition(":") for line in lines]}
    status, body = int(head[1]), data[head.end() :]
    length = headers.get("content-length", "")
    if (
        len(headers) != len(lines)
        or "transfer-encoding" in headers
        or headers.get("connection", "keep-alive").lower() != "keep-alive"
        or status in _WITHOUT_BODY
        or not _LENGTH.fullmatch(length)
        or int(length) < len(body)
    ):
        return None
    return status, headers, body, int(length) - len(body)
