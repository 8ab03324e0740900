"""From a generated endpoint module and its arguments to a request, and from an answer to a model. No I/O.

An endpoint module is used as a typed value: `prepare(delete_data_mapping, store_id, data_mapping_id)` is checked
against the signature and the models that the generator wrote, so a change of the spec shows in the type check.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import quote, urlencode

import attrs

from twilio_memory._outcome import Attempt, Outcome
from twilio_memory._responses import printable, unexpected
from twilio_memory._retry import REPEAT, Repeat
from twilio_memory.errors import InvalidArgumentError, ProfileMergedError
from twilio_memory.ids import ARGUMENTS, IN_RESPONSE, check_argument, exact_str, other_id
from twilio_memory_api.errors import UnexpectedStatus
from twilio_memory_api.models import Error, ResourceMoved
from twilio_memory_api.types import UNSET, NoneError, Unset, add_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from twilio_memory._responses import RawResponse

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
M = TypeVar("M")
E = TypeVar("E", bound=StrEnum)

#: How many items a page may have.
CONTROL_PLANE_PAGE: Final = 100
DATA_PLANE_PAGE: Final = 1000

# The generated parsers ask it one thing: whether to raise on a status that the spec does not have.
_STRICT: Final = SimpleNamespace(raise_on_unexpected_status=True)


class Endpoint(Protocol[P, T_co]):
    """What every generated endpoint module has."""

    def _get_kwargs(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]: ...

    def _parse_response(self, *, client: Any, response: Any) -> T_co | Error | ResourceMoved | None: ...  # noqa: ANN401


class Call(NamedTuple, Generic[T_co]):
    """A request that has been checked and is ready to be sent, any number of times."""

    operation: str
    """The operation's name in the API."""
    repeat: Repeat
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes | None
    arguments: dict[str, str]
    """The path's arguments by name."""
    parse: Callable[[RawResponse], T_co | Error | ResourceMoved | None]
    for_profile: Callable[[str], Call[T_co]] | None
    """Makes the same request for another profile; None where it has been made so."""
    fetched: str | None = None
    """The argument that names what is read, if its response may hold that name, too."""
    merged_profile_id: str | None = None
    """The profile that was asked for, where it has been merged into the one that is read."""

    @property
    def template(self) -> str:
        """The path without the values in it, for logs."""
        template = self.path
        for name, value in reversed(self.arguments.items()):  # From the end: a value may be called like a part before.
            before, _, after = template.rpartition(f"/{quote(value, safe='')}")
            template = f"{before}/{{{name}}}{after}"
        return template

    def read(self, response: RawResponse, attempts: tuple[Attempt, ...]) -> T_co:
        """Turn an answer below 400 into its model.

        Raises:
            UnexpectedResponseError: The API does not document such an answer, or it is that of another resource.
        """
        cause: Exception | None = None
        try:
            parsed = self.parse(response)
        except UnexpectedStatus:  # It quotes the whole body.
            why = _UNDOCUMENTED
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
            # Its frames hold half-made models, of which no repr can be made.
            error.__traceback__ = error.__context__ = None
            why, cause = _why(error), error
        else:
            if parsed is None or isinstance(parsed, Error | ResourceMoved):
                why = _UNDOCUMENTED
            elif (
                (name := self.fetched)
                and (other := other_id(name, self.arguments[name], parsed))
                and other not in {self.merged_profile_id, response.headers.get("canonical-profile-id")}
            ):
                why = f"it is the response for another resource ({printable(other)})"
            else:
                return parsed
        raise unexpected(response, self.operation, self.arguments, why, attempts=attempts) from cause


def moved(
    call: Call[T_co], response: RawResponse, attempts: tuple[Attempt, ...], outcome: Outcome
) -> Call[T_co] | None:
    """Return a read for the profile into which its own has been merged, if that is what the answer says.

    It is made once: what says that it is merged again, is an error.

    Args:
        call: What was asked.
        response: The answer.
        attempts: How it was tried.
        outcome: What the attempts before may have done.

    Raises:
        ProfileMergedError: The call is no read, or has been sent again already.
        UnexpectedResponseError: The answer does not name the other profile.
    """
    if response.status_code not in {301, 308} or "profile_id" not in call.arguments:
        return None
    try:
        profile_id = check_argument("profile_id", response.headers.get("canonical-profile-id"))
    except InvalidArgumentError as error:
        why = "the profile was merged, but the other one is not named"
        raise unexpected(response, call.operation, call.arguments, why, attempts=attempts) from error
    if call.repeat is Repeat.READ and call.for_profile is not None:
        merged = call.arguments["profile_id"]
        return call.for_profile(profile_id)._replace(for_profile=None, merged_profile_id=merged)
    open_ended = outcome is Outcome.MAYBE_PROCESSED
    fate = "may have been done by an earlier attempt, whose response was lost" if open_ended else "was not done"
    raise ProfileMergedError(
        f"{call.operation} {fate}: profile {call.arguments['profile_id']} has been merged into {profile_id}. "
        f"{'Check that profile before you send' if open_ended else 'Send'} it again for that profile, if it is meant "
        "for it.",
        operation=call.operation,
        arguments=call.arguments,
        outcome=outcome if open_ended else Outcome.NOT_PROCESSED,
        attempts=attempts,
        status=response.status_code,
        headers=dict(response.headers),
        request_id=response.request_id,
        canonical_profile_id=profile_id,
    )


