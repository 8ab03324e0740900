"""The decoder of a response body."""

from __future__ import annotations

import functools
import io
import zlib
from typing import Final

MAX_FRAMING: Final = 1024 * 1024
"""The most bytes of a response besides its body."""
MAX_MEMBERS: Final = 10_000
MAX_STEP_ENCODED: Final = 16 * 1024
MAX_STEP_DECODED: Final = 256 * 1024
_decompressor: Final = functools.partial(zlib.decompressobj, zlib.MAX_WBITS | 32)


class BodyDecoder:
    """Decodes a body in steps, up to a limit."""

    has_more = False
    """Whether data that was added is still to be decoded."""
    error: str | None = None
    _size = 0
    # Data to be decoded, and the slice of it that is decoded next; for encoded bodies only.
    _encoded: bytes | memoryview = b""
    _slice = b""
    _encoded_size = 0
    _members = 1

    def __init__(self, max_size: int, encoding: str) -> None:
        self._max_size = max_size
        self._excess = f"the body has more than {max_size} bytes"
        self._content = io.BytesIO()  # Unlike a list of chunks, it needs no memory for each.
        encoding = encoding.strip().lower()
        self._inflate = _decompressor() if encoding in {"gzip", "x-gzip", "deflate"} else None
        if self._inflate is None and encoding not in {"", "identity"}:
            self.error = "the body has a content encoding that was not asked for"

    def add(self, chunk: bytes) -> str | None:
        """Add a chunk; return what is wrong with the body, if anything."""
        if self.error:
            return self.error
        if self._inflate is None:
            self._size += self._content.write(chunk)
            return self._excess if self._size > self._max_size else None
        self._encoded = memoryview(chunk)
        self._encoded_size += len(chunk)
        return self._excess if self._encoded_size > self._max_size + MAX_FRAMING else self.decode()

    def decode(self) -> str | None:
        """Decode one step of the added data; return what is wrong with the body, if anything."""
        assert self._inflate  # noqa: S101 - only encoded data is decoded later
        if not self._slice:
            self._slice = bytes(self._encoded[:MAX_STEP_ENCODED])
            self._encoded = self._encoded[MAX_STEP_ENCODED:]
        if self._inflate.eof:
            self._slice = self._slice.lstrip(b"\0")  # Members of gzip may be padded.
            if self._slice:
                self._members += 1
                if self._members > MAX_MEMBERS:
                    return f"the body has more than {MAX_MEMBERS} gzip members"
                self._inflate = _decompressor()
        decoded = b""
        if not self._inflate.eof:
            try:
                decoded = self._inflate.decompress(self._slice, min(MAX_STEP_DECODED, self._max_size - self._size + 1))
            except zlib.error:
                return "the body's compression is broken"
            self._slice = self._inflate.unconsumed_tail or self._inflate.unused_data
        self._size += self._content.write(decoded)
        # zlib may hold more after a full step.
        self.has_more = bool(self._slice or self._encoded) or len(decoded) == MAX_STEP_DECODED
        return self._excess if self._size > self._max_size else None

    def finish(self) -> str | None:
        """Return what is wrong with the complete body, if anything."""
        if self._inflate is not None and self._size and not self._inflate.eof:
            return "the body was cut short"
        return self.error

    def content(self) -> bytes:
        return self._content.getvalue()
