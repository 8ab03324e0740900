"""Write what is made from the spec: generated/twilio_memory_api, and the spec as JSON for the embedded API.

Run it with the interpreter that has the pinned generator and formatter, `.venv-generator/bin/python`. With `--check` it
writes nothing, prints how the tree differs from what the spec gives, and exits 1 if it does.
"""
# ruff: noqa: INP001 - a script, part of no package

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import itertools
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
SPEC = HERE / "memory-v1.yaml"
SETTINGS = HERE / "generator.yaml"
TEMPLATES = HERE / "templates"
PACKAGE = HERE.parent / "generated" / "twilio_memory_api"
SPEC_AS_JSON = HERE.parent / "facade" / "twilio_memory" / "testing" / "spec.json"

# Where the generator and its formatter are. The generator looks for the formatter on PATH.
BIN = Path(sys.executable).parent
DIFF_LINES = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate, then compare or replace."""
    parser = argparse.ArgumentParser(description="Write what is made from the spec.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if something differs")
    check: bool = parser.parse_args(arguments).check
    # What is to be swapped in must lie on the same file system.
    with tempfile.TemporaryDirectory(prefix=".fresh-", dir=None if check else PACKAGE.parent) as name:
        folder = Path(name)
        package, spec = folder / PACKAGE.name, folder / SPEC_AS_JSON.name
        generate(package)
        spec.write_text(as_json(read_yaml(SPEC)), encoding="utf-8")
        if check:
            found = [*differences(package, PACKAGE), *differences(spec, SPEC_AS_JSON)]
            sys.stdout.writelines(found)
            return 1 if found else 0
        if PACKAGE.exists():
            PACKAGE.rename(folder / "old")
        package.rename(PACKAGE)
        SPEC_AS_JSON.parent.mkdir(parents=True, exist_ok=True)
        spec.replace(SPEC_AS_JSON)
    return 0


def generate(package: Path) -> None:
    """Write the whole package into a folder that does not exist yet."""
    settings = read_yaml(SETTINGS)
    known = importlib.import_module("openapi_python_client.config").ConfigFile.model_fields
    if unknown := settings.keys() - known.keys():
        # The generator would ignore them.
        sys.exit(f"{SETTINGS.name}: there is no setting {', '.join(sorted(unknown))}")
    hooks = [shlex.split(hook) for hook in settings["post_hooks"]]
    for program in {hook[0] for hook in hooks}:
        if not (BIN / program).exists():
            # The generator would only warn, or take another version from PATH.
            sys.exit(f"{BIN / program}: not found; is this the generator's interpreter?")
    options = {
        "path": SPEC,
        "config": SETTINGS,
        "custom-template-path": TEMPLATES,
        "output-path": package,
        "meta": "none",
    }
    arguments = ["generate", "--fail-on-warning", *(f"--{name}={value}" for name, value in options.items())]
    run([sys.executable, "-m", "openapi_python_client", *arguments], cwd=package.parent)
    (package / "py.typed").touch()
    (package / "fields.py").write_text(fields_module(package), encoding="utf-8")
    for hook in hooks:
        run(hook, cwd=package)


def run(command: list[str], *, cwd: Path) -> None:
    """Run a command, with this environment's programs first, and end the script if it fails."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603 - commands from this folder, no shell
        command, cwd=cwd, env=environment, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{shlex.join(command)} failed with status {done.returncode}")


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file the way the generator does."""
    content: dict[str, Any] = importlib.import_module("ruamel.yaml").YAML(typ="safe").load(path)
    return content


def as_json(spec: dict[str, Any]) -> str:
    """Write a spec as JSON, in the order of its keys."""
    return json.dumps(spec, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def differences(fresh: Path, committed: Path) -> Iterator[str]:
    """Say how what is committed, a file or a folder, differs from what it should be."""
    expected, found = read_files(fresh), read_files(committed)
    for name in sorted(expected.keys() | found.keys()):
        path = committed / name
        if name not in found:
            yield f"missing: {path}\n"
        elif name not in expected:
            yield f"stray: {path}\n"
        elif expected[name] != found[name]:
            yield f"different: {path}\n"
            before, after = (files[name].decode("utf-8", "replace").splitlines() for files in (found, expected))
            lines = list(difflib.unified_diff(before, after, "committed", "fresh", n=1, lineterm=""))
            yield from (f"{line}\n" for line in lines[:DIFF_LINES])
            if len(lines) > DIFF_LINES:
                yield f"... {len(lines) - DIFF_LINES} more lines\n"


def read_files(root: Path) -> dict[str, bytes]:
    """Read every file by its path below the root (`.` for the root itself), but not what Python compiles beside it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in [root, *root.rglob("*")]
        if path.is_file() and "__pycache__" not in path.relative_to(root).parts
    }


