"""Responses with faults of every class, from seeds."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

CRLF = b"\r\n"
STATUSES = (200, 201, 202, 204, 206, 299, 303, 304, 400, 404, 409, 418, 429, 500, 503, 599)
NAMES = (b"X-Request-Id", b"Date", b"Content-Type", b"Retry-After", b"ETag", b"x_y.z~", b"Server")
VALUES = (
    b"1",
    b"",
    b"a, b",
    b'W/"5"',
    b"Wed, 21 Oct 2026 07:28:00 GMT",
    b"  spaced  ",
    b"\ttab\t",
    b"a:b:c",
    b"~" * 300,
)


class Draft:
    """A response that is being built: its status line, its header lines and its body as it is sent."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.before = b""
        self.line = b"HTTP/1.1 %d OK" % chance.choice(STATUSES)
        self.lines = [b"%b: %b" % (name, chance.choice(VALUES)) for name in chance.sample(NAMES, chance.randrange(5))]
        self.content = chance.randbytes(chance.choice((0, 1, 2, 17, 200, 5000)))
        self.frame()
        self.end, self.after = CRLF, b""

    def frame(self) -> None:
        """Frame the content with a length or with chunks, or let the connection's end delimit it."""
        self.body = self.content
        framing = self.chance.choices(("length", "chunks", "end"), (6, 3, 1))[0]
        if framing == "length":
            self.lines.append(
                b"%b:%b%d" % (self.pick(b"Content-Length", b"content-length"), self.pick(b" ", b""), len(self.content))
            )
        elif framing == "chunks":
            self.lines.append(b"Transfer-Encoding: %b" % self.pick(b"chunked", b"Chunked"))
            self.body = b""
            rest = self.content
            while rest:
                size = self.chance.randint(1, len(rest))
                self.body += b"%x\r\n%b\r\n" % (size, rest[:size])
                rest = rest[size:]
            self.body += b"0\r\n\r\n"

    def pick(self, *choices: bytes) -> bytes:
        """Return one of several texts."""
        return self.chance.choice(choices)

    def add(self, *lines: bytes) -> None:
        """Insert one of several header lines somewhere."""
        self.lines.insert(self.chance.randint(0, len(self.lines)), self.pick(*lines))

    def encode(self) -> bytes:
        """Return the bytes of the response."""
        head = b"".join(line + self.end for line in (self.line, *self.lines))
        return self.before + head + self.end + self.body + self.after


FAULTS: dict[str, Callable[[Draft], object]] = {}


def fault(name: str) -> Callable[[Callable[[Draft], object]], Callable[[Draft], object]]:
    """Register a class of fault."""

    def register(function: Callable[[Draft], object]) -> Callable[[Draft], object]:
        FAULTS[name] = function
        return function

    return register


@fault("version")
def _(draft: Draft) -> None:
    version = draft.pick(
        b"HTTP/1.0", b"HTTP/2", b"HTTP/1.2", b"HTTP/0.9", b"http/1.1", b"HTTP/11", b"ICY", b"HTTP/1.1 "
    )
    draft.line = draft.line.replace(b"HTTP/1.1", version)


@fault("status")
def _(draft: Draft) -> None:
    status = draft.pick(
        b"000", b"099", b"600", b"999", b"20", b"2000", b"-20", b"2x0", b"", b"\xb2\xb2\xb2", b"100", b"101", b"199"
    )
    draft.line = b"HTTP/1.1 " + status + draft.pick(b"", b" ", b" OK")


@fault("reason")
def _(draft: Draft) -> None:
    draft.line = b"HTTP/1.1 200" + draft.pick(
        b"", b" ", b"  two", b" \xe9t\xe9", b" \0", b" \x7f", b"\tOK", b" a\rb", b" " + b"r" * 5000
    )


@fault("header name")
def _(draft: Draft) -> None:
    draft.add(
        b": x", b"X : 1", b" X: 1", b"X\xe9: 1", b"X(: 1", b"no colon", b"\0: 1", b"X\t: 1", b"", b"@: 1", b'"q": 1'
    )


@fault("header value")
def _(draft: Draft) -> None:
    draft.add(
        b"X: \0", b"X: \x7f", b"X: \xe9", b"X: \x01", b"X: a\rb", b"X: a\nY: b", b"X:\t1", b"X:", b"X: " + b"v" * 20_000
    )


@fault("folded header")
def _(draft: Draft) -> None:
    draft.lines.append(draft.pick(b"X: 1\r\n 2", b"X: 1\r\n\t2", b"X: 1\r\n ", b" 1", b"X: 1\r\n 2\r\n 3"))


@fault("repeated header")
def _(draft: Draft) -> None:
    draft.add(b"X-Request-Id: other")
    draft.add(b"x-request-id: other", b"X: 1")


@fault("length")
def _(draft: Draft) -> None:
    size = b"%d" % len(draft.content)
    draft.add(
        *[
            b"Content-Length: " + value
            for value in (
                size,
                b"0" + size,
                b"+" + size,
                b"-1",
                b"",
                b"many",
                b"1e3",
                b"0x10",
                size + b", " + size,
                size + b",3",
                b"9" * 30,
                b"%d" % (len(draft.content) + 3),
                b"1",
                b"0",
                b"\xb9",
                size + b" ",
                b"1 1",
            )
        ]
    )


@fault("transfer encoding")
def _(draft: Draft) -> None:
    draft.add(
        *[
            b"Transfer-Encoding: " + value
            for value in (
                b"chunked",
                b"gzip, chunked",
                b"identity",
                b"chunked, chunked",
                b"",
                b"xchunked",
                b"chunked;q=1",
                b"\x0bchunked",
            )
        ]
    )


