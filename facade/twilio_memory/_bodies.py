"""The body of an answer, decoded while it comes in."""

from __future__ import annotations

import zlib


class Body:
    """Never larger than its limit.

    Args:
        limit: How many bytes it may have when it is decoded.
        encoding: What `Content-Encoding` says.
    """

    def __init__(self, limit: int, encoding: str) -> None:
        self._limit = limit
        encoding = encoding.strip().lower()
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding in {"gzip", "deflate"} else None
        self._parts: list[bytes] = []
        self._size = 0
        self.problem = None
        if self._inflate is None and encoding not in {"", "identity"}:
            self.problem = "the body has a content encoding that was not asked for"

    def add(self, chunk: bytes) -> str | None:
        """Take in a part of the body; return what is wrong with it, if anything."""
        if self.problem:
            return self.problem
        if self._inflate is not None:
            try:
                chunk = self._inflate.decompress(chunk, self._limit - self._size + 1)
            except zlib.error:
                return "the body's compression is broken"
        self._parts.append(chunk)
        self._size += len(chunk)
        return f"the body has more than {self._limit} bytes" if self._size > self._limit else None

    def finish(self) -> str | None:
        """Return what is wrong with the body as a whole, if anything."""
        if self._inflate is not None and self._size and not self._inflate.eof:
            return "the body was cut short"
        return self.problem

    def content(self) -> bytes:
        """Return all that was taken in."""
        return b"".join(self._parts)
