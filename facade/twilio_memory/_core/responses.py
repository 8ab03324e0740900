"""From a response to its model or its error."""

from __future__ import annotations

import datetime as dt
import json
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from twilio_memory._core.text import describe_code, escape_control, for_arguments
from twilio_memory._outcome import Outcome
from twilio_memory.errors import APIStatusError, UnexpectedResponseError, error_class
from twilio_memory.ids import other_id
from twilio_memory_api.types import RetrySafety, SkippedItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory._core.clock import Clock
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.json_response import RawResponse
    from twilio_memory._outcome import Attempt
    from twilio_memory.errors import TwilioMemoryError

T = TypeVar("T")

_PARSE_ERRORS: Final = (KeyError, ValueError, TypeError, AttributeError, RecursionError)
_NETWORK_LOGIN: Final = 511
_FOREIGN: Final = "seems to come from something in front of Twilio: a gateway, a proxy, or the login page of a network"
DETAIL_LEVELS: Final = 32
"""The levels of nested objects and arrays that an error keeps of a body."""


class ErrorBody(NamedTuple):
    """The fields of an error's body."""

    code: int | None = None
    message: str | None = None
    more_info: str | None = None
    details: Any = None

    @classmethod
    def from_response(cls, response: RawResponse) -> ErrorBody:
        """Read Twilio's own format or that of RFC 9457; fields of any other body are None."""
        try:
            body = response.json()
        except ValueError:
            return cls()
        code = body.get("code")
        if isinstance(code, str) and re.fullmatch("[0-9]{1,9}", code, re.ASCII):
            code = int(code)
        return cls(
            code=code if isinstance(code, int) and not isinstance(code, bool) else None,
            message=_first_str(body, "message", "detail", "title"),
            more_info=_first_str(body, "more_info", "type"),
            details=limit_depth(body.get("details", body.get("errors"))),
        )


def _first_str(body: dict[str, Any], *names: str) -> str | None:
    return next((escape_control(body[name]) for name in names if isinstance(body.get(name), str)), None)


def limit_depth(value: object, levels: int = DETAIL_LEVELS) -> Any:  # noqa: ANN401 - JSON
    """Copy decoded JSON with `...` for what is nested deeper: deep nesting prevents copying and pickling an error."""
    if not isinstance(value, dict | list):
        return value
    if not levels:
        return "..."
    if isinstance(value, list):
        return [limit_depth(item, levels - 1) for item in cast("list[object]", value)]
    return {name: limit_depth(item, levels - 1) for name, item in cast("dict[str, object]", value).items()}


# The three forms of an HTTP date (RFC 9110, section 5.6.7). `email.utils` would load ten modules to read them.
_HTTP_DATE: Final = r"[A-Z][a-z]+, (\d\d)[ -]([A-Z][a-z]{2})[ -](\d{4}|\d\d) (\d\d):(\d\d):(\d\d) (?:GMT|-0000)"
_ASCTIME_DATE: Final = r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def retry_after(headers: Mapping[str, str], clock: Clock) -> float | None:
    """Return the seconds that `Retry-After` asks to wait; None if it is missing or invalid."""
    value = headers.get("retry-after", "").strip(" \t")
    if value.isdecimal() and value.isascii():
        return float(value)
    if date := re.fullmatch(_HTTP_DATE, value, re.ASCII):
        day, month, year, *time = date.groups()
    elif date := re.fullmatch(_ASCTIME_DATE, value, re.ASCII):
        month, day, *time, year = date.groups()
    else:
        return None
    century = 0 if len(year) == 4 else 1900 if year > "68" else 2000  # noqa: PLR2004
    try:
        hour, minute, second = map(int, time)
        moment = dt.datetime(
            century + int(year), _MONTHS.index(month) + 1, int(day), hour, minute, second, tzinfo=dt.UTC
        )
        return max(0.0, moment.timestamp() - clock.time())
    except ValueError:
        return None


def outcome_for_status(status: int) -> Outcome:
    if 200 <= status < 300:  # noqa: PLR2004
        return Outcome.ACCEPTED
    if 400 <= status < 500 and status != 408:  # noqa: PLR2004
        return Outcome.NOT_PROCESSED
    return Outcome.MAYBE_PROCESSED


ACCEPTED: Final = 202
# The generated parsers read one attribute: whether to raise for an undocumented status; else they return None.
_LENIENT: Final = SimpleNamespace(raise_on_unexpected_status=False)


