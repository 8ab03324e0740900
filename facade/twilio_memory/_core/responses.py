"""Reading answers: what a body says, and which error an answer is. Nothing here sends anything."""

from __future__ import annotations

import codecs
import contextlib
import datetime as dt
import functools
import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from twilio_memory._error_codes import explained
from twilio_memory._http.types import Response
from twilio_memory._outcome import Outcome
from twilio_memory.errors import APIStatusError, UnexpectedResponseError, error_class
from twilio_memory_api.types import Fresh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from twilio_memory.errors import TwilioMemoryError

_SHOWN = 512
DETAIL_LEVELS: Final = 32
"""How many levels of nested objects and arrays an error keeps of what Twilio has sent."""
_LARGE: Final = 4096  # To load another decoder for less takes more than it saves.
_escape: Final = codecs.getencoder("unicode_escape")
REQUEST_ID: Final = "twilio-request-id"


class RawResponse(Response):
    """A response of the API."""

    __slots__ = ()

    def json(self) -> dict[str, Any]:
        """Return the JSON object that the body is.

        Raises:
            ValueError: It is anything else.
        """
        try:
            value = _decoded(self.content)
        except RecursionError:
            raise ValueError("the body is nested too deeply") from None
        if not isinstance(value, dict):
            raise ValueError("the body is not a JSON object")  # noqa: TRY004 - bad data, not a wrong argument
        found = cast("dict[str, Any]", value)
        if len(self.content) >= _LARGE:  # What is read of it is let go at once: see `Fresh`.
            for name, items in found.items():
                if type(items) is list and _are_objects(own := cast("list[object]", items)):
                    found[name] = Fresh(own)
        return found

    @property
    def request_id(self) -> str | None:
        """Twilio's ID of the request."""
        return printable(self.headers.get(REQUEST_ID))


def _are_objects(items: list[object]) -> bool:
    return bool(items) and isinstance(items[0], dict)


def _decoded(content: bytes) -> Any:  # noqa: ANN401 - whatever it says
    """Return what JSON says. What is large is decoded by msgspec, where it is installed, in half the time."""
    if len(content) >= _LARGE:
        # msgspec refuses more than the decoder below, and decodes all that both accept to the same.
        with contextlib.suppress(Exception):  # It may not be possible to load it now.
            if decode := _fast_decoder():
                return decode(content)
    # As `json.loads` does it, which makes a new decoder for each call with `parse_constant`.
    return _DECODER.decode(content.decode(json.detect_encoding(content), "surrogatepass"))


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant)


@functools.cache
def _fast_decoder() -> Callable[[bytes], Any] | None:
    try:
        import msgspec  # an extra
    except ImportError:
        return None
    return msgspec.json.Decoder().decode


class ErrorBody(NamedTuple):
    """What the body of an error says, as far as it is understood."""

    code: int | None = None
    message: str | None = None
    more_info: str | None = None
    details: Any = None

    @classmethod
    def read(cls, response: RawResponse) -> ErrorBody:
        """Read Twilio's own form or that of RFC 9457; anything else says nothing."""
        try:
            body = response.json()
        except ValueError:
            return cls()
        code = body.get("code")
        if isinstance(code, str) and re.fullmatch("[0-9]{1,9}", code, re.ASCII):
            code = int(code)
        return cls(
            code=code if isinstance(code, int) and not isinstance(code, bool) else None,
            message=_first_text(body, "message", "detail", "title"),
            more_info=_first_text(body, "more_info", "type"),
            details=bounded(body.get("details", body.get("errors"))),
        )


def _first_text(body: dict[str, Any], *names: str) -> str | None:
    return next((printable(body[name]) for name in names if isinstance(body.get(name), str)), None)


def bounded(value: object, levels: int = DETAIL_LEVELS) -> Any:  # noqa: ANN401 - what JSON can be
    """Copy what JSON holds, with `...` for what is nested deeper: an error must be possible to copy and to pickle."""
    if not isinstance(value, dict | list):
        return value
    if not levels:
        return "..."
    if isinstance(value, list):
        return [bounded(item, levels - 1) for item in cast("list[object]", value)]
    return {name: bounded(item, levels - 1) for name, item in cast("dict[str, object]", value).items()}


