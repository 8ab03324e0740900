"""The body of an answer, decoded while it comes in."""

from __future__ import annotations

import functools
import io
import zlib
from typing import Final

MAX_FRAMING: Final = 1024 * 1024
"""Bytes of a response that may be something else than its decoded body."""
_MAX_MEMBERS: Final = 10_000
_MAX_ENCODED_AT_ONCE: Final = 16 * 1024
_MAX_DECODED_AT_ONCE: Final = 256 * 1024
_decompressor: Final = functools.partial(zlib.decompressobj, zlib.MAX_WBITS | 32)


class Body:
    """Never larger than its limit.

    Args:
        limit: How many bytes it may have when it is decoded.
        encoding: What `Content-Encoding` says.
    """

    has_more = False
    """Whether some of what was added is still to be decoded."""
    # What is still to be decoded, and of it, what is decoded next; for encoded bodies only.
    _encoded: bytes | memoryview = b""
    _slice = b""
    _encoded_size = 0
    _members = 1

    def __init__(self, limit: int, encoding: str) -> None:
        self._limit = limit
        encoding = encoding.strip().lower()
        self._inflate = _decompressor() if encoding in {"gzip", "x-gzip", "deflate"} else None
        self._content = io.BytesIO()  # Unlike a list of parts, it takes no memory for each of them.
        self._size = 0
        self.problem = None
        if self._inflate is None and encoding not in {"", "identity"}:
            self.problem = "the body has a content encoding that was not asked for"

    def add(self, chunk: bytes) -> str | None:
        """Take in a part of the body; return what is wrong with it, if anything."""
        if self.problem:
            return self.problem
        if self._inflate is None:
            self._size += self._content.write(chunk)
            return self._excess if self._size > self._limit else None
        self._encoded = memoryview(chunk)
        self._encoded_size += len(chunk)
        return self._excess if self._encoded_size > self._limit + MAX_FRAMING else self.decode()

    def decode(self) -> str | None:
        """Decode as much of what was added as takes a moment; return what is wrong with it, if anything."""
        assert self._inflate  # noqa: S101 - only what is encoded is decoded later
        if not self._slice:
            self._slice = bytes(self._encoded[:_MAX_ENCODED_AT_ONCE])
            self._encoded = self._encoded[_MAX_ENCODED_AT_ONCE:]
        if self._inflate.eof:
            self._slice = self._slice.lstrip(b"\0")  # Members of gzip may be padded.
            if self._slice:
                self._members += 1
                if self._members > _MAX_MEMBERS:
                    return f"the body has more than {_MAX_MEMBERS} gzip members"
                self._inflate = _decompressor()
        part = b""
        if not self._inflate.eof:
            try:
                part = self._inflate.decompress(self._slice, min(_MAX_DECODED_AT_ONCE, self._limit - self._size + 1))
            except zlib.error:
                return "the body's compression is broken"
            self._slice = self._inflate.unconsumed_tail or self._inflate.unused_data
        self._size += self._content.write(part)
        # A full part may have more behind it, which zlib holds.
        self.has_more = bool(self._slice or self._encoded) or len(part) == _MAX_DECODED_AT_ONCE
        return self._excess if self._size > self._limit else None

    @property
    def _excess(self) -> str:
        return f"the body has more than {self._limit} bytes"

    def finish(self) -> str | None:
        """Return what is wrong with the body as a whole, if anything."""
        if self._inflate is not None and self._size and not self._inflate.eof:
            return "the body was cut short"
        return self.problem

    def content(self) -> bytes:
        """Return all that was taken in."""
        return self._content.getvalue()
