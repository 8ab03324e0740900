"""Write operations.md, the page of the operations, from the spec, the library, the emulator and fidelity.toml.

With `--check` it writes nothing, and exits 1 if the page is not what it would write.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import ast
import json
import pkgutil
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pages import fill, row, write

import twilio_memory
import twilio_memory_api.api
from twilio_memory._retry import REPEAT, Repeat
from twilio_memory.testing._handlers import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "operations.in.md"
FIDELITY = HERE / "fidelity.toml"
PAGE = HERE / "operations.md"
NOTICE = "<!-- Written by `make docs`, from operations.in.md, fidelity.toml and the library itself. -->\n\n"
SYNC = Path(twilio_memory.__file__).parent / "_sync"
KINDS = ("faithful", "approximate", "absent")
RETRIED = {Repeat.READ: "yes, it reads", Repeat.DELETION: "yes, by ID", Repeat.NEVER: "no"}


class Operation(NamedTuple):
    """An operation of the spec."""

    name: str
    method: str
    path: str


class Emulated(NamedTuple):
    """What the emulator makes of an operation."""

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
        # REPEAT is written by hand, one by one, so that it counts apart from the spec.
        "operations": str(len(REPEAT)),
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
    return str(len(REPEAT.keys() & {*names}))


def generated() -> set[str]:
    """Name the operations that the generated client has a module for."""
    api = twilio_memory_api.api
    modules = pkgutil.walk_packages(api.__path__, f"{api.__name__}.")
    return {operation_of(module.name.rpartition(".")[2]) for module in modules if not module.ispkg}


def operation_of(module: str) -> str:
    """Name the operation of a generated module."""
    return module.title().replace("_", "")


def methods() -> dict[str, str]:
    """Find the method of each operation, such as `stores.create`: the first that names its generated module.

    Raises:
        KeyError: A resource of the client has no class.
    """
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SYNC.glob("*.py"))]
    classes = {node.name: node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)}
    found: dict[str, str] = {}
    for resource, kind in attributes(classes["MemoryClient"]):
        for method in classes[kind].body:
            if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                for module in endpoints(method):
                    found.setdefault(operation_of(module), f"{resource}.{method.name}")
    return found


def attributes(client: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """List the resources of a client: the attribute, and the class of what it is."""
    for node in client.body:
        match node:
            case ast.FunctionDef(
                name=attribute,
                returns=ast.Name(kind),
                decorator_list=[ast.Name("cached_property")],
            ):
                yield attribute, kind


def endpoints(method: ast.FunctionDef) -> Iterator[str]:
    """Name the generated modules that a method uses, such as `api.store.fetch_store`."""
    for node in ast.walk(method):
        match node:
            case ast.Attribute(ast.Attribute(ast.Name("api"), _), module):
                yield module


def fidelity(operations: Iterable[str], handled: Iterable[str]) -> dict[str, Emulated]:
    """Read what is told of the emulator.

    Raises:
        ValueError: It is not about exactly these operations, a kind is none, or what is absent is there or the reverse.
    """
    told = {name: Emulated(**fields) for name, fields in tomllib.loads(FIDELITY.read_text(encoding="utf-8")).items()}
    for name in {*operations} ^ {*told}:
        raise ValueError(f"{FIDELITY.name}: {name} is not both there and in the spec")
    for name, emulated in told.items():
        if emulated.kind not in KINDS or (emulated.kind == "absent") == (name in handled):
            raise ValueError(f"{FIDELITY.name}: {name} is not {emulated.kind}")
    return told


def table(operations: Iterable[Operation], calls: Mapping[str, str], notes: Mapping[str, Emulated]) -> Iterator[str]:
    """Write the table, as Markdown."""
    yield row(("Method", "Request", "Operation", "Retried", "Emulator"))
    yield "|---|---|---|---|---|"
    for name, method, path in operations:
        call = f"`memory.{calls[name]}`" if name in calls else "none"
        emulated = f"*{notes[name].kind}*: {notes[name].note}"
        yield row((call, f"{method} `{path}`", name, RETRIED[REPEAT[name]], emulated))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
