"""The arguments of a method, checked and in the form that the generated endpoints take."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from twilio_memory._core.loading import loading
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import PATTERNS, exact_str
from twilio_memory_api.types import UNSET, Model, NoneError, Unset, add_to

if TYPE_CHECKING:
    from twilio_memory_api.types import OperationRecord

T = TypeVar("T")
M = TypeVar("M")
E = TypeVar("E", bound=StrEnum)

_MAX_TIMEOUT: Final = 10**8
"""Three years; larger timeouts overflow timers of the operating system."""
_HEADER_NAME: Final = "[a-z0-9!#$%&'*+.^_`|~-]+"
_HEADER_VALUE: Final = "[!-~]([ -~]*[!-~])?"


def validate_timeout(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MAX_TIMEOUT:
        raise InvalidArgumentError(
            f"{name}: expected a number of seconds, above 0 and up to {_MAX_TIMEOUT}, got {value!r}"
        )
    return value


def validate_count(name: str, value: int, minimum: int = 1, maximum: float = math.inf) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
        limits = f"of at least {minimum}" if maximum == math.inf else f"from {minimum} to {maximum}"
        raise InvalidArgumentError(f"{name}: expected a whole number {limits}, got {value!r}")
    return value


def validate_type(name: str, value: object, kind: type[T], expected: str) -> T:
    if not isinstance(value, kind):
        raise InvalidArgumentError(f"{name}: expected {expected}, got {value!r}")
    return value


def build_body(model: Callable[..., M], extra_body: Mapping[str, Any] | None = None, /, **fields: object) -> M:
    """Build a request body; refuse None where the API takes no null, and a further property that is a field."""
    try:
        body = model(**fields)
    except NoneError as error:
        raise InvalidArgumentError(str(error)) from None
    if extra_body is not None:
        if not isinstance(extra_body, Mapping):
            raise InvalidArgumentError(f"extra_body: expected properties by name, got {type(extra_body).__name__}")
        with loading():
            from twilio_memory._core.invalid_values import find_invalid
        if found := find_invalid(dict(extra_body), place=("extra_body",)):
            raise InvalidArgumentError(f"the request cannot be built ({found.describe()})")
        try:
            add_to(body, extra_body)
        except ValueError as error:
            raise InvalidArgumentError(f"extra_body: {error}") from None
    return body


def unset_if_none(value: T | None) -> T | Unset:
    return UNSET if value is None else value


def require_together(name: str, value: object, other_name: str, other: object) -> None:
    if value and other is UNSET:
        raise InvalidArgumentError(f"{name}: has no effect without {other_name}; give both, or neither")


def validate_page_size(value: int | None, maximum: int) -> int | Unset:
    return UNSET if value is None else validate_count("page_size", value, maximum=maximum)


def validate_etag(value: str | Unset | None) -> str | Unset:
    """Refuse an ETag that is missing: without `If-Match` the write would be unconditional."""
    if value is None:
        raise InvalidArgumentError("if_match: got None; the resource was fetched without an ETag")
    if value is UNSET:
        return UNSET
    if exact_str(value) is None:
        raise InvalidArgumentError(f"if_match: expected the etag of what was fetched, got {type(value).__name__}")
    return header_value("if_match", value)


def join_names(name: str, values: Sequence[str] | None) -> str | Unset:
    """Join names with commas; refuse an empty list and names that contain commas."""
    if values is None:
        return UNSET
    items = [] if isinstance(values, str) or not isinstance(values, Iterable) else list(values)
    names = [text for text in map(exact_str, items) if text]
    if not names or len(names) != len(items):
        raise InvalidArgumentError(f"{name}: expected a list of names, got {values!r}")
    if any("," in item for item in names):
        raise InvalidArgumentError(f"{name}: names must not contain commas")
    return ",".join(names)


def validate_bool(name: str, value: bool | None) -> bool | Unset:  # noqa: FBT001 - what is checked
    return UNSET if value is None else validate_type(name, value, bool, "True or False")


def validate_enum(enum: type[E], name: str, value: E | None) -> E | Unset:
    """Return the member of an enum for a member or its text; refuse any other value."""
    members = {str(member): member for member in enum}
    if value is None:
        return UNSET
    if (text := exact_str(value)) is None or text not in members:
        raise InvalidArgumentError(f"{name}: expected one of {', '.join(members)}, got {value!r}")
    return members[text]


def require_time_zone(record: OperationRecord, name: str, value: object) -> None:
    """Refuse a time without a zone, at any depth of a body."""
    if isinstance(value, str | Unset):  # the most frequent types
        return
    for place, time in _times(value, (name,)):
        if not isinstance(time, dt.datetime) or time.utcoffset() is None:
            with loading():
                from twilio_memory._core.invalid_values import InvalidValue
            reason = f"{time!r} has no time zone; give a datetime with one, e.g. tzinfo=datetime.UTC"
            raise InvalidValue(place, reason).to_error(record)


def _times(value: object, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Iterate over the times in an argument, with their places."""
    if isinstance(value, dt.date | dt.time):
        yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _times(item, (*place, index))
    elif isinstance(value, Model):
        for name in getattr(value, "_names", ()):
            yield from _times(getattr(value, name), (*place, name))


def query_value(name: str, value: object) -> str:
    if (text := exact_str(value)) is not None:
        return text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    raise TypeError(f"{name}: expected a str, got {type(value).__name__}")


def header_value(name: str, value: object) -> str:
    """Return the value of a header; refuse anything but a `str` of printable ASCII."""
    text = exact_str(value)
    if text is None or not PATTERNS[_HEADER_VALUE].fullmatch(text):
        raise InvalidArgumentError(f"{name}: expected a str of printable ASCII, got {value!r}")
    return text


#: Who is called and with what credentials, how long the body is, how the response is encoded, and the connection.
_RESERVED_HEADERS: Final = (
    "accept-encoding|authorization|connection|content-encoding|content-length|expect|host|keep-alive|"
    "proxy-.*|te|trailer|transfer-encoding|upgrade"
)


def validate_headers(argument: str, headers: object, taken: Mapping[str, str]) -> dict[str, str]:
    """Return additional headers with lower-case names; refuse what the library itself has to send."""
    if not isinstance(headers, Mapping):
        raise InvalidArgumentError(f"{argument}: expected headers by name, got {type(headers).__name__}")
    checked: dict[str, str] = {}
    for name, value in cast("Mapping[object, object]", headers).items():
        key = (exact_str(name) or "").lower()
        if not PATTERNS[_HEADER_NAME].fullmatch(key):
            raise InvalidArgumentError(f"{argument}: expected the name of a header, got {name!r}")
        if PATTERNS[_RESERVED_HEADERS].fullmatch(key) or key in taken or key in checked:
            raise InvalidArgumentError(f"{argument}: {key} is set by the library, or given twice")
        text = exact_str(value)
        if text is None or not PATTERNS[_HEADER_VALUE].fullmatch(text):
            raise InvalidArgumentError(f"{argument}: the value of {key} must be a str of printable ASCII")
        checked[key] = text
    return checked


def validate_user_agent(products: object) -> tuple[str, ...]:
    """Return what is added to the header `User-Agent`; refuse anything but a list of `str` of printable ASCII."""
    if not isinstance(products, list | tuple):
        raise InvalidArgumentError(
            f"user_agent_extensions: expected a list, such as ['my-app/1.2'], got {type(products).__name__}"
        )
    return tuple(header_value("user_agent_extensions", product) for product in cast("list[object]", products))
