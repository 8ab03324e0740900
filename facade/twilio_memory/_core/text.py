"""Texts of a server made safe to show, what a code means, and the arguments of a call as a phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, overload

from twilio_memory._error_codes import BY_STATUS, ERROR_CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT: Final = 512


@overload
def escape_control(text: str) -> str: ...
@overload
def escape_control(text: str | None) -> str | None: ...
def escape_control(text: str | None) -> str | None:
    """Make a server's text safe for terminals and logs: control characters escaped, cut at 512 characters."""
    if text is None or (len(text) <= MAX_TEXT and text.isprintable()):
        return text
    escaped = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text[:MAX_TEXT])
    return escaped if len(text) <= MAX_TEXT and len(escaped) <= MAX_TEXT else f"{escaped[: MAX_TEXT - 3]}..."


def for_arguments(arguments: Mapping[str, str]) -> str:
    """Name the arguments of a call, as the end of a phrase; return nothing if it has none."""
    return f" for {', '.join(f'{name} {value}' for name, value in arguments.items())}" if arguments else ""


def describe_code(code: int | None, message: str | None, status: int | None = None) -> str:
    """Return the meaning and the hint of a code, and Twilio's message, as the end of a sentence and what follows it."""
    own_row = ERROR_CODES.get(code)
    if row := own_row or BY_STATUS.get(status):
        text = f": {row.meaning}{f' (code {code})' if own_row else ''}. {row.hint}"
    else:
        text = "." if code is None else f": Twilio code {code}."
    if not message:
        return text
    return f"{text} Twilio says: {message}{'' if message.endswith(('.', '!', '?')) else '.'}"
