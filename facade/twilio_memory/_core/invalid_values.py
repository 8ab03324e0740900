"""Errors for values that cannot be sent: where one stands, and what it is. Loaded when there is such a value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from twilio_memory._core.text import escape_control
from twilio_memory.errors import InvalidArgumentError
from twilio_memory_api.types import Model, Unset, attribute_of, items_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twilio_memory_api.types import OperationRecord

_MAX_DEPTH: Final = 100
# Attribute that the generated code reads -> type that it expects.
_EXPECTED_TYPES: Final = {
    "to_dict": "a model of twilio_memory.models",
    "value": "an enum of twilio_memory.models",
    "isoformat": "a datetime",
}
# Class -> how to write its values. Subclasses, such as timestamps of pandas, are found by their bases.
_HINTS: Final = {
    "date": "give text, such as value.isoformat()",
    "time": "give text, such as value.isoformat()",
    "timedelta": "give value.total_seconds()",
    "Decimal": "give float(value) or str(value)",
    "UUID": "give str(value)",
    "set": "give a list",
    "frozenset": "give a list",
    "bytes": "give text, such as value.decode()",
    "bytearray": "give text, such as value.decode()",
    "Unset": "leave it out",
}
_NUMBERS: Final = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


class InvalidValue(NamedTuple):
    """A value that cannot be sent."""

    place: tuple[str | int, ...]
    """Names and indices that lead to it, from the outermost."""
    reason: str

    def describe(self, item: int | None = None) -> str:
        name = "".join(f"[{part}]" if isinstance(part, int) else f".{escape_control(part)}" for part in self.place)
        found = ["" if item is None else f"item {item}", name.removeprefix(".")]
        return f"{', '.join(filter(None, found)) or 'body'}: {self.reason}"

    def to_error(self, record: OperationRecord) -> InvalidArgumentError:
        place, item = list(self.place), None
        if record.batch_size and (indices := [part for part in place[:3] if isinstance(part, int)]):
            item = indices[0]
            del place[: place.index(item) + 1]
        if record.client_method.startswith("profiles.") and place[:1] == ["traits"]:
            del place[0]
        return _error(record, self._replace(place=tuple(place)).describe(item), item)


def _error(record: OperationRecord, reason: object, item: int | None = None) -> InvalidArgumentError:
    error = InvalidArgumentError("", operation_name=record.name, item_index=item)
    error.args = (f"{error.method or record.client_method}: the request cannot be built ({reason})",)
    return error


def build_error(
    record: OperationRecord, error: Exception, options: dict[str, Any], content: object
) -> InvalidArgumentError:
    """Return the error for a request that cannot be built; the content is its body before it is JSON."""
    body: Any = options.get("body")
    found: InvalidValue | None
    if isinstance(error, AttributeError) and error.name in _EXPECTED_TYPES:
        source = body if body is not None else options
        place = next((place for place, value in parts(source) if value is error.obj), None)
        reason = f"expected {_EXPECTED_TYPES[error.name]}, got {error.obj!r}"
        found = InvalidValue(place or ("body",), reason)
    else:
        found = find_invalid(content, body)
        if isinstance(error, UnicodeEncodeError):  # Else the error of a parameter names it.
            texts = {name: value for name, value in options.items() if name != "body" and not isinstance(value, Unset)}
            found = found or find_invalid(texts)
    return found.to_error(record) if found else _error(record, error)


def parts(value: Any, place: tuple[str | int, ...] = ()) -> Iterable[tuple[tuple[str | int, ...], object]]:  # noqa: ANN401
    """Iterate over a value and all that is in it, with their places."""
    yield place, value
    if len(place) <= _MAX_DEPTH:
        for name, item in items_of(value):
            yield from parts(item, (*place, name))


def find_invalid(
    value: object,
    source: Any = None,  # noqa: ANN401
    place: tuple[str | int, ...] = (),
    parents: tuple[object, ...] = (),
) -> InvalidValue | None:
    """Return the first value that is not JSON; the source is the model that it was made from."""
    container: Any = value
    if not isinstance(value, dict | list | tuple):
        reason = _describe(value)
        return InvalidValue(place, reason) if reason else None
    if any(parent is value for parent in parents):
        return InvalidValue(place, "the container is part of itself")
    if len(parents) > _MAX_DEPTH:
        return InvalidValue(place[:8], f"more than {_MAX_DEPTH} levels are nested")
    for key, item in items_of(container):
        if isinstance(value, dict) and (not isinstance(key, str) or _describe(key)):
            reason = "with half a surrogate pair" if isinstance(key, str) else f"that is {_kind(key)}"
            return InvalidValue(place, f"it has a name {reason}; names are text")
        name, origin = _origin(source, key)
        if found := find_invalid(item, origin, (*place, name), (*parents, container)):
            return found
    return None


def _origin(source: Any, key: Any) -> tuple[Any, object]:  # noqa: ANN401
    """Return the name and the value in the model, or in the list, of which the JSON was made."""
    if isinstance(source, Model):
        name = attribute_of(source, key) or key
        return name, dict(items_of(source)).get(name)
    return key, cast("list[object]", source)[key] if isinstance(source, list) else None


def _describe(value: Any) -> str | None:  # noqa: ANN401
    """Return why a single value is not JSON; None if it is."""
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "the text has half a surrogate pair, which is no character"
    except Exception as error:  # noqa: BLE001 - raised by the user's own classes, too
        if isinstance(value, float):
            return f"{_NUMBERS.get(float.__repr__(value))} is not a JSON number; leave it out"
        if isinstance(value, int):
            return f"the number is too large ({error})"
        return f"got {_kind(value)}; {_hint(value)}"
    return None


def _kind(value: object) -> str:
    kind = type(value)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _hint(value: object) -> str:
    if hasattr(value, "dtype") and hasattr(value, "item"):  # numpy and what is like it
        return "give value.tolist()" if getattr(value, "ndim", 0) else "give value.item()"
    found = (_HINTS.get(base.__name__) for base in type(value).__mro__)
    return next(filter(None, found), "give text, a number, a boolean, or a list of these")
