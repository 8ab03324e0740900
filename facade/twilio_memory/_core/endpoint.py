"""From a generated endpoint module and its arguments to a request, and from an answer to a model. No I/O.

An endpoint module is used as a typed value: `prepare(delete_data_mapping, store_id, data_mapping_id)` is checked
against the signature and the models that the generator wrote, so a change of the spec shows in the type check.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import quote, urlencode

import attrs

from twilio_memory._core.responses import printable, unexpected
from twilio_memory._outcome import Attempt, Outcome
from twilio_memory.errors import InvalidArgumentError, ProfileMergedError
from twilio_memory.ids import check_argument, exact_str, other_id
from twilio_memory_api.models import Error, ResourceMoved
from twilio_memory_api.types import OperationRecord, RetrySafety, Unset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from twilio_memory._core.responses import RawResponse

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# The generated parsers read one attribute: whether to raise for an undocumented status; else they return None.
_LENIENT: Final = SimpleNamespace(raise_on_unexpected_status=False)


class Endpoint(Protocol[P, T_co]):
    """What every generated endpoint module has."""

    @property
    def RECORD(self) -> OperationRecord: ...  # noqa: N802 - a constant of the module

    def _get_kwargs(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]: ...

    def _parse_response(self, *, client: Any, response: Any) -> T_co | Error | ResourceMoved | None: ...  # noqa: ANN401


class Call(NamedTuple, Generic[T_co]):
    """A request that has been checked and is ready to be sent, any number of times."""

    record: OperationRecord
    """What is known of the operation."""
    path: str
    query: str
    headers: dict[str, str]
    body: bytes | None
    arguments: dict[str, str]
    """The path's arguments by name."""
    parse: Callable[[RawResponse], T_co | Error | ResourceMoved | None]
    for_profile: Callable[[str], Call[T_co]] | None
    """Makes the same request for another profile; None where it has been made so."""
    merged_profile_id: str | None = None
    """The profile that was asked for, where it has been merged into the one that is read."""

    @property
    def operation(self) -> str:
        """The operation's name in the API."""
        return self.record.name

    def read(self, response: RawResponse, attempts: tuple[Attempt, ...]) -> T_co:
        """Turn an answer below 400 into its model.

        Raises:
            UnexpectedResponseError: The API does not document such an answer, or it is that of another resource.
        """
        cause: Exception | None = None
        try:
            parsed = self.parse(response)
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
            # Its frames hold half-made models, of which no repr can be made.
            error.__traceback__ = error.__context__ = None
            why, cause = _why(error), error
        else:
            if parsed is None or isinstance(parsed, Error | ResourceMoved):
                why = _UNDOCUMENTED
            elif (
                (attributes := self.record.response_id)
                and (other := other_id(attributes, next(reversed(self.arguments.values())), parsed))
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
        profile_id = check_argument(
            "profile_id", response.headers.get("canonical-profile-id"), call.record.path_parameters["profile_id"]
        )
    except InvalidArgumentError as error:
        why = "the profile was merged, but the other one is not named"
        raise unexpected(response, call.operation, call.arguments, why, attempts=attempts) from error
    if call.record.retry is RetrySafety.SAFE and call.for_profile is not None:
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
    record: OperationRecord = module.RECORD
    arguments = {
        name: check_argument(name, value, pattern)
        for (name, pattern), value in zip(record.path_parameters.items(), args, strict=True)
    }
    for name, value in kwargs.items():
        refuse_naive(name, value)
        if name in record.query_ids and not isinstance(value, Unset):
            kwargs[name] = check_argument(name, value, record.query_ids[name])
    try:
        parts = module._get_kwargs(*arguments.values(), **kwargs)  # noqa: SLF001 - see Endpoint
        content = parts.get("json")
        body = None if content is None else json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
        values = [(name, _query_value(name, value)) for name, value in parts.get("params", {}).items()]
        query = urlencode(values, quote_via=quote) if values else ""
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise InvalidArgumentError(f"{record.name}: the request cannot be built ({_misuse(error, kwargs)})") from error
    if content == {} and record.http_method == "PATCH":
        raise InvalidArgumentError(f"{record.name}: give at least one field to change")

    def for_profile(profile_id: str) -> Call[T_co]:
        again: Call[T_co] = prepare(module, *(arguments | {"profile_id": profile_id}).values(), **kwargs)
        return again

    def parse(response: RawResponse) -> T_co | Error | ResourceMoved | None:
        parsed: T_co | Error | ResourceMoved | None
        parsed = module._parse_response(client=_LENIENT, response=response)  # noqa: SLF001 - see Endpoint
        etag = response.headers.get("etag")
        if etag is not None and hasattr(type(parsed), "etag"):
            cast("Any", parsed).etag = etag
        return parsed

    return Call(
        record=record,
        path=parts["url"],
        query=query,
        headers={name.lower(): header_value(name, value) for name, value in parts.get("headers", {}).items()},
        body=body,
        arguments=arguments,
        for_profile=for_profile,
        parse=parse,
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


_UPLOAD: Final = OperationRecord("UploadImport", "imports.upload", "PUT", "", {}, RetrySafety.UNSAFE)


def upload_call(arguments: Mapping[str, str]) -> Call[bool]:
    """Make the call for the file of an import. It is no operation of the API: where it goes, the API says."""

    def parse(response: RawResponse) -> bool | None:
        return response.status_code in {200, 201, 204} or None

    return Call(_UPLOAD, "", "", {}, None, dict(arguments), parse, None)


def refuse_naive(name: str, value: object) -> None:
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


def header_value(name: str, value: object) -> str:
    """Check the value of a header.

    Raises:
        InvalidArgumentError: It is not a `str` that can be sent.
    """
    text = exact_str(value)
    if text is None or not re.fullmatch("[!-~]([ -~]*[!-~])?", text):
        raise InvalidArgumentError(f"{name}: expected a str of printable ASCII, got {value!r}")
    return text