def fields_module(package: Path) -> str:
    """Write a module with a TypedDict for each request body, from the generated endpoints and models."""
    bodies = {body for path in package.glob("api/*/*.py") for body in [body_import(path)] if body}
    imports = {"from typing import NotRequired, TypedDict"}
    classes = []
    for module, name in sorted(bodies, key=lambda body: body[1]):
        source = (package / "models" / f"{module}.py").read_text(encoding="utf-8")
        lines, needed = typed_dict(source, name)
        classes.append("\n".join(lines))
        imports |= needed
    names = "".join(f'    "{name}Fields",\n' for name in sorted(name for _, name in bodies))
    return "\n\n".join(
        [
            '"""The fields of each request body, for `Unpack` where they are taken as keyword arguments."""',
            "\n".join(sorted(imports)),
            *classes,
            f"__all__ = (\n{names})\n",
        ]
    )


def body_import(endpoint: Path) -> tuple[str, str] | None:
    """Find the module and the class of the body that a generated endpoint sends."""
    tree = ast.parse(endpoint.read_text(encoding="utf-8"))
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name == "_get_kwargs":
            for argument in function.args.kwonlyargs:
                if argument.arg == "body" and argument.annotation:
                    name = ast.unparse(without_unset(argument.annotation))
                    module = imports_of(tree).get(name, "").removeprefix("from ...models.").partition(" ")[0]
                    if not module:
                        sys.exit(f"{endpoint}: the body {name} is not a model")
                    return module, name
    return None


def typed_dict(source: str, name: str) -> tuple[list[str], set[str]]:
    """Write a TypedDict with the arguments of a generated model's constructor, and list the imports that it needs."""
    tree = ast.parse(source)
    model = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    known = imports_of(tree)
    needed: set[str] = set()
    constructor = next(node for node in model.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    arguments = constructor.args.args[1:]
    optional = arguments[len(arguments) - len(constructor.args.defaults) :]
    documented = {
        ast.unparse(node.target): after
        for node, after in itertools.pairwise(model.body)
        if isinstance(node, ast.AnnAssign)
    }
    lines = [f"class {name}Fields(TypedDict):", *docstring(source, model.body[0]), ""]
    for argument in arguments:
        hint = without_unset(argument.annotation or ast.Name("Any"))
        written = ast.unparse(hint)
        lines.append(f"    {argument.arg}: {f'NotRequired[{written}]' if argument in optional else written}")
        lines += docstring(source, documented[argument.arg])
        used = {part.id for part in ast.walk(hint) if isinstance(part, ast.Name)}
        # From models/ to the package itself is one dot less.
        needed |= {known[part].replace("from ..", "from .", 1) for part in used & known.keys()}
    return lines, needed


def without_unset(hint: ast.expr) -> ast.expr:
    """Take `Unset` out of a union."""
    if not isinstance(hint, ast.BinOp):
        return hint
    if isinstance(hint.right, ast.Name) and hint.right.id == "Unset":
        return without_unset(hint.left)
    if isinstance(hint.left, ast.Name) and hint.left.id == "Unset":
        return without_unset(hint.right)
    return ast.BinOp(without_unset(hint.left), hint.op, without_unset(hint.right))


def imports_of(tree: ast.Module) -> dict[str, str]:
    """Map each imported name to the statement that imports it."""
    statements: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            statements |= {alias.name: f"from {origin} import {alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            statements |= {alias.name: f"import {alias.name}" for alias in node.names}
    return statements


def docstring(source: str, node: ast.stmt) -> list[str]:
    """Take over a statement as it stands if it is a docstring."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return [f"    {ast.get_source_segment(source, node)}"]
    return []


if __name__ == "__main__":
    sys.exit(main())
