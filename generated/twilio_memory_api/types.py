"""Contains some shared types for properties"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from itertools import repeat
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Literal,
    NamedTuple,
    TypeVar,
    cast,
    get_args,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping
    from http import HTTPStatus
    from typing import Self

    from twilio_memory._outcome import APIResponse


class Unset:
    _instance: "Unset | None" = None

    def __new__(cls) -> "Unset":
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()


V = TypeVar("V")


class SkippedItem(NamedTuple):
    """An item of a response that could not be read."""

    name: str
    """ The list that it was in, by its name in the API. """
    index: int
    """ Its place in that list. """
    reason: str
    item: Any
    """ The item as it came. """


class Model:
    """What the models have in common"""

    __slots__ = ("_response",)

    if TYPE_CHECKING:
        _response: "APIResponse | None"

    _names: ClassVar[dict[str, str]]
    """ Properties by the attribute that holds them. """
    _nullable: ClassVar[frozenset[str]] = frozenset()
    """ Attributes for which null is a value. """

    def __init_subclass__(cls) -> None:
        # That of attrs passes each attribute to the constructor, which refuses None where null is no value.
        cls.__replace__ = Model.__replace__  # type: ignore[method-assign]

    def __replace__(self, /, **changes: Any) -> "Self":
        """Return a copy with other values, for `copy.replace`; take what the constructor takes"""
        from copy import copy

        fields = self.fields()
        fields.pop("extra_body", None)
        made: Any = type(self)(**{**fields, **changes})
        replaced: Any = copy(self)
        for name in changes:
            setattr(replaced, name, getattr(made, name))
        if hasattr(type(self), "_nulls"):
            changed = {self._names.get(name) for name in changes}
            replaced._nulls = (replaced._nulls - changed) | (made._nulls & changed)
        rest = "additional_properties" if hasattr(type(self), "additional_properties") else "_extra"
        setattr(replaced, rest, {**unknown(self)})
        return replaced

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return the value of an attribute that most instances never set"""
            if name in _DEFAULTS and hasattr(type(self), name):
                value = _DEFAULTS[name]
                if value is dict:
                    value = {}
                    setattr(self, name, value)
                return value
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self
            )

    @property
    def response(self) -> "APIResponse | None":
        """The response of which it was made; None for a part of it, a copy, and what you have made

        It is no part of the JSON, the repr, comparisons and pickles.
        """
        return getattr(self, "_response", None)

    def __repr__(self) -> str:
        """Show what has a value"""
        values = {
            each.name: getattr(self, each.name, None)
            for each in cast("Any", self).__attrs_attrs__
            if each.repr
        }
        shown = ", ".join(
            f"{name}={value!r}"
            for name, value in values.items()
            if value is not None and value != {}
        )
        return f"{type(self).__qualname__}({shown})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> dict[str, Any]:
        """Let pydantic, and FastAPI, read the model from its JSON and write it as that"""

        def read(value: object) -> object:
            if isinstance(value, cls):
                return value
            try:
                return cast("Any", cls).from_dict(value)
            except (AttributeError, KeyError, TypeError) as error:
                reason = (
                    f"the property {error.args[0]!r} is missing"
                    if isinstance(error, KeyError)
                    else str(error)
                )
                raise ValueError(reason) from None

        def write(value: Any) -> dict[str, Any]:
            return value.to_dict()

        return {
            "type": "function-plain",
            "function": {"type": "no-info", "function": read},
            "serialization": {"type": "function-plain", "function": write},
        }

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: object, _handler: object) -> dict[str, Any]:
        """Describe the model for OpenAPI by the names of its properties"""
        properties: dict[str, Any] = {name: {} for name in cls._names.values()}
        return {"type": "object", "title": cls.__name__, "properties": properties}

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the JSON of `to_dict()` as text, on one line or indented by so many spaces"""
        import json

        return json.dumps(
            cast("Any", self).to_dict(), ensure_ascii=False, allow_nan=False, indent=indent
        )

    def fields(self) -> dict[str, Any]:
        """Return what the constructor takes, by name; what is left out stays out

        Properties that the library does not know are in `extra_body`, if there are any. A method of the client that takes
        the fields of such a body takes them all: `memory.data_mappings.create(store_id, **body.fields())`.
        """
        nulls = getattr(self, "_nulls", ())
        fields: dict[str, Any] = {}
        for name, wire in self._names.items():
            value = getattr(self, name)
            if value is not None or (wire in nulls and name in self._nullable):
                fields[name] = value
        if extra_body := unknown(self):
            fields["extra_body"] = {**extra_body}
        return fields


def unknown(model: Model) -> dict[str, Any]:
    """Return the properties of a model that the library does not know, by their names in the API"""
    return getattr(model, "additional_properties", None) or getattr(model, "_extra", None) or {}


def attribute_of(model: Model, key: str) -> str | None:
    """Return the name of the attribute that holds a property; None if there is none"""
    return next((name for name, wire in model._names.items() if wire == key), None)


def items_of(value: Any) -> Iterable[tuple[Any, Any]]:
    """Return what is in a value, by names or indices"""
    if isinstance(value, Model):
        return [*((name, getattr(value, name)) for name in value._names), *unknown(value).items()]
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).items()
    return enumerate(cast("list[Any]", value)) if isinstance(value, list | tuple) else ()


def to_json(value: Any) -> Any:
    """Write models and what is in them as JSON, and leave dictionaries in their places"""
    if isinstance(value, Model):
        content = to_json({**unknown(value)})
        for name, wire in value._names.items():
            item = getattr(value, name)
            if item is not None or wire in getattr(value, "_nulls", ()):
                content[wire] = to_json(item)
        return content
    if isinstance(value, dict):
        return {name: to_json(item) for name, item in items_of(value)}
    if isinstance(value, list | tuple):
        return [to_json(item) for _, item in items_of(value)]
    if isinstance(value, datetime):
        return time_to_json(value)
    return value.value if isinstance(value, Enum) else value


def add_to(model: Any, extra_body: Mapping[str, Any]) -> None:
    """Add properties to a model that the library does not know"""
    for name in extra_body:
        if name in model._names.values():
            raise ValueError(f"{name!r} is a known property; give it as an argument")
    (
        model.additional_properties
        if hasattr(type(model), "additional_properties")
        else model._extra
    ).update(extra_body)


#: What an attribute reads before it is set; a dict is made anew.
_DEFAULTS: dict[str, Any] = {
    "additional_properties": dict,
    "_extra": dict,
    "_nulls": frozenset(),
    "etag": None,
    "skipped": (),
}


class NoneError(TypeError):
    """None was given for a property that cannot be null"""


def unknown_property(model: Model, key: str) -> KeyError:
    """Return the error for a property that is not among the additional ones, which names its attribute if it has one."""
    name = attribute_of(model, key) or (key if key in model._names else None)
    return KeyError(f"{key} is an attribute: use .{name}" if name else key)


def required(name: str, value: V | Unset) -> V:
    """Refuse None and `UNSET` as an argument"""
    if value is None or isinstance(value, Unset):
        raise NoneError(f"{name}: got {value!r}, but it is required")
    return value


def given(name: str, value: V | Unset) -> V | None:
    """Refuse None as an argument, and return None for `UNSET`"""
    if value is None:
        raise NoneError(f"{name}: got None; leave it out instead")
    return None if isinstance(value, Unset) else value


class Fresh(list[Any]):
    """A list of a response to which there is no other reference"""


def taken(items: list[Any]) -> Iterable[Any]:
    """Iterate over a list. A fresh one drops each item when it is read: less for the garbage collector"""
    if type(items) is not Fresh:
        return items
    items.reverse()
    return map(list.pop, repeat(items, len(items)))


def time_to_json(value: datetime) -> str:
    """Write a time as the API does: UTC as `Z`"""
    text = value.isoformat()
    return f"{text[:-6]}Z" if text[-6:] == "+00:00" else text


class JSONTypeError(TypeError, ValueError):
    """A property has a value of another JSON type than the API documents"""


_JSON_TYPES = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "a boolean",
    dict: "an object",
    list: "an array",
    NoneType: "null",
}


def check_types(source: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Refuse the first of some properties that has another JSON type than is expected"""
    for name, types in expected.items():
        _check_type(f"the property {name!r}", source[name], types)