_UNDOCUMENTED: Final = "this status is not documented for this operation"


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"the property {error.args[0]!r} is missing"
    if isinstance(error, ValueError):
        return f"the body cannot be read ({printable(str(error))})"
    return "the body has an unexpected structure"


def prepare(endpoint: Endpoint[P, T_co], *args: P.args, **kwargs: P.kwargs) -> Call[T_co]:
    """Check the arguments of a call and build its request.

    Args:
        endpoint: The generated module.
        args: What goes into the path, in its order.
        kwargs: The query parameters, headers and body that the module takes.

    Raises:
        InvalidArgumentError: The request cannot be right.
    """
    module: Any = endpoint
    operation, repeat, names, fetched = _facts(module)
    arguments = {name: check_argument(name, value) for name, value in zip(names, args, strict=True)}
    for name, value in kwargs.items():
        _refuse_naive(name, value)
        if name in ARGUMENTS and not isinstance(value, Unset):
            kwargs[name] = check_argument(name, value)
    try:
        parts = module._get_kwargs(*arguments.values(), **kwargs)  # noqa: SLF001 - see Endpoint
        content = parts.get("json")
        body = None if content is None else json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
        values = [(name, _query_value(name, value)) for name, value in parts.get("params", {}).items()]
        query = urlencode(values, quote_via=quote) if values else ""
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise InvalidArgumentError(f"{operation}: the request cannot be built ({_misuse(error, kwargs)})") from error
    if content == {} and parts["method"] == "patch":
        raise InvalidArgumentError(f"{operation}: give at least one field to change")

    def for_profile(profile_id: str) -> Call[T_co]:
        again: Call[T_co] = prepare(module, *(arguments | {"profile_id": profile_id}).values(), **kwargs)
        return again

    def parse(response: RawResponse) -> T_co | Error | ResourceMoved | None:
        parsed: T_co | Error | ResourceMoved | None
        parsed = module._parse_response(client=_STRICT, response=response)  # noqa: SLF001 - see Endpoint
        etag = response.headers.get("etag")
        if etag is not None and hasattr(type(parsed), "etag"):
            cast("Any", parsed).etag = etag
        return parsed

    return Call(
        operation=operation,
        repeat=repeat,
        method=parts["method"].upper(),
        path=parts["url"],
        query=query,
        headers={name.lower(): _header_value(name, value) for name, value in parts.get("headers", {}).items()},
        body=body,
        arguments=arguments,
        for_profile=for_profile,
        parse=parse,
        fetched=fetched,
    )


# What the generated code asks a value for, and what it takes that value to be.
_TAKEN_FOR: Final = {
    "to_dict": "a model of twilio_memory.models",
    "value": "an enum of twilio_memory.models",
    "isoformat": "a datetime",
}


def _misuse(error: Exception, given: dict[str, object]) -> str:
    if isinstance(error, AttributeError) and error.name in _TAKEN_FOR:
        place = _place(error.obj, given)
        return f"{f'{place}: ' if place else ''}expected {_TAKEN_FOR[error.name]}, got {error.obj!r}"
    return str(error)


def _place(value: object, within: Any, name: str = "") -> str | None:  # noqa: ANN401 - whatever was given
    """Name where a value stands: in a body, in a list, or among arguments by name."""
    if within is value:
        return name.removeprefix("body.")
    kind = cast("Any", type(within))
    inside: Iterable[tuple[str, Any]] = ()
    if kind is dict and not name:
        inside = within.items()
    elif kind is list:
        inside = ((f"{name}[{index}]", each) for index, each in enumerate(within))
    elif attrs.has(kind):
        inside = ((f"{name}.{field.name}", getattr(within, field.name)) for field in attrs.fields(kind) if field.init)
    return next((found for where, each in inside if (found := _place(value, each, where))), None)


def upload_call(arguments: Mapping[str, str]) -> Call[bool]:
    """Make the call for the file of an import. It is no operation of the API: where it goes, the API says."""

    def parse(response: RawResponse) -> bool | None:
        return response.status_code in {200, 201, 204} or None

    return Call("UploadImport", Repeat.NEVER, "PUT", "", "", {}, None, dict(arguments), parse, None)


