"""Options of a single call, and deadlines over several calls."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar, cast
from urllib.parse import parse_qsl, quote, urlencode

from twilio_memory._core.arguments import query_value, validate_count, validate_headers, validate_timeout
from twilio_memory._core.request import build_call
from twilio_memory.errors import APITimeoutError, InvalidArgumentError
from twilio_memory.ids import exact_str

if TYPE_CHECKING:
    from collections.abc import Generator

    from twilio_memory._core.clock import Clock
    from twilio_memory._core.endpoint import Call, Endpoint, P

T = TypeVar("T")


class RequestOptions(TypedDict, total=False):
    """Options of the requests of a single call; those of `CallOptions` without the timeout.

    Attributes:
        max_attempts: How often each request is sent at most, 1 or more.
        extra_headers: Headers to send besides those of the library; they may replace `accept` and `user-agent`.
        extra_query: Parameters of the query that the method has no argument for, by their names in the API.
    """

    max_attempts: int | None
    extra_headers: Mapping[str, str] | None
    extra_query: Mapping[str, str | int | bool] | None


class CallOptions(RequestOptions, total=False):
    """Options of a single call, which every method takes as keyword arguments. None stands for the client's option.

    Attributes:
        timeout: The longest time for all attempts and the waits between them, in seconds: of each page of a list, and
            of each request of a method that sends several. It replaces the total of the client's `Timeouts`.
    """

    timeout: float | None


_NAMES: Final = CallOptions.__annotations__.keys()


def check_names(method: str, options: CallOptions | RequestOptions) -> None:
    """Refuse an unknown option in the words of Python itself."""
    for name in options:
        if name not in _NAMES:
            raise TypeError(f"{method}() got an unexpected keyword argument {name!r}")


def build_call_with(options: CallOptions, endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> Call[T]:
    check_names(endpoint.RECORD.client_method, options)
    return with_call_options(build_call(endpoint, *args, **kwargs), options)


def with_call_options(call: Call[T], options: CallOptions | RequestOptions) -> Call[T]:
    check_names(call.record.client_method, options)
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    if "timeout" in given:
        call = call._replace(timeout=validate_timeout("timeout", given["timeout"]))
    if "max_attempts" in given:
        call = call._replace(max_attempts=validate_count("max_attempts", given["max_attempts"]))
    if "extra_headers" in given:
        call = call._replace(extra_headers=validate_headers("extra_headers", given["extra_headers"], call.headers))
    if "extra_query" in given:
        call = call._replace(query=_extend_query(call, given["extra_query"]))
    return call


def _extend_query(call: Call[object], parameters: object) -> str:
    if not isinstance(parameters, Mapping):
        raise InvalidArgumentError(f"extra_query: expected parameters by name, got {type(parameters).__name__}")
    taken = {name for name, _ in parse_qsl(call.query, keep_blank_values=True)}
    if "page_token" in call.options:
        taken.add("pageToken")  # Later pages have one.
    values: list[tuple[str, str]] = []
    for name, value in cast("Mapping[object, object]", parameters).items():
        if not (key := exact_str(name)) or key in taken:
            raise InvalidArgumentError(f"extra_query: {name!r} is no name, or is sent by the method itself")
        try:
            values.append((key, query_value("extra_query", value)))
            urlencode(values[-1:], quote_via=quote)  # Lone surrogates have no encoding.
        except (TypeError, ValueError) as error:
            raise InvalidArgumentError(f"extra_query: the value of {key!r} cannot be sent ({error})") from None
    return "&".join(filter(None, (call.query, urlencode(values, quote_via=quote))))


#: Clocks of clients, each with the time on it at which their calls must have ended, and the seconds that there were.
_deadlines: ContextVar[tuple[tuple[Clock, float, float], ...]] = ContextVar("deadlines", default=())
active_deadlines: Final = _deadlines.get


@contextlib.contextmanager
def deadline(clock: Clock, seconds: float) -> Generator[None]:
    """Limit the calls on a clock inside of a block."""
    entry = clock, clock.monotonic() + validate_timeout("seconds", seconds), seconds
    token = _deadlines.set((*_deadlines.get(), entry))
    try:
        yield
    finally:
        _deadlines.reset(token)


def time_left(clock: Clock) -> float:
    """Return the seconds until the first deadline of the surrounding blocks; infinity if there is none."""
    now = clock.monotonic()
    return min((at - now for each, at, _ in _deadlines.get() if each is clock), default=math.inf)


def limit_timeout(call: Call[object], clock: Clock, timeout: float) -> float:
    """Return the timeout of a call inside of blocks with a deadline; raise an error if none is left."""
    left = time_left(clock)
    if left <= 0:
        total = min(seconds for each, _, seconds in _deadlines.get() if each is clock)
        text = f"{call.describe()} was not sent: the deadline over several calls, of {total:g} seconds, has passed."
        raise APITimeoutError(text, **call.error_attributes())
    return min(timeout, left)