def parse_response(call: Call[T], response: RawResponse, attempts: tuple[Attempt, ...]) -> T:
    """Return the model of a response below 400; refuse one that is not documented, or is that of another resource."""
    endpoint: Any = call.endpoint
    parsed: Any = None
    cause: Exception | None = None
    try:
        if call.record.result is None:
            if response.status_code < 300:  # noqa: PLR2004
                parsed = endpoint._parse_response(client=_LENIENT, response=response)  # noqa: SLF001 - see Endpoint
        elif response.status_code == ACCEPTED:  # Without a model, which is not loaded.
            body = response.json()
            parsed = {name: body[name] for name in call.record.accepted_with}
    except _PARSE_ERRORS as error:
        # Its frames hold half-made models, of which no repr can be made.
        error.__traceback__ = error.__context__ = None
        if call.record.skips and (rest := _skip_malformed_items(endpoint, response, call.record.skips)):
            return cast("T", rest)
        reason, cause = _describe_parse_error(error), error
    else:
        if parsed is None:
            reason = "this status is not documented for this operation"
        elif (
            (attributes := call.record.response_id)
            and (other := other_id(attributes, next(reversed(call.arguments.values())), parsed))
            and other not in {call.merged_profile_id, response.headers.get("canonical-profile-id")}
        ):
            reason = f"it is the response for another resource ({escape_control(other)})"
        else:
            if (etag := response.headers.get("etag")) is not None and hasattr(parsed, "etag"):
                parsed.etag = etag
            return cast("T", parsed)
    raise unexpected_response_error(response, call, reason, attempts=attempts) from cause


def _skip_malformed_items(endpoint: Any, response: RawResponse, names: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Return the model without the items that cannot be read; None if something else is malformed, too."""

    def parse(**lists: list[Any]) -> Any:  # noqa: ANN401
        content = json.dumps({**data, **dict.fromkeys(names, ()), **lists}).encode()
        return endpoint._parse_response(client=_LENIENT, response=response._replace(content=content))  # noqa: SLF001

    good: dict[str, list[Any]] = {name: [] for name in names}
    skipped: list[SkippedItem] = []
    try:
        data = response.json()
        for name in names:
            items: list[Any] = data[name] or []
            if not isinstance(items, list):
                return None
            for index, item in enumerate(items):
                try:
                    parse(**{name: [item]})
                except _PARSE_ERRORS as error:
                    skipped.append(SkippedItem(name, index, _describe_parse_error(error), item))
                else:
                    good[name].append(item)
        model = parse(**good)
    except _PARSE_ERRORS:
        return None
    model.skipped = tuple(skipped)
    return model


def _describe_parse_error(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"the property {error.args[0]!r} is missing"
    if isinstance(error, ValueError):
        return f"the body cannot be read ({escape_control(str(error))})"
    return "the body has an unexpected structure"


def status_error(
    response: RawResponse,
    call: Call[object],
    outcome_text: str = "",
    retry_after: float | None = None,
    **attributes: Any,  # noqa: ANN401
) -> APIStatusError:
    """Return the error for a response of 400 or above."""
    status, count = response.status_code, len(attributes.get("attempts", ()))
    body = ErrorBody.from_response(response)
    if status == 404 and not call.arguments and call.record.retry is RetrySafety.SAFE:  # noqa: PLR2004
        outcome_text = "This account may not have Conversation Memory: look in Twilio's Console."
    parts = [
        (
            f"{call.record.client_method} failed with status {status}{f' after {count} attempts' * (count > 1)}"
            f"{for_arguments(call.arguments)}{describe_code(body.code, body.message, status)}"
        ),
        _format_field_errors(body.details),
        outcome_text,
        f"It {_FOREIGN}." if response.is_foreign_page or status == _NETWORK_LOGIN else "",
        "" if retry_after is None else f"Retry-After: {retry_after:g} seconds.",
        f"Request ID: {response.request_id}." if response.request_id else "",
    ]
    return error_class(status, body.code, body.message)(
        " ".join(filter(None, parts)),
        **call.error_attributes(),
        **response.error_attributes(),
        **body._asdict(),
        retry_after=retry_after,
        **attributes,
    )


def _format_field_errors(details: object) -> str:
    items = cast("dict[str, object]", details).get("fields") if isinstance(details, dict) else details
    texts: list[str] = []
    for item in cast("list[object]", items) if isinstance(items, list) else ():
        entry = cast("dict[str, object]", item) if isinstance(item, dict) else {}
        field, message = entry.get("field", entry.get("pointer")), entry.get("message", entry.get("detail"))
        if isinstance(field, str) and isinstance(message, str):
            texts.append(f"{field}: {message}")
    return f"Fields: {escape_control('; '.join(texts))}." if texts else ""


def unexpected_response_error(
    response: RawResponse,
    call: Call[object],
    reason: str,
    error_class: type[TwilioMemoryError] = UnexpectedResponseError,
    **attributes: Any,  # noqa: ANN401
) -> TwilioMemoryError:
    """Return the error for a response whose status is no error, but which cannot be used."""
    status = response.status_code
    outcome = outcome_for_status(status)
    if response.is_foreign_page:
        outcome = Outcome.MAYBE_PROCESSED
        reason = f"it {_FOREIGN}"
    elif outcome is Outcome.ACCEPTED:
        attributes["operation_id"] = escape_control(response.headers.get("operation-id"))
        reason += ". Twilio has accepted the request"
    return error_class(
        f"{call.describe()} got a response with status {status}, but {reason}.",
        **call.error_attributes(),
        **response.error_attributes(),
        outcome=outcome,
        **attributes,
    )


def invalid_page_error(call: Call[object], reason: str) -> UnexpectedResponseError:
    """Return the error for a page that was parsed, but cannot be used."""
    return UnexpectedResponseError(f"{call.describe()}: {reason}", **call.error_attributes(), outcome=Outcome.ACCEPTED)
