"""Writes where each public name of the library is, so that importing its packages need not load it.

    python scripts/generate_lazy_imports.py          write it
    python scripts/generate_lazy_imports.py --check  fail if it is not what would be written

The source is what type checkers read: the imports under `if TYPE_CHECKING:` in a package's `__init__.py`.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parent.parent / "facade" / "twilio_memory"
LAZY = (PACKAGE, PACKAGE / "testing")
HEAD = '''"""Where each public name is. Written from `__init__.py` by scripts/generate_lazy_imports.py."""

MODULES = {
'''


def table(package: Path) -> str:
    """Write the module with the table of a package."""
    # The root has its public modules as attributes, too.
    names = {path.stem: f"twilio_memory.{path.stem}" for path in PACKAGE.glob("[!_]*.py") if package == PACKAGE}
    for block in ast.parse((package / "__init__.py").read_text("utf-8")).body:
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            names |= {name: module for node in block.body for name, module in imported(node)}
    # Constants, then classes, then the rest.
    order = sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    return HEAD + "".join(f'    "{name}": "{names[name]}",\n' for name in order) + "}\n"


def imported(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Name what a statement imports to make it public, and from where."""
    if isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            if alias.name == "*":
                yield from ((name, node.module) for name in public(node.module))
            elif alias.asname in {None, alias.name}:
                yield alias.name, node.module


def public(module: str) -> list[str]:
    """Read a module's `__all__`, without running it."""
    path = PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py")
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "__all__" and node.value:
            names: list[str] = ast.literal_eval(node.value)
            return names
    raise SystemExit(f"{path} has no __all__")


def main(arguments: list[str]) -> int:
    """Write or check the tables; return how many complaints there are."""
    check = arguments == ["--check"]
    if arguments and not check:
        print(__doc__)  # noqa: T201
        return 2
    complaints = 0
    for package in LAZY:
        text, target = table(package), package / "_lazy.py"
        if not check:
            target.write_text(text, "utf-8")
        elif not target.exists() or target.read_text("utf-8") != text:
            print(f"{target.relative_to(PACKAGE)} is not what the __init__.py beside it gives", file=sys.stderr)  # noqa: T201
            complaints += 1
    return complaints


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