def body_of(model: Callable[..., M], body: M | None, fields: Mapping[str, object]) -> M:
    """Take a request body that was given whole, or make it from fields.

    The field `extra_body` has properties that the library does not know, by their names in JSON; None adds none.

    Raises:
        InvalidArgumentError: Both were given, it is no such body, or a field is None for which the API takes no null.
        TypeError: A field is missing, or there is no such field.
    """
    if body is None:
        fields = dict(fields)
        extra_body = fields.pop("extra_body", None)
        try:
            made = model(**fields)
        except NoneError as error:
            raise InvalidArgumentError(str(error)) from None
        except TypeError:
            raise TypeError(_misfit(model, fields)) from None
        if extra_body is not None:
            _add_to(made, extra_body)
        return made
    if fields:
        raise InvalidArgumentError("body: give either this, or the fields as keyword arguments")
    if not isinstance(body, cast("type[M]", model)):
        raise InvalidArgumentError(f"body: expected {model.__name__}, got {type(body).__name__}")
    return body


def _add_to(body: object, extra_body: object) -> None:
    if not isinstance(extra_body, Mapping):
        raise InvalidArgumentError(f"extra_body: expected properties by name, got {type(extra_body).__name__}")
    try:
        add_to(body, cast("Mapping[str, Any]", extra_body))
    except ValueError as error:
        raise InvalidArgumentError(f"extra_body: {error}") from None


def _misfit(model: Callable[..., object], fields: Mapping[str, object]) -> str:
    """Say which fields a body does not have, and which it lacks."""
    known = {field.name: field for field in attrs.fields(cast("type[attrs.AttrsInstance]", model)) if field.init}
    required = [name for name, field in known.items() if field.default is attrs.NOTHING]
    misfits = [f"unexpected field {name!r}{_near(name, known)}" for name in fields if name not in known]
    misfits += [f"missing required field {name!r}" for name in required if name not in fields]
    return f"{'; '.join(misfits)} (fields: {', '.join(known)})"


def _near(name: str, names: Iterable[str]) -> str:
    import difflib  # for errors only

    near = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def or_unset(value: T | None) -> T | Unset:
    """Return what was given; the generated modules have another word for nothing."""
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
    return _header_value("if_match", value)


def given(**fields: object) -> dict[str, object]:
    """Return the fields that were given."""
    return {name: value for name, value in fields.items() if not isinstance(value, Unset)}


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


def _refuse_naive(name: str, value: object) -> None:
    """Refuse a time that does not say in which zone it is, wherever in a body it stands."""
    if found := _naive(value):
        place, time = found
        raise InvalidArgumentError(
            f"{name}{place}: {time!r} has no time zone; give a datetime with one, e.g. tzinfo=datetime.UTC"
        )


def _naive(value: object) -> tuple[str, object] | None:
    """Return where in a value a time without a zone is, and the time; None if there is none."""
    if isinstance(value, str | Unset):  # which most are
        return None
    if isinstance(value, dt.datetime):
        return ("", value) if value.utcoffset() is None else None
    if isinstance(value, dt.date | dt.time):
        return "", value
    if isinstance(value, list):
        inner = ((f"[{index}]", item) for index, item in enumerate(cast("list[object]", value)))
    elif attrs.has(type(value)):
        fields = attrs.fields(cast("type[attrs.AttrsInstance]", type(value)))
        inner = ((f".{field.name}", getattr(value, field.name)) for field in fields if field.init)
    else:
        return None
    for place, item in inner:
        if found := _naive(item):
            return f"{place}{found[0]}", found[1]
    return None


def _query_value(name: str, value: object) -> str:
    if (text := exact_str(value)) is not None:
        return text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    raise TypeError(f"{name}: expected a str, got {type(value).__name__}")


def _header_value(name: str, value: object) -> str:
    text = exact_str(value)
    if text is None or not re.fullmatch("[!-~]([ -~]*[!-~])?", text):
        raise InvalidArgumentError(f"{name}: expected a str of printable ASCII, got {value!r}")
    return text


@functools.cache
def _facts(module: Any) -> tuple[str, Repeat, tuple[str, ...], str | None]:  # noqa: ANN401 - an Endpoint, which mypy thinks unhashable
    """Return the operation's name, whether it may be repeated, its path's arguments in order, and `Call.fetched`."""
    operation = module.__name__.rpartition(".")[2].title().replace("_", "")
    parameters = inspect.signature(module._get_kwargs).parameters.values()  # noqa: SLF001 - see Endpoint
    names = tuple(parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD)
    fetched = names[-1] if operation.startswith("Fetch") and names[-1] in IN_RESPONSE else None
    return operation, REPEAT[operation], names, fetched
