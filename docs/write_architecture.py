"""Write the parts of ARCHITECTURE.md that follow from the code: the picture, the way of a call, the files of its table.

Each part stands between `<!-- name: -->` and `<!-- :name -->`. With `--check` it writes nothing, and exits 1 if the
page is not what it would write.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import ast
import functools
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from _call_trace import changes_of_file, trace_deletions
from _templating import row, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ARCHITECTURE.md"
PACKAGE, GENERATED = "twilio_memory", "twilio_memory_api"
PACKAGE_DIR = ROOT / "facade" / PACKAGE
OVERLAY = "openapi/sdk.overlay.yaml"

Edges = dict[tuple[str, str], bool]
"""Which room imports which, and whether it does at run time."""


def main(arguments: list[str]) -> int:
    """Write or check the page; return the exit status."""
    return write(arguments, __doc__, PAGE, page)


def page() -> str:
    """Return the page with its generated parts renewed."""
    text = PAGE.read_text(encoding="utf-8")
    parts = {"rooms": picture(imports()), "call": way_of_a_call(), "where": where(text[slice(*span(text, "where"))])}
    for name, part in parts.items():
        start, end = span(text, name)
        text = f"{text[:start]}\n{chr(10).join(part)}\n\n{text[end:]}"
    return text


def span(text: str, name: str) -> tuple[int, int]:
    """Find where a part starts and ends.

    Raises:
        ValueError: Its markers are missing.
    """
    found = re.search(rf"<!-- {name}: -->\n(.*?)<!-- :{name} -->", text, re.DOTALL)
    if not found:
        raise ValueError(f"{PAGE.name}: the markers of {name!r} are missing")
    return found.span(1)


def modules() -> Iterator[Path]:
    """List the modules of the library, without those that are written from others."""
    return (path for path in sorted(PACKAGE_DIR.rglob("*.py")) if "_sync" not in path.parts)


def room_of(module: str) -> str:
    """Name the room of a module: the first folder or module below the package."""
    package, _, rest = module.partition(".")
    return rest.partition(".")[0].replace("_sync", "_async") if package == PACKAGE else package


def imports() -> Edges:
    """Find which room imports which; the imports of the package's own `__init__` are its list of public names."""
    init = parsed(PACKAGE_DIR / "__init__.py")
    public = {name: module for node in ast.walk(init) for module, name in names_of(node)}
    edges: Edges = {}
    for path in modules():
        module = ".".join(path.relative_to(PACKAGE_DIR.parent).with_suffix("").parts)
        for node, type_only in import_statements(path) if path != PACKAGE_DIR / "__init__.py" else ():
            for target, name in names_of(node, module):
                edge = room_of(module), room_of(defining_module(target, name, public))
                if edge[0] != edge[1] and target.partition(".")[0] in (PACKAGE, GENERATED):
                    edges[edge] = edges.get(edge, False) or not type_only
    return edges


@functools.cache
def parsed(path: Path) -> ast.Module:
    """Parse a module, once for all parts of the page."""
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def import_statements(path: Path) -> list[tuple[ast.AST, bool]]:
    """List the imports of a module, and whether only type checkers read them."""
    tree = parsed(path)
    type_only = {id(node) for block in ast.walk(tree) if is_type_checking(block) for node in ast.walk(block)}
    return [(node, id(node) in type_only) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def is_type_checking(node: ast.AST) -> bool:
    """Return whether a node is a block that only type checkers read."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def names_of(node: ast.AST, importer: str = "") -> Iterator[tuple[str, str]]:
    """List what a node imports: a module, and a name of it, which is empty for the module itself."""
    match node:
        case ast.Import():
            yield from ((alias.name, "") for alias in node.names)
        case ast.ImportFrom():
            package = importer.rsplit(".", node.level)[0] if node.level else ""
            module = ".".join(filter(None, (package, node.module)))
            yield from ((module, alias.name) for alias in node.names)


def defining_module(module: str, name: str, public: dict[str, str]) -> str:
    """Name the module that a name of the package comes from."""
    if module != PACKAGE:
        return module
    if (PACKAGE_DIR / name).is_dir() or (PACKAGE_DIR / f"{name}.py").exists():
        return f"{PACKAGE}.{name}"
    return public.get(name, f"{PACKAGE}.errors")  # the one module that `__init__` takes all names of


def reduced(edges: AbstractSet[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out each edge that follows from others."""
    kept = sorted(edges)
    for edge in sorted(edges):
        others = [other for other in kept if other != edge]
        if edge[1] in reachable(edge[0], others):
            kept = others
    return kept


def reachable(start: str, edges: Iterable[tuple[str, str]]) -> set[str]:
    """Return what can be reached from a room."""
    found, edges = {start}, [*edges]
    while more := {target for source, target in edges if source in found} - found:
        found |= more
    return found


def picture(edges: Edges) -> Iterator[str]:
    """Draw the rooms as a flowchart in Mermaid, each above what it imports."""
    yield "```mermaid"
    yield "flowchart TD"
    for room in sorted({room for edge in edges for room in edge}):
        folder = "/" if room == GENERATED or (PACKAGE_DIR / room).is_dir() else ""
        yield f'    {room}["{room}{folder}"]'
    for source, target in reduced(edges.keys()):
        yield f"    {source} {'-->' if edges[source, target] else '-.->'} {target}"
    yield "```"


def way_of_a_call() -> Iterator[str]:
    """List the files that a deletion enters, with their functions, in the order of the first call."""
    first, following = trace_deletions()
    functions: dict[str, dict[str, None]] = {}
    for file, function in first:
        functions.setdefault(file, {})[function.replace("<locals>.", "")] = None
    yield row(("", "File", "Functions"))
    yield "|---|---|---|"
    for number, (file, names) in enumerate(functions.items(), 1):
        yield row((str(number), link(file), ", ".join(f"`{name}`" for name in names)))
    files = len({file for file, _ in following})
    yield ""
    yield f"Over an open connection it is {files} files, and {changes_of_file(following)} calls into another file."


def link(file: str) -> str:
    """Link a file, shown without the folder that all of them are in."""
    return f"[{file.removeprefix(f'facade/{PACKAGE}/')}](../{file})"


def where(part: str) -> Iterator[str]:
    """Put the file of each symbol of the table beside it.

    Raises:
        ValueError: No module, or more than one, defines a symbol.
    """
    defined = [*definitions()]
    head, rule, *lines = part.strip().splitlines()
    yield from (head, rule)
    for question, symbol, *_ in ([cell.strip() for cell in line.strip("|").split("|")] for line in lines):
        files = [*{file: None for name, file in defined if name == symbol.strip("`")}]  # Overloads are in one.
        if len(files) != 1:
            raise ValueError(f"{PAGE.name}: {symbol} is defined in {files or 'no module'}")
        yield row((question, symbol, link(files[0])))


def definitions() -> Iterator[tuple[str, str]]:
    """List the records of operations, and what the library defines: classes, methods, functions, constants."""
    yield from ((name, OVERLAY) for name in re.findall(r"x-method: ([\w.]+)", (ROOT / OVERLAY).read_text("utf-8")))
    for path in modules():
        file = path.relative_to(ROOT).as_posix()
        body = parsed(path).body
        members = [(f"{node.name}.", node.body) for node in body if isinstance(node, ast.ClassDef)]
        for prefix, nodes in (("", body), *members):
            yield from ((f"{prefix}{name}", file) for node in nodes for name in defined_by(node))


def defined_by(node: ast.stmt) -> Iterator[str]:
    """Name what a statement defines."""
    match node:
        case ast.ClassDef(name) | ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
            yield name
        case ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]):
            yield name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
