"""Compressed bodies of a few kilobytes that would fill 30 MB; each is made when a test first needs it."""

from __future__ import annotations

import functools
import gzip
import zlib

BOMB_ENCODINGS = ["gzip", "deflate", "x-gzip", "gzip, gzip", "br", "zstd"]


@functools.cache
def bomb(encoding: str) -> bytes:
    """Return a body with this `Content-Encoding`; what `br` and `zstd` name is in no format."""
    content = b" " * 30_000_000
    match encoding:
        case "gzip" | "x-gzip":
            return gzip.compress(content)
        case "gzip, gzip":
            return gzip.compress(bomb("gzip"))
        case "deflate":
            return zlib.compress(content)
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()
