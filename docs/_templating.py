"""Write pages from templates."""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path


def write(arguments: list[str], usage: str | None, page: Path, text: Callable[[], str]) -> int:
    """Write a page, or with `--check` compare it with what would be written; return the exit status."""
    check = arguments == ["--check"]
    if arguments and not check:
        print(usage)  # noqa: T201
        return 2
    if not check:
        page.write_text(text(), encoding="utf-8")
    elif not page.exists() or page.read_text(encoding="utf-8") != text():
        print(f"{page.name} is not what its sources give: run make docs", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def fill(template: str, parts: Mapping[str, str]) -> str:
    """Replace each placeholder by its part. One without the other is a `KeyError`."""
    places = re.findall(r"\{\{ (\w+) \}\}", template)
    for name in {*places} ^ {*parts}:
        raise KeyError(name)
    return re.sub(r"\{\{ (\w+) \}\}", lambda place: parts[place[1]], template)


def row(cells: Iterable[str]) -> str:
    """Write a row of a table, as Markdown."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
