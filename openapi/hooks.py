"""The methods of several calls: functions of the library's rooms, which the generated methods load and call.

Each public function of a module `_async/<resource>.py` in the rooms of `HOOKS` becomes a method of that resource, each
of `_async/client.py` a method of the client.
"""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from spec import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = HERE.parent
LIBRARY = ROOT / "facade" / "twilio_memory"
#: The rooms with methods of several calls.
HOOKS = ("_ensure", "_concurrent", "_imports", "_waiting", "_raw_requests")
#: The parameters of their functions that are no parameters of the method, and what each gets.
OWN = {"executor": "self._executor", "clock": "self._executor.clock"}


class Hook(NamedTuple):
    """A method that loads a function of several calls, and calls it."""

    name: str
    room: str
    is_async: bool
    head: str
    """The parameters, and the type of the result, as in the function."""
    result: str
    overloads: list[str]
    call: str
    """The arguments of the function."""
    docstring: str


def hooks(resource: str) -> Iterator[Hook]:
    """Describe the functions of several calls that are methods of a resource, too."""
    paths = {room: LIBRARY / room / "_async" / f"{resource}.py" for room in HOOKS}
    modules = {room: ast.parse(path.read_text(encoding="utf-8")) for room, path in paths.items() if path.exists()}
    for room, module in modules.items():
        overloads: list[str] = []
        for node in module.body:
            if not isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) or node.name[0] == "_":
                continue
            first, *others = node.args.args
            own = [
                OWN.get(first.arg, f'self._within("{resource}.{node.name}")'),
                *(OWN[each.arg] for each in others if each.arg in OWN),
            ]
            positional = [each.arg for each in node.args.args[len(own) :]]
            node.args.args[: len(own)] = [ast.arg("self")]
            call = [*own, *positional, *(f"{each.arg}={each.arg}" for each in node.args.kwonlyargs)]
            call += [f"**{node.args.kwarg.arg}"] if node.args.kwarg else []
            text = textwrap.indent(ast.get_docstring(node) or "", " " * 8).strip() + "\n" + " " * 8
            result = ast.unparse(node.returns or ast.Constant(None))
            head = f"({ast.unparse(node.args)}) -> {result}"
            if node.decorator_list:
                overloads.append(head)
                continue
            is_async = isinstance(node, ast.AsyncFunctionDef)
            yield Hook(node.name, room, is_async, head, result, overloads, ", ".join(call), text)
            overloads = []