def check_items(name: str, items: Iterable[Any], types: Any) -> None:
    """Refuse the first item of an array that has another JSON type than is expected"""
    for item in items:
        _check_type(f"an item of the property {name!r}", item, types)


def _check_type(what: str, value: Any, types: Any) -> None:
    kinds = get_args(types) or (types,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        wanted = " or ".join(_JSON_TYPES[kind] for kind in kinds)
        names = [(bool, "a boolean"), *_JSON_TYPES.items(), (object, f"a {type(value).__name__}")]
        found = next(text for kind, text in names if isinstance(value, kind))
        raise JSONTypeError(f"{what} must be {wanted}, not {found}")


class RetrySafety(Enum):
    """Whether a request may be sent again after it may have been carried out"""

    SAFE = "safe"
    """ It changes nothing. """
    IDEMPOTENT = "idempotent"
    """ It removes one thing by an ID that is never reused, so that a second time does no more than the first. """
    UNSAFE = "unsafe"
    """ A second time may do more than the first. """


class OperationResult(Enum):
    """What the operation yields that an accepted write has started"""

    NOTHING = "nothing"
    RESOURCE_ID = "resource-id"
    """ The ID of the new resource. """


class OperationRecord(NamedTuple):
    """What is known of an operation besides its parameters and its models"""

    name: str
    """ Its ID in the spec, e.g. `DeleteDataMapping`. """
    client_method: str
    """ The method of the client that sends it, e.g. `data_mappings.delete`. """
    http_method: str
    path: str
    """ The path, with `{name}` for each of its parameters. """
    path_parameters: Mapping[str, str | None]
    """ The names of the parameters in the path, in order, with the pattern of those that are IDs. """
    retry: RetrySafety
    query_ids: Mapping[str, str] = {}
    """ The names of the IDs in the query, with their patterns. """
    gone_codes: frozenset[int] = frozenset()
    """ The codes of a 404 with which Twilio says that what was to be deleted is not there. """
    result: OperationResult | None = None
    """ None where it starts no operation. """
    accepted_with: frozenset[str] = frozenset()
    """ The properties that the response has always, where it starts an operation. """
    response_id: tuple[str, ...] = ()
    """ Where the model of the response holds the ID or the name of what is fetched: attributes, one of the other. """
    skips: tuple[str, ...] = ()
    """ The lists of the response in which an item that cannot be read is left out. """
    batch_size: int = 0
    """ How many items a request may have, where the method takes any number. """


T = TypeVar("T")


class Response(NamedTuple, Generic[T]):
    """A response from an endpoint"""

    status_code: HTTPStatus
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = [
    "UNSET",
    "OperationRecord",
    "OperationResult",
    "Response",
    "RetrySafety",
    "Unset",
]
