"""Texts of a server made safe to show, and the arguments of a call as a phrase."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final, overload

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT: Final = 512
_escape: Final = codecs.getencoder("unicode_escape")


@overload
def escape_control(text: str) -> str: ...
@overload
def escape_control(text: str | None) -> str | None: ...
def escape_control(text: str | None) -> str | None:
    """Make a server's text safe for terminals and logs: control characters escaped, cut at 512 characters."""
    if text is None or (len(text) <= MAX_TEXT and text.isprintable()):
        return text
    escaped = "".join(
        character if character.isprintable() else _escape(character, "backslashreplace")[0].decode()
        for character in text[:MAX_TEXT]
    )
    return escaped if len(text) <= MAX_TEXT and len(escaped) <= MAX_TEXT else f"{escaped[: MAX_TEXT - 3]}..."


def for_arguments(arguments: Mapping[str, str]) -> str:
    """Name the arguments of a call, as the end of a phrase; return nothing if it has none."""
    return f" for {format_arguments(arguments)}" if arguments else ""


def format_arguments(arguments: Mapping[str, str]) -> str:
    """Name the arguments of a call."""
    return ", ".join(f"{name} {value}" for name, value in arguments.items())
