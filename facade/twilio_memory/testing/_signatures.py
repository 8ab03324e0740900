"""Hides what signs the URLs of uploads: who reads it may upload a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "..."
_NAME = re.compile("[A-Za-z-]*[Ss]ignature")
# Of any object store, by the name; and the emulator's own, however the text around it is encoded.
# Without what the name begins with: to look for that takes quadratic time in long words.
_SIGNATURE = re.compile(r"([Ss]ignature=)[^&\"'\s<>\\]+|signature_[0-9a-z]{26}(?![0-9a-z])")


def hide_signatures(text: str) -> str:
    """Return a text, such as a URL or JSON, without the values of signatures."""
    return _SIGNATURE.sub(lambda found: f"{found[1] or ''}{HIDDEN}", text)


def hide_in_query(query: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return names and values of a query without the values of signatures."""
    return [(name, HIDDEN if _NAME.fullmatch(name) else hide_signatures(value)) for name, value in query]
