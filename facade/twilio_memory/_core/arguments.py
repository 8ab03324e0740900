"""The arguments of a method, checked and in the form that the generated endpoints take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from twilio_memory._core.endpoint import header_value
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import exact_str
from twilio_memory_api.types import UNSET, NoneError, Unset, add_to

T = TypeVar("T")
M = TypeVar("M")
E = TypeVar("E", bound=StrEnum)


def body_of(model: Callable[..., M], extra_body: Mapping[str, Any] | None = None, /, **fields: object) -> M:
    """Make a request body of the fields that were given.

    Args:
        model: The class of the body.
        extra_body: Further properties, by their names in the API.
        fields: The fields; those that are UNSET are left out.

    Raises:
        InvalidArgumentError: A field is None where the API takes no null, or a further property is one of the fields.
    """
    try:
        body = model(**fields)
    except NoneError as error:
        raise InvalidArgumentError(str(error)) from None
    if extra_body is not None:
        if not isinstance(extra_body, Mapping):
            raise InvalidArgumentError(f"extra_body: expected properties by name, got {type(extra_body).__name__}")
        try:
            add_to(body, extra_body)
        except ValueError as error:
            raise InvalidArgumentError(f"extra_body: {error}") from None
    return body


def or_unset(value: T | None) -> T | Unset:
    """Map None to UNSET, the generated modules' word for it."""
    return UNSET if value is None else value


def page_size_of(value: int | None, most: int) -> int | Unset:
    """Check a page size.

    Raises:
        InvalidArgumentError: It is not a whole number from 1 to the most that the API allows.
    """
    if value is None:
        return UNSET
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise InvalidArgumentError(f"page_size: expected a whole number from 1 to {most}, got {value!r}")
    return value


def etag_of(value: str | Unset | None) -> str | Unset:
    """Check what a resource must still match.

    Raises:
        InvalidArgumentError: It is none. To send none would be to overwrite whatever is there.
    """
    if value is None:
        raise InvalidArgumentError("if_match: got None; the resource was fetched without an ETag")
    if value is UNSET:
        return UNSET
    if exact_str(value) is None:
        raise InvalidArgumentError(f"if_match: expected the etag of what was fetched, got {type(value).__name__}")
    return header_value("if_match", value)


def names_of(name: str, values: Sequence[str] | None) -> str | Unset:
    """Write several names as the API takes them: in one text, with commas between.

    Raises:
        InvalidArgumentError: There is none, or one is no text that this can be done with.
    """
    if values is None:
        return UNSET
    given = [] if isinstance(values, str) or not isinstance(values, Iterable) else list(values)
    names = [text for text in map(exact_str, given) if text]
    if not names or len(names) != len(given):
        raise InvalidArgumentError(f"{name}: expected a list of names, got {values!r}")
    if any("," in each for each in names):
        raise InvalidArgumentError(f"{name}: a name has no comma in it")
    return ",".join(names)


def flag_of(name: str, value: bool | None) -> bool | Unset:  # noqa: FBT001 - what is checked
    """Check a truth value.

    Raises:
        InvalidArgumentError: It is none.
    """
    if not isinstance(value, bool | None):
        raise InvalidArgumentError(f"{name}: expected True or False, got {value!r}")
    return or_unset(value)


def choice_of(kind: type[E], name: str, value: E | None) -> E | Unset:
    """Check a value that must be one of an enum's; its plain text will do.

    Raises:
        InvalidArgumentError: It is not.
    """
    known = {str(member): member for member in kind}
    if value is None:
        return UNSET
    if (text := exact_str(value)) is None or text not in known:
        raise InvalidArgumentError(f"{name}: expected one of {', '.join(known)}, got {value!r}")
    return known[text]
