"""Write the library's table of error codes, and the classes of statuses and codes, from error_codes.toml.

Run it with the interpreter that has the pinned formatter, `.venv-generator/bin/python`. With `--check` it writes
nothing, prints how the tree differs, and exits 1 if it does.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import argparse
import functools
import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from generate import BIN, differences, run
from spec import HERE, operations, read_or_exit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TABLE = HERE / "error_codes.toml"
TEMPLATE = HERE / "error_codes.py.in"
TARGET = HERE.parent / "facade" / "twilio_memory" / "_error_codes.py"
DOCUMENTED = TARGET.parent / "testing" / "documented-errors.json"
GENERAL_CLASS = "APIStatusError"


class Row(NamedTuple):
    """A code of the table."""

    code: int
    meaning: str
    hint: str
    status: int | None = None
    own_class: str | None = None
    is_general: bool = False


class Table(NamedTuple):
    """The table."""

    statuses: dict[int, tuple[str, str]]
    """The class of each status, and its docstring."""
    classes: dict[str, str]
    """The docstring of each class of codes."""
    rows: dict[int, Row]
    conflicts: frozenset[str] = frozenset()
    """The classes of errors after which a write reads the resource again."""

    def class_of(self, row: Row) -> str:
        """Name the class under which a code can be caught, whatever status it comes with."""
        return row.own_class or self.class_of_status(row.status)

    def class_of_status(self, status: int | None) -> str:
        """Name the class of a status."""
        return self.statuses[status][0] if status in self.statuses else GENERAL_CLASS

    def general_meaning(self, status: int) -> str:
        """Return what a status means without a known code."""
        return next(row.meaning for row in self.rows.values() if row.is_general and row.status == status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate, then compare or replace."""
    parser = argparse.ArgumentParser(description="Write the table of error codes and the classes.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if something differs")
    check: bool = parser.parse_args(arguments).check
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name, TARGET.name)
        fresh.write_text(generate(read()), encoding="utf-8")
        options = ["--quiet", "--no-cache", "--config", str(HERE.parent / "pyproject.toml")]
        run([str(BIN / "ruff"), "format", fresh.name, *options], cwd=fresh.parent)
        documented = Path(name, DOCUMENTED.name)
        documented.write_text(documented_errors(), encoding="utf-8")
        if check:
            found = [*differences(fresh, TARGET), *differences(documented, DOCUMENTED)]
            sys.stdout.writelines(found)
            return 1 if found else 0
        TARGET.write_bytes(fresh.read_bytes())
        DOCUMENTED.write_bytes(documented.read_bytes())
    return 0


def documented_errors() -> str:
    """Write the codes of each operation's record as JSON, for the emulator's report of those that no test has met."""
    codes = {each.name: each.record.get("error_codes", []) for each in operations(read_or_exit())}
    lines = [f" {json.dumps(name)}: {json.dumps(codes[name])}" for name in sorted(codes)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


@functools.cache
def read(path: Path = TABLE) -> Table:
    """Read the table.

    Raises:
        ValueError: A code or the list of conflicts has a class that the table does not have, or a class has no code.
    """
    content: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    statuses = {int(status): (each["class"], each["doc"]) for status, each in content["statuses"].items()}
    rows = {
        int(code): Row(
            int(code), each["meaning"], each["hint"], each.get("status"), each.get("class"), each.get("general", False)
        )
        for code, each in content["codes"].items()
    }
    classes: dict[str, str] = content["classes"]
    used = {row.own_class for row in rows.values() if row.own_class}
    conflicts = frozenset[str](content.get("conflicts", ()))
    if wrong := ((used | conflicts) - classes.keys() - {name for name, _ in statuses.values()}) | (
        classes.keys() - used
    ):
        raise ValueError(f"{path.name}: no class, or no code, for {', '.join(sorted(wrong))}")
    return Table(statuses, classes, rows, conflicts)


def generate(table: Table) -> str:
    """Write the module; the formatter does the rest."""
    names = sorted([*table.classes, *(name for name, _ in table.statuses.values())])
    parts = {
        "NAMES": "".join(f"    {name!r},\n" for name in names),
        "CLASSES": "\n\n\n".join(classes(table)),
        "STATUSES": "".join(f"    {status}: {name},\n" for status, (name, _) in table.statuses.items()),
        "GENERAL": "".join(f"    {constructor(row)},\n" for row in table.rows.values() if row.is_general),
        "OTHERS": "".join(f"    {constructor(row)},\n" for row in table.rows.values() if not row.is_general),
    }
    text = TEMPLATE.read_text("utf-8")
    for name, part in parts.items():
        before, marker, after = text.partition(f"# {name}\n")
        if not marker:
            raise ValueError(f"{TEMPLATE.name}: there is no {name}")
        text = f"{before.rstrip(' ')}{part}{after}"
    return text


def classes(table: Table) -> Iterator[str]:
    """Write the classes: those of statuses, then those of codes."""
    for status, (name, doc) in table.statuses.items():
        expected = f"    expected_status: ClassVar[int | None] = {status}"
        yield f'class {name}({GENERAL_CLASS}):\n    """{status}: {doc}."""\n\n{expected}{conflict(table, name)}'
    for name, doc in table.classes.items():
        rows = [row for row in table.rows.values() if row.own_class == name]
        statuses = {row.status for row in rows}
        base = table.class_of_status(statuses.pop()) if len(statuses) == 1 else GENERAL_CLASS
        *first, last = (str(row.code) for row in rows)
        codes = f"{', '.join(first)} and {last}" if first else last
        yield f'class {name}({base}):\n    """{codes}: {doc}."""\n{conflict(table, name)}'.rstrip()


def conflict(table: Table, name: str) -> str:
    """Write the attribute of a class of conflicts; nothing for any other."""
    return "\n    is_conflict = True" if name in table.conflicts else ""


def constructor(row: Row) -> str:
    """Write a row of the module's table."""
    values = [row.code, row.status, row.meaning, row.hint, *filter(None, [row.own_class])]
    return f"ErrorCode({', '.join(map(repr, values))})"


if __name__ == "__main__":
    sys.exit(main())
