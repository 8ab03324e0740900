"""Responses parsed by h11: in small steps, with limited framing."""

from __future__ import annotations

import h11
import pytest

from twilio_memory._http.exceptions import RemoteProtocolError
from twilio_memory._http.h11_parser import H11ResponseParser

MIB = 1024 * 1024
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"
READ_AT_ONCE = 64 * 1024


def read(data, size=READ_AT_ONCE):
    """Parse a response that arrives in pieces of a size; return the parts of its body and the number of steps."""
    parsed, parts, steps = H11ResponseParser(was_sent=True), [], 0
    pieces = iter([data[start : start + size] for start in range(0, len(data), size)])
    for step in (parsed.next_head, parsed.next_chunk):
        while True:
            steps += 1
            found = step()
            if found is None:
                if not parsed.has_more:
                    parsed.feed(next(pieces))
                continue
            if step == parsed.next_head:
                break
            if not found:
                assert parsed.is_reusable()
                return parts, steps
            parts.append(found)
    raise AssertionError


def chunks_of(body, size):
    return b"".join(
        b"%x\r\n%b\r\n" % (len(part), part)
        for part in (body[start : start + size] for start in range(0, len(body), size))
    )


@pytest.mark.parametrize("size", [1, 100, 4096, READ_AT_ONCE, MIB])
def test_chunks_that_arrive_together_form_one_part(size):
    body = bytes(range(256)) * 40
    data = HEAD + chunks_of(body, 2) + END
    parts, _ = read(data, size)
    assert b"".join(parts) == body
    assert len(parts) <= len(data) // size + 1


@pytest.mark.contract(22)
@pytest.mark.parametrize("size", [1000, READ_AT_ONCE, 2 * MIB])
def test_framing_is_counted_for_any_read_size(size):
    """Count heads, chunk headers, extensions and the last chunk, but not the body."""
    start = HEAD + b"1;"
    end = b"\r\na\r\n" + END
    extensions = b"1;" + b"x" * 90_000 + b"\r\nb\r\n"
    count = 11
    missing = MIB - len(start + end) + 1 - count * (len(extensions) - 1)
    assert 0 < missing < 90_000
    for more in (0, 1):
        data = start + b"x" * (missing + more) + b"\r\na\r\n" + extensions * count + END
        if more:
            with pytest.raises(RemoteProtocolError, match="more than 1048576 bytes are framing"):
                read(data, size)
        else:
            assert b"".join(read(data, size)[0]) == b"a" + b"b" * count


@pytest.mark.contract(22)
@pytest.mark.parametrize(
    "data",
    [
        HEAD + (b"1;" + b"x" * 1000 + b"\r\na\r\n") * 2000,
        HEAD + b"1;" + b"x" * 2 * MIB,
        HEAD + b"0\r\n" + b"a: b\r\n" * 400_000,
        HEAD + b"0\r\nx: " + b"x" * 2 * MIB,
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100_000,
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 400_000,
    ],
    ids=["extensions", "one extension", "trailers", "one trailer", "1xx", "headers"],
)
@pytest.mark.parametrize("size", [READ_AT_ONCE, 4 * MIB], ids=["read in parts", "read at once"])
def test_framing_above_one_mebibyte_is_refused(data, size):
    with pytest.raises(RemoteProtocolError):
        read(data, size)


@pytest.mark.parametrize("lines", [2000, 5000])
@pytest.mark.parametrize("place", ["head", "trailer"])
def test_head_and_trailer_lines_are_limited(lines, place):
    fields = b"".join(b"x-%d: 1\r\n" % number for number in range(lines))
    data = HEAD[:-2] + fields + b"\r\n" + END if place == "head" else HEAD + b"0\r\n" + fields + b"\r\n"
    if lines == 2000:
        assert read(data)[0] == []
    else:
        with pytest.raises(RemoteProtocolError, match="more than 2500 lines"):
            read(data)


def test_parser_steps_are_small_for_any_amount_of_data(monkeypatch):
    events = 0
    next_event = h11.Connection.next_event

    def counted(self):
        nonlocal events
        events += 1
        return next_event(self)

    monkeypatch.setattr(h11.Connection, "next_event", counted)
    _, steps = read(HEAD + b"2\r\nab\r\n" * 20_000 + END, size=2 * MIB)
    assert events > 20_000
    assert steps > events / 700