def printable(text: str | None) -> str | None:
    """Make a server's text safe for terminals and logs: control characters escaped, cut at 512 characters."""
    if text is None:
        return None
    if len(text) <= _SHOWN and text.isprintable():
        return text
    shown = "".join(
        character if character.isprintable() else _escape(character, "backslashreplace")[0].decode()
        for character in text[:_SHOWN]
    )
    return shown if len(text) <= _SHOWN and len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return in how many seconds `Retry-After` wants the next request; None where it says nothing sensible.

    Args:
        headers: The response's headers, with lower-case names.
        now: The time in seconds since the epoch, for HTTP dates.
    """
    value = headers.get("retry-after", "").strip(" \t")
    if not value:
        return None
    if re.fullmatch("[0-9]+", value, re.ASCII):
        return float(value)
    if not re.fullmatch(r"[A-Z][a-z]+,? [ -~]{1,40}", value, re.ASCII):
        return None
    import email.utils  # loaded by `load_parsers`

    try:
        date = email.utils.parsedate_to_datetime(value)
        if date.tzinfo is None:  # The asctime form names no zone; every HTTP date is in GMT.
            date = date.replace(tzinfo=dt.UTC)
        return max(0.0, date.timestamp() - now)
    except (ValueError, OverflowError, TypeError):
        return None


def outcome_of(status: int) -> Outcome:
    """Return what an answer's status alone says about the request."""
    if 200 <= status < 300:  # noqa: PLR2004
        return Outcome.ACCEPTED
    if 400 <= status < 500 and status != 408:  # noqa: PLR2004
        return Outcome.NOT_PROCESSED
    return Outcome.MAYBE_PROCESSED


def status_error(
    response: RawResponse,
    call: str,
    arguments: Mapping[str, str],
    fate: str = "",
    retry_after: float | None = None,
    **facts: Any,  # noqa: ANN401
) -> APIStatusError:
    """Make the error for an answer of 400 or above.

    Args:
        response: The answer.
        call: The operation's name in the API.
        arguments: What the request was about.
        fate: What is to be said of what became of it, if anything.
        retry_after: After how many seconds Twilio wants to be asked again, if it says so.
        facts: Further attributes of the error; `outcome` and `attempts` among them.
    """
    status = response.status_code
    body = ErrorBody.read(response)
    parts = [
        f"{call} failed with status {status}{about(arguments)}{explained(body.code, body.message, status)}",
        _findings(body.details),
        fate,
        "" if retry_after is None else f"Retry-After: {retry_after:g} seconds.",
        f"Request ID: {response.request_id}." if response.request_id else "",
    ]
    return error_class(status, body.code)(
        " ".join(filter(None, parts)),
        operation=call,
        arguments=dict(arguments),
        status=status,
        code=body.code,
        message=body.message,
        more_info=body.more_info,
        details=body.details,
        headers=dict(response.headers),
        request_id=response.request_id,
        retry_after=retry_after,
        **facts,
    )


def _findings(details: object) -> str:
    """Say which fields the details of an error name, and what of them."""
    listed = cast("dict[str, object]", details).get("fields") if isinstance(details, dict) else details
    told: list[str] = []
    for each in cast("list[object]", listed) if isinstance(listed, list) else ():
        finding = cast("dict[str, object]", each) if isinstance(each, dict) else {}
        field, message = finding.get("field", finding.get("pointer")), finding.get("message", finding.get("detail"))
        if isinstance(field, str) and isinstance(message, str):
            told.append(f"{field}: {message}")
    return f"Fields: {printable('; '.join(told))}." if told else ""


def unexpected(
    response: RawResponse,
    call: str,
    arguments: Mapping[str, str],
    why: str,
    kind: type[TwilioMemoryError] = UnexpectedResponseError,
    **facts: Any,  # noqa: ANN401
) -> TwilioMemoryError:
    """Make the error for an answer that is no error status and yet cannot be used."""
    status = response.status_code
    outcome = outcome_of(status)
    if outcome is Outcome.ACCEPTED:
        facts["operation_id"] = printable(response.headers.get("operation-id"))
        why += ". Twilio has accepted the request"
    return kind(
        f"{call}{about(arguments)} was answered with status {status}, but {why}.",
        operation=call,
        arguments=dict(arguments),
        outcome=outcome,
        status=status,
        headers=dict(response.headers),
        request_id=response.request_id,
        **facts,
    )


def odd_page(call: str, arguments: Mapping[str, str], why: str) -> UnexpectedResponseError:
    """Make the error for a page that was read, and yet is of no use."""
    facts = {"operation": call, "arguments": dict(arguments), "outcome": Outcome.ACCEPTED}
    return UnexpectedResponseError(f"{call}{about(arguments)}: {why}", **facts)


def about(arguments: Mapping[str, str]) -> str:
    """Name what a request was about, as the end of a phrase; nothing if it was about the account."""
    return f" for {describe(arguments)}" if arguments else ""


def describe(arguments: Mapping[str, str]) -> str:
    """Name what a request was about."""
    return ", ".join(f"{name} {value}" for name, value in arguments.items())
