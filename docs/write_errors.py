"""Write errors.md, the page of the errors, from errors.in.md and the library's own classes and table of codes.

With `--check` it writes nothing, and exits 1 if the page is not what it would write.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import ast
import inspect
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from _templating import fill, row, write

from twilio_memory import (
    Attempt,
    BatchError,
    OperationError,
    Outcome,
    ProfileMergedError,
    TwilioMemoryError,
    _error_base,
    _outcome,
    errors,
)
from twilio_memory._error_codes import ERROR_CODES, ErrorCode
from twilio_memory.errors import error_class

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "reference" / "errors.in.md"
PAGE = HERE / "reference" / "errors.md"
NOTICE = "<!-- Written by `make docs`, from errors.in.md and the library's own table. -->\n\n"
DICTIONARY = "https://www.twilio.com/docs/api/errors"


def main(arguments: list[str]) -> int:
    """Write or check the page; return the exit status."""
    return write(arguments, __doc__, PAGE, page)


def page() -> str:
    """Return the page."""
    parts = {
        "tree": "\n".join(tree(TwilioMemoryError)),
        "attributes": "\n".join(documented(TwilioMemoryError)),
        "attempt_attributes": "\n".join(documented(Attempt)),
        "operation_attributes": "\n".join(documented(OperationError)),
        "merged_attributes": "\n".join(documented(ProfileMergedError)),
        "batch_attributes": "\n".join(documented(BatchError)),
        "outcomes": "\n".join(documented(Outcome)),
        "codes": "\n".join(codes()),
    }
    return NOTICE + fill(TEMPLATE.read_text(encoding="utf-8"), parts)


def tree(root: type[TwilioMemoryError]) -> Iterator[str]:
    """Draw a class and what is below it, each with the first line of its docstring."""
    yield line(root.__name__, root)
    yield from branches(root, "")


def branches(kind: type[TwilioMemoryError], lead: str) -> Iterator[str]:
    """Draw what is below a class, in the order of the module."""
    # Not __subclasses__, which also lists the classes that error_class combines.
    children = [child for child in vars(errors).values() if isinstance(child, type) and kind in child.__bases__]
    for child in children:
        last = child is children[-1]
        yield line(f"{lead}{'└── ' if last else '├── '}{child.__name__}", child)
        yield from branches(child, lead + ("    " if last else "│   "))


def line(left: str, kind: type) -> str:
    """Append the first line of a class's docstring to its place in the tree."""
    return f"{left:<46} {(kind.__doc__ or '').splitlines()[0]}"


def documented(kind: type) -> Iterator[str]:
    """List the attributes of a class that have a docstring, with it."""
    modules = (errors, _error_base, _outcome)
    nodes = (node for module in modules for node in ast.parse(inspect.getsource(module)).body)
    found = next(node for node in nodes if isinstance(node, ast.ClassDef) and node.name == kind.__name__)
    for node, after in itertools.pairwise(found.body):
        match node, after:
            case (
                ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]),
                ast.Expr(ast.Constant(str(text))),
            ):
                yield f"- `{name}`: {' '.join(text.split())}"


def codes() -> Iterator[str]:
    """Write the table of the codes, as Markdown."""
    yield "| Code | Status | Class | It means | What to do |"
    yield "|---|---|---|---|---|"
    for known in sorted(ERROR_CODES.values(), key=lambda known: known.code):
        cells = (
            f"[{known.code}]({DICTIONARY}/{known.code})",
            str(known.status or "not documented"),
            raised(known),
            f"{known.meaning[0].upper()}{known.meaning[1:]}.",
            known.hint,
        )
        yield row(cells)


def raised(known: ErrorCode) -> str:
    """Name the class under which a code is to be caught."""
    name = known.error or (error_class(known.status, None).__name__ if known.status else None)
    return f"`{name}`" if name else "that of the status"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
