"""Body decoding: in small steps, within limits, for any split into parts."""

from __future__ import annotations

import gzip
import zlib

import pytest

from twilio_memory._http.decoder import MAX_FRAMING, BodyDecoder

TEXT = bytes(range(256)) * 100
MIB = 1024 * 1024


def decode(body, *chunks):
    """Decode chunks to the end; return the content or the problem, and the number of steps."""
    steps = 0
    for chunk in chunks:
        problem = body.add(chunk)
        steps += 1
        while body.has_more and not problem:
            problem = body.decode()
            steps += 1
        if problem:
            return problem, steps
    return body.finish() or body.content(), steps


@pytest.mark.contract(20)
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "X-GZIP"])
@pytest.mark.parametrize("size", [1, 2, 7, 10**6], ids="in parts of {}".format)
def test_gzip_members_are_decoded_in_sequence(encoding, size):
    encoded = gzip.compress(TEXT[:9000]) + gzip.compress(b"") + gzip.compress(TEXT[9000:]) + b"\0" * 100
    chunks = [encoded[start : start + size] for start in range(0, len(encoded), size)]
    content, _ = decode(BodyDecoder(len(TEXT), encoding), *chunks)
    assert content == TEXT


@pytest.mark.contract(20)
@pytest.mark.parametrize(
    ("rest", "problem"),
    [
        (b"garbage", "the body's compression is broken"),
        (b"\0\0garbage", "the body's compression is broken"),
        (gzip.compress(TEXT)[:-1], "the body was cut short"),
        (b"\x1f", "the body was cut short"),
    ],
)
def test_invalid_or_truncated_gzip_member_is_refused(rest, problem):
    assert decode(BodyDecoder(MIB, "gzip"), gzip.compress(TEXT) + rest)[0] == problem
    assert decode(BodyDecoder(MIB, "gzip"), gzip.compress(TEXT), rest)[0] == problem


@pytest.mark.contract(22)
def test_gzip_members_share_one_size_limit():
    encoded = gzip.compress(b"x" * 600)
    assert decode(BodyDecoder(1200, "gzip"), encoded * 2)[0] == b"x" * 1200
    assert decode(BodyDecoder(1199, "gzip"), encoded * 2)[0] == "the body has more than 1199 bytes"


@pytest.mark.contract(22)
def test_gzip_members_are_limited_in_number():
    empty = gzip.compress(b"")
    assert decode(BodyDecoder(MIB, "gzip"), empty * 10_000)[0] == b""
    assert decode(BodyDecoder(MIB, "gzip"), empty * 10_001)[0] == "the body has more than 10000 gzip members"


@pytest.mark.contract(22)
@pytest.mark.parametrize("filler", [b"\0", b"\0\0\0\xff\xff"], ids=["padding", "empty blocks"])
def test_encoded_body_that_decodes_to_nothing_is_limited(filler):
    start = gzip.compress(TEXT) if filler == b"\0" else gzip.compress(TEXT)[:10]
    chunk = filler * 20_000
    body = BodyDecoder(MIB, "gzip")
    assert body.add(start) is None
    added = 0
    while not (problem := decode(body, chunk)[0]) or isinstance(problem, bytes):
        added += len(chunk)
        assert added <= MIB + MAX_FRAMING
    assert problem == f"the body has more than {MIB} bytes"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("size", [256 * 1024, 512 * 1024, 4 * MIB + 1])
def test_compressed_body_is_decoded_in_small_steps(encoding, size):
    text = b" " * size
    encoded = (gzip.compress if encoding == "gzip" else zlib.compress)(text)
    content, steps = decode(BodyDecoder(16 * MIB, encoding), encoded)
    assert content == text
    assert steps > size // (256 * 1024)


def test_incompressible_body_is_decoded_in_small_steps():
    encoded = zlib.compress(TEXT * 40, level=0)
    content, steps = decode(BodyDecoder(16 * MIB, "deflate"), encoded)
    assert content == TEXT * 40
    assert steps >= len(encoded) // (16 * 1024)