@fault("connection")
def _(draft: Draft) -> None:
    draft.add(
        *[
            b"Connection: " + value
            for value in (
                b"close",
                b"keep-alive",
                b"Keep-Alive, close",
                b"upgrade",
                b"CLOSE",
                b"",
                b"keep-alive, x",
                b"close ",
            )
        ]
    )


@fault("upgrade")
def _(draft: Draft) -> None:
    draft.line = draft.pick(b"HTTP/1.1 101 Switching Protocols", draft.line)
    draft.add(b"Upgrade: h2c", b"Upgrade: websocket")


@fault("informational")
def _(draft: Draft) -> None:
    line = draft.pick(b"100 Continue", b"102 P", b"103 Early Hints", b"199", b"101 S")
    draft.before = (
        b"HTTP/1.1 " + line + b"\r\n" + draft.pick(b"", b"Link: </x>\r\n", b"Content-Length: 3\r\n") + CRLF
    ) * draft.chance.choice((1, 1, 2, 30))


@fault("no body allowed")
def _(draft: Draft) -> None:
    draft.line = draft.pick(b"HTTP/1.1 204 No Content", b"HTTP/1.1 304 Not Modified", b"HTTP/1.1 205 Reset")


@fault("chunk size")
def _(draft: Draft) -> None:
    size = draft.pick(
        b"g",
        b"-1",
        b"+2",
        b"0x2",
        b" 2",
        b"2 ",
        b"",
        b"f" * 30,
        b"02",
        b"2;x",
        b"2;x=y",
        b"2 ;x",
        b"2\n",
        b"2;" + b"e" * 5000,
        b"F" * 15,
        b"2;\0",
    )
    draft.lines = [line for line in draft.lines if not line.lower().startswith((b"content-length", b"transfer-enc"))]
    draft.lines.append(b"Transfer-Encoding: chunked")
    draft.body = size + b"\r\nab" + draft.pick(CRLF, CRLF, b"", b"\n", b"xx", b"\r") + b"0\r\n\r\n"


@fault("trailer")
def _(draft: Draft) -> None:
    trailer = draft.pick(
        b"X: 1\r\n",
        b"Content-Length: 5\r\n",
        b"bad\r\n",
        b": 1\r\n",
        b"X: \0\r\n",
        b"a: b\r\n" * 50,
        b"X: 1\n",
        b" f\r\n",
    )
    draft.body = draft.body.removesuffix(CRLF) + trailer + draft.pick(CRLF, CRLF, b"")


@fault("line ends")
def _(draft: Draft) -> None:
    draft.end = draft.pick(b"\n", b"\r", b"\r\r\n", b"\n\r", b"\r\n ")


@fault("white space before")
def _(draft: Draft) -> None:
    draft.before += draft.pick(CRLF, CRLF * 2, b"\n", b" ", b"\0", b"\xef\xbb\xbf")


@fault("surplus")
def _(draft: Draft) -> None:
    draft.after = draft.pick(CRLF, b"x", b"\0" * 10, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"0\r\n\r\n")


@fault("many lines")
def _(draft: Draft) -> None:
    count = draft.chance.choice((240, 249, 250, 251, 260, 2400, 2499, 2500, 2600))
    draft.lines += [b"x-%d: 1" % number for number in range(count)]


@fault("long head")
def _(draft: Draft) -> None:
    draft.add(b"X: " + b"v" * draft.chance.choice((60_000, 101_900, 102_400, 110_000)))


@fault("none")
def _(_: Draft) -> None:
    """Leave the response as it is."""


def _cut(draft: Draft, data: bytes) -> bytes:
    return data[: draft.chance.randint(0, len(data))]


def _alter(draft: Draft, data: bytes) -> bytes:
    at, size = draft.chance.randrange(min(len(data), 400)), draft.chance.randrange(3)
    return data[:at] + draft.chance.randbytes(draft.chance.randrange(3)) + data[at + size :]


def _flip(draft: Draft, data: bytes) -> bytes:
    at = draft.chance.randrange(min(len(data), 400))
    return data[:at] + bytes([data[at] ^ 1 << draft.chance.randrange(8)]) + data[at + 1 :]


def _swap(draft: Draft, data: bytes) -> bytes:
    lines = data.split(CRLF)
    draft.chance.shuffle(lines)
    return CRLF.join(lines)


#: Faults of the bytes of a whole response.
DAMAGES = {"cut": _cut, "altered bytes": _alter, "flipped bit": _flip, "shuffled lines": _swap}


class Faulty(NamedTuple):
    """A response in the pieces in which it arrives, and the classes of its faults."""

    faults: tuple[str, ...]
    pieces: tuple[bytes, ...]


def generate(seed: int) -> Faulty:
    """Return the response of a seed: none to three faults, in one piece or several."""
    chance = random.Random(f"response {seed}")
    draft = Draft(chance)
    names = [chance.choice(list(FAULTS)) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    for name in names:
        FAULTS[name](draft)
    data = draft.encode()
    if chance.random() < 0.3:
        names.append(damage := chance.choice(list(DAMAGES)))
        data = DAMAGES[damage](draft, data)
    count = (
        0 if chance.random() < 0.5 else len(data) if len(data) < 300 and chance.random() < 0.2 else chance.randint(1, 6)
    )
    cuts = range(1, len(data)) if count == len(data) else sorted(chance.randint(0, len(data)) for _ in range(count))
    edges = [0, *cuts, len(data)]
    pieces = [data[start:end] for start, end in itertools.pairwise(edges)]
    return Faulty(tuple(names), tuple(piece for piece in pieces if piece))
