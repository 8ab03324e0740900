"""Requests as they are written, and answers as they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from twilio_memory._bodies import Body
from twilio_memory._core.responses import RawResponse, printable
from twilio_memory._failures import Failure
from twilio_memory._twins import acheckpoint
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator

    from twilio_memory._async.connection import Limits
    from twilio_memory._core.config import Credentials, Options, Origin

_ERROR_BYTES: Final = 64 * 1024
_MAX_PARTS: Final = 65_536
"""In how many parts a body may come, where they have fewer than 256 bytes on average: each takes its time."""
_MIN_PART: Final = 256
_PARTS_AT_ONCE: Final = 64


class RequestDefaults:
    """The origin and the headers that all requests of a kind share."""

    def __init__(self, origin: Origin, headers: dict[str, str]) -> None:
        self.origin = origin
        self.headers = headers
        self.lines = _lines({"host": origin.authority, **headers})


class Request(NamedTuple):
    """A request that has been checked."""

    method: str
    target: str
    defaults: RequestDefaults
    headers: dict[str, str]
    """Those of this request alone."""
    content: bytes | AsyncIterator[bytes]
    size: int
    credentials: Credentials | None

    def secret(self) -> dict[str, str]:
        """Return the header that is made anew each time: tools that report errors show the variables of every frame."""
        return {} if self.credentials is None else {"authorization": self.credentials.authorization}

    def head(self) -> bytes:
        """Write the request line and the headers.

        Raises:
            InvalidArgumentError: Something in it would be read as something else.
        """
        checked = f"{self.method} {self.target} HTTP/1.1{''.join(self.headers.values())}"
        if " " in self.target or not checked.isascii() or not checked.isprintable():
            raise InvalidArgumentError("the request would not be sent as it was built")
        own = _lines({**self.headers, **self.secret()})
        return f"{self.method} {self.target} HTTP/1.1\r\n{self.defaults.lines}{own}\r\n".encode("ascii")


def _lines(headers: dict[str, str]) -> str:
    return "".join([f"{name}: {value}\r\n" for name, value in headers.items()])


async def read_answer(
    status: int, headers: dict[str, str], chunks: AsyncIterable[bytes], options: Options, limits: Limits
) -> RawResponse:
    """Read a body within its limits.

    Returns:
        The answer; where its body could not be read to its end, it says why.
    """
    limit = most_bytes(status, options)
    body = Body(limit, headers.get("content-encoding", ""))
    problem, timed_out, count = None, False, 0
    try:
        async for chunk in chunks:
            problem = body.add(chunk)
            while body.has_more and not problem:
                await acheckpoint()
                problem = body.decode()
            count += 1
            if not count % _PARTS_AT_ONCE:
                await acheckpoint()
                if count > max(_MAX_PARTS, limit // _MIN_PART):
                    problem = problem or "the body came in too many parts"
            if problem is None and limits.left() <= 0:
                problem, timed_out = "the body took too long", True
            if problem:
                break
    except Failure as failure:
        problem, timed_out = f"the body was cut short ({_described(failure)})", failure.timed_out
    problem = problem or body.finish()
    return RawResponse(status, headers, b"" if problem else body.content(), problem, timed_out)


def most_bytes(status: int, options: Options) -> int:
    """Return how large the decoded body of an answer may be."""
    return options.max_response_bytes if status < 400 else _ERROR_BYTES  # noqa: PLR2004


def without_head(status: int | None, failure: Failure) -> RawResponse:
    """Make the answer of which only the status has arrived; raises the failure if that says nothing.

    It tells that the server has decided, and that the request must not be sent again.
    """
    if status is None or status >= 400:  # noqa: PLR2004
        raise failure
    problem = f"its head was cut short or is broken ({_described(failure)})"
    return RawResponse(status, {}, b"", problem, failure.timed_out)


def _described(failure: Failure) -> str:
    return f"{failure.name}: {printable(failure.reason)}" if failure.reason else failure.name
