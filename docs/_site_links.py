"""The links of the site's pages."""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

DICTIONARY = "https://www.twilio.com/docs/api/errors"
TO_DICTIONARY = re.compile(rf"\]\({re.escape(DICTIONARY)}/(\d+)\)")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?://|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def replace(text: str, replaced: Callable[[re.Match[str]], str]) -> str:
    """Replace the links of a page, but not what looks like one in a block of code."""
    fences = [fence.span() for fence in FENCE.finditer(text)]
    return LINK.sub(
        lambda link: link[0] if any(start <= link.start() < end for start, end in fences) else replaced(link), text
    )


def for_texts(text: str, path: Path) -> str:
    """Let the links of a page in Markdown lead to the site, where they lead to what is there only."""

    def replaced(link: re.Match[str]) -> str:
        target = Path(os.path.normpath(path.parent / link[3])).as_posix()
        if target.endswith(".md") and not target.startswith("reference/api/"):
            return link[0]
        place = f"{target.removesuffix('.md')}/" if target.endswith(".md") else target
        up = "../" * len(path.parts)
        return f"{link[1]}[{link[2]}]({up}{place}{link[4] or ''})"

    return replace(text, replaced)
