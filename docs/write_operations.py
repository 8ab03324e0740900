"""Write operations.md, the page of the operations, from the spec, the library, the emulator and fidelity.toml.

With `--check` it writes nothing, and exits 1 if the page is not what it would write.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import importlib
import json
import operator
import pkgutil
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from _templating import fill, row, write

import twilio_memory.testing._core  # noqa: F401 - fills the table of handlers
import twilio_memory_api.api
from twilio_memory import MemoryClient
from twilio_memory.testing._handlers import HANDLERS
from twilio_memory_api.types import RetrySafety

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from twilio_memory_api.types import OperationRecord

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "reference" / "operations.in.md"
FIDELITY = HERE / "fidelity.toml"
PAGE = HERE / "reference" / "operations.md"
NOTICE = "<!-- Written by `make docs`, from operations.in.md, fidelity.toml and the library itself. -->\n\n"
KINDS = ("faithful", "approximate", "absent")
RETRIED = {RetrySafety.SAFE: "yes, safe", RetrySafety.IDEMPOTENT: "yes, idempotent", RetrySafety.UNSAFE: "no"}


def records() -> Iterator[OperationRecord]:
    """Read the record of each operation from its generated module."""
    api = twilio_memory_api.api
    for module in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        if not module.ispkg:
            yield importlib.import_module(module.name).RECORD


RECORDS = {record.name: record for record in records()}


class Operation(NamedTuple):
    """An operation of the spec."""

    name: str
    method: str
    path: str


class Emulated(NamedTuple):
    """How faithfully the emulator implements an operation."""

    kind: str
    note: str


def main(arguments: list[str]) -> int:
    """Write or check the page; return the exit status."""
    return write(arguments, __doc__, PAGE, page)


def page() -> str:
    """Return the page."""
    operations = [*described()]
    names = [operation.name for operation in operations]
    calls, notes = methods(), fidelity(names, HANDLERS)
    parts = {
        # The records are written by hand, one by one, so that they count apart from the spec.
        "operations": str(len(RECORDS)),
        "spec": present(names),
        "generated": present(generated()),
        "facade": present(calls),
        "emulator": present(HANDLERS),
        **{kind: str([note.kind for note in notes.values()].count(kind)) for kind in KINDS},
        "table": "\n".join(table(operations, calls, notes)),
    }
    return NOTICE + fill(TEMPLATE.read_text(encoding="utf-8"), parts)


def described() -> Iterator[Operation]:
    """Read the operations of the spec, in its order."""
    spec = json.loads(resources.files("twilio_memory.testing").joinpath("spec.json").read_text("utf-8"))
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield Operation(operation["operationId"], method.upper(), path)


def present(names: Iterable[str]) -> str:
    """Count those of the operations that are here."""
    return str(len(RECORDS.keys() & {*names}))


def generated() -> set[str]:
    """Name the operations that the generated client has a module for."""
    return {*RECORDS}


def methods() -> dict[str, str]:
    """Name the method of each operation, such as `stores.create`.

    Raises:
        AttributeError: The client does not have it.
    """
    with MemoryClient("SK0", "secret") as memory:
        for record in RECORDS.values():
            operator.attrgetter(record.client_method)(memory)
    return {name: record.client_method for name, record in RECORDS.items()}


def fidelity(operations: Iterable[str], handled: Iterable[str]) -> dict[str, Emulated]:
    """Read how faithful the emulator is.

    Raises:
        ValueError: An operation is missing or unknown, a kind is invalid, or contradicts whether there is a handler.
    """
    notes = {name: Emulated(**fields) for name, fields in tomllib.loads(FIDELITY.read_text(encoding="utf-8")).items()}
    for name in sorted({*operations} ^ {*notes}):
        raise ValueError(f"{FIDELITY.name}: {name} is not both there and in the spec")
    for name, emulated in notes.items():
        if emulated.kind not in KINDS or (emulated.kind == "absent") == (name in handled):
            raise ValueError(f"{FIDELITY.name}: {name} is not {emulated.kind}")
    return notes


def table(operations: Iterable[Operation], calls: Mapping[str, str], notes: Mapping[str, Emulated]) -> Iterator[str]:
    """Write the table, as Markdown."""
    yield row(("Method", "Request", "Operation", "Retried", "Emulator"))
    yield "|---|---|---|---|---|"
    for name, method, path in operations:
        call = f"`memory.{calls[name]}`" if name in calls else "none"
        emulated = f"*{notes[name].kind}*: {notes[name].note}"
        yield row((call, f"{method} `{path}`", name, RETRIED[RECORDS[name].retry], emulated))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
