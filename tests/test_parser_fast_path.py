"""The fast path parses complete plain responses as h11 does, and leaves all others to h11."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twilio_memory._http.parser import parse_simple_response

BODY = b'{"message": "ok"}'


def response(*lines, body=BODY, status="HTTP/1.1 202 Accepted", length=True):
    lines = [status, *lines, *[f"Content-Length: {len(body)}"] * length, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def read_by_h11(data, rest=b""):
    """Parse a response with h11; None if it is invalid or incomplete, or if the connection cannot be reused."""
    parser = h11.Connection(h11.CLIENT)
    parser.send(h11.Request(method="GET", target="/", headers=[("host", "x")]))
    parser.send(h11.EndOfMessage())
    parser.receive_data(data)
    body = b""
    try:
        head = parser.next_event()
        while isinstance(event := parser.next_event(), h11.Data) or (event is h11.NEED_DATA and rest):
            if event is h11.NEED_DATA:
                parser.receive_data(rest)
                rest = b""
            else:
                body += event.data
    except h11.RemoteProtocolError:
        return None
    if not isinstance(head, h11.Response) or not isinstance(event, h11.EndOfMessage):
        return None
    if parser.our_state is not parser.their_state or parser.our_state is not h11.DONE or parser.trailing_data[0]:
        return None
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    return head.status_code, headers, body


@pytest.mark.parametrize(
    "data",
    [
        response(),
        response("Operation-Id:  x ", "Retry-After: 1"),
        response("Connection: Keep-Alive", "X-Empty:", "!#$%&'*+-.^_`|~09azAZ: \"(),/:;<=>?@[\\]{}"),
        response(status="HTTP/1.1 404 "),
        response(status="HTTP/1.1 503"),
        response(body=b""),
        response(body=bytes(range(256))),
    ],
)
def test_fast_path_reads_common_responses_as_h11_does(data):
    assert parse_simple_response(data) == (*read_by_h11(data), 0)


def test_fast_path_reads_250_headers():
    data = response(*[f"X-{number}: 1" for number in range(249)])
    assert parse_simple_response(data) == (*read_by_h11(data), 0)


def test_fast_path_returns_the_missing_length_of_a_partial_body():
    data = response(body=b"x" * 100)
    for cut in range(1, 101):
        status, headers, body, missing = parse_simple_response(data[:-cut])
        assert (status, headers, body + b"x" * missing) == read_by_h11(data)
        assert missing == cut


def test_fast_path_reads_a_length_of_nine_digits():
    *_, missing = parse_simple_response(response("Content-Length: 999999999", length=False))
    assert missing == 999_999_999 - len(BODY)


LEFT_TO_H11 = {
    "nothing": b"",
    "an informational response": b"HTTP/1.1 103 Early Hints\r\n\r\n" + response(),
    "another version": response(status="HTTP/1.0 200 OK"),
    "a status that does not exist": response(status="HTTP/1.1 600 What"),
    "no body allowed": response(status="HTTP/1.1 204 No Content", body=b""),
    "nothing changed": response(status="HTTP/1.1 304 Not Modified", body=b""),
    "no length": response(length=False),
    "two lengths": response("Content-Length: 17"),
    "two lengths in one": response("Content-Length: 17, 17", length=False),
    "a length of ten digits": response("Content-Length: 1000000000", length=False),
    "a length with a sign": response("Content-Length: +17", length=False),
    "chunks": response("Transfer-Encoding: chunked"),
    "chunks without a length": response("Transfer-Encoding: chunked", body=b"0\r\n\r\n", length=False),
    "Connection: close": response("Connection: close"),
    "Connection: close among others": response("Connection: keep-alive, close"),
    "a repeated header": response("X: 1", "x: 2"),
    "a folded header": response("X: 1", " 2"),
    "a header without a name": response(": 1"),
    "a space before the colon": response("X : 1"),
    "a header without a colon": response("X"),
    "more than 250 headers": response(*[f"X-{number}: 1" for number in range(250)]),
    "a tab": response("X:\t1"),
    "a NUL": response("X: \0"),
    "a line feed alone": response("X: 1\nY: 2"),
    "a carriage return alone": response("X: 1\rY: 2"),
    "non-ASCII letters": response("X: \xe9"),
    "a truncated head": response()[:40],
    "surplus bytes": response() + b"\r\n",
    "a second response": response() + response(),
}


@pytest.mark.parametrize("data", LEFT_TO_H11.values(), ids=LEFT_TO_H11)
def test_fast_path_leaves_other_responses_to_h11(data):
    assert parse_simple_response(data) is None


PIECES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200\r\n", b"HTTP/1.1 404 Not Found\r\n", b"HTTP/1.1 100 C\r\n"),
        *(b"Content-Length: 2\r\n", b"content-length:2\r\n", b"Content-Length: 02\r\n", b"Content-Length: 0\r\n"),
        *(b"Connection: close\r\n", b"Connection: keep-alive\r\n", b"Transfer-Encoding: chunked\r\n", b"X: y\r\n"),
        *(b"Content-Type: a/b\r\n", b"Content-Length: 2 \r\n", b"Upgrade: x\r\n", b"Trailer: x\r\n", b"\r\n\r\n"),
        *(b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b"{}", b"2\r\n{}\r\n0\r\n\r\n", b"\0", b"\xff"),
    ]
)
GOOD = st.permutations([b"Content-Length: 2\r\n", b"X: y\r\n", b"Connection: keep-alive\r\n"]).map(
    lambda lines: b"HTTP/1.1 200 OK\r\n" + b"".join(lines) + b"\r\n{}"
)
DAMAGED = st.builds(
    lambda data, at, cut, piece: data[: at % len(data)] + piece + data[at % len(data) + cut :],
    GOOD,
    st.integers(0, 200),
    st.integers(0, 3),
    st.one_of(PIECES, st.binary(max_size=3)),
)


@pytest.mark.contract(13, 20)
@settings(derandomize=True, database=None, deadline=None, max_examples=3000)
@given(st.one_of(GOOD, DAMAGED, st.lists(PIECES, max_size=8).map(b"".join)))
def test_fast_path_never_disagrees_with_h11(data):
    if read := parse_simple_response(data):
        status, headers, body, missing = read
        rest = b"?" * missing
        assert (status, headers, body + rest) == read_by_h11(data, rest)


@pytest.mark.contract(9)
@pytest.mark.parametrize(
    "line", [b"X: " + b" " * 600_000, b"X: 1\r\n" * 100_000, b"X" * 600_000, b"HTTP/1.1 200 " * 50_000]
)
def test_fast_path_does_not_backtrack_on_a_malformed_head(line):
    # A pattern that backtracks would not end.
    assert parse_simple_response(b"HTTP/1.1 200 OK\r\n" + line + b"\0\r\n\r\n") is None
